"""10,000 sign-ups by text message to one event within a minute, for 2,000 seats.

Everybody hears one answer: that they are in, or that they wait in line. Never more seats than there are, nobody is
lost, and the places in line are each given once.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from bench import servers
from bench.crash import new_database
from bench.lines import Line
from bench.vote_storm import Heard, Storm
from meijan.settings import load
from meijan.wiring import house as make_house
from service.events import making
from service.events.draft import Draft
from store import events
from store.database import Database
from store.models.events import Event, Signup
from store.sql import table

WITHIN = 60.0  # seconds
LINES = 256
NUMBER = 12


class Stormed(NamedTuple):
    """What came of it: people in and in line, how long until everybody was answered, seconds, memory in MB."""

    people: int
    inside: int
    waiting: int
    took: float
    resident: float


async def storm(kind: str, people: int, seats: int) -> Stormed:
    """One run. Raises RuntimeError where somebody was lost, answered twice, or has a seat that is not there."""
    heard = Heard()
    world = Storm(heard)
    world.closes = float("inf")
    api = await world.start()
    with new_database(kind) as url:
        opened(url, seats)
        port = servers.free_port()
        env = servers.environment(world, api, port, url)
        try:
            async with servers.serving("ours", servers.command("ours"), env, port) as server:
                begun = time.perf_counter()
                statuses = await write(world, port, people)
                await world.until(lambda: len(heard.texts) == people, within=120)
                took = time.perf_counter() - begun
                await asyncio.sleep(1)  # a second answer would come now
                resident = server.resident
        finally:
            await world.stop()
        inside, waiting = checked(url, heard, statuses, people, seats)
    return Stormed(people, inside, waiting, took, resident)


def opened(url: str, seats: int) -> None:
    """The event, in three weeks."""
    house = make_house(load())
    starts = datetime.now(UTC) + timedelta(weeks=3)
    draft = Draft(
        title={"fi": "Kahvihetki"},
        place={"fi": "pääkirjasto"},
        starts=starts,
        ends=starts + timedelta(hours=2),
        takes_signups=True,
        capacity=seats,
    )
    database = Database(url, pool=1)
    with database.write() as db:
        row = making.create(db, house, draft=draft, by="bench")
        events.change(db, event_id=row.id, values={"number": NUMBER}, now=house.now())
        making.publish(db, house, event_id=row.id, by="bench")
    database.close()


async def write(world: Storm, port: int, people: int) -> Counter[int]:
    """Everybody signs up, evenly over the minute; the statuses of the webhooks."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(LINES):
        free.put_nowait(await Line.to(port))
    statuses: Counter[int] = Counter()

    async def sign_up(n: int) -> None:
        line = await free.get()
        if line.transport.is_closing():  # it has had nothing to do for long
            line = await Line.to(port)
        statuses[await line.post(world.say(world.meet(n), f"ILMO {NUMBER}"))] += 1
        free.put_nowait(line)

    begins = time.time()
    tasks: list[asyncio.Task[None]] = []
    for n in range(people):
        await asyncio.sleep(max(0.0, begins + n * WITHIN / people - time.time()))
        tasks.append(asyncio.create_task(sign_up(n)))
    await asyncio.gather(*tasks)
    return statuses


def checked(url: str, heard: Heard, statuses: Counter[int], people: int, seats: int) -> tuple[int, int]:
    """Seats and people in line, where all is as it must be."""
    signup, event = table(Signup), table(Event)
    database = Database(url, pool=1)
    with database.read() as db:
        rows = db.execute(select(signup.c.seats, signup.c.waiting, signup.c.line)).all()
        free = db.execute(select(event.c.free)).scalar_one()
    database.close()
    inside, waiting = sum(row.seats for row in rows), sum(row.waiting for row in rows)
    lines = {row.line for row in rows if row.waiting}
    said = [text for texts in heard.texts.values() for text in texts]
    told_in = sum(text.startswith("Olet mukana") for text in said)
    right = (
        (inside, free, waiting) == (min(seats, people), max(0, seats - people), max(0, people - seats))
        and len(rows) == len(said) == statuses[200] == people
        and len(lines) == waiting
        and told_in == inside
    )
    if not right:
        raise RuntimeError(f"{inside=} {free=} {waiting=} {len(rows)=} {len(said)=} {told_in=} {statuses=}")
    return inside, waiting
