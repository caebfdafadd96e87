"""Pages of events as HTML, one function each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from service.calendar import HELSINKI
from service.events.print import sheets
from service.events.print.told import capital, told
from service.print import html, typeset
from service.print.ways import Ways
from service.print.words import Words
from store.events import EventRow

TEMPLATES = Path(__file__).with_name("templates")
KINDS = {"free": "ilmainen", "accessible": "esteeton", "children": "lapsille"}
"""What an address calls the kinds of store.events.KINDS."""


@dataclass(frozen=True)
class Chosen:
    """What a reader looks for: an area of the city, a kind as in KINDS; "" for all."""

    area: str = ""
    kind: str = ""

    def link(self, language: str, after: int = 0) -> str:
        """The address of the page that shows it."""
        asked = {"alue": self.area, "laji": KINDS.get(self.kind, ""), "jalkeen": str(after or "")}
        return "/tapahtumat?" + urlencode({"kieli": language} | {name: value for name, value in asked.items() if value})


def listed(
    rows: Sequence[EventRow],
    more: int,
    ways: Ways,
    city: str,
    language: str,
    now: datetime,
    *,
    areas: Sequence[str] = (),
    chosen: Chosen = Chosen(),
) -> str:
    """Coming events by day; those that go on since before today are today's. `more`: after which number it goes on."""
    _ = Words(language)
    today = now.astimezone(HELSINKI).date()
    by_day = groupby(rows, lambda row: max(today, row.starts_at.astimezone(HELSINKI).date()))
    days = [{"day": capital(_.day(day)), "events": [told(row, _, now) for row in found]} for day, found in by_day]
    how = _("Do you want these by text message? Send TAPAHTUMAT to {number}.", number=ways.shown) if ways.number else ""
    values = {
        "days": days,
        "more": chosen.link(language, more) if more else "",
        "how": how,
        "filters": _filters(_, areas, chosen),
        "all": Chosen().link(language) if chosen != Chosen() else "",
        "kept": chosen.link(language).partition(f"kieli={language}")[2],
    }
    return html.page(TEMPLATES / "events.html", city, _, **values)


Link = tuple[str, str, bool]
"""What it says, where it leads, whether it is chosen now."""


def _filters(_: Words, areas: Sequence[str], chosen: Chosen) -> list[tuple[str, list[Link]]]:
    """By area and by kind: each link keeps what is chosen of the other."""
    kinds = {"": _("All"), "free": _("Free of charge"), "accessible": _("Accessible"), "children": _("For children")}
    by_area = [(name or _("All"), replace(chosen, area=name), name == chosen.area) for name in ("", *areas)]
    by_kind = [(said, replace(chosen, kind=kind), kind == chosen.kind) for kind, said in kinds.items()]
    made = ((_("Area"), by_area if areas else []), (_("Kind"), by_kind))
    return [(title, [(said, to.link(_.language), on) for said, to, on in links]) for title, links in made if links]


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
