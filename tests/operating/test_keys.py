"""`meijan keys`: what a person types, and what they read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from store import leases, people
from store.database import Database
from store.sealing import KeyRing, Sealer
from tests.operating.conftest import Command


def test_new_keys_are_a_line_that_the_setting_takes(meijan: Command) -> None:
    made = meijan("keys", "new")
    assert made.code == 0
    assert len(KeyRing.parse(made.out).seals) == 1
    assert "MEIJAN_KEYS" in made.err


def test_one_key_more(meijan: Command) -> None:
    ring = KeyRing.new()
    made = meijan("keys", "add", KEYS=ring.text())
    grown = KeyRing.parse(made.out)
    assert sorted(grown.seals) == [1, 2]
    assert (grown.seals[1], grown.index) == (ring.seals[1], ring.index)
    assert "reseal" in made.err


def test_without_keys_nothing_is_changed(meijan: Command) -> None:
    for command in ("add", "index", "reindex", "reseal"):
        made = meijan("keys", command)
        assert (made.code, made.out) == (2, "")
        assert "MEIJAN_KEYS puuttuu" in made.err


def test_a_change_of_the_index_key_from_end_to_end(meijan: Command, sqlite_url: str, clean: Path) -> None:
    old = KeyRing.new()
    settings = {"KEYS": old.text(), "DATABASE_URL": sqlite_url}
    database = Database(sqlite_url)
    with database.write() as db:
        met = people.meet(db, sealer=Sealer(old), channel="sms", value="+358401234567", now=datetime.now(UTC))
    assert meijan("keys", "reindex", **settings).code == 2  # no ring to come
    made = meijan("keys", "index", **settings)
    new = KeyRing.parse(made.out)
    (clean / "new").write_text(made.out)

    with database.write() as db:
        leases.hold(db, name="send:sms", holder="other")
    refused = meijan("keys", "reindex", "--to", "new", **settings)
    assert (refused.code, "Palvelu on käynnissä" in refused.err) == (1, True)
    with database.write() as db:
        leases.let_go(db, name="send:sms", holder="other")

    done = meijan("keys", "reindex", "--to", "new", **settings)
    assert (done.code, "1 osoitetta" in done.out) == (0, True)
    with database.read() as db:
        assert people.find(db, sealer=Sealer(new), channel="sms", value="+358401234567") == met.id
    again = meijan("keys", "reindex", KEYS_NEW=made.out, **settings)
    assert (again.code, "jo uudella avaimella" in again.err) == (0, True)
    database.close()


def test_a_file_that_is_not_there(meijan: Command) -> None:
    made = meijan("keys", "reindex", "--to", "nowhere", KEYS=KeyRing.new().text())
    assert (made.code, "ei voi lukea" in made.err) == (2, True)


def test_old_values_under_the_newest_key(meijan: Command, sqlite_url: str) -> None:
    ring = KeyRing.new()
    database = Database(sqlite_url)
    with database.write() as db:
        people.meet(db, sealer=Sealer(ring), channel="sms", value="+358401234567", now=datetime.now(UTC))
    database.close()
    done = meijan("keys", "reseal", KEYS=ring.grown().text(), DATABASE_URL=sqlite_url)
    assert done.code == 0
    assert "1 arvoa suljettiin avaimella 2" in done.out
    assert "Renkaasta voi poistaa: 1" in done.out


def test_the_wrong_keys_are_one_line_and_not_a_traceback(meijan: Command, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as db:
        people.meet(db, sealer=Sealer(KeyRing.new()), channel="sms", value="+358401234567", now=datetime.now(UTC))
    database.close()
    done = meijan("keys", "reseal", KEYS=KeyRing.new().grown().text(), DATABASE_URL=sqlite_url)
    assert done.code == 2
    assert done.err == "MEIJAN_KEYS ei avaa tätä tietokantaa. Katso: meijan doctor\n"
