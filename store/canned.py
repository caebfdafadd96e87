"""Ready answers: a title for staff, and the words in each language that somebody has written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from store.models.staff import CannedAnswer
from store.sql import table
from store.types import new_id

_canned = table(CannedAnswer)
MOST = 200
"""More than anybody chooses from."""


@dataclass(frozen=True)
class CannedRow:
    """A ready answer."""

    id: int
    title: str
    words: Mapping[str, str]  # language → text
    by: str
    changed_at: datetime


def _row(row: Any) -> CannedRow:
    return CannedRow(row.id, row.title, json.loads(row.words), row.by, row.changed_at)


def listed(db: Connection) -> Sequence[CannedRow]:
    """All of them by title, up to MOST."""
    return [_row(row) for row in db.execute(select(_canned).order_by(_canned.c.title).limit(MOST))]


def by_id(db: Connection, *, canned_id: int) -> CannedRow | None:
    """One of them."""
    row = db.execute(select(_canned).where(_canned.c.id == canned_id)).one_or_none()
    return _row(row) if row is not None else None


def by_title(db: Connection, *, title: str) -> CannedRow | None:
    """The one of that title."""
    row = db.execute(select(_canned).where(_canned.c.title == title)).one_or_none()
    return _row(row) if row is not None else None


def put(db: Connection, *, canned_id: int | None, title: str, words: Mapping[str, str], by: str, now: datetime) -> int:
    """A new one, or new words of an old one; its id. Raises IntegrityError where another has the title."""
    values = {"title": title, "words": json.dumps(dict(words), ensure_ascii=False), "by": by, "changed_at": now}
    if canned_id is not None:
        db.execute(update(_canned).where(_canned.c.id == canned_id).values(**values))
        return canned_id
    row_id = new_id()
    db.execute(_canned.insert(), {"id": row_id, **values})
    return row_id


def drop(db: Connection, *, canned_id: int) -> bool:
    """It is not offered any more. False: there was none."""
    return bool(db.execute(delete(_canned).where(_canned.c.id == canned_id)).rowcount)
