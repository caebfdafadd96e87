"""The words of the console, in the language that the staff member chose: the catalogue `console`."""

from __future__ import annotations

from functools import cache

from fastapi import Request

from service.print.words import Words
from service.words import LANGUAGES

COOKIE = "kieli"


@cache
def words(language: str) -> Words:
    """The console's words."""
    return Words(language, "console")


def of(request: Request) -> Words:
    """The words for who asks: `?kieli=sv`, or what they chose before; Finnish else."""
    chosen = request.query_params.get(COOKIE) or request.cookies.get(COOKIE, "")
    return words(chosen if chosen in LANGUAGES else "fi")
