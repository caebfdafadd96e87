"""Counting for the report, from the first day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from store.hot import Hot
from store.models.report import Measure
from store.sql import table
from store.types import new_id

_add = Hot(table(Measure).insert())


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
    _add.run(
        db,
        {
            "id": new_id(),
            "day": day,
            "what": what,
            "channel": channel,
            "language": language,
            "source": source,
            "area": area,
            "step": step,
            "first_time": first_time,
            "helped": helped,
            "n": 1,
        },
    )
