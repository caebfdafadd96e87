"""Two clocks feed at once, and staff pause in between: nobody has two messages. The control doubles."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from service.broadcasts import making
from store import broadcasts
from store import feeding as rows
from store.database import Database
from store.models.outbox import OutboxState
from tests.broadcasts.conftest import Town
from tests.broadcasts.conftest import rows as outbox
from tests.threads import at_once, together

PEOPLE = 120


@pytest.fixture
def postgres(fresh_postgres_database: Callable[[str], str], postgres_template: str) -> Iterator[Database]:
    made = Database(fresh_postgres_database(postgres_template))
    yield made
    made.close()


def begun(town: Town) -> int:
    """One that is sending and has fed nobody."""
    town.crowd(PEOPLE)
    number = town.approved()
    town.tick(feed=False)
    return number


def told(town: Town) -> Counter[int]:
    """How many people have how many messages that may leave or have left."""
    with town.database.read() as db:
        alive = select(outbox.c.address_id).where(outbox.c.state != OutboxState.CANCELLED)
        return Counter(Counter(db.execute(alive).scalars()).values())


def feeds(town: Town, number: int, most: int = 10) -> Callable[[], None]:
    """A clock that feeds until nobody is left."""

    def run() -> None:
        while town.feed(number, most=most).looked:
            pass

    return run


def test_three_clocks_feed_each_once(postgres: Database) -> None:
    town = Town(postgres)
    number = begun(town)
    at_once(*(feeds(town, number) for _ in range(3)))
    assert told(town) == {1: PEOPLE}


def test_the_control_feeds_twice(postgres: Database) -> None:
    """Without the lock on the broadcast and without the guard of the recipient."""
    town = Town(postgres)
    number = begun(town)
    seen = threading.Barrier(2)
    find, unfed = broadcasts.by_number, rows.unfed

    def careless(db: Any, **asked: Any) -> Any:
        return find(db, number=asked["number"])

    def both(db: Any, **asked: Any) -> Any:
        found = unfed(db, **asked)
        with suppress(threading.BrokenBarrierError):
            seen.wait(5)
        return found

    with (
        patch.object(broadcasts, "by_number", careless),
        patch.object(rows, "unfed", both),
        patch.object(rows, "attach", lambda *_args, **_more: None),
    ):
        assert together(*(lambda: town.feed(number, most=10) for _ in range(2))) == []
    assert told(town) == {2: 10}


def test_the_guard_alone_feeds_once(postgres: Database) -> None:
    """Without the lock the second one finds the recipient fed, and nothing of its batch is committed."""
    town = Town(postgres)
    number = begun(town)
    find = broadcasts.by_number
    with patch.object(broadcasts, "by_number", lambda db, **asked: find(db, number=asked["number"])):
        raised = together(*(feeds(town, number) for _ in range(3)))
    assert {str(error) for error in raised} <= {"a recipient that somebody else has fed"}
    feeds(town, number)()
    assert told(town) == {1: PEOPLE}


def test_pauses_and_resumes_while_it_is_fed_and_sent(postgres: Database) -> None:
    """Whatever is taken back when: in the end each has one."""
    town = Town(postgres)
    number = begun(town)
    gone: list[int] = []

    def feeding() -> None:
        while town.state(number)[0] == "paused" or town.feed(number, most=7).looked:
            pass

    def sending() -> None:
        while len(gone) < PEOPLE:
            gone.extend(town.send(most=5))

    def pausing() -> None:
        for _ in range(5):
            town.do(lambda db: making.pause(db, town.house, number=number, by="Liisa"))
            town.do(lambda db: making.resume(db, town.house, number=number, by="Liisa"))

    def all_fed() -> None:
        feeding()
        while town.progress(number).total.left:
            feeding()

    at_once(all_fed, sending, pausing)
    assert told(town) == {1: PEOPLE}
    assert Counter(Counter(gone).values()) == {1: PEOPLE}
    assert town.progress(number).total.done == PEOPLE
