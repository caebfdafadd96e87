"""The sender: leases, order, slots, errors, and what is unknown. On both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from service.channel import Delivery, SendError
from service.sender import Sender
from service.writer import Writer
from store import leases, outbox, people
from store.database import Database
from store.models.outbox import Lease, Outbox, OutboxState, Purpose
from store.models.people import Address, Reach
from store.sql import table
from tests.delivery.channels import FakeChannel, a_house, put, until

_outbox = table(Outbox)


@asynccontextmanager
async def sending(
    database: Database, channel: FakeChannel, *, per_second: float = 1000.0, holder: str = "a"
) -> AsyncIterator[Sender]:
    """A sender that runs until the end of the block."""
    writer = Writer(database)
    sender = Sender(channel, writer, a_house(), holder=holder, per_second=per_second)
    task = asyncio.create_task(sender.run())
    try:
        await until(lambda: sender.holding and sender.opened)
        yield sender
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(writer.close)


def states(database: Database) -> list[str]:
    with database.read() as db:
        return [row.state for row in db.execute(select(_outbox.c.state).order_by(_outbox.c.id))]


def fill(database: Database, rows: int, address: Callable[[int], str], **more: object) -> list[int]:
    house = a_house()
    with database.write() as db:
        return [put(db, house, address(n), f"viesti {n}", **more) for n in range(rows)]  # type: ignore[arg-type]


def number(n: int) -> str:
    return f"+35840{1000000 + n}"


async def test_all_leave_once_and_are_sent(database: Database) -> None:
    """Rows of many people leave, each once."""
    fill(database, 200, number)
    channel = FakeChannel()
    async with sending(database, channel):
        await until(lambda: states(database) == ["sent"] * 200)
    refs = [delivery.ref for _at, delivery in channel.sent]
    assert len(refs) == len(set(refs)) == 200


async def test_one_person_hears_in_order(database: Database) -> None:
    """Messages to one address leave one after another, in the order in which they were put."""
    fill(database, 30, lambda _n: number(1))
    channel = FakeChannel()
    async with sending(database, channel):
        await until(lambda: states(database) == ["sent"] * 30)
    assert [delivery.outbound.text for _at, delivery in channel.sent] == [f"viesti {n}" for n in range(30)]


async def test_a_reply_goes_before_a_broadcast(database: Database) -> None:
    """A reply that comes in the middle of a long broadcast leaves within the second that is already claimed."""
    fill(database, 300, number, purpose=Purpose.BROADCAST, priority=5)
    channel = FakeChannel()
    async with sending(database, channel, per_second=40.0) as sender:
        await until(lambda: len(channel.sent) > 10)
        before = len(channel.sent)
        with database.write() as db:
            put(db, a_house(), number(999), "vastaus")
        sender.wake()
        await until(lambda: any(d.outbound.text == "vastaus" for _at, d in channel.sent))
        at = next(n for n, (_at, d) in enumerate(channel.sent) if d.outbound.text == "vastaus")
    assert at - before <= 45  # a second of slots


async def test_never_more_than_the_rate_in_a_second(database: Database) -> None:
    """No window of a second holds more than the rate and one."""
    fill(database, 90, number)
    channel = FakeChannel()
    async with sending(database, channel, per_second=30.0):
        await until(lambda: len(channel.sent) == 90)
    times = [at for at, _d in channel.sent]
    most = max(sum(1 for other in times if at <= other < at + 1.0) for at in times)
    assert most <= 31


async def test_a_second_sender_waits_and_takes_over(database: Database) -> None:
    """Only the holder of the lease sends; when it goes, the next one carries on, and nothing is sent twice."""
    fill(database, 40, number)
    first, second = FakeChannel(), FakeChannel()
    async with sending(database, first, per_second=50.0, holder="a"):
        writer = Writer(database)
        other = Sender(second, writer, a_house(), holder="b", per_second=1000.0)
        task = asyncio.create_task(other.run())
        await until(lambda: len(first.sent) >= 10)
        assert not second.sent
        assert not other.holding
    await until(lambda: states(database) == ["sent"] * 40, within=15)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.to_thread(writer.close)
    refs = [d.ref for _at, d in (*first.sent, *second.sent)]
    assert len(refs) == len(set(refs)) == 40
    assert second.sent


def test_an_ex_holder_claims_and_begins_nothing(database: Database) -> None:
    """After a change of holder the old epoch can neither claim nor begin; without the epoch's check it could."""
    fill(database, 2, number)
    house = a_house()
    with database.write() as db:
        old = leases.hold(db, name="send:sms", holder="a")
        assert old is not None
        due = outbox.claim(db, channel="sms", epoch=old, limit=1, now=house.now())[0]
        lease = table(Lease)
        db.execute(update(lease).values(until=datetime(2020, 1, 1, tzinfo=UTC)))
        new = leases.hold(db, name="send:sms", holder="b")
        assert new == old + 1
        assert outbox.claim(db, channel="sms", epoch=old, limit=5, now=house.now()) == []
        assert outbox.begin(db, due=due, channel="sms", epoch=old, now=house.now()) is None
        assert outbox.recover(db, channel="sms", epoch=new, now=house.now()) == (1, 0)
        again = outbox.claim(db, channel="sms", epoch=new, limit=5, now=house.now())
        assert {row.id for row in again} >= {due.id}
        # the control: with its epoch the same row begins
        assert outbox.begin(db, due=again[0], channel="sms", epoch=new, now=house.now()) is OutboxState.SENDING


