"""Which concepts a word belongs to, as bits of a number: `concepts` looked up. Folded words go in.

A word that is in no concept may be one with a slip of the thumb: `likely_concepts_of` forgives one letter left out,
put in, changed or swapped with its neighbour. That alone decides nothing: see `intents`.
"""

from collections.abc import Iterator
from functools import lru_cache

from dialogs.words.codes import read_code
from dialogs.words.concepts import CONCEPTS
from dialogs.words.folding import collapse, fold, without_svaa

SHORTEST_SLIP = 5
"""Letters of a word in which a slip is forgiven; shorter ones are too near to each other."""
LONGEST_STEM = 11

BITS: dict[str, int] = {"digits": 1}
"""The bit of each concept, by its name."""
_FOLDED_WORDS: dict[str, int] = {}
_FOLDED_STEMS: dict[str, int] = {}
_SHORT_WORDS: dict[str, int] = {}
_SHORT_STEMS: dict[str, int] = {}


@lru_cache(maxsize=8192)
def concepts_of(word: str) -> int:
    """The concepts a folded word belongs to. The code of an idea is a number with letters."""
    if word.isdecimal() or read_code(word) is not None:
        return BITS["digits"]
    found = _FOLDED_WORDS.get(word, 0)
    for end in range(2, len(word) + 1):
        found |= _FOLDED_STEMS.get(word[:end], 0)
    short = collapse(word)
    found |= _SHORT_WORDS.get(short, 0)
    for end in range(2, len(short) + 1):
        found |= _SHORT_STEMS.get(short[:end], 0)
    return found


@lru_cache(maxsize=4096)
def likely_concepts_of(word: str) -> int:
    """The same for a word that is in none: those of the words that are one slip away. 0 for a short word."""
    short = collapse(word)
    length = len(short)
    if length < SHORTEST_SLIP - 1:
        return 0
    found = 0
    lacking = [short, *_one_left_out(short)]
    for size in (length - 1, length, length + 1):
        for form in lacking:
            if len(form) == size - 1:
                found |= _SLIPS.get((False, size, form), 0)
    for size in range(SHORTEST_SLIP, min(length, LONGEST_STEM) + 1):
        found |= _SLIPS.get((True, size, short[: size - 1]), 0)
        for form in _one_left_out(short[:size]):
            found |= _SLIPS.get((True, size, form), 0)
    return found


def bits(names: str) -> int:
    """`a/b c` → the bits of all three. An unknown name is an error at import."""
    found = 0
    for name in names.replace("/", " ").split():
        found |= BITS[name]
    return found


@lru_cache(maxsize=2048)
def names(found: int) -> tuple[str, ...]:
    """The names of the concepts, but everyday words and numbers, in order of the alphabet."""
    return tuple(sorted(name for name, bit in BITS.items() if found & bit and name not in ("turha", "digits")))


def _one_left_out(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _load(table: str) -> None:
    for line in table.strip().splitlines():
        name, *stems = line.split() or [""]
        if name:
            bit = BITS.setdefault(name, 1 << len(BITS))
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


def _slips() -> dict[tuple[bool, int, str], int]:
    """Each stem and word with one letter left out: (is a stem, its length, what is left) → concepts.

    A slip in either is one letter left out of both at most (W. Garbe's symmetric delete, 2012).
    """
    found: dict[tuple[bool, int, str], int] = {}
    for is_stem, table in ((False, _SHORT_WORDS), (True, _SHORT_STEMS)):
        for form, mask in table.items():
            meaning = mask & ~BITS["turha"]
            if meaning and len(form) >= SHORTEST_SLIP:
                for left in _one_left_out(form):
                    key = (is_stem, len(form), left)
                    found[key] = found.get(key, 0) | meaning
    return found


_load(CONCEPTS)
_SLIPS = _slips()
