"""Texts that nobody could read, for whoever looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from store.models.people import Address
from store.models.talk import Unread
from store.sealing import Sealer
from store.sql import table

_unread, _address = table(Unread), table(Address)
PAGE = 50


@dataclass(frozen=True)
class UnreadRow:
    """A text and why it was not read."""

    id: int
    address_id: int
    channel: str
    language: str
    why: str
    text: str
    at: datetime


_rows = (
    select(_unread, _address.c.channel, _address.c.language)
    .join(_address, _address.c.id == _unread.c.address_id)
    .where(_unread.c.seen_at.is_(None))
)


def _row(row: Any, sealer: Sealer) -> UnreadRow:
    text = sealer.open(row.sealed, "unread.sealed", row.id)
    return UnreadRow(row.id, row.address_id, row.channel, row.language, row.why, text, row.at)


def listed(db: Connection, *, sealer: Sealer, after: int = 0, limit: int = PAGE) -> Sequence[UnreadRow]:
    """What nobody has looked at, oldest first, behind the id `after`."""
    query = _rows.where(_unread.c.id > after).order_by(_unread.c.id).limit(limit)
    return [_row(row, sealer) for row in db.execute(query)]


def by_id(db: Connection, *, sealer: Sealer, unread_id: int) -> UnreadRow | None:
    """One of them; None: somebody has looked at it."""
    row = db.execute(_rows.where(_unread.c.id == unread_id)).one_or_none()
    return _row(row, sealer) if row is not None else None
