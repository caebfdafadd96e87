"""Rows that could be forgotten or sent once too often: lost commits, late words, old epochs. On both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from service.channel import Busy, Fate, Report, SendError
from service.reports import take_report
from service.sender import Sender
from service.writer import Job, Result, Writer
from store import leases, outbox
from store.database import Database
from store.models.outbox import Lease, Outbox, OutboxState, Purpose
from store.outbox import Due
from store.sql import table
from tests.delivery.channels import FakeChannel, a_house, put, until

S = OutboxState
_outbox, _lease = table(Outbox), table(Lease)
NUMBER = "+358401111111"


def state(database: Database) -> tuple[str, int]:
    with database.read() as db:
        row = db.execute(select(_outbox.c.state, _outbox.c.tries)).one()
    return row.state, row.tries


def claimed(db: Connection, holder: str = "a") -> tuple[Due, int]:
    epoch = leases.hold(db, name="send:sms", holder=holder)
    assert epoch is not None
    return outbox.claim(db, channel="sms", epoch=epoch, limit=1, now=a_house().now())[0], epoch


def begun(database: Database, holder: str = "a") -> tuple[Due, int]:
    """One row in `sending`."""
    with database.write() as db:
        due, epoch = claimed(db, holder)
        assert outbox.begin(db, due=due, channel="sms", epoch=epoch, now=a_house().now()) is S.SENDING
    return due, epoch


def taken_over(database: Database) -> tuple[Due, int]:
    """The lease goes to b, which queues the row again and has it in `sending` as well."""
    with database.write() as db:
        db.execute(update(_lease).values(until=datetime(2020, 1, 1, tzinfo=UTC)))
        epoch = leases.hold(db, name="send:sms", holder="b")
        assert epoch is not None
        now = a_house().now()
        outbox.recover(db, channel="sms", epoch=epoch, now=now)
        row = outbox.unknown(db, channel="sms")[0][0]
        outbox.again(db, row_id=row.id, attempt=row.tries, due_at=now, now=now, error="not there")
    return begun(database, "b")


def a_row(database: Database, purpose: Purpose = Purpose.REPLY) -> None:
    with database.write() as db:
        put(db, a_house(), NUMBER, purpose=purpose)


def test_what_an_ex_holder_learns_late(database: Database) -> None:
    """Its failures say nothing of the new holder's sending; its success is true whoever says it."""
    a_row(database)
    now = a_house().now()
    old, old_epoch = begun(database)
    taken_over(database)
    with database.write() as db:
        outbox.again(db, row_id=old.id, attempt=old.tries + 1, due_at=now, now=now, error="429")
        outbox.finish(db, row_id=old.id, attempt=old.tries + 1, state=S.UNKNOWN, now=now, error="timeout")
        outbox.put_back(db, due=old, epoch=old_epoch, now=now)
    assert state(database) == ("sending", 2)
    with database.write() as db:  # the control: without the attempt's number it would go out a third time
        outbox.again(db, row_id=old.id, due_at=now, now=now, error="429")
    assert state(database) == ("queued", 2)
    with database.write() as db:
        outbox.finish(db, row_id=old.id, attempt=old.tries + 1, state=S.SENT, now=now, provider_id="SM1")
    assert state(database) == ("sent", 2)


def test_a_callback_keeps_a_row_from_going_once_more(database: Database) -> None:
    """The provider had it after all, and says so while the row is queued, or claimed, for a second time."""
    a_row(database)
    due, _epoch = begun(database)
    now = a_house().now()
    with database.write() as db:
        outbox.again(db, row_id=due.id, attempt=1, due_at=now, now=now, error="not there")
        second, epoch = claimed(db)
        take_report(db, Report("sms", due.ref, "SM1", Fate.DELIVERED), provider_stops=True, now=now)
        assert outbox.begin(db, due=second, channel="sms", epoch=epoch, now=now) is None
        outbox.put_back(db, due=second, epoch=epoch, now=now)
    assert state(database) == ("delivered", 1)


def test_recovered_since_the_sending_began(database: Database) -> None:
    """After a long outage the provider is asked about the time of the sending, not of the start."""
    a_row(database)
    due, epoch = begun(database)
    long_ago = datetime(2026, 11, 24, 3, tzinfo=UTC)
    with database.write() as db:
        db.execute(update(_outbox).values(changed_at=long_ago))
        assert outbox.recover(db, channel="sms", epoch=epoch, now=a_house().now(), in_hand=[due.id]) == (0, 0)
        assert outbox.recover(db, channel="sms", epoch=epoch + 1, now=a_house().now()) == (0, 1)
        assert [since for _due, since in outbox.unknown(db, channel="sms")] == [long_ago]