async def test_lopeta_while_claimed(database: Database) -> None:
    """A row that is claimed when LOPETA commits is suppressed at its slot; a reply is not."""
    house = a_house()
    with database.write() as db:
        notice = put(db, house, number(1), "tiedote", purpose=Purpose.SERVICE)
        reply = put(db, house, number(1), "vastaus")
        epoch = leases.hold(db, name="send:sms", holder="a")
        assert epoch is not None
        rows = {due.id: due for due in outbox.claim(db, channel="sms", epoch=epoch, limit=5, now=house.now())}
    with database.write() as db:
        people.set_reach(db, address_id=rows[notice].address_id, reach=Reach.STOPPED, now=house.now())
    with database.write() as db:
        assert outbox.begin(db, due=rows[notice], channel="sms", epoch=epoch, now=house.now()) is OutboxState.SUPPRESSED
        assert outbox.begin(db, due=rows[reply], channel="sms", epoch=epoch, now=house.now()) is OutboxState.SENDING
        assert [why for _due, why, _at in outbox.call_list(db)] == ["suppressed"]


@pytest.mark.parametrize(
    ("error", "state", "reach"),
    [
        (SendError("30005", permanent=True), "failed", "bad"),
        (SendError("21610", permanent=True, blocked=True), "failed", "provider_stopped"),
        (SendError("timeout", unknown=True), "unknown", "open"),
        (SendError("21617", permanent=True, ours=True), "failed", "open"),
        (SendError("429", retry_after=timedelta(minutes=5)), "queued", "open"),
        (SendError("20003", ours=True), "queued", "open"),
    ],
)
async def test_errors(database: Database, error: SendError, state: str, reach: str) -> None:
    """Each kind of failure leaves the row and the address in its own state."""
    fill(database, 1, number, purpose=Purpose.SERVICE)
    channel = FakeChannel(answers=lambda _d: error, can_settle=False)
    async with sending(database, channel):
        await until(lambda: bool(channel.sent) and states(database) == [state])
    address = table(Address)
    with database.read() as db:
        assert db.execute(select(address.c.reach)).scalar_one() == reach
        assert len(outbox.call_list(db)) == (state == "failed")


async def test_unknown_is_settled_by_asking(database: Database) -> None:
    """What the provider has is not sent again; what it certainly has not is."""
    fill(database, 2, number)
    channel = FakeChannel()
    seen: set[str] = set()

    def accept_and_time_out(delivery: object) -> SendError | None:
        ref = channel.sent[-1][1].ref
        if ref in seen:
            return None
        seen.add(ref)
        if len(seen) == 1:
            channel.listed[ref] = "SM-found"
        return SendError("timeout", unknown=True)

    channel.answers = accept_and_time_out
    async with sending(database, channel) as sender:
        await until(lambda: states(database) == ["unknown", "unknown"])
        await sender._settle()
        await until(lambda: states(database) == ["sent", "sent"])
    assert len(channel.sent) == 3  # the lost one twice, the found one once


async def test_telegram_reply_of_unknown_fate_goes_once_more(database: Database) -> None:
    """Where nobody can be asked, a reply is repeated once after ten seconds; a broadcast never by itself."""
    fill(database, 1, lambda _n: "7001", channel="telegram")
    fill(database, 1, lambda _n: "7002", channel="telegram", purpose=Purpose.BROADCAST, priority=5)
    channel = FakeChannel(name="telegram", can_settle=False, answers=lambda _d: SendError("timeout", unknown=True))
    async with sending(database, channel) as sender:
        await until(lambda: states(database) == ["unknown", "unknown"])
        await sender._settle()
        assert len(channel.sent) == 2  # ten seconds have not passed
        with database.write() as db:
            db.execute(update(_outbox).values(changed_at=sender.house.now() - timedelta(seconds=11)))
        await sender._settle()
        await until(lambda: len(channel.sent) == 3 and states(database) == ["unknown", "unknown"])
        with database.write() as db:
            db.execute(update(_outbox).values(changed_at=sender.house.now() - timedelta(seconds=11)))
        await sender._settle()
        assert len(channel.sent) == 3


