"""The sentences that the model learns from, and what becomes of them before it sees them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dialogs.words.freshness import sentences
from dialogs.words.intents import NOTHING, by_rules, concepts_in, seen, words_of

CLOSED = frozenset({"yes", "no", "number", "date"})
"""Decided by the whole message alone. With a slip in them they are none of the model's intents."""
LETTERS = "abcdefghijklmnopqrstuvwxyzäö"
SLIPS = 3
"""Copies of each sentence with a slip of the thumb, besides itself."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and the intent that it should lead to, or none."""

    text: str
    intent: str


def learned() -> list[Sentence]:
    """All sentences, in order of file and line. Closed classes are filed under none."""
    return [Sentence(text, "none" if intent in CLOSED else intent) for text, intent in sentences()]


def judged() -> list[bool]:
    """Which of them say something about the second stage: not those of the closed classes."""
    return [intent not in CLOSED for _text, intent in sentences()]


def looked_at(text: str) -> list[str]:
    """The features of a text."""
    words = words_of(text)
    masks = concepts_in(words)
    return seen(words, masks, by_rules(masks) or NOTHING)


def with_slip(text: str, dice: random.Random) -> str:
    """One letter left out, doubled, changed, or swapped with the next."""
    if len(text) < 4:
        return text
    at = dice.randrange(len(text) - 1)
    kind = dice.randrange(4)
    middle = ["", text[at] * 2, text[at + 1] + text[at], dice.choice(LETTERS)][kind]
    return text[:at] + middle + text[at + (2 if kind == 2 else 1) :]


def with_copies(chosen: list[Sentence]) -> tuple[list[list[str]], list[str]]:
    """Features and intents of the sentences and of their copies with slips. The same text has the same slips."""
    rows, intents = [], []
    for sentence in chosen:
        dice = random.Random(sentence.text)  # noqa: S311  # must come out the same every time
        texts = [sentence.text, *(with_slip(sentence.text, dice) for _ in range(SLIPS))]
        rows += [looked_at(text) for text in texts]
        intents += [sentence.intent] * len(texts)
    return rows, intents
