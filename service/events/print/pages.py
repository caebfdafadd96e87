"""Pages of events as HTML, one function each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from service.calendar import HELSINKI
from service.events.print import sheets
from service.events.print.told import capital, told
from service.print import html, typeset
from service.print.ways import Ways
from service.print.words import Words
from store.events import EventRow

TEMPLATES = Path(__file__).with_name("templates")


def listed(rows: Sequence[EventRow], more: int, ways: Ways, city: str, language: str, now: datetime) -> str:
    """Coming events by day; those that go on since before today are today's. `more`: after which number it goes on."""
    _ = Words(language)
    today = now.astimezone(HELSINKI).date()
    by_day = groupby(rows, lambda row: max(today, row.starts_at.astimezone(HELSINKI).date()))
    days = [{"day": capital(_.day(day)), "events": [told(row, _, now) for row in found]} for day, found in by_day]
    how = _("Do you want these by text message? Send TAPAHTUMAT to {number}.", number=ways.shown) if ways.number else ""
    return html.page(TEMPLATES / "events.html", city, _, days=days, more=more, how=how)


def event(row: EventRow, ways: Ways, city: str, language: str, now: datetime) -> str:
    """One event, and how one signs up."""
    _ = Words(language)
    values = sheets.values_of_page(row, ways, _, now)
    return html.page(TEMPLATES / "event.html", city, _, v=values, picture=lambda name: "", alone=False)


def poster_alone(row: EventRow, ways: Ways, city: str, language: str, now: datetime) -> str:
    """The poster as one file of HTML that needs no server."""
    _ = Words(language)
    sheet = sheets.poster(row, ways, city, _, now)
    inlined = {name: html.inlined(name, data) for name, data in sheet.pictures.items()}
    more = {"style": html.style(), "languages": (), "alone": True}
    return html.page(TEMPLATES / "event.html", city, _, v=sheet.values, picture=inlined.__getitem__, **more)


def poster(row: EventRow, ways: Ways, city: str, language: str, now: datetime) -> bytes:
    """The poster as PDF, one A4."""
    sheet = sheets.poster(row, ways, city, Words(language), now)
    return typeset.pdf(TEMPLATES / "event.typ", sheet.values, sheet.pictures)


def absent(city: str, language: str) -> str:
    """In place of an event that is not there, or not yet."""
    _ = Words(language)
    return html.page(
        html.TEMPLATES / "absent.html",
        city,
        _,
        robots="noindex",
        heading=_("There is no such event"),
        sentences=[_("It may be over."), _("Coming events are on the page of events.")],
        link=("/tapahtumat?kieli=" + language, _("Events")),
    )
