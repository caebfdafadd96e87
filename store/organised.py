"""An event as its organiser sees it: how many come, whom a message reaches, how many messages have gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, not_, or_, select

from store.models.events import EventChange, Signup
from store.models.people import Address, Reach
from store.sql import table

_signup, _address, _change = table(Signup), table(Address), table(EventChange)

_theirs = _address.c.resident_id == _signup.c.resident_id
"""Not of somebody else by now: such a number is neither written to nor phoned."""

MESSAGE = "message"
"""What is noted of an event when its organiser has written to those who come."""


def counts(db: Connection, *, event_id: int) -> tuple[int, int]:
    """How many people have a seat, and how many wait in line."""
    query = select(func.coalesce(func.sum(_signup.c.seats), 0), func.coalesce(func.sum(_signup.c.waiting), 0))
    seats, waiting = db.execute(query.where(_signup.c.event_id == event_id)).one()
    return int(seats), int(waiting)


def reach(db: Connection, *, event_id: int, all: bool) -> tuple[int, int]:
    """How many sign-ups may be written to and how many not; `all`: also those who only wait or have an offer."""
    standing = or_(_signup.c.seats > 0, _signup.c.offered > 0, _signup.c.waiting > 0) if all else _signup.c.seats > 0
    open_ = func.sum(case((_address.c.reach == Reach.OPEN, 1), else_=0))
    query = (
        select(func.coalesce(open_, 0), func.count())
        .join(_address, and_(_address.c.id == _signup.c.address_id, _theirs))
        .where(_signup.c.event_id == event_id, standing)
    )
    reached, whole = db.execute(query).one()
    return int(reached), int(whole) - int(reached)


def audience(db: Connection, *, event_id: int) -> Mapping[str, tuple[int, int]]:
    """By channel: how many of all that stand signed up may be written to, and how many not."""
    standing = or_(_signup.c.seats > 0, _signup.c.offered > 0, _signup.c.waiting > 0)
    query = (
        select(_address.c.channel, func.sum(case((_address.c.reach == Reach.OPEN, 1), else_=0)), func.count())
        .join(_address, and_(_address.c.id == _signup.c.address_id, _theirs))
        .where(_signup.c.event_id == event_id, standing)
        .group_by(_address.c.channel)
        .order_by(_address.c.channel)
    )
    return {channel: (int(open_), int(n) - int(open_)) for channel, open_, n in db.execute(query)}


def lost(db: Connection, *, event_id: int) -> int:
    """How many stand signed up by a number or chat that is somebody else's now."""
    standing = or_(_signup.c.seats > 0, _signup.c.offered > 0, _signup.c.waiting > 0)
    query = select(func.count()).select_from(_signup).join(_address, _address.c.id == _signup.c.address_id)
    return int(db.execute(query.where(_signup.c.event_id == event_id, standing, not_(_theirs))).scalar_one())


def messages_since(db: Connection, *, event_id: int, since: datetime) -> int:
    """How many messages of organisers have gone since then."""
    query = select(func.count()).where(_change.c.event_id == event_id, _change.c.what == MESSAGE, _change.c.at >= since)
    return int(db.execute(query).scalar_one())
