"""Pages as HTML, one function each. No script, no inline style: they work under a policy that allows neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.elections.plan import Plan
from service.elections.print import annex as annexes
from service.elections.print import sheets
from service.elections.print.view import NONE, View, view
from service.elections.result import Decision, Result
from service.print import html
from service.print.ways import Sheet, Ways
from service.print.words import Words

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Download:
    """A file of the result page: its name, its bytes in number, its sha256."""

    name: str
    size: int
    sha256: str


def _page(template: str, city: str, _: Words, **values: Any) -> str:
    return html.page(TEMPLATES / template, city, _, **values)


def result(
    plan: Plan, counted: Result, decision: Decision | None, downloads: Sequence[Download], city: str, language: str
) -> str:
    """The result page."""
    _ = Words(language)
    seen = view(plan, counted, decision, _)
    return _page(
        "result.html",
        city,
        _,
        v=seen,
        decided=annexes.decided(seen, _) if decision else "",
        none_=NONE,
        vote_bars=_vote_bars(seen, _),
        way_bars=[{"label": told.what, "n": told.n, "width": told.width, "strong": False} for told in seen.turnout],
        downloads=[_download(file, _) for file in downloads],
    )


def _vote_bars(seen: View, _: Words) -> list[dict[str, Any]]:
    return [
        {"label": f"{row.number} {row.name.text}", "n": _.number(row.votes), "width": row.width, "strong": row.chosen}
        for row in seen.rows
    ]


def _download(file: Download, _: Words) -> dict[str, str]:
    kinds = {
        "receipts.txt": _("Receipt codes"),
        "SHA256SUMS": _("Sums of the files"),
        ".pb": _("Ballots (Pabulib)"),
        ".csv": _("Table"),
        "-plan.json": _("Settings, as they were at the opening"),
        ".json": _("Everything"),
    }
    what = next((kind for ending, kind in kinds.items() if file.name.endswith(ending)), _("File"))
    size = _("{n} kB", n=_.number(max(1, round(file.size / 1000))))
    return {"name": file.name, "what": what, "size": size, "sha256": file.sha256}


def annex(
    plan: Plan, counted: Result, decision: Decision | None, city: str, language: str, *, alone: bool = False
) -> str:
    """The annex for the board; `alone` as one file that needs no server."""
    _ = Words(language)
    more = {"style": html.style(), "languages": ()} if alone else {}
    return _page("annex.html", city, _, v=annexes.annex(plan, counted, decision, city, _), **more)


def targets(plan: Plan, sheet: Sheet, city: str, language: str, *, open_now: bool, published: bool) -> str:
    """What can be voted for, and how: the poster as a page. Afterwards what could be, and where the result is."""
    _ = Words(language)
    values = sheet.values
    if not open_now:
        values = values | {
            "ways": [],
            "help": [],
            "until": _("The vote ended on {moment}.", moment=_.moment(plan.closes)),
        }
    result = f"/tulokset/{plan.code}?kieli={language}" if published else ""
    return _page("poster.html", city, _, v=values, picture=lambda name: f"/aanestys/{plan.code}/{name}", result=result)


def poster_alone(plan: Plan, pictures: Mapping[int, bytes], ways: Ways, city: str, language: str) -> str:
    """The same as one file that needs no server: style and pictures are in it."""
    _ = Words(language)
    sheet = sheets.poster(plan, pictures, ways, city, _)

    def picture(name: str) -> str:
        return html.inlined(name, sheet.pictures[name])

    return _page("poster.html", city, _, v=sheet.values, picture=picture, result="", style=html.style(), languages=())


def not_yet(city: str, language: str) -> str:
    """In place of a result that is not published: nothing is given away, and nobody is left without a word."""
    _ = Words(language)
    return _page(
        "absent.html",
        city,
        _,
        robots="noindex",
        heading=_("There is no result here yet"),
        sentences=[
            _("The result is published here after the decision."),
            _("Is the address right? You can check it on the city's own pages."),
        ],
    )
