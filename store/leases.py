"""Leases: who may do a thing that only one may do, for some seconds at a time.

The epoch grows with every change of holder, so a holder that slept through its lease is told apart from the new
one whatever the clocks say. PostgreSQL's own clock decides there, since several machines ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, literal, or_, select, update

from store.models.outbox import Lease
from store.sql import dialect, insert, table

_lease = table(Lease)
LENGTH = timedelta(seconds=5)


@dataclass(frozen=True)
class Held:
    """A lease as somebody sees it."""

    name: str
    holder: str
    epoch: int
    until: datetime


def _now(db: Connection) -> Any:
    return (
        func.clock_timestamp() if db.dialect.name == "postgresql" else literal(datetime.now(UTC), _lease.c.until.type)
    )


@cache
def _make(name: str) -> Any:
    return insert(name, Lease).on_conflict_do_nothing(index_elements=["name"])


def hold(db: Connection, *, name: str, holder: str) -> int | None:
    """Take or renew the lease; returns its epoch, or None while somebody else holds it."""
    now = _now(db)
    until, absurd = now + LENGTH, now + 2 * LENGTH
    if db.dialect.name != "postgresql":
        until, absurd = datetime.now(UTC) + LENGTH, datetime.now(UTC) + 2 * LENGTH
    renewed = db.execute(
        update(_lease)
        .where(_lease.c.name == name, _lease.c.holder == holder)
        .values(until=until)
        .returning(_lease.c.epoch)
    ).scalar_one_or_none()
    if renewed is not None:
        return int(renewed)
    db.execute(
        _make(dialect(db)),
        {"name": name, "holder": "", "epoch": 0, "until": datetime(2000, 1, 1, tzinfo=UTC)},
    )
    taken = db.execute(
        update(_lease)
        # nobody can have asked for longer: the clock has been set back, and would keep everybody out till then
        .where(_lease.c.name == name, or_(_lease.c.until < now, _lease.c.until > absurd))
        .values(holder=holder, epoch=_lease.c.epoch + 1, until=until)
        .returning(_lease.c.epoch)
    ).scalar_one_or_none()
    return int(taken) if taken is not None else None


def let_go(db: Connection, *, name: str, holder: str) -> None:
    """Give the lease back, so that the next one need not wait."""
    db.execute(
        update(_lease)
        .where(_lease.c.name == name, _lease.c.holder == holder)
        .values(holder="", until=datetime(2000, 1, 1, tzinfo=UTC))
    )


def all_leases(db: Connection) -> list[Held]:
    """Every lease there has been."""
    rows = db.execute(select(_lease).order_by(_lease.c.name)).all()
    return [Held(r.name, r.holder, r.epoch, r.until) for r in rows]


def held(db: Connection) -> list[Held]:
    """Leases that somebody holds now."""
    rows = db.execute(select(_lease).where(_lease.c.until >= _now(db)).order_by(_lease.c.name)).all()
    return [Held(r.name, r.holder, r.epoch, r.until) for r in rows]
