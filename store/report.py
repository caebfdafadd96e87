"""Counting for the report, from the first day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from sqlalchemy import Connection, bindparam

from store.hot import Hot
from store.models.report import Measure
from store.sql import table
from store.types import new_id

_measure = table(Measure)
_NAMES = tuple(column.name for column in _measure.c)


@cache
def _add(n: int) -> Hot:
    """So many rows in one statement: "what_0", "what_1" …"""
    rows = [{name: bindparam(f"{name}_{at}", type_=_measure.c[name].type) for name in _NAMES} for at in range(n)]
    return Hot(_measure.insert().values(rows), all_columns=True)


@dataclass(frozen=True)
class Counted:
    """One more of something."""

    day: date
    what: str
    channel: str
    language: str
    source: str = ""
    area: str = ""
    step: str = ""
    first_time: bool = False
    helped: bool = False


def count(
    db: Connection,
    *,
    day: date,
    what: str,
    channel: str,
    language: str,
    source: str = "",
    area: str = "",
    step: str = "",
    first_time: bool = False,
    helped: bool = False,
) -> None:
    """One more. A row is added instead of a number raised: a hot number would make all turns wait for each other."""
    count_all(db, counted=[Counted(day, what, channel, language, source, area, step, first_time, helped)])


def count_all(db: Connection, *, counted: Sequence[Counted]) -> None:
    """One more of each, in one statement."""
    rows = [{"id": new_id(), "n": 1, **asdict(one)} for one in counted]
    if rows:
        values = {f"{name}_{at}": row[name] for at, row in enumerate(rows) for name in _NAMES}
        _add(len(rows)).run(db, values)
