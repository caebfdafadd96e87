"""The example election, counted: Mikkeli's 14 targets of 2024 with their published votes and example prices."""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from meijan.cli import command
from meijan.clock import Clock
from meijan.demo import data
from meijan.desk import Desk
from meijan.settings import load
from meijan.wiring import house
from service.elections.files import read_file
from service.elections.plan import Plan, Rule
from service.elections.result import Count, Decision, Result, Step, TurnoutRow, Why, draw_order
from service.print.ways import Ways
from store.database import Database
from tests.election_desk.conftest import cast, casting, clock, desk, meijan, town

__all__ = ["cast", "clock", "desk", "meijan", "town"]
CODE = "budjetti-2027"
EXAMPLE = Path(data.__file__).with_name("budjetti.yaml")
VOTES = dict(enumerate((510, 413, 349, 344, 267, 258, 228, 206, 203, 148, 103, 95, 77, 57), 1))
WAYS = Ways("+358457000000", "MikkelinKanavaBot", "TORI")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_file(EXAMPLE).plan


@pytest.fixture(scope="session")
def pictures() -> dict[int, bytes]:
    """Pictures of three targets."""
    found = {}
    for number in (1, 3, 12):
        output = io.BytesIO()
        Image.new("RGB", (640, 480), (200, 140, 16 * number)).save(output, "JPEG")
        found[number] = output.getvalue()
    return found


@pytest.fixture(scope="session")
def result(plan: Plan) -> Result:
    """A count by equal shares with greedy beside it. Votes are those of 2024; the rest is an example."""
    order = (3, 1, 2, 7, 8, 5, 10, 12, 11, 13, 4, 6, 9, 14)
    winners = order[:10]
    left, steps = plan.budget or 0, []
    for number in order:
        price = next(target.price or 0 for target in plan.targets if target.number == number)
        left -= price if number in winners else 0
        why: Why = "chosen" if number in winners else "over_budget"
        pays = f"{price}/{VOTES[number]}"
        steps.append(Step(number=number, votes=VOTES[number], price=price, why=why, left=left, pays=pays))
    return Result(
        rule=Rule.EQUAL_SHARES,
        add1="city",
        winners=winners,
        spent=(plan.budget or 0) - left,
        missing={4: 212, 6: None, 9: 35, 14: 1200},
        steps=tuple(steps),
        share="139/3",
        votes=VOTES,
        budget=plan.budget,
        other=Count(rule=Rule.GREEDY, winners=(1, 2, 3, 4, 5), spent=44_000),
        ballots=1544,
        turnout=(
            TurnoutRow(way="sms", identified="number", helped=False, n=802),
            TurnoutRow(way="telegram", identified="contact", helped=False, n=611),
            TurnoutRow(way="desk", identified="code", helped=True, n=48),
            TurnoutRow(way="web", identified="batch", helped=False, n=80),
            TurnoutRow(way="paper", identified="batch", helped=False, n=3),
        ),
        counts={
            "changed": 77,
            "withdrawn": 31,
            "disputed": 2,
            "restored": 6,
            "refused:too_many": 41,
            "refused:late": 12,
        },
        areas={"Ristiina": {**dict.fromkeys(VOTES, 0), 7: 100, 8: 90, 11: 4}},
        area_ballots={"Ristiina": 131},
        plan_hash="a" * 64,
        pb_sha256="b" * 64,
        receipts_sha256="c" * 64,
        draw_seed="c" * 64,
        draw=draw_order(tuple(VOTES), "c" * 64),
    )


@pytest.fixture(scope="session")
def decision() -> Decision:
    """The board takes 9 for 5, and says why."""
    reasons = {5: "Taulut uusitaan muusta rahasta.", 9: "Haukivuori ei saanut muita kohteita."}
    chosen = (1, 2, 3, 7, 8, 9, 10, 11, 12, 13)
    return Decision(chosen=chosen, date=date(2027, 3, 17), section="Elinympäristölautakunta § 31", reasons=reasons)


@pytest.fixture(scope="session")
def published(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The example with 150 ballots, counted, decided as counted and published; tests only read it."""
    path = tmp_path_factory.mktemp("published") / "meijan.db"
    shutil.copy(sqlite_template, path)
    database, now = Database(f"sqlite:///{path}"), Clock("2027-02-10T12:00")
    town = house(load(), now=now.now)
    desk = Desk(database, town, "Liisa")
    for line in (f"create {EXAMPLE}", f"open {CODE}"):
        command(["election", *shlex.split(line)], desk)
    casting(database, town)(CODE, 150)
    command(["election", "close", CODE], desk)
    now.set("+1h")
    for line in (f"count {CODE}", f'decide {CODE} --date 2027-02-10 --section "§ 31"', f"publish {CODE}"):
        command(["election", *shlex.split(line)], desk)
    yield database
    database.close()
