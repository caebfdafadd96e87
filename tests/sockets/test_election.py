"""Mikkeli's vote of 2024 once more: 1,544 residents, half by text message, over both local networks.

Ballots are generated to the published totals. People change their minds, take votes back and write nonsense, messages
come twice and in another order, and at every instant there are as many voters as ballots.
"""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from meijan.demo.faults import Mishap
from store import votes
from store.models.votes import Ballot, Turnout
from store.sql import table
from tests import conformance, elections
from tests.sockets.city import City

PEOPLE = 1544
CHANGING, WITHDRAWING, NONSENSE = PEOPLE * 5 // 100, PEOPLE * 2 // 100, PEOPLE * 3 // 100
FACTS = conformance.DATA / "mikkeli_2024.csv"


def published() -> dict[int, int]:
    """Votes of each target, as the city published them."""
    with FACTS.open(encoding="utf-8") as file:
        return {int(row["number"]): int(row["votes"]) for row in csv.DictReader(file, delimiter=";")}


def dealt(totals: dict[int, int]) -> list[tuple[int, ...]]:
    """A ballot for each person with one to three targets, which add up to the totals; in an order of chance."""
    hands: list[list[int]] = [[] for _ in range(PEOPLE)]
    at = 0
    for number, n in totals.items():
        for _ in range(n):
            hands[at % PEOPLE].append(number)
            at += 1
    Random(2024).shuffle(hands)
    return [tuple(sorted(hand)) for hand in hands]


class Crowd:
    """People by number: the even ones have a keypad phone, the odd ones Telegram."""

    def __init__(self, city: City) -> None:
        self.city = city

    def number(self, n: int) -> str:
        return f"+35844{n:07}"

    def write(self, n: int, text: str) -> None:
        if n % 2 == 0:
            self.city.sms.text(self.number(n), text)
        else:
            person = self.city.telegram.person(20_000 + n, f"Asukas {n}", phone=self.number(n))
            self.city.telegram.write(person, text)

    def prove(self, n: int) -> None:
        if n % 2:
            self.city.telegram.share_contact(20_000 + n)

    async def all(self, messages: Iterator[tuple[int, str]]) -> None:
        """Everybody writes, in small groups, and hears the answer."""
        for n, text in messages:
            self.write(n, text)
            if n % 50 == 0:
                await asyncio.sleep(0)
        await self.city.rest(within=120)

    async def all_prove(self, people: Iterator[int]) -> None:
        for n in people:
            self.prove(n)
        await self.city.rest(within=120)


@asynccontextmanager
async def watched(city: City, election_id: int) -> Any:
    """Meanwhile voters and ballots are compared, again and again; yields the differences and how often."""
    differences: list[tuple[int, int]] = []
    looks = [0]
    turnout, ballot = table(Turnout), table(Ballot)
    both = select(
        select(func.count()).where(turnout.c.election_id == election_id, turnout.c.cast).scalar_subquery(),
        select(func.count()).where(ballot.c.election_id == election_id).scalar_subquery(),
    )

    async def look() -> None:
        while True:
            with city.service.database.read() as db:
                # one statement: on PostgreSQL two would see two instants
                voters, ballots = db.execute(both).one()
            looks[0] += 1
            if voters != ballots:
                differences.append((voters, ballots))
            await asyncio.sleep(0.05)

    looking = asyncio.create_task(look())
    try:
        yield differences, looks
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


@pytest.mark.crash
@pytest.mark.skipif(not FACTS.exists(), reason="the published votes of Mikkeli 2024 are not on this machine")
async def test_mikkeli_2024_once_more(city: City) -> None:
    totals = published()
    ballots = dealt(totals)
    sealer = city.service.house.sealer
    plan = elections.budget(confirm="never")
    election_id = elections.opened(city.service.database, sealer, plan)
    for faults in (city.sms.faults, city.telegram.faults):
        faults.incoming = {Mishap.DOUBLE: 0.05, Mishap.LATE: 0.05}
        faults.hold = 0.05
    crowd = Crowd(city)
    async with watched(city, election_id) as (differences, looks):
        await crowd.all((n, "3712" if n % 3 else "1 2 3 4 5") for n in range(NONSENSE))
        await crowd.all((n, "1 2 6" if ballots[n] != (1, 2, 6) else "4 5 7") for n in range(100, 100 + CHANGING))
        await crowd.all_prove(iter(range(100, 100 + CHANGING)))
        leaving = range(PEOPLE, PEOPLE + WITHDRAWING)
        await crowd.all((n, "3 7 12") for n in leaving)
        await crowd.all_prove(iter(leaving))
        await crowd.all((n, "poista ääneni") for n in leaving)
        await crowd.all((n, f"ÄÄNESTÄ {' '.join(map(str, ballots[n]))}") for n in range(PEOPLE))
        await crowd.all_prove(iter(range(PEOPLE)))
    with city.service.database.read() as db:
        box = votes.box(db, election_id=election_id)
        ways = votes.turnout(db, election_id=election_id)
        noted = votes.noted(db, election_id=election_id)
    assert box.votes() == totals
    assert Counter(choices for choices, _area in box.ballots) == Counter(ballots)
    assert {(way, how): n for (way, how, _helped), n in ways.items()} == {
        ("sms", "number"): PEOPLE // 2,
        ("telegram", "contact"): PEOPLE // 2,
    }
    assert noted["changed"] == CHANGING
    assert noted["withdrawn"] == WITHDRAWING
    assert noted["refused:unclear"] + noted["refused:too_many"] == NONSENSE
    assert looks[0] > 20
    assert not differences
