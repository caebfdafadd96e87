"""Cross-validation: what the two stages make of sentences that the model has not seen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from sklearn.model_selection import StratifiedKFold

from dialogs.words.folding import fold
from dialogs.words.intents import Understood, closed_class, concepts_in, weighed, words_of
from dialogs.words.model import Model
from train.data import Sentence, with_slip
from train.fit import exported, fit

FOLDS = 5
FILED = {"call_me": "human"}
"""Two ways to a person: which of the two is not counted as an error."""

Change = Callable[[str], str]
CHANGES: dict[str, Change] = {
    "as written": str,
    "without dots": fold,
    "one slip": lambda text: with_slip(text, random.Random("a slip: " + text)),  # noqa: S311
}


def understood(text: str, model: Model) -> Understood:
    """As `intents.understand`, by another model than the one that is shipped."""
    words = words_of(text)
    closed = closed_class(text, words)
    if closed is not None or not words:
        return closed or Understood("none", "none")
    return weighed(words, concepts_in(words), lambda: model)


def cross_validated(sentences: list[Sentence], judged: list[bool]) -> dict[str, Counter[str]]:
    """How often each comes out, by what was done to the texts."""
    found = {name: Counter[str]() for name in CHANGES}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=4)
    intents = [sentence.intent for sentence in sentences]
    for shown, held in folds.split(sentences, intents):
        model = Model(exported(fit([sentences[at] for at in shown])))
        for at in held:
            if judged[at]:
                for name, change in CHANGES.items():
                    found[name][_verdict(sentences[at], understood(change(sentences[at].text), model))] += 1
    return found


def _verdict(sentence: Sentence, found: Understood) -> str:
    if sentence.intent == "none":
        return f"outside {found.outcome}"
    hit = FILED.get(found.intent, found.intent) == FILED.get(sentence.intent, sentence.intent)
    return {"sure": "right" if hit else "wrong", "maybe": "asked right" if hit else "asked wrong"}.get(
        found.outcome, "silent"
    )


def shares(found: Counter[str]) -> dict[str, float]:
    """Per cent: of the sentences that want something, and (`outside …`) of those that want nothing of ours."""
    outside = sum(times for name, times in found.items() if name.startswith("outside"))
    inside = found.total() - outside
    return {name: 100 * times / (outside if name.startswith("outside") else inside) for name, times in found.items()}
