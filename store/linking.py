"""One person over several channels: numbers that accounts bring, codes that prove them, what is to be merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from store.models.outbox import Outbox, OutboxState, Purpose
from store.models.people import Address, Reach
from store.models.rights import LinkCheck, PersonJob, PersonWork
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

NOT_ITSELF = timedelta(days=1)
"""By so much an attached number counts as heard before the account that brought it: where a person is to be told on
their latest channel, that is the account."""
_address, _check, _job, _outbox = table(Address), table(LinkCheck), table(PersonJob), table(Outbox)


def attach(db: Connection, *, sealer: Sealer, number: str, resident_id: int, language: str, now: datetime) -> bool:
    """A number that nobody has written from is the person's too, on the account's word. False: somebody has."""
    row_id = new_id()
    new = insert(dialect(db), Address).on_conflict_do_nothing(index_elements=["channel", "blind"])
    made = db.execute(
        new.returning(_address.c.id),
        {
            "id": row_id,
            "resident_id": resident_id,
            "channel": "sms",
            "blind": sealer.blind("address", "sms", number),
            "sealed": sealer.seal(number, "address.sealed", row_id),
            "reach": Reach.OPEN,
            "language": language,
            "silent": False,
            "group": False,
            "created_at": now,
            "heard_at": now - NOT_ITSELF,
        },
    )
    return made.scalar_one_or_none() is not None


def others(db: Connection, *, resident_id: int, but: int) -> Sequence[tuple[int, str]]:
    """Id and channel of a person's other addresses."""
    rows = db.execute(
        select(_address.c.id, _address.c.channel)
        .where(_address.c.resident_id == resident_id, _address.c.id != but)
        .order_by(_address.c.id)
    )
    return [(row.id, row.channel) for row in rows]


@dataclass(frozen=True)
class Check:
    """A code that a number was sent, for an account that says that the number is its own."""

    address_id: int
    other_id: int
    code: str
    tries: int
    sent: int
    expires_at: datetime
    begun_at: datetime


def check(db: Connection, *, address_id: int) -> Check | None:
    """The account's open check, also one that is over."""
    row: Any = db.execute(select(_check).where(_check.c.address_id == address_id)).one_or_none()
    if row is None:
        return None
    return Check(row.address_id, row.other_id, row.code, row.tries, row.sent, row.expires_at, row.begun_at)


def sent_to(db: Connection, *, other_id: int, since: datetime) -> int:
    """How many codes a number was sent since then, for whatever account."""
    total = select(func.coalesce(func.sum(_check.c.sent), 0))
    return int(db.execute(total.where(_check.c.other_id == other_id, _check.c.begun_at >= since)).scalar_one())


def put_check(db: Connection, *, new: Check) -> None:
    """Begin a check, in place of the account's last one."""
    db.execute(delete(_check).where(_check.c.address_id == new.address_id))
    db.execute(_check.insert(), dict(vars(new)))


def missed(db: Connection, *, address_id: int) -> None:
    """A wrong code."""
    db.execute(update(_check).where(_check.c.address_id == address_id).values(tries=_check.c.tries + 1))


def end_check(db: Connection, *, address_id: int, now: datetime) -> None:
    """The code has been used. The row stays for a day: it is counted against guessing."""
    db.execute(update(_check).where(_check.c.address_id == address_id).values(code="", expires_at=now))


# -- what is to be done to a person


@dataclass(frozen=True)
class Job:
    """Something to be done to the person of an address."""

    id: int
    kind: PersonWork
    address_id: int
    other_id: int | None


def ask(db: Connection, *, kind: PersonWork, address_id: int, other_id: int | None = None, now: datetime) -> None:
    """To be done as soon as what is on its way to the address has left."""
    values = {"id": new_id(), "kind": kind, "address_id": address_id, "other_id": other_id, "asked_at": now}
    db.execute(_job.insert(), values)


_ON_ITS_WAY = (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.SENDING)


def due(db: Connection, *, asked_before: datetime, limit: int) -> Sequence[Job]:
    """Jobs whose person has got our answer, or who have waited for it since `asked_before`; oldest first."""
    answering = (
        select(_outbox.c.id)
        .where(
            _outbox.c.address_id == _job.c.address_id,
            _outbox.c.purpose == Purpose.REPLY,
            _outbox.c.state.in_(_ON_ITS_WAY),
        )
        .exists()
    )
    rows = db.execute(
        select(_job.c.id, _job.c.kind, _job.c.address_id, _job.c.other_id)
        .where(or_(~answering, _job.c.asked_at <= asked_before))
        .order_by(_job.c.id)
        .limit(limit)
    )
    return [Job(row.id, PersonWork(row.kind), row.address_id, row.other_id) for row in rows]


def take(db: Connection, *, job_id: int) -> bool:
    """Take a job to do it in this transaction. False: somebody else has."""
    return bool(db.execute(delete(_job).where(_job.c.id == job_id)).rowcount)


# -- numbers that have been silent for a year


def mark_silent(db: Connection, *, heard_before: datetime, limit: int) -> int:
    """Numbers that have not been heard since then; how many."""
    old = (
        select(_address.c.id)
        .where(_address.c.channel == "sms", _address.c.heard_at < heard_before, _address.c.silent.is_(False))
        .limit(limit)
    )
    return int(db.execute(update(_address).where(_address.c.id.in_(old)).values(silent=True)).rowcount)


def remember_before(db: Connection, *, address_id: int, before_id: int) -> None:
    """Whose the number was until the silent year."""
    db.execute(update(_address).where(_address.c.id == address_id).values(before_id=before_id))


def before(db: Connection, *, address_id: int) -> int | None:
    """Whose the number was before the silent year, while that is asked."""
    found: int | None = db.execute(select(_address.c.before_id).where(_address.c.id == address_id)).scalar_one()
    return found


def forget_before(db: Connection, *, address_id: int) -> None:
    """They have answered."""
    db.execute(update(_address).where(_address.c.id == address_id).values(before_id=None))
