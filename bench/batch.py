"""One batch of a crash trial: messages for many people, kills while they leave, and what the phones really got."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.replicas import Replica
from bench.world import Person, World, idea
from store.models.outbox import OutboxState, Purpose

S = OutboxState
OPEN = (S.QUEUED, S.CLAIMED, S.SENDING)
LIVES = 0.7  # seconds that a replica works at most before it is killed


@dataclass
class Batch:
    """Kills while a batch leaves. `count` sums up, `wrong` says in words what must not be."""

    world: World
    people: list[Person]
    chance: random.Random
    most: int  # kills
    says: Callable[[Person], str] = idea  # what those write who do
    count: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def run(self) -> Batch:
        """Put, kill, wait until nothing moves any more, compare."""
        await asyncio.to_thread(self.world.put, self.people)
        writing = asyncio.create_task(self._write())
        try:
            while self.count["kills"] < self.most and await self.world.rows(*OPEN):
                await self._kill()
            await writing
            await self.world.telegram.settled(self._patience)
            await self.world.twilio.settled(self._patience)
            missed = await self._missed()
            self.count["sms taken in by reconcile"] += len(missed)
            await self._come_to_rest()
            await self.world.twilio.settled(self._patience)  # from the provider to the phone
        finally:
            writing.cancel()
        await self._compare()
        return self

    @property
    def _patience(self) -> float:
        """Seconds after which what has not come to an end never will."""
        pace = self.world.pace
        return 60.0 + 4 * (pace.lease + pace.call + pace.settled + pace.repeat) + 2 * (pace.reconcile + pace.webhook)

    async def _write(self) -> None:
        """Some of the people write to us meanwhile, one message each."""
        for person in self.chance.sample(self.people, len(self.people)):
            if person.writes:
                await asyncio.sleep(self.chance.uniform(0, 0.04))
                self.world.writes(person, self.says(person))

    async def _kill(self) -> None:
        """kill -9 of one replica at a random moment, mostly while it works; another takes its place at once."""
        victim: Replica = self.chance.choice(self.world.replicas)
        if self.chance.random() < 0.9:
            await asyncio.wait_for(victim.ready.wait(), 30)
        # where it is alone, it can't work before the lease of the one before it has run out
        alone = self.world.pace.lease if len(self.world.replicas) == 1 else 0.0
        await asyncio.sleep(self.chance.uniform(0, alone + LIVES))
        await self.world.kill(victim)
        self.count["kills"] += 1
        for row in await self.world.rows(S.SENDING):
            if (await self.world.holder(row.channel))[0] == victim.pid:
                self.count[f"{row.channel} in flight"] += 1
        await self.world.start()

    async def _come_to_rest(self) -> None:
        """Until every row is final, or unknown where nobody can be asked."""
        try:
            await self.world.until(self._rests, self._patience)
        except TimeoutError:
            for row in await self._moving():
                self.wrong.append(f"{row.channel} {row.purpose} stays {row.state}, tries {row.tries}: {row.error}")

    async def _rests(self) -> bool:
        pending = self.world.telegram.updates.pending
        return not pending and not await self._missed() and not await self._moving()

    async def _missed(self) -> list[Person]:
        """Who wrote a text message that has not reached us yet."""
        _rows, received = await self.world.of(self.people)
        return [p for p in self.people if p.writes and p.channel == "sms" and not received.get(p.address_id)]

    async def _moving(self) -> list[Any]:
        rows = await self.world.rows(*OPEN, S.UNKNOWN)
        return [row for row in rows if row.state != S.UNKNOWN or row.channel == "sms" or _repeatable(row)]

    async def _compare(self) -> None:
        rows, received = await self.world.of(self.people)
        for person in self.people:
            its = {row.purpose: row for row in rows.get(person.address_id, [])}
            if len(its) != len(rows.get(person.address_id, [])):
                self._bad(f"{person.channel} reply doubled in the outbox", None, len(rows[person.address_id]))
            self._sent(person, its[person.purpose])
            if person.writes:
                self._heard(person, received.get(person.address_id, 0), its.get(Purpose.REPLY))

    def _sent(self, person: Person, row: Any) -> None:
        """The one message that was due."""
        got, name = self.world.got(person).count(person.text), person.channel
        self.count[f"{name} sent"] += 1
        if got > 1:
            self._bad(f"{name} doubled", row, got)
        elif row.state == S.UNKNOWN:
            self.count[f"{name} unknown"] += 1
            self.count[f"{name} unknown, arrived"] += got
        elif row.state not in (S.SENT, S.DELIVERED):
            self._bad(f"{name} stuck", row, got)
        elif not got:
            self._bad(f"{name} lost", row, got)

    def _heard(self, person: Person, received: int, reply: Any) -> None:
        """The one message that the person wrote, and its answer."""
        name = person.channel
        got = len(self.world.got(person)) - self.world.got(person).count(person.text)
        self.count[f"{name} written"] += 1
        if received != 1 or reply is None:
            self._bad(f"{name} written, not kept once", reply, received)
        elif reply.state == S.UNKNOWN:
            self.count[f"{name} reply unknown"] += 1
        elif got == 2 and name == "telegram" and reply.doubts > 0:
            self.count["telegram reply came twice, by rule"] += 1
        elif got != 1:
            self._bad(f"{name} reply {'doubled' if got else 'lost'}", reply, got)

    def _bad(self, what: str, row: Any, got: int) -> None:
        self.count[what] += 1
        state = f"{row.state}, tries {row.tries}, {row.error}" if row is not None else "no row"
        self.wrong.append(f"{what}: {got} on the phone, {state}")


def _repeatable(row: Any) -> bool:
    return bool(row.purpose == Purpose.REPLY and row.doubts < 2)
