"""Broadcasts: written, approved, on their way; and what was done to them, by whom."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from store.models.broadcasts import Broadcast, BroadcastChange, BroadcastRecipient, BroadcastState
from store.sql import table
from store.types import new_id

_broadcast, _change, _recipient = table(Broadcast), table(BroadcastChange), table(BroadcastRecipient)
OPEN = (
    BroadcastState.DRAFT,
    BroadcastState.ASKED,
    BroadcastState.APPROVED,
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
)
"""States from which something may still happen by itself."""


@dataclass(frozen=True)
class BroadcastRow:
    """A broadcast as it stands; `audience`, `words` and `moment` are JSON."""

    id: int
    number: int
    name: str
    state: BroadcastState
    topic: str
    audience: str
    words: str
    moment: str
    due_at: datetime | None
    expires_at: datetime | None
    created_at: datetime
    changed_at: datetime
    by: str
    asked_at: datetime | None
    asked_by: str
    approved_at: datetime | None
    approved_by: str
    second: bool
    frozen_hash: str
    started_at: datetime | None
    running_since: datetime | None
    ended_at: datetime | None
    why: str


_columns = tuple(_broadcast.c[name] for name in BroadcastRow.__dataclass_fields__)


def _row(found: Any) -> BroadcastRow:
    values = dict(zip(BroadcastRow.__dataclass_fields__, found, strict=True))
    return BroadcastRow(**{**values, "state": BroadcastState(found.state), "second": bool(found.second)})


def add(db: Connection, *, values: dict[str, Any], by: str, now: datetime) -> BroadcastRow:
    """A new draft, under the next number. Two at once: the second raises IntegrityError and is tried again."""
    number = int(db.execute(select(func.coalesce(func.max(_broadcast.c.number), 0))).scalar_one()) + 1
    fixed = {"number": number, "state": BroadcastState.DRAFT, "by": by, "created_at": now, "changed_at": now}
    empty = {"asked_by": "", "approved_by": "", "second": False, "frozen_hash": "", "why": ""}
    db.execute(_broadcast.insert(), {"id": new_id(), **empty, **fixed, **values})
    row = by_number(db, number=number)
    assert row is not None
    return row


def by_number(db: Connection, *, number: int, lock: bool = False) -> BroadcastRow | None:
    """The broadcast that has the number; `lock`: nobody else's transaction changes or feeds it until ours is over."""
    query = select(*_columns).where(_broadcast.c.number == number)
    found = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _row(found) if found is not None else None


def listed(
    db: Connection, *, states: Collection[BroadcastState] = (), before: int | None = None, limit: int = 200
) -> list[BroadcastRow]:
    """Broadcasts, the newest first; of these states, or all; with numbers below `before`."""
    query = select(*_columns).order_by(_broadcast.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(_broadcast.c.number < before)
    return [_row(r) for r in db.execute(query.where(_broadcast.c.state.in_(states)) if states else query)]


def change(db: Connection, *, broadcast_id: int, values: dict[str, Any], now: datetime) -> None:
    """Have it otherwise. The caller holds it (`by_number` with `lock`)."""
    db.execute(update(_broadcast).where(_broadcast.c.id == broadcast_id).values(**values, changed_at=now))


def plan(db: Connection, *, broadcast_id: int, due_at: datetime | None, expires_at: datetime | None) -> None:
    """When it is due by now; nobody has changed it."""
    db.execute(update(_broadcast).where(_broadcast.c.id == broadcast_id).values(due_at=due_at, expires_at=expires_at))


def note(db: Connection, *, broadcast_id: int, by: str, what: str, now: datetime, why: str = "") -> None:
    """What was done to it."""
    values = {"id": new_id(), "broadcast_id": broadcast_id, "by": by, "what": what, "why": why, "at": now}
    db.execute(_change.insert(), values)


@dataclass(frozen=True)
class Change:
    """One thing that was done to a broadcast."""

    by: str
    what: str
    why: str
    at: datetime


def changes(db: Connection, *, broadcast_id: int) -> list[Change]:
    """What was done to it, in order."""
    query = select(_change.c.by, _change.c.what, _change.c.why, _change.c.at).where(
        _change.c.broadcast_id == broadcast_id
    )
    return [Change(*row) for row in db.execute(query.order_by(_change.c.id))]


# -- frozen


def thaw(db: Connection, *, broadcast_id: int) -> None:
    """Nobody is its recipient any more. Only while no message of it was made."""
    db.execute(delete(_recipient).where(_recipient.c.broadcast_id == broadcast_id))


def fingerprint(db: Connection, *, broadcast_id: int, audience: str, words: str) -> str:
    """SHA-256 of audience, words and recipients: what was approved."""
    made = sha256(json.dumps([audience, words]).encode())
    query = select(_recipient.c.address_id, _recipient.c.channel, _recipient.c.language)
    rows: Sequence[Any] = db.execute(
        query.where(_recipient.c.broadcast_id == broadcast_id).order_by(_recipient.c.address_id)
    ).all()
    for address_id, channel, language in rows:
        made.update(f"{address_id} {channel} {language}\n".encode())
    return made.hexdigest()


def groups(db: Connection, *, broadcast_id: int) -> dict[tuple[str, str], int]:
    """How many frozen recipients, by channel and language."""
    by = (_recipient.c.channel, _recipient.c.language)
    query = select(*by, func.count()).where(_recipient.c.broadcast_id == broadcast_id).group_by(*by)
    return {(row[0], row[1]): row[2] for row in db.execute(query)}
