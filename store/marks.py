"""How far something that goes on has come."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, select, update

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


def move(db: Connection, *, name: str, since: datetime | None, to: datetime | None) -> bool:
    """Set the mark if it is still where it was; None is no mark. False: somebody else has moved it meanwhile."""
    if since is None:
        new = insert(dialect(db), Mark).values(name=name, at=to).on_conflict_do_nothing(index_elements=["name"])
        return db.execute(new.returning(_mark.c.name)).first() is not None
    still = (_mark.c.name == name, _mark.c.at == since)
    moved = delete(_mark).where(*still) if to is None else update(_mark).where(*still).values(at=to)
    return bool(db.execute(moved).rowcount)
