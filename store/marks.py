"""How far something that goes on has come."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from store.models.outbox import Mark
from store.sql import dialect, insert, table

_mark = table(Mark)


def get(db: Connection, *, name: str) -> datetime | None:
    """The mark, or None before the first."""
    found: datetime | None = db.execute(select(_mark.c.at).where(_mark.c.name == name)).scalar_one_or_none()
    return found


@cache
def _put(name: str) -> Any:
    new = insert(name, Mark)
    return new.on_conflict_do_update(index_elements=["name"], set_={"at": new.excluded.at})


def put(db: Connection, *, name: str, at: datetime) -> None:
    """Set the mark."""
    db.execute(_put(dialect(db)), {"name": name, "at": at})
