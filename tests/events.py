"""Events for tests: the coffee hour of JOURNEYS.md, put straight into the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.events import making
from service.events.draft import Draft
from service.house import House
from store import events
from store.events import EventRow

COFFEE: dict[str, Any] = {
    "title": {"fi": "Kahvihetki", "sv": "Kaffestund", "en": "Coffee hour"},
    "place": {"fi": "pääkirjasto", "sv": "huvudbiblioteket", "en": "main library"},
    "starts": "2026-11-26T13:00",
    "ends": "2026-11-26T15:00",
    "takes_signups": True,
    "capacity": 10,
    "free_of_charge": True,
    "accessible": True,
}


def local(text: str) -> datetime:
    """ "2026-11-26T13:00" in Helsinki."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def opened(db: Connection, house: House, *, number: int = 12, **more: object) -> EventRow:
    """The coffee hour with some of it otherwise, published under a number."""
    row = making.create(db, house, draft=Draft.model_validate({**COFFEE, **more}), by="test")
    events.change(db, event_id=row.id, values={"number": number}, now=house.now())
    making.publish(db, house, event_id=row.id, by="test")
    return events.by_id(db, event_id=row.id)
