"""A channel for tests of the sender: remembers what it was given, fails as told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from meijan.settings import load
from meijan.wiring import house as make_house
from service.channel import Delivery, Outbound, SendError, Sent
from service.house import House
from service.notices import body
from store import outbox, people
from store.models.outbox import Purpose

Answer = Callable[[Delivery], "SendError | None"]


@dataclass
class FakeChannel:
    """In the place of a provider. `answers` decides each send; `listed` is what settle would find."""

    name: str = "sms"
    can_settle: bool = True
    provider_stops: bool = True
    answers: Answer = lambda _delivery: None
    sent: list[tuple[float, Delivery]] = field(default_factory=list)
    listed: dict[str, str] = field(default_factory=dict)
    gate: asyncio.Event | None = None  # while it is not set, sends hang
    opened: bool = False

    def cost(self, outbound: Outbound) -> int:
        return 1

    async def open(self) -> None:
        self.opened = True

    async def close(self) -> None:
        self.opened = False

    async def send(self, delivery: Delivery) -> Sent:
        self.sent.append((time.monotonic(), delivery))
        if self.gate is not None:
            await self.gate.wait()
        error = self.answers(delivery)
        if error is not None:
            raise error
        return Sent(f"P{len(self.sent)}", 1)

    async def settle(self, delivery: Delivery, *, since: datetime) -> Sent | None:
        if delivery.ref in self.listed:
            return Sent(self.listed[delivery.ref], 1)
        return None

    async def fetch(self, ref: str) -> bytes:
        raise SendError("no media", permanent=True)


def a_house(now: Callable[[], datetime] | None = None, **settings: object) -> House:
    """A house with the demo's keys."""
    return make_house(load(**settings), now=now)


def put(
    db: Connection,
    house: House,
    address: str,
    text: str = "Hei",
    *,
    channel: str = "sms",
    purpose: Purpose = Purpose.REPLY,
    priority: int = 0,
    lasts: timedelta = timedelta(hours=1),
) -> int:
    """A message to an address, due now."""
    now = house.now()
    met = people.meet(db, sealer=house.sealer, channel=channel, value=address, now=now)
    return outbox.put(
        db,
        sealer=house.sealer,
        channel=channel,
        address_id=met.id,
        purpose=purpose,
        body=body.dump_json(Outbound(text)).decode(),
        now=now,
        due_at=now,
        expires_at=now + lasts,
        priority=priority,
    )


async def until(condition: Callable[[], bool], within: float = 10.0) -> None:
    """Wait for a condition, looking at it between the loop's rounds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come true in time")
        await asyncio.sleep(0.005)


def real_now() -> datetime:
    return datetime.now(UTC)
