"""Calls to make, as lists by page: those that were promised, and those whom no message reached. Without numbers: these
are opened one by one (`number`, `listed_number`), so that each look can be noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, literal, select, tuple_, update

from store.models.outbox import CallList, Outbox
from store.models.people import Address
from store.models.talk import Call, CallState
from store.sealing import Sealer
from store.sql import table

_call, _listed, _outbox, _address = table(Call), table(CallList), table(Outbox), table(Address)
PAGE = 25


@dataclass(frozen=True)
class CallRow:
    """A promised call."""

    id: int
    resident_id: int
    address_id: int
    state: CallState
    channel: str
    language: str
    day: date
    since: time
    until: time
    topic: str
    tries: int


_calls = select(_call, _address.c.channel, _address.c.language).join(_address, _address.c.id == _call.c.address_id)


def _promised(row: Any, sealer: Sealer) -> CallRow:
    topic = sealer.open(row.sealed_topic, "call.sealed_topic", row.id) if row.sealed_topic else ""
    return CallRow(
        row.id,
        row.resident_id,
        row.address_id,
        CallState(row.state),
        row.channel,
        row.language,
        row.day,
        row.since,
        row.until,
        topic,
        row.tries,
    )


def waiting(
    db: Connection, *, sealer: Sealer, after: tuple[date, int] | None = None, limit: int = PAGE
) -> Sequence[CallRow]:
    """Calls to make, the earliest promise first; `after`: the day and id of the last one of the page before."""
    query = _calls.where(_call.c.state == CallState.WAITING).order_by(_call.c.day, _call.c.id).limit(limit)
    if after is not None:
        day, row_id = after
        query = query.where(tuple_(_call.c.day, _call.c.id) > tuple_(literal(day, _call.c.day.type), literal(row_id)))
    return [_promised(row, sealer) for row in db.execute(query)]


def call(db: Connection, *, sealer: Sealer, call_id: int) -> CallRow | None:
    """One promised call."""
    row = db.execute(_calls.where(_call.c.id == call_id)).one_or_none()
    return _promised(row, sealer) if row is not None else None


def number(db: Connection, *, sealer: Sealer, call_id: int) -> str:
    """The number to call: the one that the person gave, or the address of text messages; "" where there is none."""
    row = db.execute(
        select(
            _call.c.sealed_number.label("given"),
            _address.c.id,
            _address.c.channel,
            _address.c.sealed,
            _address.c.sealed_number,
        )
        .join(_address, _address.c.id == _call.c.address_id)
        .where(_call.c.id == call_id)
    ).one()
    return sealer.open(row.given, "call.sealed_number", call_id) if row.given else _number(row, sealer)


def _number(address: Any, sealer: Sealer) -> str:
    if address.channel == "sms":
        return sealer.open(address.sealed, "address.sealed", address.id)
    known = address.sealed_number
    return sealer.open(known, "address.sealed_number", address.id) if known else ""


def missed(db: Connection, *, call_id: int, day: date, since: time, until: time) -> bool:
    """Nobody answered: it is promised anew. False: it does not wait any more."""
    moved = db.execute(
        update(_call)
        .where(_call.c.id == call_id, _call.c.state == CallState.WAITING)
        .values(day=day, since=since, until=until, tries=_call.c.tries + 1)
    )
    return bool(moved.rowcount)


# -- whom no message reached


@dataclass(frozen=True)
class ListedRow:
    """One whom a message did not reach, with the message as it was put; "" where it tells a ballot."""

    id: int  # of the outbox row
    address_id: int
    channel: str
    language: str
    why: str
    at: datetime
    tries: int
    body: str  # the worded Outbound as JSON


_people = (
    select(
        _listed.c.outbox_id,
        _listed.c.why,
        _listed.c.at,
        _listed.c.tries,
        _outbox.c.sealed.label("sealed_body"),
        _outbox.c.secret,
        _address.c.id,
        _address.c.channel,
        _address.c.language,
        _address.c.sealed,
        _address.c.sealed_number,
    )
    .join(_outbox, _outbox.c.id == _listed.c.outbox_id)
    .join(_address, _address.c.id == _listed.c.address_id)
    .where(_listed.c.done_at.is_(None))
)


def _unreached(row: Any, sealer: Sealer) -> ListedRow:
    body = "" if row.secret else sealer.open(row.sealed_body, "outbox.sealed", row.outbox_id)
    return ListedRow(row.outbox_id, row.id, row.channel, row.language, row.why, row.at, row.tries, body)


def listed(
    db: Connection, *, sealer: Sealer, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> Sequence[ListedRow]:
    """Whom nobody has seen to, oldest first; `after`: the time and id of the last one of the page before."""
    query = _people.order_by(_listed.c.at, _listed.c.outbox_id).limit(limit)
    if after is not None:
        at, row_id = after
        behind = tuple_(literal(at, _listed.c.at.type), literal(row_id))
        query = query.where(tuple_(_listed.c.at, _listed.c.outbox_id) > behind)
    return [_unreached(row, sealer) for row in db.execute(query)]


def listed_number(db: Connection, *, sealer: Sealer, row_id: int) -> str | None:
    """The number of one of them, "" where we know none; None: nobody such waits."""
    row = db.execute(_people.where(_listed.c.outbox_id == row_id)).one_or_none()
    return _number(row, sealer) if row is not None else None


def listed_missed(db: Connection, *, row_id: int) -> bool:
    """Nobody answered. False: nobody such waits."""
    waits = (_listed.c.outbox_id == row_id, _listed.c.done_at.is_(None))
    return bool(db.execute(update(_listed).where(*waits).values(tries=_listed.c.tries + 1)).rowcount)


def listed_at_most(db: Connection, *, most: int) -> int:
    """How many wait, counted no further than `most`."""
    some = select(_listed.c.outbox_id).where(_listed.c.done_at.is_(None)).limit(most).subquery()
    return int(db.execute(select(func.count()).select_from(some)).scalar_one())
