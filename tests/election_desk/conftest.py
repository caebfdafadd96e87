"""A house with a clock that is set, and the example election as a plan, a draft and a box of ballots."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from meijan.cli import command
from meijan.clock import Clock
from meijan.demo import data
from meijan.desk import Desk
from meijan.settings import load
from meijan.wiring import house
from service.elections.files import read_file
from service.elections.plan import Plan
from service.house import House
from store import votes
from store.database import Database

EXAMPLE = Path(data.__file__).with_name("budjetti.yaml")
Meijan = Callable[[str], list[str]]
Cast = Callable[..., list[tuple[str, tuple[int, ...]]]]


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The example: complete enough to open."""
    return read_file(EXAMPLE).plan


@pytest.fixture
def clock() -> Clock:
    """Stands in the middle of the vote."""
    return Clock("2027-02-10T12:00")


@pytest.fixture
def town(clock: Clock) -> House:
    """The house of the tests' settings."""
    return house(load(), now=clock.now)


@pytest.fixture
def desk(database: Database, town: House) -> Desk:
    return Desk(database, town, "Liisa")


@pytest.fixture
def meijan(desk: Desk) -> Meijan:
    """A line after `meijan election`; what it prints."""
    return lambda line: command(["election", *shlex.split(line)], desk).splitlines()


@pytest.fixture
def draft(database: Database, plan: Plan, clock: Clock) -> str:
    """The example as a draft; its code."""
    with database.write() as db:
        votes.create(
            db,
            code=plan.code,
            kind=plan.kind,
            plan=plan.as_json(),
            opens_at=plan.opens,
            closes_at=plan.closes,
            now=clock.now(),
        )
    return plan.code


@pytest.fixture
def cast(database: Database, town: House) -> Cast:
    return casting(database, town)


def casting(database: Database, town: House) -> Cast:
    """Casts `n` ballots in an open election, each by a number of its own; voter and choices in the order of arrival."""

    def run(code: str, n: int, at: datetime | None = None, seed: int = 1) -> list[tuple[str, tuple[int, ...]]]:
        chance = Random(seed)
        came = []
        with database.write() as db:
            row = votes.by_code(db, code=code)
            assert row is not None
            for i in range(n):
                voter = f"number:+35840{seed}{i:05}"
                choices = tuple(sorted(chance.sample(range(1, 15), chance.randint(1, 3))))
                votes.cast(
                    db,
                    sealer=town.sealer,
                    election_id=row.id,
                    voter=voter,
                    choices=choices,
                    way=chance.choice(("sms", "telegram")),
                    identified="number",
                    at=at or town.now(),
                    draw=town.receipt,
                )
                came.append((voter, choices))
        return came

    return run
