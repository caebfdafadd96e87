"""Bringing what people write to a common form: `Ilimottautua!!` and `ILMOTTAUTUA` become comparable.

Three steps, each used where it helps (FINNISH.md):

- *fold*: NFC, lower case, ä→a ö→o å→a and other accents off. Old phones and hurried thumbs leave the dots
  out.
- *svaa out*: Savo speech puts a short echo vowel between l, r, n or h and the next consonant: kolome,
  palavelu, ilimottautua, elekee. (Source: Kotus, Savon murteet, "švaavokaali".)
- *collapse*: double letters become one. Spoken Savo doubles them (tulloo, viestiikkää), typing loses them.
  Collapsing loses meaning too: `ääntä` and `antaa` meet at `anta`. A word list says where it is allowed.
"""

import re
import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans({"ä": "a", "ö": "o", "å": "a", "é": "e", "ø": "o", "æ": "a", "ü": "u", "š": "s", "ž": "z"})
_SVAA = re.compile(r"([aeiouy])([lrnh])\1(?=[bfghjkmpv][aeiouy])")
_DOUBLE = re.compile(r"(.)\1+")
_LONG = re.compile(r"(.)\1{2,}")
_TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents. `ÄÄNESTÄ` → `aanesta`. Never longer by more than a few letters."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text).lower().translate(_PLAIN)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def without_svaa(folded: str) -> str:
    """`kolome` → `kolme`, `palavelu` → `palvelu`. Folded in, folded out."""
    return _SVAA.sub(r"\1\2", folded)


def collapse(folded: str) -> str:
    """Every run of one letter becomes one letter, the svaa goes.

    `tulloo` → `tulo`, `ilimottaudun` → `ilmotaudun`.
    """
    return _DOUBLE.sub(r"\1", without_svaa(_DOUBLE.sub(r"\1", folded)))


def shorten(folded: str) -> str:
    """Three or more of one letter become one: `stoooop` → `stop`. Finnish has two at most."""
    return _LONG.sub(r"\1", folded)


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text, in order, without punctuation and emoji."""
    return _TOKEN.findall(fold(text))


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """The folded words with one space between: how whole messages are compared. `  Lopeta!! ` → `lopeta`."""
    return " ".join(tokens(text))


def word_list(table: str) -> frozenset[str]:
    """A table of whole messages, separated by `|` or line ends, folded for comparison."""
    return frozenset(filter(None, (plain(entry) for entry in re.split(r"[|\n]", table))))
