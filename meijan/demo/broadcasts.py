"""Demo data: a broadcast that somebody has begun to write, the reminder of an event the day before at three."""

from __future__ import annotations

from datetime import time

from sqlalchemy import Connection

from service.broadcasts import making
from service.broadcasts.audience import Audience
from service.broadcasts.moment import Moment
from service.house import House
from service.words import Words
from store import broadcasts, events
from store.models.consents import Topic

ABOUT = "Digiapua"
WORDS = Words(
    fi="Mikkelin kaupunki: {tapahtuma} on {aika}. Paikka: {paikka}. Tervetuloa!",
    sv="S:t Michels stad: {tapahtuma} {aika}. Plats: {paikka}. Välkommen!",
    en="City of Mikkeli: {tapahtuma}, {aika}. Place: {paikka}. Welcome!",
)


def load(db: Connection, house: House) -> int:
    """Make the draft if there is no broadcast yet and the event is there; how many were made."""
    if broadcasts.listed(db, limit=1):
        return 0
    rows = events.announced(db, ended_after=house.now(), limit=50)
    number = next((row.number for row in rows if row.said("name", "fi") == ABOUT), None)
    if number is None:
        return 0
    making.create(
        db,
        house,
        name=f"{ABOUT}: muistutus",
        audience=Audience(topic=Topic.EVENTS),
        words=WORDS,
        moment=Moment(kind="event", event=number, days=1, clock=time(15)),
        by="demo",
    )
    return 1