async def test_what_telegram_failed_with_goes_once_more(database: Database) -> None:
    """A 5xx is an answer, though no proof: a reply and a service message are repeated once, a broadcast never.

    A service message that met silence instead is shown to staff, as a broadcast is.
    """
    purposes = (Purpose.REPLY, Purpose.SERVICE, Purpose.BROADCAST)
    for n, purpose in enumerate(purposes):
        fill(database, 1, lambda _n, n=n: f"700{n}", channel="telegram", purpose=purpose)
    fill(database, 1, lambda _n: "7009", channel="telegram", purpose=Purpose.SERVICE)

    def answers(delivery: Delivery) -> SendError:
        return SendError("timed-out" if delivery.address == "7009" else "server-error", unknown=True)

    channel = FakeChannel(name="telegram", can_settle=False, answers=answers)
    async with sending(database, channel) as sender:
        await until(lambda: states(database) == ["unknown"] * 4)
        for _ in range(3):
            with database.write() as db:
                db.execute(update(_outbox).values(changed_at=sender.house.now() - timedelta(seconds=11)))
            await sender._settle()
            await until(lambda: states(database) == ["unknown"] * 4)
    went = Counter(delivery.address for _at, delivery in channel.sent)
    assert went == {"7000": 2, "7001": 2, "7002": 1, "7009": 1}


@pytest.mark.parametrize("counts", [False, True])
async def test_429_is_not_one_of_the_tries(database: Database, counts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused for certain, then silence: a reply is still repeated once. The control counts every try, as `tries`."""
    if counts:
        real = outbox.again

        def again(db: Connection, **how: Any) -> None:
            real(db, **how)
            db.execute(update(_outbox).where(_outbox.c.id == how["row_id"]).values(doubts=_outbox.c.tries))

        monkeypatch.setattr(outbox, "again", again)
    fill(database, 1, lambda _n: "7001", channel="telegram")
    replies: list[SendError | None] = [
        SendError("too-many-requests", retry_after=timedelta()),
        SendError("too-many-requests", retry_after=timedelta()),
        SendError("timed-out", unknown=True),
        None,
    ]
    channel = FakeChannel(name="telegram", can_settle=False, answers=lambda _d: replies[len(channel.sent) - 1])
    async with sending(database, channel) as sender:
        await until(lambda: states(database) == ["unknown"])
        with database.write() as db:
            db.execute(update(_outbox).values(changed_at=sender.house.now() - timedelta(seconds=11)))
        await sender._settle()
        if counts:
            assert states(database) == ["unknown"]
        else:
            await until(lambda: states(database) == ["sent"])
    assert len(channel.sent) == (3 if counts else 4)


async def test_a_late_message_expires(database: Database) -> None:
    """A message that has lost its meaning is not sent."""
    fill(database, 1, number, purpose=Purpose.SERVICE, lasts=timedelta(seconds=-1))
    channel = FakeChannel()
    async with sending(database, channel):
        await until(lambda: states(database) == ["expired"])
    assert not channel.sent


async def test_a_service_message_that_runs_out_between_its_tries(database: Database) -> None:
    """The provider asks for more time than it has: staff are told, as when it runs out in the queue."""
    fill(database, 1, number, purpose=Purpose.SERVICE, lasts=timedelta(minutes=1))
    fill(database, 1, lambda _n: number(2), lasts=timedelta(minutes=1))
    channel = FakeChannel(answers=lambda _d: SendError("429", retry_after=timedelta(minutes=5)))
    async with sending(database, channel):
        await until(lambda: states(database) == ["expired", "expired"])
    with database.read() as db:
        assert [(due.purpose, why) for due, why, _at in outbox.call_list(db)] == [(Purpose.SERVICE, "expired")]


@pytest.mark.parametrize(
    ("reach", "replies", "listed"),
    [
        (Reach.STOPPED, OutboxState.SENDING, 1),  # the answers to own messages stay
        (Reach.PROVIDER_STOPPED, OutboxState.SUPPRESSED, 2),  # an answer that can't arrive is never a silent success
        (Reach.BLOCKED, OutboxState.SUPPRESSED, 1),
        (Reach.BAD, OutboxState.SUPPRESSED, 1),
    ],
)
def test_who_is_not_written_to(database: Database, reach: Reach, replies: OutboxState, listed: int) -> None:
    """At the slot: of our own accord to nobody who is not open, and an answer only where LOPETA alone forbids."""
    house = a_house()
    with database.write() as db:
        put(db, house, number(1), "tiedote", purpose=Purpose.SERVICE)
        put(db, house, number(1), "vastaus")
        epoch = leases.hold(db, name="send:sms", holder="a")
        assert epoch is not None
        rows = outbox.claim(db, channel="sms", epoch=epoch, limit=5, now=house.now())
        people.set_reach(db, address_id=rows[0].address_id, reach=reach, now=house.now())
        became = {due.purpose: outbox.begin(db, due=due, channel="sms", epoch=epoch, now=house.now()) for due in rows}
        assert became == {Purpose.SERVICE: OutboxState.SUPPRESSED, Purpose.REPLY: replies}
        assert len(outbox.call_list(db)) == listed
