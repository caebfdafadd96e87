"""Events of the demo: places in Mikkeli, from today or tomorrow on. One is full, and somebody waits in line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.events import making, reminders, signing
from service.events.draft import Draft
from service.events.files import read_file
from service.house import House
from store import associations, events, people
from store.models.people import Reach

FILE = Path(__file__).with_name("tapahtumat.yaml")
FULL = "Apua puhelimen käyttöön"
WRITERS = 6
"""People of the demo who sign up to it: four have a seat, two wait."""
VOLUNTEER = "+358407654321"
"""Veikko's telephone, from which he runs the association's events."""


def load(db: Connection, house: House) -> int:
    """Announce the file's events, unless there are some; how many."""
    if events.listed(db, ended_after=None, limit=1):
        return 0
    drafts = read_file(FILE, fits=lambda name: len(name) <= 25)
    days = _days(drafts, house.now())
    for name in {draft.association for draft in drafts} - {""}:
        _associate(db, house, name)
    for draft in drafts:
        row = making.create(db, house, draft=_later(draft, days), by="demo")
        making.publish(db, house, event_id=row.id, by="demo")
        if draft.title.fi == FULL:
            _fill(db, house, row.id)
    return len(drafts)


def _days(drafts: list[Draft], now: datetime) -> int:
    """How many days later they are than in the file: the first is the next one that has not begun."""
    today = now.astimezone(HELSINKI)
    first = min(draft.starts for draft in drafts)
    days = (today.date() - first.date()).days
    return days if _moved(first, days) > today else days + 1


def _later(draft: Draft, days: int) -> Draft:
    return draft.model_copy(update={"starts": _moved(draft.starts, days), "ends": _moved(draft.ends, days)})


def _moved(moment: datetime, days: int) -> datetime:
    """At the same time by the clock on the wall."""
    return moment.astimezone(HELSINKI) + timedelta(days=days)


def _associate(db: Connection, house: House, name: str) -> None:
    """The association, with a volunteer who runs its events."""
    if associations.by_name(db, name=name) is not None:
        return
    associations.register(
        db,
        sealer=house.sealer,
        association_id=associations.add(db, name=name, by="demo", now=house.now()),
        number=VOLUNTEER,
        consent="demo",
        by="demo",
        now=house.now(),
    )


def _fill(db: Connection, house: House, event_id: int) -> None:
    for n in range(WRITERS):
        met = people.meet(db, sealer=house.sealer, channel="demo", value=f"event-{n}", now=house.now())
        people.set_reach(db, address_id=met.id, reach=Reach.BAD, now=house.now())
        signing.sign_up(db, house, event_id=event_id, whose=signing.Whose(met.resident_id, met.id), party=1)
    # nothing leaves by the channel "demo": a reminder would wait in the outbox for ever
    reminders.withdraw(db, house, event_id)
