"""Residents for tests of staff work: who has written, on which channel, in which language."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection

from service.channel import Outbound
from service.house import House
from service.notices import body
from store import people, talk
from store.models.outbox import Outbox
from store.models.people import Reach
from store.models.talk import Thread
from store.sql import table

NUMBER = "+358401234567"
PROMISE = date(2026, 11, 26)


def met(
    db: Connection,
    house: House,
    *,
    value: str = NUMBER,
    channel: str = "sms",
    language: str = "fi",
    at: datetime | None = None,
    reach: Reach = Reach.OPEN,
) -> people.Met:
    """Somebody who wrote at that time, now else."""
    now = at or house.now()
    known = people.meet(db, sealer=house.sealer, channel=channel, value=value, now=now, language=language)
    if reach is not Reach.OPEN:
        people.set_reach(db, address_id=known.id, reach=reach, now=now)
    return known


def wrote(
    db: Connection,
    house: House,
    text: str = "Milloin rannan penkit tulevat?",
    *,
    promise: date | None = PROMISE,
    distress: bool = False,
    at: datetime | None = None,
    value: str = NUMBER,
    channel: str = "sms",
    language: str = "fi",
    reach: Reach = Reach.OPEN,
) -> int:
    """A message to staff; the thread's id."""
    known = met(db, house, at=at, value=value, channel=channel, language=language, reach=reach)
    thread_id = talk.hear(
        db,
        sealer=house.sealer,
        resident_id=known.resident_id,
        address_id=known.id,
        text=text,
        answer_by=promise,
        now=at or house.now(),
    )
    if distress:
        thread = table(Thread)
        db.execute(thread.update().where(thread.c.id == thread_id).values(distress=True))
    return thread_id


def asked_for_a_call(
    db: Connection, house: House, *, value: str = NUMBER, number: str = "", channel: str = "sms"
) -> int:
    """A promised call; its id."""
    known = met(db, house, value=value, channel=channel)
    return talk.promise_call(
        db,
        sealer=house.sealer,
        resident_id=known.resident_id,
        address_id=known.id,
        day=date(2026, 11, 25),
        since=time(9),
        until=time(15),
        number=number,
        now=house.now(),
    )


def left(db: Connection, house: House) -> list[tuple[str, str, str, datetime]]:
    """What is in the outbox: purpose, state, text, when it may leave."""
    outbox = table(Outbox)
    rows = db.execute(outbox.select().order_by(outbox.c.id)).all()
    words: list[Outbound] = [body.validate_json(house.sealer.open(r.sealed, "outbox.sealed", r.id)) for r in rows]
    return [(r.purpose, r.state, one.text, r.due_at) for r, one in zip(rows, words, strict=True)]