def test_broadcasts_of_unknown_fate_hold_no_reply_up(database: Database) -> None:
    """A hundred of them wait for staff, and the reply behind them is found all the same."""
    with database.write() as db:
        for n in range(100):
            put(db, a_house(), str(n + 1), channel="telegram", purpose=Purpose.BROADCAST)
        reply = put(db, a_house(), "7001", channel="telegram")
        db.execute(update(_outbox).values(state=S.UNKNOWN, tries=1))
        now = a_house().now()
        found = outbox.unknown(db, channel="telegram", repeatable_before=now)
        assert [due.id for due, _since in found] == [reply]
        assert outbox.unknown(db, channel="telegram", repeatable_before=now - timedelta(minutes=1)) == []
        # the control: the plain list is full before it comes to the reply
        assert reply not in {due.id for due, _since in outbox.unknown(db, channel="telegram")}


def test_a_clock_set_back_keeps_nobody_out(database: Database) -> None:
    """A lease that ends in an hour was taken before the clock was set; one that ends in seconds is somebody's."""
    with database.write() as db:
        assert leases.hold(db, name="send:sms", holder="a") == 1
        assert leases.hold(db, name="send:sms", holder="b") is None
        db.execute(update(_lease).values(until=datetime.now(UTC) + timedelta(hours=1)))
        assert leases.hold(db, name="send:sms", holder="b") == 2


class Away(Writer):
    """A database that goes away: `lost` jobs are not run, or run and committed though their answer is lost."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.committed_though = False
        self.lost = 0

    async def write(self, job: Job[Result]) -> Result:
        if self.lost:
            self.lost -= 1
            if self.committed_though:
                await super().write(job)
            raise Busy("away")
        return await super().write(job)


async def _through_an_outage(database: Database, at: str, committed: bool) -> tuple[tuple[str, int], int]:
    """One message; the database goes away for two writes at `at`. The row's end, and how often it was sent."""
    a_row(database)
    writer = Away(database)
    channel = FakeChannel()

    class Cut(Sender):
        """Cuts the connection at the right moment, once."""

        async def _claim(self, epoch: int, room: int) -> list[Due]:
            self._cut("claim")
            return await super()._claim(epoch, room)

        async def _begun(self, due: Due, epoch: int, cost: int) -> bool:
            self._cut("begin")
            return await super()._begun(due, epoch, cost)

        async def sent(self, due: Due, sent: object) -> None:
            self._cut("sent")
            await super().sent(due, sent)  # type: ignore[arg-type]

        def _cut(self, where: str) -> None:
            if where == at and not cut:
                cut.append(where)
                writer.lost, writer.committed_though = (1 if committed else 2), committed

    cut: list[str] = []
    sender = Cut(channel, writer, a_house(), holder="a", per_second=1000.0)
    task = asyncio.create_task(sender.run())
    try:
        await until(lambda: bool(cut) and state(database)[0] == "sent", within=20)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(writer.close)
    return state(database), len(channel.sent)


async def test_a_database_that_goes_away_strands_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each step, whether the commit went through or not: the message leaves, once.

    Before, the row stayed claimed, or in `sending`, until another process took the lease.
    """
    for module, name, value in (("service.sender", "RENEW", 0.05), ("service.sender", "SETTLE", 0.1)):
        monkeypatch.setattr(f"{module}.{name}", value)
    for at in ("claim", "begin", "sent"):
        for committed in (False, True):
            with database.write() as db:
                db.execute(_outbox.delete())
            (end, _tries), sent = await _through_an_outage(database, at, committed)
            assert (at, committed, end, sent) == (at, committed, "sent", 1)


async def test_a_defect_of_a_channel_is_an_unknown_fate(database: Database) -> None:
    """Anything but SendError out of a channel: it may have been sent."""
    a_row(database, Purpose.SERVICE)
    channel = FakeChannel(can_settle=False)

    def fails(_delivery: object) -> SendError | None:
        raise ZeroDivisionError

    channel.answers = fails
    writer = Writer(database)
    sender = Sender(channel, writer, a_house(), holder="a", per_second=1000.0)
    task = asyncio.create_task(sender.run())
    try:
        await until(lambda: state(database)[0] == "unknown")
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(writer.close)
