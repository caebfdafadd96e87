"""What a message wants, by rules alone: the first of two stages (FINNISH.md). Tables: `concepts`, `rules`.

Three outcomes: *sure*, act · *maybe*, ask with the guess named · *none*, show what we can do and offer to
keep it as an idea. A model may be put behind *none* and *maybe*; closed classes (yes, no, number, date,
thanks) and a sure stop are decided here and never by it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dialogs.words.answers import (
    LONGEST,
    MOST,
    is_thanks,
    quotes_us,
    words_say_stop,
    words_say_thanks,
    words_say_yes_no,
)
from dialogs.words.concepts import CONCEPTS
from dialogs.words.dates import looks_like_date
from dialogs.words.folding import collapse, fold, without_svaa
from dialogs.words.numbers import number_list
from dialogs.words.oneshot import command
from dialogs.words.rules import RULES

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
    text = text[:LONGEST]
    if quotes_us(text):
        return Understood("sure", "thanks")
    words = words_of(text)
    if not words:
        return Understood("sure", "thanks") if is_thanks(text) else NOTHING
    if words_say_stop(" ".join(words)):
        return Understood("sure", "stop")
    if len(text) <= MOST:
        closed = _closed(text, words)
        if closed is not None:
            return closed
    return _by_rules(words) or NOTHING


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
    return None


_COMING = frozenset({"tulen", "tullaan", "mukana", "tule"})
"""Yes or no to an offer, but with nothing offered it is about an event."""
_COMMANDS = frozenset({"idea", "cancel", "signup", "vote"})


def _by_rules(words: list[str]) -> Understood | None:
    """The first rule that fits, sure ones first."""
    masks = [_concepts_of(word) for word in words]
    present = 0
    for mask in masks:
        present |= mask
    if present & _SWEDISH:  # there, `en` is an article
        masks = [mask & ~_NOT if word == "en" else mask for word, mask in zip(words, masks, strict=True)]
        present = 0
        for mask in masks:
            present |= mask
    for first, rule in _RULES:
        if present & first and _fits(rule, present, masks):
            return Understood(rule.outcome, rule.intent)
    return None


def _fits(rule: _Rule, present: int, masks: list[int]) -> bool:
    if present & rule.never or not all(present & need for need in rule.needs):
        return False
    return sum(1 for mask in masks if not mask & rule.explained) <= rule.spare


@lru_cache(maxsize=8192)
def _concepts_of(word: str) -> int:
    """The concepts a folded word belongs to, as bits."""
    if word.isdecimal():
        return _DIGITS
    found = _FOLDED_WORDS.get(word, 0)
    for end in range(2, len(word) + 1):
        found |= _FOLDED_STEMS.get(word[:end], 0)
    short = collapse(word)
    found |= _SHORT_WORDS.get(short, 0)
    for end in range(2, len(short) + 1):
        found |= _SHORT_STEMS.get(short[:end], 0)
    return found


_BITS: dict[str, int] = {"digits": 1}
_FOLDED_WORDS: dict[str, int] = {}
_FOLDED_STEMS: dict[str, int] = {}
_SHORT_WORDS: dict[str, int] = {}
_SHORT_STEMS: dict[str, int] = {}


def _load_concepts(table: str) -> None:
    for line in table.strip().splitlines():
        name, *stems = line.split() or [""]
        if name:
            bit = _BITS.setdefault(name, 1 << len(_BITS))
            for stem in stems:
                _load_stem(stem, bit)


def _load_stem(stem: str, bit: int) -> None:
    exact_letters = stem.startswith("!")
    folded = fold(stem.strip("!-").replace("'", "").replace(":", ""))
    folded_table = _FOLDED_STEMS if stem.endswith("-") else _FOLDED_WORDS
    short_table = _SHORT_STEMS if stem.endswith("-") else _SHORT_WORDS
    for form in {folded, without_svaa(folded)}:
        folded_table[form] = folded_table.get(form, 0) | bit
    if not exact_letters:
        short = collapse(folded)
        short_table[short] = short_table.get(short, 0) | bit


def _bits(names: str) -> int:
    """`a/b c` → the bits of all three. An unknown name is an error at import."""
    found = 0
    for name in names.replace("/", " ").split():
        found |= _BITS[name]
    return found


def _load_rule(line: str) -> _Rule:
    head, _, body = line.partition(":")
    intent, outcome, spare = head.split()
    body, _, never = body.partition(" - ")
    needs, _, beside = body.partition("?")
    groups = tuple(_bits(group) for group in needs.split("+"))
    explained = _bits(needs.replace("+", " ")) | _bits(beside) | _bits("turha") | _DIGITS
    assert outcome in ("sure", "maybe")
    return _Rule(intent, outcome, int(spare), groups, _bits(never), explained)  # type: ignore[arg-type]


_CONTINUED = re.compile(r"\n[ \t]+(?=\S)")
_DIGITS = _BITS["digits"]
_load_concepts(CONCEPTS)
_SWEDISH, _NOT = _BITS["ruotsia"], _BITS["ei"]
_ALL_RULES = [_load_rule(line) for line in _CONTINUED.sub(" ", RULES).splitlines() if line.strip()]
_RULES = [(rule.needs[0], rule) for sure in ("sure", "maybe") for rule in _ALL_RULES if rule.outcome == sure]
