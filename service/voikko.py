"""Base forms of Finnish words by libvoikko and its dictionary voikko-fi, where they are installed.

They are packages of the operating system (Debian: libvoikko1, voikko-fi); the binding is the optional extra `voikko`.
Source of the fields: libvoikko's doc/morphological-analysis.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from threading import Lock

from service.terms import Lemmas

_PART = re.compile(r"\(([^()+=|]+)\)")  # WORDBASES: +ranta(ranta)+raitti(raitti); (+u) is an ending


@cache
def lemmas() -> Lemmas | None:
    """Base forms of a word and of the parts of a compound; None where the library or its dictionary is not there."""
    try:
        from libvoikko import Voikko, VoikkoException
    except ImportError:
        return None
    try:
        voikko = Voikko("fi")
    except (OSError, VoikkoException):
        return None
    lock = Lock()  # one instance must not serve two threads at once

    def look_up(word: str) -> tuple[str, ...]:
        with lock:
            analyses = voikko.analyze(word)
        return tuple(dict.fromkeys(form for analysis in analyses for form in _forms(analysis)))

    return look_up


def _forms(analysis: dict[str, str]) -> Iterator[str]:
    if form := analysis.get("BASEFORM"):
        yield form
    yield from _PART.findall(analysis.get("WORDBASES", ""))
