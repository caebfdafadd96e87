"""A city with a desk, on each engine, with a number and a bot; its clock stands on a Tuesday morning."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from meijan.cli import command
from meijan.clock import Clock
from meijan.desk import Desk
from meijan.settings import load
from meijan.wiring import house
from service.events import signing
from service.house import House
from store import events, people
from store.database import Database
from store.models.people import Reach
from tests.events import opened

Meijan = Callable[[str], list[str]]
Joined = Callable[..., int]
COFFEE = """\
title: {fi: Kahvihetki, sv: Kaffestund, en: Coffee morning}
place: pääkirjasto
starts: 2026-11-26 13:00
ends: 15.00
takes_signups: true
capacity: 10
"""


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-11-24T10:00")


@pytest.fixture
def town(clock: Clock) -> House:
    """A city with a number, a bot and a poster at the market."""
    made = house(load(), now=clock.now, bot=lambda: "MikkelinKanavaBot")
    return replace(made, number="+358457000000", sources={"TORI": "menu"})


@pytest.fixture
def desk(database: Database, town: House) -> Desk:
    return Desk(database, town, "Liisa")


@pytest.fixture
def meijan(desk: Desk) -> Meijan:
    """A line after `meijan event`; what it prints."""
    return lambda line: command(["event", *shlex.split(line)], desk).splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The coffee hour as a clerk's file."""
    path = tmp_path / "kahvit.yaml"
    path.write_text(COFFEE, encoding="utf-8")
    return path


@pytest.fixture
def coffee(database: Database, town: House) -> int:
    """The coffee hour, published; its number."""
    with database.write() as db:
        return opened(db, town).number or 0


@pytest.fixture
def joined(database: Database, town: House) -> Joined:
    """Signs somebody up to an event; the id of their address."""

    def run(
        number: int, value: str, *, channel: str = "sms", party: int = 1, needs: str = "", closed: bool = False
    ) -> int:
        with database.write() as db:
            met = people.meet(db, sealer=town.sealer, channel=channel, value=value, now=town.now())
            row = events.by_number(db, number=number)
            assert row is not None
            whose = signing.Whose(met.resident_id, met.id)
            signing.sign_up(db, town, event_id=row.id, whose=whose, party=party, needs=needs)
            if closed:
                people.set_reach(db, address_id=met.id, reach=Reach.STOPPED, now=town.now())
        return met.id

    return run
