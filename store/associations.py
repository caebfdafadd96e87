"""Associations, the telephone numbers that run their events, and which event is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from store.models.events import Association, Event, EventState, Organiser, OrganiserCheck
from store.models.people import Address
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_association, _organiser, _event = table(Association), table(Organiser), table(Event)
_check, _address = table(OrganiserCheck), table(Address)
_NUMBER, _CONSENT = "organiser.sealed_number", "organiser.sealed_consent"


class Taken(Exception):
    """Another association has the name."""


@dataclass(frozen=True)
class AssociationRow:
    """An association; `numbers` counts its registered telephone numbers that are not ended."""

    id: int
    name: str
    created_at: datetime
    by: str
    numbers: int


@dataclass(frozen=True)
class OrganiserRow:
    """A registered telephone number, E.164; `consent` says how its owner agreed, in the words of staff."""

    id: int
    association_id: int
    number: str
    consent: str
    added_at: datetime
    added_by: str
    ended_at: datetime | None


_numbers = (
    select(func.count())
    .where(_organiser.c.association_id == _association.c.id, _organiser.c.ended_at.is_(None))
    .correlate(_association)
    .scalar_subquery()
    .label("numbers")
)
_whole = select(_association, _numbers).order_by(_association.c.name)


# -- associations


def listed(db: Connection) -> Sequence[AssociationRow]:
    """All, by name."""
    return [AssociationRow(row.id, row.name, row.created_at, row.by, row.numbers) for row in db.execute(_whole)]


def by_name(db: Connection, *, name: str) -> AssociationRow | None:
    """By its name as people write it: capitals and spaces do not matter."""
    wanted = _folded(name)
    return next((row for row in listed(db) if _folded(row.name) == wanted), None)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def add(db: Connection, *, name: str, by: str, now: datetime) -> int:
    """A new association. Raises Taken."""
    if by_name(db, name=name) is not None:
        raise Taken(name)
    association_id = new_id()
    clean = " ".join(name.split())
    db.execute(_association.insert(), {"id": association_id, "name": clean, "created_at": now, "by": by})
    return association_id


def rename(db: Connection, *, association_id: int, name: str) -> None:
    """Another name, also in what is said of its events. Raises Taken."""
    other = by_name(db, name=name)
    if other is not None and other.id != association_id:
        raise Taken(name)
    clean = " ".join(name.split())
    db.execute(update(_association).where(_association.c.id == association_id).values(name=clean))


# -- their numbers


def numbers(db: Connection, *, sealer: Sealer, association_id: int) -> Sequence[OrganiserRow]:
    """Its registered numbers, ended ones too, oldest first. Raises SealBroken."""
    query = select(_organiser).where(_organiser.c.association_id == association_id).order_by(_organiser.c.id)
    return [_row(sealer, row) for row in db.execute(query)]


def runs(db: Connection, *, association_id: int | None) -> bool:
    """Whether somebody of the association runs its events by message."""
    if association_id is None:
        return False
    live = select(_organiser.c.id).where(_organiser.c.association_id == association_id, _organiser.c.ended_at.is_(None))
    return db.execute(live.limit(1)).first() is not None


def _row(sealer: Sealer, row: Any) -> OrganiserRow:
    return OrganiserRow(
        row.id,
        row.association_id,
        sealer.open(row.sealed_number, _NUMBER, row.id),
        sealer.open(row.sealed_consent, _CONSENT, row.id),
        row.added_at,
        row.added_by,
        row.ended_at,
    )


def register(
    db: Connection, *, sealer: Sealer, association_id: int, number: str, consent: str, by: str, now: datetime
) -> bool:
    """The number, in E.164, runs the association's events. False: it did already, and only the consent is new.

    Wrong codes of before are forgotten: this is how staff let a number in again after five of them.
    """
    blind = _blind(sealer, number)
    where = (_organiser.c.association_id == association_id, _organiser.c.blind == blind)
    row = db.execute(select(_organiser.c.id, _organiser.c.ended_at).where(*where)).one_or_none()
    row_id = row.id if row is not None else new_id()
    values = {
        "sealed_number": sealer.seal(number, _NUMBER, row_id),
        "sealed_consent": sealer.seal(consent, _CONSENT, row_id),
        "added_at": now,
        "added_by": by,
        "ended_at": None,
    }
    if row is None:
        db.execute(_organiser.insert(), {"id": row_id, "association_id": association_id, "blind": blind, **values})
    else:
        db.execute(update(_organiser).where(_organiser.c.id == row_id).values(**values))
    own = select(_address.c.id).where(
        _address.c.channel == "sms", _address.c.blind == sealer.blind("address", "sms", number)
    )
    db.execute(delete(_check).where(_check.c.address_id.in_(own)))
    return row is None or row.ended_at is not None


def end(db: Connection, *, sealer: Sealer, association_id: int, number: str, now: datetime) -> bool:
    """The number runs nothing of theirs any more. False: it did not."""
    ended = db.execute(
        update(_organiser)
        .where(
            _organiser.c.association_id == association_id,
            _organiser.c.blind == _blind(sealer, number),
            _organiser.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    return bool(ended.rowcount)


def forget(db: Connection, *, sealer: Sealer, number: str) -> int:
    """The number's owner has their data erased: it runs nothing any more, and no row knows it; how many rows went."""
    gone = db.execute(delete(_organiser).where(_organiser.c.blind == _blind(sealer, number)))
    return int(gone.rowcount)


def _blind(sealer: Sealer, number: str) -> bytes:
    return sealer.blind("organiser", number)


# -- whose is an event


def of_number(db: Connection, *, sealer: Sealer, number: str) -> Sequence[int]:
    """The associations whose events a number runs."""
    query = select(_organiser.c.association_id).where(
        _organiser.c.blind == _blind(sealer, number), _organiser.c.ended_at.is_(None)
    )
    return list(db.execute(query).scalars())


def coming(db: Connection, *, associations: Sequence[int], now: datetime, since: datetime) -> Sequence[int]:
    """The numbers of their events that are held and not over, or ended after `since`, by their start."""
    held = _event.c.state.in_((EventState.PUBLISHED, EventState.POSTPONED))
    query = (
        select(_event.c.number)
        .where(_event.c.association_id.in_(associations), held, _event.c.ends_at > since)
        .order_by(_event.c.ends_at <= now, _event.c.starts_at, _event.c.number)
    )
    return list(db.execute(query).scalars())
