"""From a frozen recipient to a row of the outbox and back, and what became of all of them.

A recipient is unfed (no message, not dropped), dropped, or has one message: the row of the outbox that carries the
broadcast's id. What is taken back, has expired or is sent once more lets go of its recipient, who is unfed again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, text, update

from store import outbox
from store.hot import Hot
from store.models.broadcasts import BroadcastRecipient
from store.models.events import Signup
from store.models.outbox import Outbox, OutboxState
from store.models.people import Address, Reach
from store.sealing import Sealer
from store.sql import table

_recipient, _outbox, _address = table(BroadcastRecipient), table(Outbox), table(Address)
S = OutboxState
WAITING = (S.QUEUED, S.CLAIMED)
MOVING = (*WAITING, S.SENDING)
# in the words of the partial indexes: a parameter would hide from the planner that they fit
_UNFED = text("broadcast_recipient.outbox_id IS NULL AND broadcast_recipient.dropped = ''")
_DROPPED = text("broadcast_recipient.dropped <> ''")
_OURS = text("outbox.broadcast_id IS NOT NULL")


@dataclass(frozen=True)
class ToFeed:
    """A recipient without a message. `resident_id` is as frozen, `owner` whose the address is now."""

    address_id: int
    resident_id: int
    owner: int
    channel: str
    language: str


def unfed(db: Connection, *, broadcast_id: int, channel: str, limit: int) -> list[ToFeed]:
    """Recipients to feed next. The caller holds the broadcast's row: two that feed come one after the other."""
    rows = db.execute(
        select(
            _recipient.c.address_id,
            _recipient.c.resident_id,
            _address.c.resident_id,
            _recipient.c.channel,
            _recipient.c.language,
        )
        .join(_address, _address.c.id == _recipient.c.address_id)
        .where(_recipient.c.broadcast_id == broadcast_id, _recipient.c.channel == channel, _UNFED)
        .order_by(_recipient.c.address_id)
        .limit(limit)
    ).all()
    return [ToFeed(*row) for row in rows]


# not all words of the partial index: PostgreSQL would walk that one from its beginning where it knows no better
_of = (
    _recipient.c.broadcast_id == bindparam("of_broadcast"),
    _recipient.c.address_id == bindparam("of_address"),
    _recipient.c.outbox_id.is_(None),
)
_attach = Hot(update(_recipient).where(*_of).values(outbox_id=bindparam("message"), tries=_recipient.c.tries + 1))
_drop = Hot(update(_recipient).where(*_of).values(dropped=bindparam("reason")))


def attach(db: Connection, *, broadcast_id: int, address_id: int, outbox_id: int) -> None:
    """The recipient's message. Raises RuntimeError where there is one already: then ours must not be committed."""
    params = {"of_broadcast": broadcast_id, "of_address": address_id, "message": outbox_id}
    if not _attach.run(db, params):
        raise RuntimeError("a recipient that somebody else has fed")


def drop(db: Connection, *, broadcast_id: int, address_id: int, why: str) -> None:
    """No message is made for the recipient, and never will be."""
    _drop.run(db, {"of_broadcast": broadcast_id, "of_address": address_id, "reason": why})


def take_back(db: Connection, *, broadcast_id: int, now: datetime) -> int:
    """Messages that have not left are cancelled, and their recipients unfed again; how many."""
    mine = (_OURS, _outbox.c.broadcast_id == broadcast_id)
    outbox.take_back(db, ids=select(_outbox.c.id).where(*mine, _outbox.c.state.in_(WAITING)), now=now)
    return let_go(db, broadcast_id=broadcast_id)


def let_go(db: Connection, *, broadcast_id: int, states: Collection[OutboxState] = (S.CANCELLED, S.EXPIRED)) -> int:
    """Messages in these states are their recipients' no longer; how many recipients are unfed again."""
    mine = (_OURS, _outbox.c.broadcast_id == broadcast_id, _outbox.c.state.in_(states))
    return _free(db, broadcast_id, list(db.execute(select(_outbox.c.id).where(*mine)).scalars()))


CHUNK = 500


def _free(db: Connection, broadcast_id: int, ids: list[int]) -> int:
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        db.execute(
            update(_recipient)
            .where(_recipient.c.broadcast_id == broadcast_id, _recipient.c.outbox_id.in_(some))
            .values(outbox_id=None)
        )
        db.execute(update(_outbox).where(_outbox.c.id.in_(some)).values(broadcast_id=None))
    return len(ids)


def _failed(broadcast_id: int, most: int, *columns: Any) -> Any:
    """Failed messages that can be tried once more.

    Those whose address may still be written to (a dead or blocked one was marked by its failure), and that had fewer
    than `most` messages.
    """
    return (
        select(*columns)
        .select_from(_outbox)
        .join(_recipient, _recipient.c.outbox_id == _outbox.c.id)
        .join(_address, _address.c.id == _recipient.c.address_id)
        .where(
            _OURS,
            _outbox.c.broadcast_id == broadcast_id,
            _outbox.c.state == S.FAILED,
            _recipient.c.tries < most,
            _address.c.reach == Reach.OPEN,
        )
    )


def again(db: Connection, *, broadcast_id: int, most: int) -> int:
    """Failed ones that can be tried once more are unfed again; how many."""
    return _free(db, broadcast_id, list(db.execute(_failed(broadcast_id, most, _outbox.c.id)).scalars()))


def to_try_again(db: Connection, *, broadcast_id: int, most: int) -> dict[tuple[str, str], int]:
    """How many these are, by channel and language."""
    by = (_recipient.c.channel, _recipient.c.language)
    rows = db.execute(_failed(broadcast_id, most, *by, func.count()).group_by(*by))
    return {(row[0], row[1]): row[2] for row in rows}


