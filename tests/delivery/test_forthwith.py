"""A reply that its turn begins itself: when it may, when it has to queue, and what must not happen in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bench.variants import SENDERS
from service.channel import Busy, Inbound, SendError
from service.sender import Sender
from service.taking import Taking
from service.turn import turn
from service.writer import Writer
from store import leases, outbox
from store.database import Database
from store.models.outbox import Outbox, OutboxState
from store.sql import table
from tests.delivery.channels import FakeChannel, a_house, put, until

S = OutboxState
AINO, VEIKKO = "+358401111111", "+358402222222"
_outbox = table(Outbox)


class Here:
    """One process that sends text messages, and what it has committed."""

    def __init__(self, database: Database, *, per_second: float = 0.0, variant: str = "ours") -> None:
        self.database, self.house = database, a_house()
        self.channel, self.writer = FakeChannel(), Writer(database)
        self.sender: Sender = SENDERS[variant](self.channel, self.writer, self.house, holder="a", per_second=per_second)
        self.taking = Taking(self.writer, lambda db, inbound: turn(db, inbound, self.house), {"sms": self.sender})
        self.claimed: list[int] = []
        self.task = asyncio.create_task(self.sender.run())
        self.number = 0

    async def write(self, address: str, text: str = "OHJE") -> None:
        """Somebody writes to us."""
        self.number += 1
        await self.taking.take(Inbound("sms", f"SM{self.number}", address, datetime.now(UTC), text=text))

    @property
    def states(self) -> list[str]:
        with self.database.read() as db:
            return list(db.execute(select(_outbox.c.state).order_by(_outbox.c.id)).scalars())

    async def ready(self) -> None:
        await until(lambda: self.sender.holding and self.sender.opened)


@pytest.fixture
async def make(database: Database) -> AsyncIterator[Any]:
    """Start processes; each is ready, and stopped afterwards."""
    made: list[Here] = []

    async def start(**how: Any) -> Here:
        made.append(Here(database, **how))
        await made[-1].ready()
        return made[-1]

    yield start
    for here in made:
        here.task.cancel()
        await asyncio.gather(here.task, return_exceptions=True)
        await asyncio.to_thread(here.writer.close)


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were claimed, which those of a turn's own never are."""
    rows: list[int] = []
    claim = outbox.claim

    def noted(db: Connection, **how: Any) -> list[outbox.Due]:
        found = claim(db, **how)
        rows.extend(due.id for due in found)
        return found

    monkeypatch.setattr(outbox, "claim", noted)
    return rows


async def test_it_leaves_without_being_claimed(make: Any, claims: list[int]) -> None:
    """It becomes `sending` in the turn's commit."""
    here = await make()
    await here.write(AINO)
    await until(lambda: here.states == [S.SENT])
    assert claims == []
    await until(lambda: here.sender.became[S.SENT] == 1)
    assert len(here.channel.sent) == 1


async def test_who_waits_for_a_slot_was_there_first(make: Any, claims: list[int]) -> None:
    """At four a second two have a slot at once, the next ones queue, in their order."""
    here = await make(per_second=4.0)
    for n in range(4):
        await here.write(f"+35840111111{n}")
    await until(lambda: here.states == [S.SENT] * 4)
    assert len(claims) == 2
    assert [delivery.address[-1] for _at, delivery in here.channel.sent] == ["0", "1", "2", "3"]


async def test_nobody_is_answered_out_of_order(make: Any, claims: list[int]) -> None:
    """While a message to the same person is on its way the next one queues; others don't wait."""
    here = await make()
    here.channel.gate = asyncio.Event()
    await here.write(AINO)
    await here.write(AINO, "IDEA penkki rantaan")
    await here.write(AINO, "TIETOSUOJA")
    await here.write(VEIKKO)
    await until(lambda: len(here.channel.sent) == 2)
    assert {delivery.address for _at, delivery in here.channel.sent} == {AINO, VEIKKO}
    here.channel.gate.set()
    await until(lambda: here.states == [S.SENT] * 4)
    assert len(claims) == 2
    with here.database.read() as db:
        order = list(db.execute(select(_outbox.c.ref).order_by(_outbox.c.id)).scalars())
    aino = [delivery.ref for _at, delivery in here.channel.sent if delivery.address == AINO]
    assert aino == [ref for ref in order if ref in aino]
    assert len(aino) == 3


