"""`meijan staff …`, and that what is done by command is in the audit log as what is done in the console is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from sqlalchemy import delete, func, select

from meijan.cli import app as commands
from meijan.cli import command
from meijan.desk import Desk
from service.staffing import links
from store import audit
from store.database import Database
from store.models.staff import AuditEntry
from store.sql import table
from tests.console import a_house

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
EVENT = "title: {fi: Kahvihetki}\nplace: pääkirjasto\nstarts: 2026-11-26 13:00\nends: 15.00\n"
Meijan = Callable[[str], str]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database, a_house(NOW))


@pytest.fixture
def meijan(desk: Desk) -> Meijan:
    return lambda line: command(shlex.split(line), desk).strip()


def noted(desk: Desk) -> list[tuple[str, str, str]]:
    """Who did what on what, the oldest first."""
    with desk.database.read() as db:
        return [(one.who, one.what, one.on_what) for one in reversed(audit.entries(db, limit=200))]


def token_of(printed: str) -> str:
    found = re.search(r"/staff/sisaan/([\w-]+)", printed)
    assert found is not None, printed
    return found.group(1)


def test_from_the_first_administrator_to_a_closed_account(desk: Desk, meijan: Meijan) -> None:
    assert "ei käyttäjiä" in meijan("staff list").lower()
    first = token_of(meijan("staff add Maija --role pääkäyttäjä"))
    second = token_of(meijan("staff link Maija"))
    with desk.database.write() as db:
        assert links.use(db, desk.house, token=first, agent="") is None
        assert links.use(db, desk.house, token=second, agent="Firefox/150 Linux") is not None
    assert "Firefox, Linux, link" in meijan("staff sessions Maija")
    assert meijan("staff sessions Maija --end") == "Selaimia kirjattiin ulos: 1"
    assert meijan("staff sessions Maija") == "Maija ei ole kirjautuneena."
    assert "ainoa pääkäyttäjä" in meijan("staff disable Maija")
    meijan("staff add Matti --role pääkäyttäjä --email MATTI@m.example")
    assert meijan("staff roles Maija --role lukija --role avustaja") == "Maija: avustaja, lukija"
    assert meijan("staff email Maija maija@m.example") == "Maija: avustaja, lukija, maija@m.example"
    assert "toisella käyttäjällä" in meijan("staff email Maija matti@m.example")
    assert meijan("staff email Maija") == "Maija: avustaja, lukija"
    assert "+358401234567" in meijan("staff phone Maija '040 123 4567'")
    assert "ei kelpaa" in meijan("staff phone Maija 12")
    assert "suljettu" in meijan("staff disable Maija --by Matti")
    assert "(suljettu)" in meijan("staff list")
    assert "auki" in meijan("staff enable Maija")
    assert "ei ole" in meijan("staff roles Kukaan --role lukija")
    assert "Roolia keisari ei ole" in meijan("staff roles Maija --role keisari")
    assert ("Matti", "staff.disable", "käyttäjä Maija") in noted(desk)
    assert "040" not in str(noted(desk))


def test_a_broken_chain_ends_with_one(desk: Desk) -> None:
    root = typer.main.get_command(commands)

    def verify() -> int:
        try:
            root.main(["staff", "log", "--verify"], prog_name="meijan", obj=desk)
        except SystemExit as end:
            return int(str(end.code or 0))
        return 0

    command(["staff", "add", "Maija", "--role", "lukija"], desk)
    command(["staff", "add", "Matti", "--role", "lukija"], desk)
    assert verify() == 0
    entry = table(AuditEntry)
    with desk.database.write() as db:
        last = db.execute(select(func.max(entry.c.number))).scalar_one()
        db.execute(delete(entry).where(entry.c.number == last))
    assert verify() == 1  # the chain that is left holds, but it was longer when it was looked at


def test_the_log_is_read_by_who_and_what(desk: Desk, meijan: Meijan) -> None:
    meijan("staff add Maija --role lukija --by Liisa")
    meijan("association add 'Kylän väki ry'")
    assert "staff.add" in meijan("staff log --who Liisa")
    assert "association" not in meijan("staff log --who Liisa")
    assert meijan("staff log --what association.").endswith("komentorivi association.add yhdistys Kylän väki ry")
    assert len(meijan("staff log -n 1").splitlines()) == 1


def test_what_is_done_by_command_is_noted_and_what_is_refused_is_not(
    desk: Desk, meijan: Meijan, tmp_path: Path
) -> None:
    path = tmp_path / "event.yaml"
    path.write_text(EVENT, encoding="utf-8")
    printed = meijan(f"event create {path}")
    number = re.search(r"publish (\d+)", printed)
    assert number is not None, printed
    n = number.group(1)
    meijan(f"event capacity {n} 5")
    meijan(f"event publish {n}")
    assert "--reason" in meijan(f"event cancel {n}")
    meijan(f"event cancel {n} --reason Myrsky --yes")
    meijan("association add Martat --by Liisa")
    meijan("association number Martat 0401234567 --consent paperi")
    assert "ei ole rekisteröity" in meijan("association end Martat 0501234567")
    meijan("association end Martat 0401234567")
    meijan("outbox decide 1 arrived")
    meijan("election open EI-OLE")
    assert noted(desk) == [
        ("komentorivi", "event.create", f"tapahtuma {n}"),
        ("komentorivi", "event.capacity", f"tapahtuma {n}"),
        ("komentorivi", "event.publish", f"tapahtuma {n}"),
        ("komentorivi", "event.cancel", f"tapahtuma {n}"),
        ("Liisa", "association.add", "yhdistys Martat"),
        ("komentorivi", "association.number", "yhdistys Martat"),
        ("komentorivi", "association.end", "yhdistys Martat"),
    ]
    with desk.database.read() as db:
        assert audit.verify(db) is None
        assert "040" not in "".join(one.why + one.on_what for one in audit.entries(db))
