"""Which ideas somebody looks for: what the list's filters and its search mean to the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from dialogs.words.codes import read_code
from service.calendar import HELSINKI
from service.house import House
from store import idea_desk, ideas
from store.idea_desk import Wanted
from store.ideas import IdeaRow
from store.models.ideas import IdeaState

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """The list's filters, as an address has them; empty ones do not matter. `month`: "2026-11"."""

    state: str = ""
    area: str = ""
    language: str = ""
    channel: str = ""
    month: str = ""
    late: bool = False
    words: str = ""


@dataclass(frozen=True)
class Found:
    """A page of ideas with their supports. `below`: the key from which the next page goes on, None at the end."""

    rows: Sequence[IdeaRow]
    supports: dict[int, int]
    below: int | None


def bounds(month: str) -> tuple[datetime, datetime] | None:
    """When a month begins and ends in Finland; None for what is no month."""
    try:
        first = date.fromisoformat(f"{month}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    except ValueError:
        return None
    begins, ends = (datetime(day.year, day.month, 1, tzinfo=HELSINKI) for day in (first, after))
    return begins, ends


def code_of(db: Connection, words: str) -> str | None:
    """The idea's code, where somebody looks for one that is there."""
    code = read_code(words)
    return code if code is not None and ideas.code_taken(db, code=code) else None


def _wanted(house: House, filters: Filters) -> Wanted | None:
    """None: nothing can fit."""
    if filters.state and filters.state not in set(IdeaState):
        return None
    terms: list[tuple[str, ...]] = []
    if filters.words.strip():
        keys = house.terms.keys(filters.words)
        terms = [(word.beginning, *word.lemmas) for word in keys.words]
        if not terms:
            return None
    since, until = bounds(filters.month) or (None, None)
    return Wanted(
        (IdeaState(filters.state),) if filters.state else (),
        filters.area,
        filters.language,
        filters.channel,
        since,
        until,
        house.now().astimezone(HELSINKI).date() if filters.late else None,
        terms,
    )


def find(db: Connection, house: House, *, filters: Filters, below: int | None = None) -> Found:
    """A page of the ideas that fit, the newest first. Words are sought in public texts alone: the rest is sealed."""
    wanted = _wanted(house, filters)
    if wanted is None:
        return Found((), {}, None)
    rows = idea_desk.find(db, sealer=house.sealer, wanted=wanted, below=below, limit=PAGE + 1)
    shown = rows[:PAGE]
    supports = idea_desk.supports_of(db, ids=[row.id for row in shown])
    return Found(shown, supports, shown[-1].id if len(rows) > PAGE else None)
