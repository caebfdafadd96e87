"""`make run` has events that a person can sign up to on both phones, whatever day it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meijan.clock import Clock
from meijan.demo import events as demo
from meijan.settings import load
from meijan.wiring import house
from service.calendar import HELSINKI
from service.events import reminders
from service.events.shown import takes
from sms.parts import count
from store import attendance, events
from store.database import Database
from store.events import EventRow
from store.models.outbox import Outbox
from store.sql import table

DAYS = ("2026-11-24T09:00", "2026-11-24T18:00", "2027-03-27T23:30", "2026-10-24T12:00")


def loaded(database: Database, at: str) -> list[EventRow]:
    town = house(load(), now=Clock(at).now)
    with database.write() as db:
        n = demo.load(db, town)
        assert demo.load(db, town) == 0, "started again, they are the same"
        rows = events.coming(db, now=town.now(), limit=100)
    assert len(rows) == n
    return list(rows)


@pytest.mark.parametrize("at", DAYS)
def test_the_first_event_is_within_a_day(database: Database, at: str) -> None:
    """At the time by the clock that the file says, also after the clocks have changed."""
    rows = loaded(database, at)
    assert rows[0].starts_at - Clock(at).now() <= timedelta(days=1, hours=1)
    assert f"{rows[0].starts_at.astimezone(HELSINKI):%H.%M}" == "10.00"
    assert rows[-1].starts_at.astimezone(HELSINKI).hour == 19


def test_there_is_one_of_each_kind(database: Database) -> None:
    """Free, accessible, for children; one to which nobody signs up, one without a limit, one of an association."""
    rows = loaded(database, DAYS[0])
    assert 6 <= len(rows) <= 8
    for kind in events.KINDS.values():
        assert 0 < sum(getattr(row, kind) for row in rows) < len(rows), kind
    assert {row.takes_signups for row in rows} == {True, False}
    assert any(row.takes_signups and row.capacity is None for row in rows)
    assert [row.association for row in rows if row.association] == ["Haukivuoren kyläyhdistys"]


def test_every_title_is_in_all_languages_and_every_name_fits_a_text_message(database: Database) -> None:
    for row in loaded(database, DAYS[0]):
        for language in ("fi", "sv", "en"):
            assert language in row.words["title"]
            name = row.said("name", language) or row.said("title", language)
            assert count(name).encoding == "GSM-7", name
            assert count(name).units <= 25, name


def test_one_is_full_and_nobody_in_it_is_written_to(database: Database) -> None:
    """Its people are made up: a message to them would wait in the outbox for ever."""
    (full,) = (row for row in loaded(database, DAYS[0]) if row.said("title", "fi") == demo.FULL)
    assert takes(full, Clock(DAYS[0]).now()) == "line"
    later = house(load(), now=lambda: full.starts_at - timedelta(minutes=115))
    with database.write() as db:
        reminders.tick(db, later)
        assert db.execute(select(func.count()).select_from(table(Outbox))).scalar_one() == 0
        found = attendance.of_events(db, event_ids=[full.id])[full.id]
    assert (found.seats, found.waiting, found.signups) == (4, 2, 6)
