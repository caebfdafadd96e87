"""Rings of who waits for whom, which PostgreSQL ends by an error: what keeps them from closing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from service.events import line
from service.events.line import offer_free
from store import events, leases, outbox, people, signups
from store.database import Database
from store.events import EventRow
from store.models.outbox import Outbox
from store.outbox import Due
from store.sql import table
from tests import events as examples
from tests.delivery.channels import put
from tests.postgres import FreshDatabase
from tests.signups.crowd import Crowd, house_at

_outbox = table(Outbox)


def claimed(database: Database) -> tuple[list[Due], int]:
    """Two messages to two people in a sender's hands, and its epoch."""
    with database.write() as db:
        for number in ("+358405500001", "+358405500002"):
            put(db, house_at(), number)
        epoch = leases.hold(db, name="send:sms", holder="the only one")
        assert epoch is not None
        return outbox.claim(db, channel="sms", epoch=epoch, limit=2, now=house_at().now()), epoch


def somebody_waits(database: Database) -> None:
    """Return once a transaction waits for another's row."""
    while True:
        with database.read() as db:
            if db.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
                return


@pytest.mark.parametrize("held_first", [True, False])
def test_a_sender_and_one_who_takes_messages_back(
    fresh_postgres_database: FreshDatabase, postgres_template: str, held_first: bool
) -> None:
    """Somebody's turn takes back a message to another while a sender begins that one and one to the first.

    The control begins each row with its address, as the sender once did: a ring.
    """
    database = Database(fresh_postgres_database(postgres_template))
    dues, epoch = claimed(database)
    became: list[object] = []

    def begin() -> None:
        try:
            with database.write() as db:
                if held_first:
                    outbox.hold_addresses(db, dues=dues)
                for due in dues:
                    became.append(outbox.begin(db, due=due, channel="sms", epoch=epoch, now=house_at().now()))
        except OperationalError as error:
            became.append(error)

    def both() -> None:
        sealer, now = house_at().sealer, house_at().now()
        with database.write() as db:
            people.meet(db, sealer=sealer, channel="sms", value="+358405500002", now=now)
            sender.start()
            somebody_waits(database)
            first = select(_outbox.c.id).where(_outbox.c.id == dues[0].id)
            assert outbox.take_back(db, ids=first, now=now) == 1

    sender = threading.Thread(target=begin, daemon=True)
    raised = ended(both)
    sender.join(30)
    database.close()
    if held_first:
        assert (raised, became) == (None, [None, "sending"])
    else:
        assert "deadlock" in f"{raised} {became}"


def ended(work: Callable[[], None]) -> OperationalError | None:
    """What the database said, if it ended the work."""
    try:
        work()
    except OperationalError as error:
        return error
    return None


def test_offers_of_one_event_run_out_at_a_time(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import holds several events in its own order: a clock that held two could meet it."""
    with crowd.database.write() as db:
        ids = [examples.opened(db, crowd.house, number=n, capacity=1).id for n in (12, 13)]
    for number in (13, 12):  # the second event's offers run out with the first's, to the minute
        for person in range(3):
            crowd.say(person, f"ILMO {number}")
        crowd.say(0, f"PERU {number}")
    held: list[int] = []
    lock = events.lock

    def noted(db: Connection, *, event_id: int) -> EventRow:
        held.append(event_id)
        return lock(db, event_id=event_id)

    monkeypatch.setattr(events, "lock", noted)
    later = house_at(examples.local("2026-11-24T14:00"))
    for _event in ids:
        held.clear()
        with crowd.database.write() as db:
            assert line.expire_offers(db, later) == 1
        assert len(set(held)) == 1
    with crowd.database.write() as db:
        assert line.expire_offers(db, later) == 0
        for event_id in ids:  # it went on to the next in line, whose turn it is now
            assert [s.offered for s in signups.live(db, event_id=event_id)] == [0, 1]
            assert offer_free(db, later, event_id) == 0
