"""Retention by the registry: a whole life, years later, leaves what the record says and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.retention import Retention
from service.writer import Writer
from store import forgetting, talk
from store.database import Database
from store.models import metadata
from tests.console import a_house
from tests.events import opened
from tests.people.lives import Lives

AINO = "+358401234567"


@pytest.fixture
def lives(database: Database) -> Lives:
    found = Lives(database, a_house(), datetime(2026, 11, 24, 9, tzinfo=UTC))
    with database.write() as db:
        opened(db, found.at, number=12, asks_needs=True)
    return found


def rows(database: Database, name: str) -> int:
    with database.read() as db:
        return len(db.execute(select(metadata.tables[name])).all())


async def erased(lives: Lives, after: timedelta) -> int:
    moment = lives.now + after
    writer = Writer(lives.database)
    try:
        return await Retention(writer, replace(lives.house, now=lambda: moment)).erase()
    finally:
        writer.close()


async def test_what_has_an_end_ends(lives: Lives) -> None:
    lives.writes(AINO, "IDEA penkki rantaan", "ILMO 12 pyörätuoli", "IHMINEN", "auttakaa", "zzz qqq")
    with lives.database.write() as db:
        thread_id = talk.newest_thread(db)
        assert thread_id is not None
        talk.close_thread(db, thread_id=thread_id, now=lives.now)
    assert await erased(lives, timedelta(days=80)) > 0  # the needs go 14 days after the event
    assert rows(lives.database, "thread_message") == 1
    moment = lives.now + timedelta(days=80)
    assert await erased(lives, timedelta(days=1200)) > 0
    for name in ("thread", "thread_message", "signup", "reminder", "unread", "conversation"):
        assert rows(lives.database, name) == 0, name
    assert rows(lives.database, "idea") == rows(lives.database, "address") == 1
    with lives.database.read() as db:
        later = lives.now + timedelta(days=1200)
        assert all(not forgetting.due(db, rule=rule, now=later, limit=1) for rule in forgetting.rules())
        told = forgetting.report(db, since=(moment - timedelta(days=1)).date())
    assert ("thread_message", 1) in {(what, n) for _day, what, n in told}


async def test_nothing_goes_before_its_time(lives: Lives) -> None:
    lives.writes(AINO, "IDEA penkki rantaan", "IHMINEN", "auttakaa")
    before = {name: rows(lives.database, name) for name in metadata.tables if name not in ("mark", "forgotten")}
    assert await erased(lives, timedelta(hours=1)) == 0
    assert {name: rows(lives.database, name) for name in before} == before
