"""Every text of the catalogues under a short code that stays the same while the text's id does."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import locales
from service.wording import LANGUAGES, Catalogue, Wording, load

CODE = 5  # letters and digits: a few hundred texts among 33 million codes

ONLY_TELEGRAM = ("You can press a button or write a word", "We keep your messages and your Telegram account's number")
"""Beginnings of the ids of the two long texts that a text message never carries."""


@dataclass(frozen=True)
class Entry:
    """A text: its code, its English id, and its strings by language and plural form."""

    code: str
    id: str
    strings: Mapping[str, tuple[str, ...]]

    @property
    def finnish(self) -> str:
        return self.strings["fi"][0]

    @property
    def narrow(self) -> bool:
        """Whether a text message may carry it."""
        return not self.id.startswith(ONLY_TELEGRAM)

    @property
    def fields(self) -> set[str]:
        """The placeholders that a text must have; of a plural, those of its last form."""
        return fields(self.strings["fi"][-1])


def code(id: str) -> str:
    """The code of an id."""
    return base64.b32encode(hashlib.sha256(id.encode()).digest()).decode().lower()[:CODE]


def fields(pattern: str) -> set[str]:
    """The placeholders of a text. Raises ValueError where braces do not match or hold more than a name."""
    found: set[str] = set()
    for _text, name, spec, conversion in Formatter().parse(pattern):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(name)
        found.add(name)
    return found


@cache
def catalogues() -> Mapping[str, Catalogue]:
    """The catalogues of the project, read once."""
    return load(Path(locales.__file__).parent)


@cache
def original() -> Wording:
    """The words of the project, without those of a city."""
    return Wording(catalogues())


@cache
def book() -> Mapping[str, Entry]:
    """Every text by its code, in the order of the catalogue."""
    by_language = catalogues()
    entries = {}
    for id in by_language["fi"].texts:
        strings = {language: by_language[language].texts[id] for language in LANGUAGES}
        entries[code(id)] = Entry(code(id), id, strings)
    return entries
