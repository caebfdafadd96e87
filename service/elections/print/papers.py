"""Papers as PDF, one function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.elections.plan import Plan
from service.elections.print import annex, sheets
from service.elections.print.pages import TEMPLATES
from service.elections.result import Decision, Result
from service.print import typeset
from service.print.ways import Ways
from service.print.words import Words


def poster(plan: Plan, pictures: Mapping[int, bytes], ways: Ways, city: str, language: str, *, paper: str) -> bytes:
    """The ballot poster on one page; `paper` is "a4" or "a3", `pictures` are JPEGs by the targets' numbers."""
    sheet = sheets.poster(plan, pictures, ways, city, Words(language), paper=paper)
    return typeset.pdf(TEMPLATES / "poster.typ", sheet.values, sheet.pictures)


def ballot(plan: Plan, pictures: Mapping[int, bytes], ways: Ways, city: str, language: str, *, place: str) -> bytes:
    """The paper ballot on one A4; `place` is where it is brought to, "" for any service point."""
    sheet = sheets.ballot(plan, pictures, ways, city, Words(language), place=place)
    return typeset.pdf(TEMPLATES / "ballot.typ", sheet.values, sheet.pictures)


def slips(plan: Plan, codes: Sequence[str], ways: Ways, city: str, language: str) -> bytes:
    """Slips with one-time codes, eight on an A4."""
    sheet = sheets.slips(plan, codes, ways, city, Words(language))
    return typeset.pdf(TEMPLATES / "slips.typ", sheet.values, sheet.pictures)


def board_annex(plan: Plan, result: Result, decision: Decision | None, city: str, language: str) -> bytes:
    """The annex for the board on one A4."""
    return typeset.pdf(TEMPLATES / "annex.typ", annex.annex(plan, result, decision, city, Words(language)))