def is_unknown(db: Connection, *, broadcast_id: int, outbox_id: int) -> bool:
    """Whether the row is a message of the broadcast, and of unknown fate."""
    mine = (_outbox.c.id == outbox_id, _outbox.c.broadcast_id == broadcast_id, _outbox.c.state == S.UNKNOWN)
    return db.execute(select(_outbox.c.id).where(*mine)).one_or_none() is not None


def once_more(db: Connection, *, broadcast_id: int, outbox_id: int, now: datetime) -> None:
    """A message of unknown fate is given up, so that its recipient gets another one."""
    outbox.finish(db, row_id=outbox_id, state=S.FAILED, now=now, error="staff: sent once more")
    _free(db, broadcast_id, [outbox_id])


_signup = table(Signup)


def names(db: Connection, *, sealer: Sealer, event_id: int, residents: Collection[int]) -> dict[int, str]:
    """The names that people gave when they signed up to an event, by resident."""
    query = select(_signup.c.id, _signup.c.resident_id, _signup.c.sealed_name).where(
        _signup.c.event_id == event_id, _signup.c.resident_id.in_(residents), _signup.c.sealed_name.is_not(None)
    )
    return {r.resident_id: sealer.open(r.sealed_name, "signup.sealed_name", r.id) for r in db.execute(query)}


# -- what became of them


@dataclass(frozen=True)
class Counts:
    """By channel; `sent` by channel and state with rows and parts, `dropped` by channel and reason."""

    unfed: dict[str, int]
    dropped: dict[tuple[str, str], int]
    sent: dict[tuple[str, str], tuple[int, int]]


def counts(db: Connection, *, broadcast_id: int) -> Counts:
    """What became of the recipients, from the indexes alone."""
    waiting = select(_recipient.c.channel, func.count()).where(_recipient.c.broadcast_id == broadcast_id, _UNFED)
    gone = select(_recipient.c.channel, _recipient.c.dropped, func.count()).where(
        _recipient.c.broadcast_id == broadcast_id, _DROPPED
    )
    sent = select(_outbox.c.channel, _outbox.c.state, func.count(), func.sum(_outbox.c.parts)).where(
        _OURS, _outbox.c.broadcast_id == broadcast_id
    )
    return Counts(
        {row[0]: row[1] for row in db.execute(waiting.group_by(_recipient.c.channel))},
        {(row[0], row[1]): row[2] for row in db.execute(gone.group_by(_recipient.c.channel, _recipient.c.dropped))},
        {
            (row[0], row[1]): (row[2], int(row[3]))
            for row in db.execute(sent.group_by(_outbox.c.channel, _outbox.c.state))
        },
    )


def lately(db: Connection, *, broadcast_id: int, channels: Collection[str], since: datetime) -> dict[str, int]:
    """How many came to an end since then, by channel: what the provider took, delivered or refused.

    With its channels named the index is read from `since` on, not from the broadcast's beginning.
    """
    ended = (S.SENT, S.DELIVERED, S.FAILED, S.UNKNOWN)
    query = select(_outbox.c.channel, func.count()).where(
        _OURS,
        _outbox.c.broadcast_id == broadcast_id,
        _outbox.c.channel.in_(channels),
        _outbox.c.state.in_(ended),
        _outbox.c.changed_at >= since,
    )
    return {row[0]: row[1] for row in db.execute(query.group_by(_outbox.c.channel))}


def latest(db: Connection, *, broadcast_id: int, channels: Collection[str], since: datetime, most: int) -> list[str]:
    """The states of the newest messages that came to an end since then, newest first."""
    found: list[tuple[datetime, str]] = []
    for channel in channels:
        for state in (S.SENT, S.DELIVERED, S.FAILED):
            query = select(_outbox.c.changed_at).where(
                _OURS,
                _outbox.c.broadcast_id == broadcast_id,
                _outbox.c.channel == channel,
                _outbox.c.state == state,
                _outbox.c.changed_at >= since,
            )
            newest = db.execute(query.order_by(_outbox.c.changed_at.desc()).limit(most)).scalars()
            found += [(at, state.value) for at in newest]
    return [state for _at, state in sorted(found, reverse=True)[:most]]


def moving(db: Connection, *, broadcasts: Collection[int]) -> dict[str, int]:
    """How many messages of these broadcasts are on their way to the provider, by channel."""
    query = select(_outbox.c.channel, func.count()).where(
        _OURS, _outbox.c.broadcast_id.in_(broadcasts), _outbox.c.state.in_(MOVING)
    )
    return {row[0]: row[1] for row in db.execute(query.group_by(_outbox.c.channel))}


def parts_since(db: Connection, *, broadcasts: Collection[int], channel: str, since: datetime) -> int:
    """Parts of these broadcasts that have left since then or are about to."""
    gone = (S.SENT, S.DELIVERED, S.FAILED, S.UNKNOWN)
    query = select(func.coalesce(func.sum(_outbox.c.parts), 0)).where(
        _OURS,
        _outbox.c.broadcast_id.in_(broadcasts),
        _outbox.c.channel == channel,
        or_(
            _outbox.c.state.in_(MOVING),
            and_(_outbox.c.state.in_(gone), _outbox.c.changed_at >= since),
        ),
    )
    return int(db.execute(query).scalar_one())


def unknown(db: Connection, *, broadcast_id: int, channel: str, limit: int) -> list[int]:
    """Messages of unknown fate on a channel, by their rows in the outbox."""
    mine = (_OURS, _outbox.c.broadcast_id == broadcast_id, _outbox.c.channel == channel, _outbox.c.state == S.UNKNOWN)
    return list(db.execute(select(_outbox.c.id).where(*mine).order_by(_outbox.c.changed_at).limit(limit)).scalars())
