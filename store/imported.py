"""Events that an import has brought: what staff's own are not asked about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from store.models.events import Event, EventState, Signup
from store.sql import table

_event, _signup = table(Event), table(Signup)


@dataclass(frozen=True)
class Brought:
    """An event of a source that is still to come."""

    source_id: str
    series: str
    title: str


def coming(db: Connection, *, source: str, now: datetime) -> Sequence[Brought]:
    """Events of the source that are neither over nor cancelled."""
    query = select(_event.c.source_id, _event.c.series, _event.c.words).where(
        _event.c.source == source, _event.c.ends_at > now, _event.c.state != EventState.CANCELLED
    )
    rows = db.execute(query.order_by(_event.c.starts_at, _event.c.source_id))
    return [Brought(row.source_id, row.series, json.loads(row.words)["title"]["fi"]) for row in rows]


def signed_up(db: Connection, *, event_id: int) -> int:
    """How many sign-ups have a seat, an offer or a place in line."""
    held = _signup.c.seats + _signup.c.offered + _signup.c.waiting
    query = select(func.count()).select_from(_signup).where(_signup.c.event_id == event_id, held > 0)
    return int(db.execute(query).scalar_one())


def set_mark(db: Connection, *, event_id: int, mark: str) -> None:
    """Keep what the source last said. The event itself has not changed: its `changed_at` stays."""
    db.execute(update(_event).where(_event.c.id == event_id).values(source_hash=mark))
