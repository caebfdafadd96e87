"""The staff console over a city of years: 100,000 residents, 50,000 ideas, 1,000,000 rows of the outbox.

    python -m bench.console                                  # both databases: docs/performance.md
    python -m bench.console --database sqlite --small 1000   # a short one, which leaves the page as it is

Every GET route that answers with a page or a stream, by address, asked many times by one administrator through the
application, without a network; of a stream the time to its first event counts. Times are the server's: what it takes
from the request to the last byte. What answers with a file is told apart: it is made once, and may take longer. The
weight of a first load is that of the heaviest page with its style sheets and scripts as they are packed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy import Connection

from bench import report
from bench.console_city import ADMIN, NOW, Size, fill
from bench.console_pages import Answer, ask, statements
from bench.crash import new_database
from meijan.texts.editing import Editing
from service.house import House
from service.staffing import links, members
from service.writer import Writer
from staff import static
from staff.app import create
from staff.console import Console, Options, Tools
from store.database import Database
from tests.console import SITE, a_house
from tests.console_story.big import addresses
from tests.console_story.routes import ELSEWHERE, REFUSED, Stop, stops

DATABASES = ("sqlite", "postgres")
ASKED = 40  # times each page
EXPECTED = REFUSED | ELSEWHERE
PAGES = ("text/html", "text/event-stream")
GOAL = 100.0  # ms


@dataclass(frozen=True)
class Timed:
    """A page: its route, its times in ms, its statements, its bytes."""

    route: str
    path: str
    kind: str
    times: tuple[float, ...]
    statements: int
    bytes: int

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]


def session_of(db: Connection, house: House) -> str:
    """The cookie of an administrator who has just signed in."""
    token = members.link(db, house, name=ADMIN, by="bench")
    session = links.use(db, house, token=token, agent="bench")
    assert session is not None
    return session


@contextmanager
def console_over(database: Database) -> Iterator[FastAPI]:
    """The console's application with all of its pages but the doctor's, who would look for the providers."""
    house, writer = a_house(NOW), Writer(database)
    tools = Tools(texts=Editing(house.wording, {}))
    try:
        yield create(Console(database, writer, house, Options(site=SITE), tools=tools))
    finally:
        writer.close()


async def measure(database: Database, asked: int) -> list[Timed]:
    """Each page. Raises RuntimeError where one answers otherwise."""
    with console_over(database) as app:
        console: Console = app.state.console
        session = await console.write(lambda db: session_of(db, console.house))
        found = []
        for stop in stops(app, addresses()):
            if not stop.open:
                found.append(await _time(lambda path: ask(app, path, session), stop, database, asked))
    return found


async def _time(get: Callable[..., object], stop: Stop, database: Database, asked: int) -> Timed:
    with statements(database.engine) as said:
        first = await get(stop.path)  # type: ignore[misc]
    assert isinstance(first, Answer)
    if first.status != EXPECTED.get(stop.path, 200):
        raise RuntimeError(f"{stop.path}: {first.status}")
    page = first.kind.startswith(PAGES)
    times = [(await get(stop.path)).ms for _ in range(asked if page else 2)]  # type: ignore[misc]
    return Timed(stop.route, stop.path, first.kind.split(";")[0], tuple(times), len(said), first.bytes)


def first_load(pages: list[Timed]) -> int:
    """Bytes of the heaviest page with everything that a browser fetches with it."""
    heaviest = max(page.bytes for page in pages if page.kind == "text/html")
    return heaviest + sum(len(asset.packed) for asset in static.assets().values())


def rows(found: dict[str, list[Timed]]) -> Iterator[list[str]]:
    """Of the report: a page a line."""
    for pages in zip(*found.values(), strict=True):
        cells = []
        for page in pages:
            late = "**" if page.p95 > GOAL and page.kind in PAGES else ""
            cells += [f"{statistics.median(page.times):.1f}", f"{late}{page.p95:.1f}{late}", str(page.statements)]
        first = pages[0]
        what = "" if first.kind == "text/html" else f" ({first.kind.split('/')[-1]})"
        yield [f"`{first.path}`{what}", *cells, f"{first.bytes / 1024:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--small", type=int, default=0, help="so many of everything, and no report")
    parser.add_argument("--asked", type=int, default=ASKED)
    given = parser.parse_args()
    found: dict[str, list[Timed]] = {}
    for kind in given.database or DATABASES:
        with new_database(kind) as url:
            database = Database(url)
            fill(database, a_house(NOW), Size.of(given.small) if given.small else None)
            found[kind] = asyncio.run(measure(database, given.asked))
            database.close()
    head = ["page", *(f"{kind} {what}" for kind in found for what in ("ms, median", "p95", "statements")), "KB"]
    text = report.table(head, rows(found))
    text += f"\n\nFirst load, the heaviest page: {first_load(next(iter(found.values()))) / 1024:.0f} KB."
    if given.small or given.database:
        print(text)
    else:
        report.write("console", text)


if __name__ == "__main__":
    main()
