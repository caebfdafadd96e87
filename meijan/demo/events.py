"""Demo data: events that could be in Mikkeli, the first of them tomorrow; one is full and has a line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from meijan.event_desk import fits
from service.calendar import HELSINKI
from service.events import making, reminders, signing
from service.events.draft import Draft
from service.events.files import read_file
from service.house import House
from store import associations, events, people, signups
from store.models.people import Reach

FILE = Path(__file__).with_name("tapahtumat.yaml")
TODAY = date(2026, 11, 24)
"""What the file calls today."""
ASSOCIATION = "Haukivuoren kyläyhdistys"
FULL = "Digiapua"
COMERS = (("Tauno", 1), ("Irma", 2), ("Pirkko", 1), ("Eino", 1), ("Sirkka", 1))
"""Who has signed up to the full one, in their order: four have a seat, two wait."""


def load(db: Connection, house: House, organiser: str = "") -> int:
    """Put the events in and publish them, if there are none; how many. `organiser` is the association's number."""
    if events.listed(db, ended_after=None, limit=1):
        return 0
    now = house.now()
    association_id = associations.add(db, name=ASSOCIATION, by="demo", now=now)
    if organiser:
        associations.register(
            db,
            sealer=house.sealer,
            association_id=association_id,
            number=organiser,
            consent="demo",
            by="demo",
            now=now,
        )
    drafts = [_from_today(draft, now.astimezone(HELSINKI).date()) for draft in read_file(FILE, fits)]
    for draft in drafts:
        row = making.create(db, house, draft=draft, by="demo")
        making.publish(db, house, event_id=row.id, by="demo")
        if draft.name is not None and draft.name.fi == FULL:
            _fill(db, house, row.id)
    return len(drafts)


def _from_today(draft: Draft, today: date) -> Draft:
    """The draft on the day that it is meant for, at the same time by the clock."""

    def moved(moment: datetime) -> datetime:
        local = moment.astimezone(HELSINKI)
        return datetime.combine(local.date() + (today - TODAY), local.time(), HELSINKI)

    return draft.model_copy(update={"starts": moved(draft.starts), "ends": moved(draft.ends)})


def _fill(db: Connection, house: House, event_id: int) -> None:
    """People of the demo, who have no telephone: nothing may be sent to them."""
    for name, party in COMERS:
        at = house.now() - timedelta(hours=1)
        met = people.meet(db, sealer=house.sealer, channel="demo", value=f"demo-{name}", now=at)
        people.set_reach(db, address_id=met.id, reach=Reach.STOPPED, now=at)
        whose = signing.Whose(met.resident_id, met.id)
        signing.sign_up(db, house, event_id=event_id, whose=whose, party=party)
        mine = signups.of(db, event_id=event_id, resident_id=met.resident_id)
        assert mine is not None
        signups.mend(db, sealer=house.sealer, signup_id=mine.id, now=at, name=name)
    # nothing leaves by the channel "demo": a reminder would wait in the outbox for ever
    reminders.withdraw(db, house, event_id)
