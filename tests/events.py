"""Events for tests: the coffee hour of JOURNEYS.md, put straight into the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.events import making
from service.events.draft import Draft
from service.house import House
from store import associations, events
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


GIVEN: dict[str, tuple[int, dict[str, Any]]] = {
    "kahvihetki": (12, {"address": "Raatihuoneenkatu 6", "latitude": 61.6885, "longitude": 27.2721}),
    "jumppa": (
        14,
        {
            "title": {"fi": "Tuolijumppa", "sv": "Stolgymnastik", "en": "Chair gymnastics"},
            "place": {"fi": "Otavan koulu", "sv": "Otava skola", "en": "Otava school"},
            "area": "Otava",
            "starts": "2026-11-25T10:00",
            "ends": "2026-11-25T11:00",
            "takes_signups": False,
            "capacity": None,
        },
    ),
    "satutunti": (
        7,
        {
            "title": {"fi": "Satutunti", "sv": "Sagostund", "en": "Story time"},
            "starts": "2026-11-28T11:00",
            "ends": "2026-11-28T12:00",
            "for_children": True,
            "capacity": None,
        },
    ),
    "joululaulut": (
        15,
        {
            "title": {"fi": "Kauneimmat joululaulut", "sv": "De vackraste julsångerna", "en": "Christmas carols"},
            "place": {"fi": "Tuomiokirkko", "sv": "Domkyrkan", "en": "Cathedral"},
            "starts": "2026-12-01T18:00",
            "ends": "2026-12-01T19:30",
            "free_of_charge": False,
            "price": {"fi": "5 euroa", "sv": "5 euro", "en": "5 euros"},
            "capacity": 200,
        },
    ),
    "tanssit": (
        16,
        {
            "title": {"fi": "Lavatanssit", "sv": "Dans", "en": "Dance"},
            "place": {"fi": "Kansantalo", "sv": "Folkets hus", "en": "Community hall"},
            "starts": "2026-12-05T19:00",
            "ends": "2026-12-05T23:00",
            "age_least": 18,
            "accessible": False,
            "free_of_charge": False,
            "price": {"fi": "10 euroa", "sv": "10 euro", "en": "10 euros"},
        },
    ),
}
"""Events of transcripts: number, and what is otherwise than in COFFEE."""


def given(db: Connection, house: House, name: str, /, **changed: str) -> EventRow:
    """`event kahvihetki capacity=2 asks_name=yes`; an empty value is none."""
    number, more = GIVEN[name]
    more = {**more, **{key: value if value != "" else None for key, value in changed.items()}}
    number = int(more.pop("number", number))
    state = more.pop("state", "")
    if (name := more.get("association")) and associations.by_name(db, name=name) is None:
        associations.add(db, name=name, by="test", now=house.now())
    row = opened(db, house, number=number, **more)
    if state == "cancelled":
        making.cancel(db, house, event_id=row.id, reason="", by="test")
    elif state == "postponed":
        making.postpone(db, house, event_id=row.id, by="test")
    return row


def written() -> tuple[str, ...]:
    """What the arrangers wrote in them: shown as it is, in no language of the catalogue."""
    found: list[str] = ["Raatihuoneenkatu 6", "Kyläyhdistys", "Meitä on moneksi"]
    for event in (COFFEE, *(more for _number, more in GIVEN.values())):
        for text in ("title", "place", "price"):
            found += event.get(text, {}).values()
    people = ["Aino Virtanen", "Veikko Laine", "Eino Pesonen", "2 ihmistä, pyörätuoli, +358407650001"]
    people += [f"Osallistuja Numerolla{n}" for n in range(1, 41)]
    return (*found, *people, "Haukivuoren kyläyhdistys, Kahvihetki:")
