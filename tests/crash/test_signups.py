"""kill -9 while people sign up, cancel and answer offers: never more seats than there are, nobody twice, all told."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bench.crash import CHANNELS
from bench.replicas import Nursery
from bench.world import Person, World, folk, world
from meijan.demo.faults import Mishap
from service.calendar import HELSINKI
from service.notices import body
from store import people, signups
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.models.talk import Received
from store.sql import table
from tests import events as examples
from tests.delivery.channels import a_house
from tests.signups.crowd import TOPICS, watched

PEOPLE, NEW, CAPACITY, SEED = 40, 12, 15, 1
KILLS = 5  # at least so many in each of the two parts
LIVES = 0.5  # seconds that a replica works at most
S = OutboxState
OFFERED = re.compile(r"Sinulle on (?:paikka|(\d+) paikkaa)!")
_outbox, _received = table(Outbox), table(Received)


@dataclass
class Play:
    """Who has written what in a world whose replicas are killed."""

    world: World
    event_id: int
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    said: Counter[int] = field(default_factory=Counter)
    kills: int = 0

    def meet(self, crowd: list[Person]) -> None:
        """We know their addresses, and Telegram lets us write to them."""
        for person in crowd:
            if person.channel == "telegram":
                self.world.telegram.person(person.number, started=True)
        now = datetime.now(HELSINKI)
        with self.world.database.write() as db:
            for person in crowd:
                value, channel = person.address, person.channel
                met = people.meet(db, sealer=self.world.sealer, channel=channel, value=value, now=now)
                person.address_id = met.id

    async def part(self, said: list[tuple[Person, str]]) -> None:
        """They write, one after another; replicas are killed until all is answered, and at least KILLS of them."""
        writing = asyncio.create_task(self._write(said))
        until = self.kills + KILLS
        try:
            while self.kills < until or not writing.done():
                await self._kill()
            await writing
            await self.world.until(self._rests, 120)
        finally:
            writing.cancel()

    async def _write(self, said: list[tuple[Person, str]]) -> None:
        for person, words in said:
            await asyncio.sleep(self.chance.uniform(0, 0.06))
            self.said[person.address_id] += 1
            self.world.writes(person, words)

    async def _kill(self) -> None:
        victim = self.chance.choice(self.world.replicas)
        with suppress(TimeoutError):
            await asyncio.wait_for(victim.ready.wait(), 30)
        await asyncio.sleep(self.chance.uniform(0, LIVES))
        await self.world.kill(victim)
        self.kills += 1
        await self.world.start()

    async def _rests(self) -> bool:
        """Every message has had its turn, and every answer has left or is unknown."""
        moving = [row for row in await self.world.rows(S.QUEUED, S.CLAIMED, S.SENDING) if row.purpose == Purpose.REPLY]
        return not moving and await self.heard() == self.said

    async def heard(self) -> Counter[int]:
        """Messages that were taken, by address."""
        query = select(_received.c.address_id)
        return Counter(await self.world.read(lambda db: db.execute(query).scalars().all()))

    async def rows(self) -> list[signups.SignupRow]:
        """Who has signed up."""
        event_id = self.event_id
        return list(await self.world.read(lambda db: signups.live(db, event_id=event_id)))

    async def put(self, purpose: Purpose) -> dict[int, list[str]]:
        """What was put into the outbox, by address."""
        query = select(_outbox).where(_outbox.c.purpose == purpose).order_by(_outbox.c.id)
        found: dict[int, list[str]] = {}
        for row in await self.world.read(lambda db: db.execute(query).all()):
            text = body.validate_json(self.world.sealer.open(row.sealed, "outbox.sealed", row.id)).text
            if not text.startswith(TOPICS):  # the question that comes after a finished task in a chat
                found.setdefault(row.address_id, []).append(text)
        return found

    async def phones(self, crowd: list[Person]) -> None:
        """Every answer that is known to have left came to its phone."""
        await self.world.twilio.settled(60)
        for row in await self.world.rows(S.FAILED, S.SUPPRESSED, S.EXPIRED, S.CANCELLED):
            assert row.purpose != Purpose.REPLY, row.error
        left = Counter(row.address_id for row in await self.world.rows(S.SENT, S.DELIVERED))
        for person in crowd:
            assert len(self.world.got(person)) >= left[person.address_id]


def opened(database: Database) -> int:
    """The coffee hour in five days, with fifteen seats."""
    starts = (datetime.now(HELSINKI) + timedelta(days=5)).replace(hour=13, minute=0, second=0, microsecond=0)
    times = {"starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{starts + timedelta(hours=2):%Y-%m-%dT%H:%M}"}
    with database.write() as db:
        return examples.opened(db, a_house(), capacity=CAPACITY, **times).id


def answers(rows: list[signups.SignupRow], crowd: list[Person], gone: set[int]) -> list[tuple[Person, str]]:
    """Two of three who were asked say yes, by ILMO: at night a bare JOO has no question yet. The third says no."""
    by_address = {person.address_id: person for person in crowd}
    asked = [by_address[row.address_id] for row in rows if row.offered]
    gone |= {person.address_id for person in asked if person.number % 3 == 0}
    return [(person, "PERU 12" if person.address_id in gone else "ILMO 12") for person in asked]


def come_to(told: list[int]) -> set[int]:
    """How many seats these offers may be: a larger one may stand in the place of the open one before it.

    The same offer told twice would be too many.
    """
    found = {(0, 0)}  # seats of offers that were answered, and of the newest
    for n in told:
        found = {(sum(one), n) for one in found} | {(answered, n) for answered, newest in found if n > newest > 0}
    return {sum(one) for one in found}


def test_an_offer_told_twice_is_too_many() -> None:
    assert come_to([]) == {0}
    assert come_to([2, 3]) == {3, 5}
    assert come_to([2, 2]) == {4}


async def test_people_sign_up_leave_and_answer_while_replicas_die(database_url: str, shared: Nursery) -> None:
    database = Database(database_url)
    event_id = opened(database)
    crowd = folk(1_000_000, PEOPLE + NEW, CHANNELS, random.Random(SEED))
    early, new = crowd[:PEOPLE], crowd[PEOPLE:]
    replicas = 1 if database.sqlite else 2
    gone: set[int] = set()
    async with world(database_url, replicas=replicas, seed=SEED, shared=shared) as here:
        here.telegram.faults.incoming = here.twilio.faults.incoming = {Mishap.DOUBLE: 0.2}
        play = Play(here, event_id)
        play.meet(crowd)
        with watched(database, event_id) as seen:
            await play.part([(person, f"ILMO 12 {1 + person.number % 3}") for person in early])
            first = {row.address_id: row for row in await play.rows()}
            leaving = [person for person in early if first[person.address_id].seats][:5]
            gone |= {person.address_id for person in leaving}
            said = [(person, "PERU 12") for person in leaving] + [(person, "ILMO 12") for person in new]
            play.chance.shuffle(said)
            await play.part(said)
            await play.part(answers(await play.rows(), crowd, gone))
        await play.phones(crowd)
        last = {row.address_id: row for row in await play.rows()}
        offers, replies = await play.put(Purpose.SERVICE), await play.put(Purpose.REPLY)
    database.close()
    assert play.kills >= 3 * KILLS
    assert all(held + free == capacity == CAPACITY and over == 0 for capacity, held, free, over in seen)
    assert len(first) == PEOPLE
    assert set(last) == {person.address_id for person in crowd} - gone
    assert {address: len(texts) for address, texts in replies.items()} == dict(play.said)
    assert len(offers) > 3
    for address_id, row in last.items():  # each seat beyond those of the first answer was offered, and told once
        before = first[address_id].seats if address_id in first else 0
        told = [OFFERED.search(text) for text in offers.get(address_id, [])]
        assert all(told)
        assert row.seats + row.offered - before in come_to([int(found[1] or 1) for found in told if found])
