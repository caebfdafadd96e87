"""What was not understood: counted without opening, opened for whoever learns from it, gone when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from service.retention import KEPT, erase_old
from store import missed
from store.database import Database
from store.models.talk import Missed
from store.sealing import KeyRing, Sealer
from store.sql import table

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SEALER = Sealer(KeyRing.new())


def keep(database: Database, *texts: str, at: datetime = NOW, guess: str = "") -> None:
    with database.write() as db:
        for text in texts:
            missed.keep(db, sealer=SEALER, text=text, guess=guess, now=at)


def found(database: Database) -> list[tuple[int, str, str]]:
    with database.read() as db:
        return [(miss.times, miss.text, miss.guess) for miss in missed.most_frequent(db, sealer=SEALER)]


def test_the_most_frequent_comes_first(database: Database) -> None:
    keep(database, "Missä vessa?", "sataako", "missä  VESSA")
    keep(database, "voiko äänet", guess="vote")
    assert found(database) == [(2, "missä  VESSA", ""), (1, "voiko äänet", "vote"), (1, "sataako", "")]


def test_nothing_in_a_row_tells_the_text_or_the_person(database: Database) -> None:
    keep(database, "sataako")
    with database.read() as db:
        row = db.execute(select(table(Missed))).one()
    assert set(row._mapping) == {"id", "alike", "guess", "sealed", "at"}
    assert b"sataako" not in row.sealed + row.alike
    assert row.alike != Sealer(KeyRing.new()).blind("missed", "sataako")


def test_what_was_learnt_is_forgotten(database: Database) -> None:
    keep(database, "a b", "A, b!", "c")
    with database.write() as db:
        alike = missed.most_frequent(db, sealer=SEALER)[0].alike
        assert missed.forget(db, alike=[alike]) == 2
    assert found(database) == [(1, "c", "")]


def test_ninety_days(database: Database) -> None:
    keep(database, "old", at=NOW - KEPT - timedelta(seconds=1))
    keep(database, "young", at=NOW - KEPT + timedelta(seconds=1))
    with database.write() as db:
        assert erase_old(db, now=NOW) == 1
        assert erase_old(db, now=NOW) == 0
    assert found(database) == [(1, "young", "")]
