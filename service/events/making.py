"""What staff and imports do to an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.events.draft import Draft
from service.house import House
from service.words import Words
from store import events
from store.events import EventRow
from store.models.events import EventState


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "area": draft.area,
        "starts_at": draft.starts,
        "ends_at": draft.ends,
        "signup_opens_at": draft.signup_opens,
        "signup_closes_at": draft.signup_closes,
        **{
            name: getattr(draft, name)
            for name in events.DRAFTED
            if name not in ("area", "starts_at", "ends_at", "signup_opens_at", "signup_closes_at", "association_id")
        },
    }


def create(
    db: Connection,
    house: House,
    *,
    draft: Draft,
    by: str,
    source: str = "",
    source_id: str | None = None,
    source_hash: str = "",
    series: str = "",
) -> EventRow:
    """A draft."""
    return events.add(
        db,
        words=draft.words(),
        values=_values(draft),
        capacity=draft.capacity,
        by=by,
        now=house.now(),
        source=source,
        source_id=source_id,
        source_hash=source_hash,
        series=series,
    )


def edit(db: Connection, house: House, *, number_or_id: int, draft: Draft, by: str) -> None:
    """Write a draft over an event."""
    events.change(
        db,
        event_id=number_or_id,
        values={**_values(draft), "words": events.canonical(draft.words())},
        now=house.now(),
    )
    events.note(db, event_id=number_or_id, by=by, what="edited", now=house.now())


def publish(db: Connection, house: House, *, event_id: int, by: str) -> int:
    """A draft becomes public."""
    now = house.now()
    number = events.give_number(db, event_id=event_id, now=now)
    events.change(db, event_id=event_id, values={"state": EventState.PUBLISHED, "published_at": now}, now=now)
    events.note(db, event_id=event_id, by=by, what="published", now=now)
    return number


def move(
    db: Connection, house: House, *, event_id: int, starts: datetime, ends: datetime, place: Words | None, by: str
) -> None:
    """Another time."""
    values = {"starts_at": starts, "ends_at": ends, "state": EventState.PUBLISHED}
    events.change(db, event_id=event_id, values=values, now=house.now())
    events.note(db, event_id=event_id, by=by, what="moved", now=house.now())


def postpone(db: Connection, house: House, *, event_id: int, by: str) -> None:
    """No time."""
    events.change(db, event_id=event_id, values={"state": EventState.POSTPONED}, now=house.now())
    events.note(db, event_id=event_id, by=by, what="postponed", now=house.now())


def cancel(db: Connection, house: House, *, event_id: int, reason: str, by: str) -> None:
    """Not held."""
    events.change(db, event_id=event_id, values={"state": EventState.CANCELLED}, now=house.now())
    events.note(db, event_id=event_id, by=by, what="cancelled", now=house.now())
