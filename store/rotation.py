"""Changing keys: people and organisers under a new index key, old values under the newest key.

`reindex` is one transaction: a run that is killed has changed nothing, and there is no time at which half of the
people would be found and half not. `reseal` goes in small transactions beside the running service, and may be
ended and begun again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, LargeBinary, bindparam, func, literal, select, text, update

from store import leases
from store.database import Database
from store.models.events import Organiser
from store.models.ideas import Idea
from store.models.people import Address
from store.sealed import SEALED, Misfit, Sealed, misfit
from store.sealing import KeyRing, Sealer
from store.sql import table

_address, _idea, _organiser = table(Address), table(Idea), table(Organiser)

BATCH = 2000
MEDIA_BATCH = 8  # five megabytes each
EDITABLE = timedelta(hours=48)
"""Telegram lets nobody edit a message after that, so the hash which finds its idea is of no use any more."""

Told = Callable[[int], object]
"""Called with how many are done so far."""


class Why(StrEnum):
    """Why keys can't be changed now."""

    NOT_GROWN = "the new ring does not come from the present one"
    DONE = "everybody is under the new key already"
    OTHERS = "the keys are not those of this database"
    RUNNING = "a service is running"


class Unfit(Exception):
    """The change can't be made; nothing was changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def reindex(database: Database, *, old: KeyRing, new: KeyRing, now: datetime, told: Told = lambda done: None) -> int:
    """Put everybody under the index key of `new`; returns how many. Raises Unfit.

    What has no value to compute from stays under the key before, which `new` holds as `was`: `received.external`
    must know a repeat (Telegram's poller, Twilio's list), `idea.origin` an edit. Neither is a person's number, and
    `missed.alike` counts on from one for its 90 days.
    """
    if new.was != old.index or new.index == old.index:
        raise Unfit(Why.NOT_GROWN)
    sealer = Sealer(new)
    with database.write() as db:
        _alone(db)
        if misfit(db, sealer) is None:
            raise Unfit(Why.DONE)
        if misfit(db, Sealer(old)) is not None or misfit(db, sealer) is not Misfit.INDEX:
            raise Unfit(Why.OTHERS)
        done = _move(db, sealer, told)
        db.execute(
            update(_idea).where(_idea.c.origin.is_not(None), _idea.c.created_at < now - EDITABLE).values(origin=None)
        )
    return done


def _alone(db: Connection) -> None:
    """Nobody else writes until the end, nobody sends now. Raises Unfit.

    A service that is about to start waits for the lock at its own look at the keys, and then finds them changed.
    On SQLite the transaction itself keeps others from writing.
    """
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE lease, address IN ACCESS EXCLUSIVE MODE"))
    if leases.held(db):
        raise Unfit(Why.RUNNING)


_page = (
    select(_address.c.id, _address.c.channel, _address.c.sealed)
    .where(_address.c.id > bindparam("after"))
    .order_by(_address.c.id)
    .limit(BATCH)
)
_set = update(_address).where(_address.c.id == bindparam("of_id")).values(blind=bindparam("new"))


def _move(db: Connection, sealer: Sealer, told: Told) -> int:
    done, after = 0, -1
    while rows := db.execute(_page, {"after": after}).all():
        moved = [
            {"of_id": r.id, "new": sealer.blind("address", r.channel, sealer.open(r.sealed, "address.sealed", r.id))}
            for r in rows
        ]
        db.execute(_set, moved)
        done, after = done + len(rows), rows[-1].id
        told(done)
    for row in db.execute(select(_organiser.c.id, _organiser.c.sealed_number)).all():
        number = sealer.open(row.sealed_number, "organiser.sealed_number", row.id)
        db.execute(update(_organiser).where(_organiser.c.id == row.id).values(blind=sealer.blind("organiser", number)))
    return done


def reseal(database: Database, sealer: Sealer, *, told: Told = lambda done: None) -> int:
    """Put every old value under the newest key of the ring; returns how many. Raises SealBroken.

    Every process must already have the newest key. A value that the service changes meanwhile is left alone.
    """
    done = 0
    for column in SEALED:
        size = MEDIA_BATCH if column.where == "media.sealed" else BATCH
        after: Any = None
        while True:
            with database.write() as db:
                rows = db.execute(_old(column, sealer, after, size)).all()
                for key, row, sealed in rows:
                    again = sealer.seal(sealer.open_bytes(sealed, column.where, row), column.where, row)
                    db.execute(
                        update(column.table)
                        .where(column.key == key, column.value == sealed)
                        .values({column.name: again})
                    )
            if not rows:
                break
            done, after = done + len(rows), rows[-1][0]
            told(done)
    return done


def in_use(db: Connection) -> set[int]:
    """The names of the keys under which anything is sealed. Reads every sealed value."""
    first = [
        select(func.substr(column.value, 1, 1, type_=LargeBinary)).where(column.value.is_not(None)).distinct()
        for column in SEALED
    ]
    return {bytes(row[0])[0] for statement in first for row in db.execute(statement) if row[0]}


def _old(column: Sealed, sealer: Sealer, after: Any, size: int) -> Any:
    """Values that are not under the newest key: its name is their first byte."""
    first = func.substr(column.value, 1, 1, type_=LargeBinary)
    newest = literal(bytes((max(sealer.ring.seals),)), LargeBinary)
    found = select(column.key, column.bound, column.value).where(column.value.is_not(None), first != newest)
    if after is not None:
        found = found.where(column.key > after)
    return found.order_by(column.key).limit(size)
