"""What became of each recipient of a broadcast, page by page along an index, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal, select, text, tuple_

from store.models.broadcasts import BroadcastRecipient
from store.models.outbox import Outbox
from store.sql import table

_recipient, _outbox = table(BroadcastRecipient), table(Outbox)
UNFED, DROPPED = "unfed", "dropped"
"""What a recipient without a message is, beside the states of a message."""
Key = tuple[str | int | datetime, ...]
"""Where a page ends: behind it the next begins. What it holds depends on what is listed."""
# in the words of the partial indexes: a parameter would hide from the planner that they fit
_ONLY = {
    UNFED: text("broadcast_recipient.outbox_id IS NULL AND broadcast_recipient.dropped = ''"),
    DROPPED: text("broadcast_recipient.dropped <> ''"),
}
_OURS = text("outbox.broadcast_id IS NOT NULL")


class Recipient(NamedTuple):
    """One recipient in the report: no number, no name. `state` "" before a message was made."""

    address_id: int
    channel: str
    language: str
    dropped: str
    tries: int
    outbox_id: int | None
    state: str
    error: str
    changed_at: datetime | None


_columns = (
    _recipient.c.address_id,
    _recipient.c.channel,
    _recipient.c.language,
    _recipient.c.dropped,
    _recipient.c.tries,
    _recipient.c.outbox_id,
    func.coalesce(_outbox.c.state, ""),
    func.coalesce(_outbox.c.error, ""),
    _outbox.c.changed_at,
)


def recipients(
    db: Connection, *, broadcast_id: int, state: str = "", after: Key | None = None, limit: int = 50
) -> list[Recipient]:
    """A page of recipients behind a key: all, the UNFED, the DROPPED, or those whose message is in a state."""
    if state not in ("", *_ONLY):
        return _in_state(db, broadcast_id, state, after, limit)
    order = _order(state)
    query = select(*_columns).outerjoin(_outbox, _outbox.c.id == _recipient.c.outbox_id)
    query = query.where(_recipient.c.broadcast_id == broadcast_id)
    query = query.where(_ONLY[state]) if state else query
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*_typed(order, after)))
    return [Recipient(*row) for row in db.execute(query.order_by(*order).limit(limit))]


def _in_state(db: Connection, broadcast_id: int, state: str, after: Key | None, limit: int) -> list[Recipient]:
    """From the outbox's own index, a channel after the other: only so is a page read in the index's order."""
    mine = (_OURS, _outbox.c.broadcast_id == broadcast_id)
    order = (_outbox.c.changed_at, _outbox.c.id)
    found: list[Recipient] = []
    channel = str(after[0]) if after is not None else _next_channel(db, mine, "")
    while channel is not None and len(found) < limit:
        query = select(*_columns).select_from(_outbox).join(_recipient, _outbox.c.id == _recipient.c.outbox_id)
        query = query.where(*mine, _outbox.c.channel == channel, _outbox.c.state == state)
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(*_typed(order, after[1:])))
        found += [Recipient(*row) for row in db.execute(query.order_by(*order).limit(limit - len(found)))]
        after, channel = None, _next_channel(db, mine, channel)
    return found


def _next_channel(db: Connection, mine: Sequence[Any], channel: str) -> str | None:
    found: str | None = db.execute(
        select(func.min(_outbox.c.channel)).where(*mine, _outbox.c.channel > channel)
    ).scalar_one()
    return found


def key(one: Recipient, state: str = "") -> Key:
    """Where a page that ends with this recipient ends."""
    match state:
        case "":
            return (one.address_id,)
        case "unfed":
            return one.channel, one.address_id
        case "dropped":
            return one.channel, one.dropped, one.address_id
    assert one.changed_at is not None
    assert one.outbox_id is not None
    return one.channel, one.changed_at, one.outbox_id


def _order(state: str) -> Sequence[ColumnElement[Any]]:
    match state:
        case "":
            return (_recipient.c.address_id,)
        case "unfed":
            return _recipient.c.channel, _recipient.c.address_id
        case "dropped":
            return _recipient.c.channel, _recipient.c.dropped, _recipient.c.address_id
    raise AssertionError(state)


def _typed(order: Sequence[ColumnElement[Any]], after: Key) -> list[Any]:
    return [literal(value, column.type) for column, value in zip(order, after, strict=True)]
