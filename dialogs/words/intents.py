"""What a message wants, in two stages (FINNISH.md): rules (`concepts`, `rules`), then a trained model (`model`).

Three outcomes: *sure*, act · *maybe*, ask with the guess named · *none*, show what we can do and offer to
keep it as an idea.

- Closed classes (yes, no, number, date, thanks) and the words that stop are decided by the whole message alone.
- What the rules are sure of is done, unless the model finds it all but impossible. A stop is then asked.
- What they are not sure of the model may decide. Stop, delete, cancel and "wrong number" it can only make us ask.
- Two witnesses make it sure: rules that fit once a slip of the thumb is forgiven, and the model.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dialogs.words import model
from dialogs.words.answers import (
    LONGEST,
    MOST,
    is_thanks,
    quotes_us,
    words_say_stop,
    words_say_thanks,
    words_say_yes_no,
)
from dialogs.words.dates import looks_like_date
from dialogs.words.features import features
from dialogs.words.folding import fold
from dialogs.words.lexicon import BITS, SHORTEST_SLIP, bits, concepts_of, likely_concepts_of
from dialogs.words.numbers import number_list
from dialogs.words.oneshot import command
from dialogs.words.rules import RULES
from dialogs.words.sensitive import distress
from dialogs.words.slips import taught_word, with_days_mended

MOST_WORDS = 40

Outcome = Literal["sure", "maybe", "none"]


@dataclass(frozen=True, slots=True)
class Understood:
    """The outcome and the intent; the intent is "none" exactly when the outcome is."""

    outcome: Outcome
    intent: str


@dataclass(frozen=True, slots=True)
class _Rule:
    intent: str
    outcome: Outcome
    spare: int
    needs: tuple[int, ...]
    never: int
    explained: int


NOTHING = Understood("none", "none")


@lru_cache(maxsize=256)  # a dialogue asks several times about one message
def understand(text: str) -> Understood:
    """What a message with nothing pending wants, by its first 300 characters and 40 words. Never raises."""
    words = words_of(text)
    closed = closed_class(text, words)
    if closed is not None:
        return closed
    concepts = concepts_in(words)
    found = weighed(words, concepts, model.load) if words else NOTHING
    return NOTHING if found.outcome == "maybe" and distress(text) else found  # that is no moment for a question


def closed_class(text: str, words: list[str]) -> Understood | None:
    """What only a whole message can be: a quoted message of ours, thanks, a word that stops, yes, no, a number, a date,
    a taught form. `words` are those of the text."""
    text = text[:LONGEST]
    if quotes_us(text):
        return Understood("sure", "thanks")
    if not words:
        return Understood("sure", "thanks") if is_thanks(text) else None
    if words_say_stop(" ".join(words)):
        return Understood("sure", "stop")
    return _closed(text, words) if len(text) <= MOST else None


def words_of(text: str) -> list[str]:
    """The folded words that are looked at. `don't` is one word."""
    return _WORD.findall(fold(text[:LONGEST]).replace("'", "").replace("’", ""))[:MOST_WORDS]


_WORD = re.compile(r"[^\W_]+")


def _closed(text: str, words: list[str]) -> Understood | None:
    """Yes, no, thanks, a date, a number, a taught form: only as the whole message."""
    answer = words_say_yes_no(words)
    thanks = words_say_thanks(words)
    if answer is not None and not (thanks and len(words) > 1):
        if not _COMING.isdisjoint(words):
            return Understood("sure", "signup" if answer else "cancel")
        return Understood("sure", "yes" if answer else "no")
    if thanks:
        return Understood("sure", "thanks")
    if looks_like_date(text):
        return Understood("sure", "date")
    numbers = number_list(text)
    if numbers is not None:
        return Understood("sure" if numbers.certain else "maybe", "number")
    found = command(text, strict=True)
    if found is not None and found.name in _COMMANDS and found.rest:
        return Understood("sure", found.name)
    return _closed_with_a_slip(words) if len(words) <= FEW else None


FEW = 3
"""Words of a message that is looked at for slips in closed classes and taught words."""


def _closed_with_a_slip(words: list[str]) -> Understood | None:
    """A day, or a taught word alone, with one letter too few, too many, or two swapped."""
    mended = with_days_mended(words)
    if mended is not None and looks_like_date(mended):
        return Understood("sure", "date")
    if len(words) == 1 and not concepts_of(words[0]) and (intent := taught_word(words[0])) is not None:
        return Understood("sure", intent)
    return None


_COMING = frozenset({"tulen", "tullaan", "mukana", "tule"})
"""Yes or no to an offer, but with nothing offered it is about an event."""
_COMMANDS = frozenset({"idea", "cancel", "signup", "vote"})


def concepts_in(words: list[str]) -> list[int]:
    """The concepts of each folded word, as bits."""
    masks = [concepts_of(word) for word in words]
    if any(mask & _SWEDISH for mask in masks):  # there, `en` is an article
        masks = [mask & ~_NOT if word == "en" else mask for word, mask in zip(words, masks, strict=True)]
    return masks


def by_rules(masks: list[int]) -> Understood | None:
    """The first rule that fits the concepts of a message, sure ones first."""
    present = _all(masks)
    for first, rule in _RULES:
        if present & first and _fits(rule, present, masks):
            return Understood(rule.outcome, rule.intent)
    return None


def _all(masks: list[int]) -> int:
    present = 0
    for mask in masks:
        present |= mask
    return present


def _fits(rule: _Rule, present: int, masks: list[int]) -> bool:
    if present & rule.never or not all(present & need for need in rule.needs):
        return False
    return sum(1 for mask in masks if not mask & rule.explained) <= rule.spare


def seen(words: list[str], masks: list[int], ruled: Understood) -> list[str]:
    """What the model gets to see of a message."""
    return features(words, _all(masks), f"{ruled.outcome}:{ruled.intent}")


SURE, MAYBE = 0.76, 0.4
"""From these probabilities on the model acts, and asks or is a second witness.

