"""`meijan inbox …`: the console's own work, by command; nothing of it without a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from meijan.cli import command
from meijan.desk import Desk
from service.house import House
from service.staffing import members
from store import audit, calls, talk
from store.database import Database
from store.models.staff import Role
from tests.console import a_house
from tests.staff.residents import NUMBER, asked_for_a_call, left, met, wrote

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
Run = Callable[..., str]


@pytest.fixture
def house() -> House:
    return a_house(NOW)


@pytest.fixture
def run(database: Database, house: House) -> Run:
    """A command; what it printed."""
    desk = Desk(database, house)
    return lambda *args: command(["inbox", *args], desk)


def test_a_thread_by_command(database: Database, house: House, run: Run) -> None:
    with database.write() as db:
        thread = str(wrote(db, house, distress=True))
        for name in ("Maija", "Matti"):
            members.add(db, house, name=name, roles=[Role.MODERATOR], by="testi")
    assert run("take", thread, "--name", "Maija") == "Ketjuun vastaa Maija.\n"
    assert "Siihen vastaa nyt Maija." in run("take", thread, "--name", "Matti")
    assert "ei löydy" in run("take", thread, "--name", "Kaisa")
    assert "Asukas ei näe sitä" in run("note", thread, "Kysy puistoista.", "--name", "Maija")
    assert run("answer", thread, "Keväällä.", "--name", "Maija") == "Vastaus lähtee.\n"
    shown = run("show", thread)
    assert "Maija: Keväällä." in shown
    assert "Muistiinpano" in shown
    assert "hoidettu" in run("close", thread)
    assert "hoidetuksi" in run("calm", thread)
    assert run("close", thread) == "Ketju on suljettu.\n"
    assert run("reopen", thread) == "Ketju on taas auki.\n"
    with database.read() as db:
        assert [entry.what for entry in audit.entries(db, what="thread.")][::-1] == [
            "thread.assign",
            "thread.note",
            "thread.answer",
            "thread.distress-handled",
            "thread.close",
            "thread.reopen",
        ]


def test_at_night_it_says_that_the_answer_waits(database: Database) -> None:
    evening = a_house(datetime(2026, 11, 24, 20, tzinfo=UTC))
    with database.write() as db:
        thread = str(wrote(db, evening, at=NOW))
    desk = Desk(database, evening)
    assert "aamulla kello 8" in command(["inbox", "answer", thread, "Hei!", "--name", "Maija"], desk)
    with database.read() as db:
        assert left(db, evening)[0][3] == datetime(2026, 11, 25, 6, tzinfo=UTC)


def test_a_number_is_only_in_the_command_that_notes_the_look(database: Database, house: House, run: Run) -> None:
    with database.write() as db:
        call = str(asked_for_a_call(db, house))
    assert NUMBER[4:] not in run()
    assert run("number", call) == f"{NUMBER}\n"
    with database.read() as db:
        assert [entry.on_what for entry in audit.entries(db, what="number.look")] == [f"soitto {call}"]
    assert "Soita uudestaan 26.11." in run("call-again", call, "--quietly")
    assert run("called", call, "--outcome", "Sovittiin.") == "Soitto on kirjattu.\n"
    assert "jo merkitty hoidetuksi" in run("number", call)
    with database.read() as db:
        assert calls.waiting(db, sealer=house.sealer) == []
        assert left(db, house) == []


def test_an_unread_text_by_command(database: Database, house: House, run: Run) -> None:
    with database.write() as db:
        for text in ("yksi", "kaksi", "kolme"):
            known = met(db, house)
            talk.keep_unread(db, sealer=house.sealer, address_id=known.id, text=text, why="missed", now=NOW)
        idea, message, seen = (str(row[0]) for row in talk.unread(db, sealer=house.sealer))
    assert "Siitä tuli idea" in run("to-idea", idea)
    assert "Siitä tuli viesti" in run("to-message", message)
    assert run("seen", seen) == "Merkitty luetuksi.\n"
    assert "Joku on jo katsonut" in run("seen", idea)
