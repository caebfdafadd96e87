"""The ideas of a year: how many came each month and where they are, and all of them in a file without personal data."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.idea_names import STATES
from service.spreadsheet import inert, table
from store import idea_desk
from store.idea_desk import YearLine
from store.models.ideas import IdeaState

KINDS = (".xlsx", ".csv")
HEAD = (
    "tunnus", "tila", "kanava", "kieli", "alue", "yhdistys", "tuli", "luettava", "vastattu", "vastaus ajoissa",
    "julkaistu", "vastaus luvattu", "julkaistu teksti", "kannattajia", "syy", "siirretty", "osana ideaa",
)  # fmt: skip


def bounds(year: int) -> list[datetime]:
    """The beginnings of a year's months and of the next year, by the clock in Finland."""
    return [
        *(datetime(year, month, 1, tzinfo=HELSINKI) for month in range(1, 13)),
        datetime(year + 1, 1, 1, tzinfo=HELSINKI),
    ]


@dataclass(frozen=True)
class Year:
    """How many ideas came in each month, by the state in which they are now; rows without any are left out."""

    states: tuple[IdeaState, ...]
    rows: tuple[tuple[int, tuple[int, ...]], ...]  # month from 1, how many by state
    sums: tuple[int, ...]

    @property
    def all(self) -> int:
        return sum(self.sums)


def overview(db: Connection, *, year: int) -> Year:
    """The table of a year."""
    found = idea_desk.months(db, bounds=bounds(year))
    states = tuple(state for state in IdeaState if any(of is state for _month, of in found))
    rows = tuple((month + 1, tuple(found.get((month, state), 0) for state in states)) for month in range(12))
    sums = tuple(sum(n for (_month, of), n in found.items() if of is state) for state in states)
    return Year(states, tuple(row for row in rows if any(row[1])), sums)


def lines(db: Connection, *, year: int) -> list[Sequence[str | int]]:
    """The cells of each idea."""
    first, *_, last = bounds(year)
    return [_cells(line) for line in idea_desk.year(db, since=first, until=last)]


def file(found: Sequence[Sequence[str | int]], *, year: int, suffix: str) -> bytes:
    """The file of these lines. It takes seconds: no transaction may wait meanwhile."""
    return _workbook(found, year) if suffix == ".xlsx" else table(HEAD, found)


def _cells(line: YearLine) -> Sequence[str | int]:
    return (
        line.code,
        STATES[line.state],
        line.channel,
        line.language,
        line.area,
        line.association,
        _day(line.given_at or line.created_at),
        _day(line.read_by),
        _day(line.answered_at),
        _in_time(line),
        _day(line.published_at),
        _day(line.answer_by),
        line.public_text,
        line.supports,
        line.reason if line.state is IdeaState.REJECTED else "",
        line.moved_to,
        line.merged_into,
    )


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(HELSINKI).date()
    return value.isoformat() if value is not None else ""


def _in_time(line: YearLine) -> str:
    if line.answered_at is None or line.read_by is None:
        return ""
    return "kyllä" if line.answered_at.astimezone(HELSINKI).date() <= line.read_by else "ei"


def _workbook(lines: Iterable[Sequence[str | int]], year: int) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]  # loaded when somebody wants a file

    output = io.BytesIO()
    # what people wrote must not become a formula or a link of who opens the file
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(output, options)
    sheet = book.add_worksheet(f"Ideat {year}")
    sheet.freeze_panes(1, 1)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(HEAD):
        sheet.write_string(0, column, name, bold)
    for n, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(n, column, cell)
            else:
                sheet.write_string(n, column, inert(cell))
    book.close()
    return output.getvalue()