Chosen by cross-validation (docs/understanding.md).
"""
AGREED = 0.5
"""From this on it makes sure what the rules only guessed."""
DOUBT = 0.1
"""Below this a sure rule is not believed."""
ASKED_FIRST = frozenset({"stop", "delete", "cancel", "wrong_number"})
"""What the model alone never makes sure: it would be dear to do by mistake."""
LONELY = 6
"""A single word of fewer letters is too near to other words (`keli`, `kieli`) for the model alone."""
RULES_ONLY = frozenset({"thanks", "none"})
"""What the model knows, but only to tell it from the rest."""
MOST_MODELLED = 24
"""A message of more words tells something; it is no command with slips."""


def weighed(words: list[str], masks: list[int], load: Callable[[], model.Model]) -> Understood:
    """The rules' word, weighed by a model. `masks` are the concepts of each word."""
    ruled = by_rules(masks) or NOTHING
    if len(words) > MOST_MODELLED:
        return ruled
    trained = load()
    likely = trained.likely(seen(words, masks, ruled))
    chance = max(likely)
    guess = trained.intents[likely.index(chance)]
    if ruled.outcome == "sure":
        doubted = ruled.intent in trained.intents and likely[trained.intents.index(ruled.intent)] < DOUBT
        if not doubted:
            return ruled
        if guess in RULES_ONLY:
            return Understood("maybe", "stop") if ruled.intent == "stop" else NOTHING
        return Understood("maybe", guess)
    if guess in RULES_ONLY or chance < MAYBE:
        return ruled
    if _with_slips_forgiven(words, masks) == Understood("sure", guess):
        return Understood("sure", guess)
    lonely = len(words) == 1 and len(words[0]) < LONELY
    if not lonely and guess not in ASKED_FIRST and chance >= (AGREED if ruled == Understood("maybe", guess) else SURE):
        return Understood("sure", guess)
    return Understood("maybe", guess)


def _with_slips_forgiven(words: list[str], masks: list[int]) -> Understood | None:
    """By rules, with each unknown word read as the known one that is one slip away. None where there is none."""
    likely = [
        mask or (likely_concepts_of(word) if len(word) >= SHORTEST_SLIP else 0)
        for word, mask in zip(words, masks, strict=True)
    ]
    return by_rules(likely) if likely != masks else None


def _load_rule(line: str) -> _Rule:
    head, _, body = line.partition(":")
    intent, outcome, spare = head.split()
    body, _, never = body.partition(" - ")
    needs, _, beside = body.partition("?")
    groups = tuple(bits(group) for group in needs.split("+"))
    explained = bits(needs.replace("+", " ")) | bits(beside) | bits("turha") | _DIGITS
    assert outcome in ("sure", "maybe")
    return _Rule(intent, outcome, int(spare), groups, bits(never), explained)  # type: ignore[arg-type]


_CONTINUED = re.compile(r"\n[ \t]+(?=\S)")
_DIGITS = BITS["digits"]
_SWEDISH, _NOT = BITS["ruotsia"], BITS["ei"]
_ALL_RULES = [_load_rule(line) for line in _CONTINUED.sub(" ", RULES).splitlines() if line.strip()]
_RULES = [(rule.needs[0], rule) for sure in ("sure", "maybe") for rule in _ALL_RULES if rule.outcome == sure]
