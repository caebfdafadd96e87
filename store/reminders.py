"""Reminders: what is due to be said about a sign-up, and what became of it. The rules: service/events/when.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, literal, select, text, update

from store import outbox
from store.hot import Hot
from store.models.events import SEALED, Event, EventState, Reminder, Signup
from store.models.outbox import Outbox, OutboxState
from store.models.people import Address, Reach
from store.sql import dialect, insert, table

_reminder, _signup, _event = table(Reminder), table(Signup), table(Event)
_address, _outbox = table(Address), table(Outbox)


@dataclass(frozen=True)
class Due:
    """A reminder whose time has come, with the sign-up, the event and the address as they are now."""

    signup_id: int
    kind: str
    starts_at: datetime  # of the event, when it was planned
    due_at: datetime
    seats: int
    feedback: int | None
    event_id: int
    number: int | None
    state: EventState
    begins_at: datetime  # of the event now
    ends_at: datetime
    feedback_by_sms: bool
    address_id: int
    resident_id: int
    channel: str
    reach: Reach
    language: str
    lost: bool = False  # the number or chat is somebody else's now


# -- planned


@dataclass(frozen=True)
class Times:
    """What of an event decides when its reminders are due."""

    state: EventState
    starts_at: datetime
    ends_at: datetime
    feedback_by_sms: bool


_times = Hot(
    select(_event.c.state, _event.c.starts_at, _event.c.ends_at, _event.c.feedback_by_sms).where(
        _event.c.id == bindparam("id")
    )
)


def times(db: Connection, *, event_id: int) -> Times:
    """Raises LookupError."""
    row = _times.first(db, {"id": event_id})
    if row is None:
        raise LookupError(event_id)
    return Times(EventState(row.state), row.starts_at, row.ends_at, bool(row.feedback_by_sms))


_alive = _signup.c.seats + _signup.c.offered + _signup.c.waiting > 0


def _opened(new: Any) -> Any:
    """What was sent or missed stays so; what is open, or was cancelled and did not leave, is due at the new time."""
    return new.on_conflict_do_update(
        index_elements=["signup_id", "kind", "starts_at"],
        set_={"due_at": new.excluded.due_at, "done_at": None, "outcome": "", "outbox_id": None},
        where=_reminder.c.outcome.in_(("", "cancelled")),
    )


_one = Hot(lambda name: _opened(insert(name, Reminder)))


def plan_one(db: Connection, *, signup_id: int, starts_at: datetime, due: Mapping[str, datetime]) -> None:
    """Have one sign-up reminded at these times, by kind."""
    for kind, due_at in due.items():
        _one.run(
            db,
            {
                "signup_id": signup_id,
                "kind": kind,
                "starts_at": starts_at,
                "due_at": due_at,
                "done_at": None,
                "outcome": "",
                "outbox_id": None,
            },
        )


def channels(db: Connection, *, event_id: int) -> list[str]:
    """By what those signed up are told."""
    query = select(_address.c.channel).distinct().join(_signup, _signup.c.address_id == _address.c.id)
    return list(db.execute(query.where(_signup.c.event_id == event_id, _alive)).scalars())


def plan_all(db: Connection, *, event_id: int, channel: str, starts_at: datetime, due: Mapping[str, datetime]) -> None:
    """Have everybody who is signed up by a channel reminded at these times, by kind."""
    instant = _reminder.c.starts_at.type
    for kind, due_at in due.items():
        chosen = (
            select(_signup.c.id, literal(kind), literal(starts_at, instant), literal(due_at, instant), literal(""))
            .join(_address, _address.c.id == _signup.c.address_id)
            .where(_signup.c.event_id == event_id, _address.c.channel == channel, _alive)
        )
        new = insert(dialect(db), Reminder)
        new = new.from_select(["signup_id", "kind", "starts_at", "due_at", "outcome"], chosen)
        db.execute(_opened(new))


def withdraw(
    db: Connection, *, event_id: int, now: datetime, keep: datetime | None = None, signup_id: int | None = None
) -> int:
    """Nobody is reminded any more, but for the start `keep`; how many messages were taken back before they left."""
    of_event: list[ColumnElement[bool]] = [
        _reminder.c.signup_id.in_(select(_signup.c.id).where(_signup.c.event_id == event_id))
    ]
    if keep is not None:
        of_event.append(_reminder.c.starts_at != keep)
    if signup_id is not None:
        of_event.append(_reminder.c.signup_id == signup_id)
    # first the open ones: where a tick is putting some, this waits for it, and what it has put is then taken back
    db.execute(
        update(_reminder).where(_reminder.c.done_at.is_(None), *of_event).values(done_at=now, outcome="cancelled")
    )
    sent = and_(_reminder.c.outcome == "sent", _reminder.c.outbox_id.is_not(None), *of_event)
    ids: Select[tuple[int]] = select(_reminder.c.outbox_id).where(sent)
    taken = outbox.take_back(db, ids=ids, now=now)
    if taken:
        cancelled = select(_outbox.c.id).where(_outbox.c.state == OutboxState.CANCELLED, _outbox.c.id.in_(ids))
        db.execute(update(_reminder).where(sent, _reminder.c.outbox_id.in_(cancelled)).values(outcome="cancelled"))
    return taken


# -- done

_due = Hot(
    select(
        _reminder.c.signup_id,
        _reminder.c.kind,
        _reminder.c.starts_at,
        _reminder.c.due_at,
        _signup.c.seats,
        _signup.c.feedback,
        _event.c.id.label("event_id"),
        _event.c.number,
        _event.c.state,
        _event.c.starts_at.label("begins_at"),
        _event.c.ends_at,
        _event.c.feedback_by_sms,
        _address.c.id.label("address_id"),
        _signup.c.resident_id,
        (_address.c.resident_id != _signup.c.resident_id).label("lost"),
        _address.c.channel,
        _address.c.reach,
        _address.c.language,
    )
    .join(_signup, _signup.c.id == _reminder.c.signup_id)
    .join(_event, _event.c.id == _signup.c.event_id)
    .join(_address, _address.c.id == _signup.c.address_id)
    .where(_reminder.c.done_at.is_(None), _reminder.c.due_at <= bindparam("now"))
    .order_by(_reminder.c.due_at)
    .limit(bindparam("most"))
    # whoever is changing their sign-up has their reminder at the next tick: a tick that waits for nobody can't come
    # into a deadlock
    .with_for_update(skip_locked=True, key_share=True, of=[_reminder, _signup])
)


def due(db: Connection, *, now: datetime, limit: int) -> list[Due]:
    """Reminders whose time has come, the earliest first; locked with their sign-ups."""
    return [
        Due(
            **{
                **row._asdict(),
                "state": EventState(row.state),
                "reach": Reach(row.reach),
                "feedback_by_sms": bool(row.feedback_by_sms),
                "lost": bool(row.lost),
            }
        )
        for row in _due.rows(db, {"now": now, "most": limit})
    ]


_of = (
    _reminder.c.signup_id == bindparam("of_signup"),
    _reminder.c.kind == bindparam("of_kind"),
    _reminder.c.starts_at == bindparam("of_start"),
    _reminder.c.done_at.is_(None),
)
_done = Hot(
    update(_reminder)
    .where(*_of)
    .values(done_at=bindparam("now"), outcome=bindparam("became"), outbox_id=bindparam("message"))
)


def finish(db: Connection, *, due: Due, outcome: str, now: datetime, outbox_id: int | None = None) -> bool:
    """What became of it. False: somebody else has finished it, and nothing may be put for it."""
    done = _done.run(
        db,
        {
            "of_signup": due.signup_id,
            "of_kind": due.kind,
            "of_start": due.starts_at,
            "now": now,
            "became": outcome,
            "message": outbox_id,
        },
    )
    return bool(done)


_later = Hot(update(_reminder).where(*_of).values(due_at=bindparam("due")))


def postpone(db: Connection, *, due: Due, due_at: datetime) -> None:
    """It stays open until then."""
    _later.run(db, {"of_signup": due.signup_id, "of_kind": due.kind, "of_start": due.starts_at, "due": due_at})


def overdue(db: Connection, *, before: datetime) -> tuple[int, datetime | None]:
    """How many reminders should have been said before then, and since when the first of them waits."""
    query = select(func.count(), func.min(_reminder.c.due_at)).where(
        _reminder.c.done_at.is_(None), _reminder.c.due_at < before
    )
    n, since = db.execute(query).one()
    return int(n), since


# -- forgotten


def forget(db: Connection, *, ended_before: datetime, limit: int) -> int:
    """Erase names, needs and words of feedback of up to `limit` sign-ups to events that ended before then."""
    old = (
        select(_signup.c.id)
        .join(_event, _event.c.id == _signup.c.event_id)
        .where(_event.c.ends_at < ended_before, text(f"({SEALED})"))
        .limit(limit)
    )
    erased = db.execute(
        update(_signup).where(_signup.c.id.in_(old)).values(sealed_name=None, sealed_needs=None, sealed_feedback=None)
    )
    return int(erased.rowcount)