async def test_a_block_at_the_provider_holds_it_back(make: Any) -> None:
    """The address is looked at in the same transaction; it goes to the call list as from the queue."""
    here = await make()
    answers: list[SendError | None] = [SendError("21610", permanent=True, blocked=True)]
    here.channel.answers = lambda _delivery: answers.pop() if answers else None
    await here.write(AINO)
    await until(lambda: here.states == [S.FAILED])
    await here.write(AINO, "ALOITA")
    await until(lambda: here.states == [S.FAILED, S.SUPPRESSED])
    with here.database.read() as db:
        assert len(outbox.call_list(db)) == 2
    assert len(here.channel.sent) == 1


@pytest.mark.parametrize("variant", ["ours", "unasked"])
async def test_the_lease_is_asked_in_the_commit(make: Any, variant: str) -> None:
    """It was lost after the turn was asked for: the reply stays in the queue. The control begins it all the same."""
    here = await make(variant=variant)
    begin = here.sender.forthwith.begin

    def lost(db: Connection, *how: Any) -> outbox.Due | None:
        leases.let_go(db, name="send:sms", holder="a")
        assert leases.hold(db, name="send:sms", holder="b") == 2
        return begin(db, *how)

    here.sender.forthwith.begin = lost
    await here.write(AINO)
    assert (here.states == [S.QUEUED]) == (variant == "ours")


@pytest.mark.parametrize("variant", ["ours", "sweeping"])
async def test_the_sweep_waits_for_turns(make: Any, variant: str) -> None:
    """Between the commit and the hand of the sender a row would look like one of the dead's. The control takes it."""
    here = await make(variant=variant)
    sender = here.sender
    committed, swept, write = asyncio.Event(), asyncio.Event(), here.writer.write

    async def slow(job: Any) -> Any:
        result = await write(job)
        if "_take" in job.__qualname__:
            committed.set()
            await asyncio.wait({asyncio.create_task(swept.wait())}, timeout=0.2)
        return result

    here.writer.write = slow
    here.channel.gate = asyncio.Event()
    taking = asyncio.create_task(here.write(AINO))
    await committed.wait()
    assert here.states == [S.SENDING]
    sweep = asyncio.create_task(sender._sweep(sender.epoch))
    sweep.add_done_callback(lambda _task: swept.set())
    await taking
    await sweep
    assert here.states == ([S.SENDING] if variant == "ours" else [S.UNKNOWN])
    here.channel.gate.set()
    await until(lambda: here.states == [S.SENT])
    await here.write(VEIKKO)  # and the door is open again
    await until(lambda: here.states == [S.SENT] * 2)


async def test_a_turn_that_cannot_be_written_gives_its_slot_back(make: Any) -> None:
    here = await make(per_second=0.5)

    async def away(_job: Any) -> Any:
        raise Busy("away")

    write, here.writer.write = here.writer.write, away
    with pytest.raises(Busy):
        await here.write(AINO)
    here.writer.write = write
    await here.write(AINO)
    await until(lambda: here.states == [S.SENT], within=1.0)


async def test_what_a_turn_puts_besides_is_looked_for(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message to somebody else from within the turn leaves too, before the next look around."""
    monkeypatch.setattr("service.sender.POLL", 3600.0)
    here = await make()
    turned = here.taking.turn

    def and_more(db: Connection, inbound: Inbound) -> Any:
        taken = turned(db, inbound)
        put(db, here.house, VEIKKO, "Sinulle on paikka!")
        return taken

    here.taking.turn = and_more
    await here.write(AINO)
    await until(lambda: here.states == [S.SENT] * 2, within=3.0)
