"""How fast, and what first: a reply within a second of a long broadcast, the rate over three replicas."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

import service.sender
from service.channel import Inbound, SendError, Taken
from service.rate import Rate
from service.sender import Sender
from service.writer import Writer
from store.database import Database
from store.models.outbox import Purpose
from tests.delivery.byhand import Hold, Replica
from tests.delivery.channels import FakeChannel, a_house, put, until

STEP = 0.02  # seconds of the clock


def nobody(db: Connection, inbound: Inbound) -> Taken:
    """Takes messages: none comes."""
    raise AssertionError("a message came in")


def reply_leaves(database: Database, monkeypatch: pytest.MonkeyPatch, priority: int) -> bool:
    """10,000 broadcast messages at 25 a second; whether a reply leaves within a second, by a clock of our own."""
    house, clock = a_house(), Hold()
    monkeypatch.setattr(service.sender, "time", clock)
    left: dict[str, float] = {}

    def note(delivery: Any) -> SendError | None:
        left[delivery.outbound.text] = clock.seconds
        return None

    with database.write() as db:
        for n in range(10_000):
            put(db, house, f"+35840{1_000_000 + n % 100}", f"{n}", purpose=Purpose.BROADCAST, priority=5)

    def commit(job: Any) -> Any:
        with database.write() as db:
            return job(db)

    replica = Replica(clock, database, commit, house, lambda _replica: FakeChannel(answers=note), nobody)
    replica.sender.rate = Rate(25.0, clock=clock.monotonic)

    def passes(seconds: float) -> None:
        for _ in range(int(seconds / STEP)):
            replica.run()
            clock.seconds += STEP

    passes(4.0)
    assert 50 <= len(left) <= 101
    with database.write() as db:
        put(db, house, "+358409999999", "vastaus", priority=priority)
    replica.sender.wake()
    passes(1.0)
    replica.kill()
    return "vastaus" in left


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reply_leaves_within_a_second(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is left of the broadcast; one that does not go before it (the control) does not."""
    assert reply_leaves(database, monkeypatch, 0)
    with database.write() as db:
        db.exec_driver_sql("DELETE FROM outbox")
        db.exec_driver_sql("DELETE FROM lease")
    assert not reply_leaves(database, monkeypatch, 5)


@pytest.mark.parametrize("per_second", [30.0, 0.0])
async def test_three_replicas_keep_to_the_rate(
    database: Database, monkeypatch: pytest.MonkeyPatch, per_second: float
) -> None:
    """The holder goes twice, others take over: no second has more than the rate and one. 0, no rate: the control."""
    monkeypatch.setattr(service.sender, "RENEW", 0.1)
    house, channel = a_house(), FakeChannel()
    with database.write() as db:
        for n in range(90):
            put(db, house, f"+35840{1_000_000 + n}", str(n))
    writers = [Writer(database) for _ in range(3)]
    senders = [Sender(channel, w, house, holder=f"r{n}", per_second=per_second) for n, w in enumerate(writers)]
    tasks = [asyncio.create_task(sender.run()) for sender in senders]
    try:
        for so_far in (25, 50):
            await until(lambda so_far=so_far: len(channel.sent) >= so_far)  # type: ignore[misc]
            for sender, task in zip(senders, tasks, strict=True):
                if sender.holding:
                    task.cancel()
        await until(lambda: len(channel.sent) == 90)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            await asyncio.to_thread(writer.close)
    assert len({delivery.ref for _at, delivery in channel.sent}) == 90
    times = [at for at, _delivery in channel.sent]
    most = max(sum(1 for other in times if at <= other < at + 1.0) for at in times)
    assert (most <= 31) is bool(per_second)


@pytest.mark.parametrize("obeys", [True, False])
async def test_429_is_obeyed(database: Database, monkeypatch: pytest.MonkeyPatch, obeys: bool) -> None:
    """Asked to wait, the whole channel does, not only the message that was refused. The control does not."""
    if not obeys:
        monkeypatch.setattr(Rate, "wait", lambda _self, _seconds: None)
    house, pause = a_house(), timedelta(seconds=0.6)
    with database.write() as db:
        for n in range(8):
            put(db, house, f"+35840{1_000_000 + n}", str(n))
    answers = [SendError("too-many-requests", retry_after=pause)]
    channel = FakeChannel(answers=lambda _delivery: answers.pop() if answers else None)
    writer = Writer(database)
    task = asyncio.create_task(Sender(channel, writer, house, holder="a", per_second=20.0).run())
    await until(lambda: len(channel.sent) == 9)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.to_thread(writer.close)
    refused = channel.sent[0][0]
    meanwhile = [at for at, _delivery in channel.sent[1:] if at < refused + pause.total_seconds()]
    assert (len(meanwhile) <= 1) is obeys  # one may have had its slot already
