"""What tests say about the phones after a crash."""

from __future__ import annotations

from collections import Counter
from random import Random

from bench.world import CHANNELS, Person, World, folk
from store.models.outbox import OutboxState, Purpose

S = OutboxState
OPEN = (S.QUEUED, S.CLAIMED, S.SENDING, S.UNKNOWN)


def people(count: int, channels: tuple[str, ...] = CHANNELS, purpose: Purpose | None = None) -> list[Person]:
    """People with one message each, who do not write by themselves."""
    made = folk(1_000_000, count, channels, Random(1), 0.0)
    for person in made:
        person.purpose = purpose or person.purpose
    return made


def arrived(world: World, folk: list[Person]) -> Counter[int]:
    """How often the message that was due came to a phone, and to how many phones so often: {1: 40} is all well."""
    return Counter(world.got(person).count(person.text) for person in folk)


async def rest(world: World, *, phones: bool = True) -> None:
    """Wait until nothing is on its way out any more, nor from the provider to a phone.

    Not so the phones while a replica is frozen: callbacks wait at its door, and what comes after them.
    """

    async def nothing_open() -> bool:
        return not await world.rows(*OPEN)

    await world.until(nothing_open)
    if phones:
        await world.twilio.settled(30)
