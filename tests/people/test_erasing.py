"""A person who is erased: nothing leads to them, no byte of theirs stays, and others go on as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from service.people import erasing
from store import associations, ideas, signups, votes
from store.database import Database
from store.erasing import tables, theirs
from store.held import registry
from store.models import metadata
from store.models.ideas import IdeaState
from tests import elections
from tests.console import a_house
from tests.events import opened
from tests.people.lives import Lives

AINO, VEIKKO = "+358401234567", "+358407654321"
WORDS = ("sataman kulmalle penkki", "Aino Virtanen", "tarvitsen rampin", "voisitteko auttaa lomakkeessa")


@pytest.fixture
def lives(database: Database) -> Lives:
    house = a_house()
    now = datetime(2027, 2, 10, 9, tzinfo=UTC)
    found = Lives(database, house, now)
    elections.opened(database, house.sealer, elections.budget(confirm="never"))
    with database.write() as db:
        opened(db, found.at, number=12, capacity=1, asks_needs=True, starts="2027-02-26T13:00", ends="2027-02-26T15:00")
    return found


def a_whole_life(lives: Lives) -> None:
    lives.writes(AINO, f"IDEA {WORDS[0]}, T. {WORDS[1]}", f"ILMO 12 {WORDS[2]}", "3 7 12", "IHMINEN", WORDS[3], "SOITA")
    lives.writes(VEIKKO, "ILMO 12", "IDEA lisää hiekkaa kaduille")


def left_of(database: Database, resident_id: int) -> dict[str, int]:
    """Table → rows that lead to the person."""
    with database.read() as db:
        counts = {
            one.name: len(db.execute(select(one).where(theirs(one)), {"whose": resident_id}).all()) for one in tables()
        }
    return {name: n for name, n in counts.items() if n}


def test_nothing_leads_to_who_was_erased(lives: Lives) -> None:
    a_whole_life(lives)
    aino, veikko = lives.resident(AINO), lives.resident(VEIKKO)
    before = left_of(lives.database, aino)
    assert {"address", "received", "outbox", "signup", "thread", "thread_message", "call", "conversation"} <= set(
        before
    )
    others = left_of(lives.database, veikko)
    with lives.database.write() as db:
        erasing.erase(db, lives.at, resident_id=aino)
    assert left_of(lives.database, aino) == {}
    after = left_of(lives.database, veikko)  # and the offer of the seat that became free
    assert {name: n for name, n in after.items() if name in others} == others | {"outbox": after["outbox"]}
    with lives.database.read() as db:
        assert not db.execute(
            select(metadata.tables["idea"]).where(metadata.tables["idea"].c.resident_id == aino)
        ).all()


def test_the_ballot_is_withdrawn_and_the_seat_goes_to_the_next(lives: Lives) -> None:
    a_whole_life(lives)
    with lives.database.write() as db:
        election = votes.live(db)[0]
        assert len(votes.box(db, election_id=election.id).ballots) == 1
        erasing.erase(db, lives.at, resident_id=lives.resident(AINO))
        assert len(votes.box(db, election_id=election.id).ballots) == 0
        (waited,) = signups.coming(db, resident_id=lives.resident(VEIKKO), now=lives.now)
        assert waited.offered == 1


def test_a_published_idea_stays_without_a_name(lives: Lives) -> None:
    a_whole_life(lives)
    house = lives.at
    with lives.database.write() as db:
        (row,) = ideas.of_resident(db, sealer=house.sealer, resident_id=lives.resident(AINO))
        ideas.move(
            db, idea=row, state=IdeaState.ASSESSED, by="t", now=lives.now, public_text="Penkki", keys=house.terms.keys
        )
        erasing.erase(db, house, resident_id=lives.resident(AINO))
        stays = ideas.by_code(db, sealer=house.sealer, code=row.code)
    assert stays is not None
    assert (stays.public_text, stays.text, stays.place) == ("Penkki", "", "")


def test_the_number_runs_no_association_any_more(lives: Lives) -> None:
    a_whole_life(lives)
    house = lives.at
    with lives.database.write() as db:
        own = associations.add(db, name="Kyläyhdistys", by="t", now=lives.now)
        for number in (AINO, VEIKKO):
            associations.register(
                db, sealer=house.sealer, association_id=own, number=number, consent="t", by="t", now=lives.now
            )
        erasing.erase(db, house, resident_id=lives.resident(AINO))
        assert [row.number for row in associations.numbers(db, sealer=house.sealer, association_id=own)] == [VEIKKO]


def test_every_table_with_a_persons_data_goes_or_is_loosened() -> None:
    """What leads to a resident or an address, and is neither, would be forgotten."""
    gone = {one.name for one in tables()}
    for one in metadata.sorted_tables:
        led = {key.column.table.name for column in one.c for key in column.foreign_keys} & {"resident", "address"}
        if led:
            assert one.name in gone or registry()[one.name].erase == "loosen", one.name


def test_after_a_restore_the_erased_are_erased_again(lives: Lives) -> None:
    a_whole_life(lives)
    with lives.database.write() as db:
        erasing.erase(db, lives.at, resident_id=lives.resident(AINO))
        assert erasing.replay(db, lives.at) == 0
    lives.writes(AINO, "Hei")  # who comes back later is somebody new, and stays
    with lives.database.write() as db:
        assert erasing.replay(db, lives.at) == 0
        earlier = metadata.tables["address"]
        db.execute(earlier.update().values(created_at=datetime(2026, 12, 1, tzinfo=UTC)))
        assert erasing.replay(db, lives.at) == 1
    assert lives.resident(VEIKKO)


def _bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


@pytest.mark.parametrize("secure", [True, False], ids=["as we are", "control: secure_delete off"])
def test_no_byte_stays_in_any_file(tmp_path: Path, secure: bool, sqlite_template: Path) -> None:
    path = tmp_path / "meijan.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}", pool=1)
    lives = Lives(database, replace(a_house()), datetime(2027, 2, 10, 9, tzinfo=UTC))
    lives.writes(AINO, *(f"IDEA {WORDS[0]} {n}" for n in range(30)))
    aino = lives.resident(AINO)
    with database.read() as db:
        sealed = [
            bytes(row[0])
            for name in ("address", "outbox", "received")
            for row in db.exec_driver_sql(f"SELECT sealed FROM {name} WHERE sealed IS NOT NULL")
        ]
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA secure_delete={'ON' if secure else 'OFF'}")
    with database.write() as db:
        erasing.erase(db, lives.at, resident_id=aino)
    database.truncate_log()
    held = _bytes_of(path)
    assert not [word for word in (*WORDS, AINO, AINO[1:]) if word.encode() in held]
    stayed = [one for one in sealed if one in held]
    database.close()
    assert bool(stayed) is not secure
