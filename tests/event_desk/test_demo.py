"""`make run` has events that a person can sign up to on both phones."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meijan.clock import Clock
from meijan.demo import events as demo
from service.calendar import HELSINKI
from service.events import reminders
from service.house import House
from service.wording import gate
from service.words import LANGUAGES
from sms.parts import count
from store import coming, organised
from store.database import Database
from store.models.outbox import Outbox
from store.sql import table


@pytest.mark.parametrize("day", ["2026-11-24T10:00", "2027-03-26T23:30", "2026-10-24T12:00"])
def test_the_demo_has_events(database: Database, town: House, clock: Clock, day: str) -> None:
    """From tomorrow on, whenever it starts, at the time by the clock; started again, they are the same ones."""
    clock.set(day)
    with database.write() as db:
        assert demo.load(db, town) == 8
        assert demo.load(db, town) == 0
        found = coming.coming(db, now=town.now(), limit=50)
    assert len(found) == 8
    first = found[0].starts_at.astimezone(HELSINKI)
    assert first.date() == town.now().astimezone(HELSINKI).date() + timedelta(days=1)
    assert (first.hour, found[0].said("title", "fi")) == (13, "Kahvihetki")
    for kind in coming.KINDS:
        assert [row for row in found if getattr(row, coming.KINDS[kind])], kind


def test_one_of_them_is_full_and_has_a_line(database: Database, town: House) -> None:
    with database.write() as db:
        demo.load(db, town, organiser="+358407654321")
        full = [
            row for row in coming.coming(db, now=town.now(), limit=50) if row.capacity is not None and row.free == 0
        ]
        (row,) = full
        assert (row.capacity, row.line) == (4, 2)
        assert {reach for _channel, reach in organised.audience(db, event_id=row.id).items()} == {(0, 5)}


def test_nobody_in_it_is_written_to(database: Database, town: House, clock: Clock) -> None:
    """Its people are made up: a message to them would wait in the outbox for ever."""
    with database.write() as db:
        demo.load(db, town)
        (row,) = (row for row in coming.coming(db, now=town.now(), limit=50) if row.line)
    clock.set((row.starts_at.astimezone(HELSINKI) - timedelta(minutes=115)).replace(tzinfo=None).isoformat())
    with database.write() as db:
        reminders.tick(db, town)
        assert db.execute(select(func.count()).select_from(table(Outbox))).scalar_one() == 0


def test_all_that_text_messages_say_of_them_they_can_carry(database: Database, town: House) -> None:
    with database.write() as db:
        demo.load(db, town)
        found = coming.coming(db, now=town.now(), limit=50)
    for row in found:
        for language in LANGUAGES:
            for name in ("title", "name", "place", "text"):
                assert count(gate(row.said(name, language))).encoding == "GSM-7", (row.number, language)
