"""The second stage: the arithmetic, the data it was made from, and what it may never decide."""

from __future__ import annotations

import math
from base64 import b64encode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dialogs.words import model
from dialogs.words.freshness import FOLDER, sentences, trained_on
from dialogs.words.intents import (
    ASKED_FIRST,
    MOST_MODELLED,
    NOTHING,
    Understood,
    by_rules,
    closed_class,
    concepts_in,
    understand,
    weighed,
    words_of,
)
from dialogs.words.model import HALF, Model

CLOSED = {"yes", "no", "number", "date", "thanks"}


def packed(*values: int) -> str:
    return b64encode(bytes(values)).decode()


WEIGHTS = {"ab": (100, -50), "b ": (-128, 127), "=x": (3, 0)}
IDF = {"ab": 255, "b ": 100, "=x": 10}
SMALL = Model(
    {
        "intents": ["vote", "none"],
        "bias": [0.25, -0.5],
        "scale": 0.05,
        "idf_scale": 0.02,
        "features": "\n".join(WEIGHTS),
        "idf": packed(*IDF.values()),
        "weights": packed(*(w + HALF for row in WEIGHTS.values() for w in row)),
    }
)


@given(st.lists(st.sampled_from([*WEIGHTS, "unseen"]), max_size=1200))
def test_lanes_add_as_floats_would(features: list[str]) -> None:
    """Against the formulas written out: tf = 1 + ln n, times idf, length 1, logistic regression."""
    times = {name: features.count(name) for name in WEIGHTS if name in features}
    tf = {name: 1 + math.log(n) for name, n in times.items()}
    length = math.sqrt(sum((tf[name] * IDF[name] * 0.02) ** 2 for name in tf)) or 1.0
    logits = [
        bias + sum(tf[name] * WEIGHTS[name][at] * 0.05 for name in tf) / length for at, bias in enumerate((0.25, -0.5))
    ]
    odds = [math.exp(logit - max(logits)) for logit in logits]
    assert SMALL.likely(features) == pytest.approx([odd / sum(odds) for odd in odds], abs=0.002)


def test_it_was_trained_on_what_is_here() -> None:
    """A sentence, a concept or a rule has changed since: run `make train`."""
    import json

    assert json.loads(model.FILE.read_text(encoding="utf-8"))["trained_on"] == trained_on(), "run `make train`"


def test_it_is_small() -> None:
    assert model.FILE.stat().st_size < 1_000_000


def test_there_is_enough_to_learn_from() -> None:
    """At least 60 sentences an intent and 500 of none of them; no sentence twice with two meanings."""
    written = sentences()
    for intent in model.load().intents:
        assert sum(1 for _text, known in written if known == intent) >= (500 if intent == "none" else 60), intent
    assert len({text.casefold() for text, _ in written}) == len({(text.casefold(), intent) for text, intent in written})
    assert all(text.strip() == text and text for text, _intent in written)
    assert len(list(FOLDER.glob("*.tsv"))) > 15


def test_closed_classes_are_not_among_what_it_knows() -> None:
    """Thanks it knows, to tell it from the rest."""
    assert not CLOSED - {"thanks"} & set(model.load().intents)


@given(st.text(max_size=120) | st.sampled_from([text for text, _intent in sentences()]))
def test_closed_classes_are_never_by_the_model(text: str) -> None:
    found = understand(text)
    if found.intent in CLOSED:
        assert found == closed_class(text, words_of(text))


class Certain(Model):
    """A model that is certain of one thing, whatever it sees."""

    def __init__(self, intent: str) -> None:
        self.intents = [intent, "none" if intent != "none" else "vote"]

    def likely(self, features: object) -> list[float]:
        return [0.999, 0.001]


@given(st.text(max_size=80), st.sampled_from(sorted(ASKED_FIRST)))
def test_what_would_be_dear_is_asked_first(text: str, intent: str) -> None:
    """However certain the model is, without a rule that says the same."""
    words = words_of(text)
    masks = concepts_in(words)
    assume(words and len(words) <= MOST_MODELLED)
    ruled = by_rules(masks)
    found = weighed(words, masks, lambda: Certain(intent))
    assume(found != ruled)
    assert found.outcome == "maybe" or found == Understood("sure", intent)
    if not any(masks) and all(len(word) < 5 for word in words):  # nothing that a slip could have made
        assert found == Understood("maybe", intent)


def test_a_stop_that_the_model_does_not_believe_is_asked_and_anything_else_dropped() -> None:
    def weigh(text: str) -> Understood:
        words = words_of(text)
        return weighed(words, concepts_in(words), lambda: Doubting("stop", "vote"))

    assert weigh("lopeta viestit") == Understood("maybe", "stop")
    assert weigh("haluan äänestää") == NOTHING


class Doubting(Model):
    """A model to which everything is none of ours."""

    def __init__(self, *intents: str) -> None:
        self.intents = ["none", *intents]

    def likely(self, features: object) -> list[float]:
        return [0.98, *([0.02 / (len(self.intents) - 1)] * (len(self.intents) - 1))]


def test_long_messages_are_left_to_the_rules() -> None:
    words = ["sana"] * (MOST_MODELLED + 1)
    assert weighed(words, concepts_in(words), lambda: Certain("vote")) == NOTHING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stpo", Understood("sure", "stop")),
        ("lopeat", Understood("sure", "stop")),
        ("evnets", Understood("sure", "events")),
        ("ensi maananntaina", Understood("sure", "date")),
        ("perjnatai", Understood("sure", "date")),
        ("ilo", NOTHING),
        ("sota", NOTHING),
        ("peruna", NOTHING),
    ],
)
def test_slips_in_whole_messages(text: str, expected: Understood) -> None:
    assert understand(text) == expected
