"""Ideas that are one: supports are different people, whatever is joined in which order; and two who decide at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from service.house import House
from service.ideas import merging, moving
from service.notices import Refused
from store import idea_desk, ideas
from store.database import Database
from store.models.ideas import IdeaState, IdeaSupport
from store.sealing import Sealer
from store.sql import table
from tests.console import a_house
from tests.staff import ideas as world

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CODES = ("K2A2", "K3A3", "K4A4", "K5A5", "K6A6")
PEOPLE = tuple(f"+3584012300{n:02}" for n in range(8))

places = st.integers(0, len(CODES) - 1)
persons = st.integers(0, len(PEOPLE) - 1)


def supporters(db: Connection, idea_id: int) -> set[int]:
    support = table(IdeaSupport)
    return set(db.execute(select(support.c.resident_id).where(support.c.idea_id == idea_id)).scalars())


def played(
    db: Connection, house: House, givers: list[int], supports: set[tuple[int, int]], merges: list[tuple[int, int]]
) -> None:
    """Play it, and in plain sets beside it; they must agree after every step."""
    who: dict[int, int] = {}
    for code, giver in zip(CODES, givers, strict=True):
        who[giver] = world.published(db, house, code, f"Idea {code}", by=PEOPLE[giver])
    for _place, person in supports:
        if person not in who:
            who[person] = world.given(db, house, f"M{person + 2}M2", "Muuta", by=PEOPLE[person])
    for place, person in supports:
        ideas.support(db, code=CODES[place], resident_id=who[person], now=NOW)
    said = {place: {person for at, person in supports if at == place} for place in range(len(CODES))}
    lives = set(said)
    for source, target in merges:
        ids = {place: world.row(db, house, CODES[place]).id for place in (source, target)}
        if source == target or not {source, target} <= lives:
            with pytest.raises(Refused):
                merging.merge(db, house, code=CODES[source], into=CODES[target], by="Maija")
            continue
        own = {givers[source]} - {givers[target]}
        said[target] |= said.pop(source) | own
        lives.discard(source)
        _idea, _other, promised = merging.would(db, house, code=CODES[source], into=CODES[target])
        joined = merging.merge(db, house, code=CODES[source], into=CODES[target], by="Maija")
        assert supporters(db, ids[target]) == {who[person] for person in said[target]}
        assert joined.supporters == promised == len(said[target])
        assert supporters(db, ids[source]) == set()
    for code in CODES:  # every code leads to an idea that lives
        row = world.row(db, house, code)
        if row.merged_into is not None:
            assert ideas.by_id(db, sealer=house.sealer, idea_id=row.merged_into).state is IdeaState.ASSESSED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    givers=st.lists(persons, min_size=len(CODES), max_size=len(CODES)),
    supports=st.sets(st.tuples(places, persons), max_size=20),
    merges=st.lists(st.tuples(places, places), max_size=6),
)
def test_supports_after_joining_are_different_people(
    database: Database, givers: list[int], supports: set[tuple[int, int]], merges: list[tuple[int, int]]
) -> None:
    with database.write() as db:
        example = db.begin_nested()
        played(db, a_house(NOW), givers, supports, merges)
        example.rollback()


# -- two at once


def both(database: Database, *acts: Callable[[Connection], object]) -> list[str]:
    """Each act in a transaction of its own, all at the same time; what became of each."""

    def one(act: Callable[[Connection], object]) -> str:
        try:
            with database.write() as db:
                act(db)
        except Refused as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has read the version waits for the other one, who may be kept out by the lock: then it goes on alone."""
    barrier, read = threading.Barrier(2), idea_desk.version

    def waits(db: Connection, *, idea_id: int) -> int:
        found = read(db, idea_id=idea_id)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=0.5)
        return found

    monkeypatch.setattr(idea_desk, "version", waits)


def decided(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two moderators decide on the same idea at once, having seen the same."""
    house = a_house(NOW)
    with database.write() as db:
        world.given(db, house, "K7F2", "Penkki rantaan")
        seen = idea_desk.version(db, idea_id=world.row(db, house, "K7F2").id)
    meeting(monkeypatch)
    return both(
        database,
        lambda db: moving.move(
            db, house, code="K7F2", state=IdeaState.ASSESSED, public_text="Penkki", by="Maija", seen=seen
        ),
        lambda db: moving.move(
            db, house, code="K7F2", state=IdeaState.REJECTED, reason="Ei rahaa.", by="Matti", seen=seen
        ),
    )


def test_of_two_decisions_at_once_one_holds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    went = decided(database, monkeypatch)
    assert went.count("done") == 1
    assert [one for one in went if "ehti ensin" in one]
    with database.read() as db:
        assert len(world.messages(db, a_house(NOW), "K7F2")) == 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_without_the_lock_both_would_hold(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: SQLite lets one write at a time anyway, PostgreSQL does not."""

    def unlocked(db: Connection, *, sealer: Sealer, codes: list[str]) -> dict[str, ideas.IdeaRow]:
        rows = (ideas.by_code(db, sealer=sealer, code=code) for code in codes)
        return {row.code: row for row in rows if row is not None}

    monkeypatch.setattr(ideas, "lock", unlocked)
    assert decided(database, monkeypatch) == ["done", "done"]


def test_two_ideas_joined_to_each_other_at_once_leave_one_alive(database: Database) -> None:
    house = a_house(NOW)
    with database.write() as db:
        for code in CODES[:2]:
            world.published(db, house, code, f"Idea {code}")
    went = both(
        database,
        lambda db: merging.merge(db, house, code=CODES[0], into=CODES[1], by="Maija"),
        lambda db: merging.merge(db, house, code=CODES[1], into=CODES[0], by="Matti"),
    )
    assert went.count("done") == 1
    with database.read() as db:
        states = sorted(world.row(db, house, code).state for code in CODES[:2])
    assert states == [IdeaState.ASSESSED, IdeaState.MERGED]


def test_who_supports_while_ideas_are_joined_is_not_lost(database: Database) -> None:
    """A support that comes at the same time is there after it, as the person was told."""
    house = a_house(NOW)
    with database.write() as db:
        for code in CODES[:2]:
            world.published(db, house, code, f"Idea {code}")
        person = world.given(db, house, "K9K9", "Muuta", by=PEOPLE[0])
    counted: list[bool] = []
    both(
        database,
        lambda db: merging.merge(db, house, code=CODES[0], into=CODES[1], by="Maija"),
        lambda db: counted.append(ideas.support(db, code=CODES[0], resident_id=person, now=NOW)),
    )
    with database.read() as db:
        into = world.row(db, house, CODES[1]).id
        assert person in supporters(db, into)
    assert counted == [True]
