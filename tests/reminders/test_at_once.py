"""Two clocks at once, turns in between, and a year of events: each reminder once, whoever ticks."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from service.calendar import quiet
from service.events import reminders
from store import people
from store import reminders as rows
from store.database import Database
from store.hot import Hot
from store.models.events import EventState
from store.models.outbox import OutboxState
from store.sql import table
from tests.reminders.conftest import Town, local, outbox, reminder, signup, wall
from tests.threads import together

PEOPLE = 200
THREE = "2026-11-25T15:00"


@pytest.fixture
def postgres(fresh_postgres_database: Callable[[str], str], postgres_template: str) -> Database:
    return Database(fresh_postgres_database(postgres_template))


def crowd(town: Town) -> int:
    """Many people at one event; its id."""
    event_id = town.event("2026-11-26T13:00")
    for n in range(PEOPLE):
        town.sign_up(event_id, f"+358401{n:06}")
    town.at = local(THREE)
    return event_id


def ticks(town: Town) -> Callable[[], None]:
    """A clock that ticks until nothing is due."""

    def run() -> None:
        while town.tick(limit=10).found:
            pass

    return run


def told(town: Town) -> Counter[int]:
    """How many people have how many messages."""
    with town.database.read() as db:
        return Counter(Counter(db.execute(select(outbox.c.address_id)).scalars()).values())


def test_two_clocks_send_each_once(postgres: Database) -> None:
    town = Town(postgres)
    crowd(town)
    assert together(ticks(town), ticks(town), ticks(town)) == []
    town.tick()  # what all of them skipped
    assert told(town) == {1: PEOPLE}
    postgres.close()


def test_the_control_sends_twice(postgres: Database) -> None:
    """Without the locks of the claim and without the guard of the mark."""
    town = Town(postgres)
    crowd(town)
    seen = threading.Barrier(2)
    careless = Hot(rows._due._build("postgresql").with_for_update(key_share=True, read=True))

    def due(db: object, *, now: datetime, limit: int) -> list[rows.Due]:
        found = claim(db, now=now, limit=limit)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            seen.wait(5)
        return found

    claim = rows.due
    unguarded = patch.object(rows, "finish", lambda *_args, **_more: True)
    with patch.object(rows, "_due", careless), patch.object(rows, "due", due), unguarded:
        raised = together(*(lambda: town.tick(limit=10) for _ in range(2)))  # type: ignore[misc,arg-type]
    assert raised == []
    assert told(town) == {2: 10}
    postgres.close()


def test_turns_and_a_cancelled_event_in_between(postgres: Database) -> None:
    """People who are in a turn of theirs are reminded at the next tick; nobody waits for anybody in a circle."""
    town = Town(postgres)
    event_id = crowd(town)
    with postgres.read() as db:
        signups = db.execute(select(table(rows.Signup).c.id, table(rows.Signup).c.address_id)).all()
        values = [
            people.value(db, sealer=town.house.sealer, address_id=row.address_id) for row in signups[: PEOPLE // 2]
        ]

    def turns() -> None:
        for row, value in zip(signups, values, strict=False):
            with postgres.write() as db:  # as a turn: the address first
                people.meet(db, sealer=town.house.sealer, channel="sms", value=value, now=town.at)
                reminders.plan(db, town.house, event_id, signup_id=row.id)

    assert together(ticks(town), turns, ticks(town), lambda: town.change(event_id, state=EventState.CANCELLED)) == []
    town.tick()
    assert not {state for _at, state, _text in town.put()} - {"cancelled"}
    assert {outcome for _kind, _due, outcome in town.planned()} == {"cancelled"}
    postgres.close()


def test_who_is_changing_their_signup_is_reminded_at_the_next_tick(postgres: Database) -> None:
    """Somebody who is just leaving is not told that they come."""
    town = Town(postgres)
    one = town.sign_up(town.event("2026-11-26T13:00"), "+358401234567")
    with postgres.write() as db:
        db.execute(update(signup).where(signup.c.id == one).values(seats=0))
        assert town.tick(THREE).found == 0
    assert town.tick().became == {"cancelled": 1}
    postgres.close()


# -- a year

YEAR = datetime(2026, 8, 1, tzinfo=UTC)  # both clock changes lie within
MINUTE = st.integers(0, 366 * 24 * 60)


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(MINUTE, min_size=1, max_size=3),
    length=st.integers(0, 24 * 60),
    moves=st.lists(st.tuples(st.integers(-3 * 24 * 60, 120), st.integers(-3 * 24 * 60, 3 * 24 * 60)), max_size=4),
    down=st.lists(st.integers(0, 3 * 24 * 60), max_size=6),
    leaves=st.booleans(),
)
def test_over_a_year(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    starts: list[int],
    length: int,
    moves: list[tuple[int, int]],
    down: list[int],
    leaves: bool,
) -> None:
    """Events at any minute of a year, one of them moved about its start, and ticks that are late by up to days.

    Nothing is put in the quiet hours, no reminder within the last hour before the start, each once for a start.
    """
    path = tmp_path_factory.mktemp("year") / "meijan.db"
    shutil.copy(sqlite_template, path)
    town = Town(Database(f"sqlite:///{path}"), at=YEAR - timedelta(days=4))
    begins = [YEAR + timedelta(minutes=minute) for minute in starts]
    ids = [town.event(wall(at), hours=length / 60, number=n) for n, at in enumerate(begins, 1)]
    for event_id in ids:
        town.sign_up(event_id, "7001", channel="telegram")
        town.sign_up(event_id, "+358401234567")
    changes = sorted((begins[0] + timedelta(minutes=at), timedelta(minutes=by)) for at, by in moves)
    while (due := next_due(town)) is not None or changes:
        if changes and (due is None or changes[0][0] <= due):
            at, by = changes.pop(0)
            town.at = max(town.at, at)
            town.move(ids[0], wall(begins[0] + by), hours=length / 60)
            continue
        assert due is not None
        town.at = max(town.at, due) + timedelta(minutes=down.pop() if down else 0)
        town.tick()
        if leaves:
            leave(town)
    check(town)
    town.database.close()


def next_due(town: Town) -> datetime | None:
    """When the next open reminder is due."""
    with town.database.read() as db:
        found: datetime | None = db.execute(
            select(reminder.c.due_at).where(reminder.c.done_at.is_(None)).order_by(reminder.c.due_at).limit(1)
        ).scalar_one_or_none()
    return found


def leave(town: Town) -> None:
    """All that is queued leaves."""
    town.do(lambda db: db.execute(update(outbox).where(outbox.c.state == "queued").values(state=OutboxState.SENT)))


def check(town: Town) -> None:
    """What holds for all that was put."""
    with town.database.read() as db:
        put = {row.id: row for row in db.execute(select(outbox).where(outbox.c.state != "cancelled"))}
        said = db.execute(select(reminder).where(reminder.c.outcome == "sent")).all()
    assert sorted(put) == sorted(row.outbox_id for row in said)  # each message is of one reminder
    for row in said:
        message = put[row.outbox_id]
        assert not quiet(message.created_at)
        assert not quiet(message.expires_at - timedelta(seconds=1))
        if row.kind != "feedback":
            assert message.created_at + timedelta(hours=1) <= row.starts_at
            assert message.expires_at + timedelta(hours=1) <= row.starts_at
