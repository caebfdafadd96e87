"""The audit log: its page, its chain under two writers at once, and that no change of it goes unseen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from service.writer import Writer
from store import audit
from store.database import Database
from store.models.staff import AuditEntry, Role
from store.sql import table
from tests.console import a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_entry = table(AuditEntry)


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    with console_over(database, a_house(NOW)) as app:
        yield app


def write(database: Database, n: int, who: str = "Maija", what: str = "idea.publish") -> None:
    with database.write() as db:
        for i in range(n):
            audit.note(db, who=who, what=what, on_what=f"idea K{i}", now=NOW)


async def test_the_newest_come_first_and_older_ones_follow(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.ELECTIONS)
    write(app.state.console.database, 120)
    answer, seen = await visitor.get("/loki?kuka=Maija&mita=idea."), []
    while True:
        seen += [int(n) for n in re.findall(r'scope="row" class="n">(\d+)', answer.text)]
        older = re.search(r'href="/staff(/loki\?[^"]+)">Vanhemmat', answer.text)
        if older is None:
            break
        answer = await visitor.get(older.group(1).replace("&amp;", "&"))
    assert len(seen) == 120
    assert seen == sorted(seen, reverse=True)
    assert "Mikään merkintä ei sovi" in (await visitor.get("/loki?kuka=Kukaan")).text


async def test_the_file_starts_no_formula_and_its_making_is_noted(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.ELECTIONS)
    write(app.state.console.database, 1, who="=1+1")
    answer = await visitor.get("/loki/vie?kuka=%3D1%2B1")
    assert "'=1+1" in answer.content.decode("utf-8-sig")
    assert "log.export" in (await visitor.get("/loki")).text


async def test_the_page_says_whether_the_chain_is_whole(app: FastAPI) -> None:
    visitor, database = await signed_in(app, Role.ELECTIONS), app.state.console.database
    write(database, 5)
    assert (await visitor.send_form("/loki/tarkista")).status_code == 303
    assert re.search(r"ehjä merkintään \d+ asti", (await visitor.get("/loki")).text)
    write(database, 5)
    with database.write() as db:
        last = db.execute(select(_entry.c.number).order_by(_entry.c.number.desc()).limit(1)).scalar_one()
        db.execute(update(_entry).where(_entry.c.number == last - 2).values(why="muutettu"))
    answer = await visitor.send_form("/loki/tarkista")
    assert answer.status_code == 409
    assert f"merkinnän {last - 2} kohdalla" in answer.text


@pytest.mark.parametrize("change", ["who", "at", "taken out", "put in", "cut off", "written anew"])
def test_no_change_goes_unseen(database: Database, change: str) -> None:
    write(database, 10)
    with database.write() as db:
        assert audit.verify(db) is None  # it can be whole
        audit.keep_check(db, verdict=audit.look(db), whole=True, by="testi", now=NOW)
        check = audit.last_check(db, whole=True)
        fifth = _entry.c.number == 5
        if change == "who":
            db.execute(update(_entry).where(fifth).values(who="Matti"))
        elif change == "at":
            db.execute(update(_entry).where(fifth).values(at=datetime(2026, 1, 1, tzinfo=UTC)))
        elif change == "taken out":
            db.execute(delete(_entry).where(fifth))
        elif change == "put in":
            row = db.execute(select(_entry).where(fifth)).one()
            db.execute(_entry.insert(), {**row._mapping, "number": 11})
        else:
            db.execute(delete(_entry).where(_entry.c.number > 8))
            for _ in range(4 if change == "written anew" else 0):
                audit.note(db, who="Matti", what="idea.publish", now=NOW)
        if change in ("cut off", "written anew"):
            # the chain alone can't tell: what was seen before can
            assert audit.verify(db) is None
            assert audit.look(db, since=check).broken in (9, 10)
        else:
            assert audit.verify(db) == (11 if change == "put in" else 5)


def test_a_long_log_is_checked_in_steps(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 10)
    write(database, 35)
    with database.write() as db:
        numbers, since = [], None
        while True:
            verdict = audit.look(db, since=since, most=10)
            numbers.append(verdict.number)
            audit.keep_check(db, verdict=verdict, whole=False, by="testi", now=NOW)
            since = audit.last_check(db, whole=False)
            if verdict.done:
                break
        assert numbers == [10, 19, 28, 35]
        assert since is not None
        assert audit.look(db, since=since).broken is None


def race(database: Database, monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[int | None, int]:
    """Four write sixty entries at once; where the chain breaks, and how many writes failed."""
    if monkeypatch is not None:
        monkeypatch.setattr(audit, "dialect", lambda _db: "no lock")
    together = Barrier(4)

    def work(n: int) -> int:
        failed = 0
        together.wait()
        for i in range(15):
            try:
                with database.write() as db:
                    audit.note(db, who=f"Työntekijä {n}", what="idea.publish", on_what=f"idea K{i}", now=NOW)
            except IntegrityError:
                failed += 1
        return failed

    with ThreadPoolExecutor(4) as pool:
        failed = sum(pool.map(work, range(4)))
    with database.read() as db:
        assert len(audit.entries(db, limit=100)) == 60 - failed
        return audit.verify(db), failed


def test_four_writers_at_once_keep_one_chain(database: Database) -> None:
    assert race(database) == (None, 0)


def test_without_the_lock_they_would_not(
    postgres_template: str, fresh_postgres_database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: two read the same last entry, and the number, which is a key, refuses the second."""
    database = Database(fresh_postgres_database(postgres_template))  # type: ignore[operator]
    _, failed = race(database, monkeypatch)
    database.close()
    assert failed


async def test_a_writer_of_the_server_keeps_the_chain_too(database: Database) -> None:
    writer = Writer(database)
    await asyncio.gather(
        *(writer.write(lambda db, n=n: audit.note(db, who=f"T{n}", what="x", now=NOW)) for n in range(40))
    )
    writer.close()
    with database.read() as db:
        assert audit.verify(db) is None
        assert len(audit.entries(db, limit=100)) == 40
