"""How many statements a page takes: the same for some of everything and for many times as much."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.console import EXPECTED, PAGES, console_over, session_of
from bench.console_city import NOW, Size, fill
from bench.console_pages import ask, statements
from store.database import Database
from tests.console import a_house
from tests.console_story.big import addresses
from tests.console_story.routes import stops

FEW, MANY = 300, 1_200
"""Both are more than one page of a list holds, and have ideas that are alike."""
MOST = 30


async def counted(database: Database, n: int) -> dict[str, int]:
    """Statements by address, over a city of `n` of everything."""
    fill(database, a_house(NOW), Size.of(n))
    found = {}
    with console_over(database) as app:
        console = app.state.console
        session = await console.write(lambda db: session_of(db, console.house))
        for stop in stops(app, addresses()):
            with statements(database.engine) as said:
                answer = await ask(app, stop.path, session)
            assert answer.status == EXPECTED.get(stop.path, 200), stop.path
            if answer.kind.startswith(PAGES):  # a file is read batch by batch
                found[stop.path] = len(said)
    return found


async def test_a_page_takes_as_many_statements_whatever_there_is(sqlite_template: Path, tmp_path: Path) -> None:
    """The statements are the same on both databases, so one is asked."""
    found = []
    for n in (FEW, MANY):
        path = tmp_path / f"{n}.db"
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}")
        found.append(await counted(database, n))
        database.close()
    few, many = found
    assert {path: (few[path], n) for path, n in many.items() if n > few[path]} == {}
    assert {path: n for path, n in many.items() if n > MOST} == {}
    assert many["/"] > 0
