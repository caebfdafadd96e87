"""What staff need to change a resident's text: the book of all texts, its judge, and how a text looks on a phone.

The book knows steps, screens and how a provider counts, which nobody here does: who wires the service hands it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

Strings = tuple[str, ...]
"""A text in a language: one form, or one and many."""


class BookText(NamedTuple):
    """A text: its code, its original strings by language, and the places that are filled in."""

    code: str
    strings: Mapping[str, Strings]
    fields: Sequence[str]


class Verdict(NamedTuple):
    """A remark on an own text, in Finnish; `refused`: it can't be used like this."""

    text: str
    refused: bool


class Screen(NamedTuple):
    """A whole message as a phone shows it: what it is, its words, and its parts as a text message."""

    name: str
    text: str
    parts: int


class Shown(NamedTuple):
    """An own text as residents would see it: with its longest values, and the messages in which it stands.

    `narrow`: whether a text message may carry it; `parts` and `before`: what it costs there now and as it was.
    """

    longest: Sequence[str]
    narrow: bool
    parts: int
    before: int
    screens: Sequence[Screen]


class TextBook(Protocol):
    """All texts for residents."""

    def listed(self) -> Sequence[BookText]:
        """In the order of the catalogue."""

    def text(self, code: str) -> BookText | None: ...

    def judge(self, code: str, language: str, strings: Strings) -> Sequence[Verdict]: ...

    def look(self, code: str, language: str, strings: Strings) -> Shown: ...

    def of_file(self, code: str, language: str) -> Strings | None:
        """The words of the city's file, which come before the original and after those of staff."""

    def use(self, own: Mapping[tuple[str, str], Strings]) -> Sequence[tuple[str, str]]:
        """Say these from now on; returns (code, language) of those that can't be used, whose original stays."""
