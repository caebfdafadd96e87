"""Events: the next ones among 50,000, reminders of 10,000 people, 10,000 sign-ups in a minute.

    python -m bench.events                   # all, on both databases: docs/performance.md
    python -m bench.events coming --events 5000 --database sqlite    # a short one, which leaves the page as it is

`coming` asks as a dialogue does, through City: everything, by day, area and kind, page by page. Half of the events are
over, some go on for weeks, and the nearest have people in line. Each question is asked many times; its p99 counts.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from bench.crash import new_database
from dialogs.city import EventView
from meijan.settings import load
from meijan.wiring import house as make_house
from service.calendar import HELSINKI
from service.house import AREAS, House
from service.view import CityView
from store import people
from store.database import Database
from store.events import canonical
from store.models.events import Event, EventState, Signup
from store.sql import table

DATABASES = ("sqlite", "postgres")
EVENTS, PEOPLE = 50_000, 10_000
NOW = datetime(2026, 11, 24, 10, tzinfo=HELSINKI).astimezone(UTC)
ASKED = 500  # times each question
GOAL = 5.0  # ms
HOLD = 50.0  # ms that a tick may keep the writer
NOBODY = "Tyhjälä"  # a part of the city where nothing is

Ask = Callable[[CityView], Sequence[EventView]]


def local(text: str) -> datetime:
    """A time in Helsinki."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def page(city: CityView, pages: int) -> Sequence[EventView]:
    """The pages after each other; the last is what counts least."""
    found = city.events(limit=4)
    for _ in range(pages):
        found = city.events(limit=4, after=found[-1].number)
    return found


QUESTIONS: dict[str, Ask] = {
    "the next": lambda city: city.events(limit=4),
    "and the page after it": lambda city: page(city, 1),
    "of a day": lambda city: city.events(since=local("2026-12-01"), until=local("2026-12-02"), limit=4),
    "of a weekend": lambda city: city.events(since=local("2026-11-28"), until=local("2026-11-30"), limit=4),
    "of an area": lambda city: city.events(area="Otava", limit=4),
    "free": lambda city: city.events(kind="free", limit=4),
    "accessible, of an area": lambda city: city.events(kind="accessible", area="Anttola", limit=4),
    "for children, of a day and area": lambda city: city.events(
        since=local("2026-12-05"), until=local("2026-12-06"), area="Keskusta", kind="children", limit=4
    ),
    "of an area where nothing is": lambda city: city.events(area=NOBODY, limit=4),
    "of a day far away": lambda city: city.events(since=local("2027-06-01"), until=local("2027-06-02"), limit=4),
}


def events(n: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Rows: two years to either side of now, most of two hours, one in fifty of weeks."""
    for number in range(1, n + 1):
        minutes = 15 * chance.randrange(-2 * 365 * 96 // 2, 365 * 96)
        starts = NOW + timedelta(minutes=minutes)
        length = timedelta(days=chance.randrange(2, 60)) if number % 50 == 0 else timedelta(hours=2)
        words = {
            "title": {"fi": f"Tapahtuma {number}"},
            "place": {"fi": "pääkirjasto"},
            "text": {"fi": "Tervetuloa! " * 20},
        }
        yield {
            "id": number,
            "number": number,
            "state": EventState.PUBLISHED,
            "words": canonical(words),
            "area": chance.choice(AREAS),
            "starts_at": starts,
            "ends_at": starts + length,
            "free_of_charge": chance.random() < 0.6,
            "accessible": chance.random() < 0.3,
            "for_children": chance.random() < 0.2,
            "takes_signups": True,
            "capacity": 10,
            "created_at": NOW,
            "changed_at": NOW,
            "published_at": NOW,
        }


def with_defaults(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """All columns of a table."""
    return model(**row).model_dump()


def insert(db: Connection, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """In batches."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(with_defaults(model, row))
        if len(batch) == 1000:
            db.execute(table(model).insert(), batch)
            batch = []
    if batch:
        db.execute(table(model).insert(), batch)


def crowd(db: Connection, house: House, n: int) -> list[people.Met]:
    """People with a number each."""
    return [
        people.meet(db, sealer=house.sealer, channel="sms", value=f"+35840{number:07}", now=NOW) for number in range(n)
    ]


def analyse(database: Database) -> None:
    """What autovacuum and SQLite's own optimizer do on a server in use."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("ANALYZE" if database.sqlite else "VACUUM ANALYZE"))


def coming(kind: str, n: int) -> list[list[object]]:
    """A row for each question."""
    house = make_house(load(), now=lambda: NOW)
    rows: list[list[object]] = []
    with new_database(kind) as url:
        database = Database(url, pool=1)
        with database.write() as db:
            insert(db, Event, events(n, random.Random(1)))
            met = crowd(db, house, 20)
            soon = db.execute(text("SELECT id FROM event ORDER BY starts_at LIMIT 400 OFFSET :half"), {"half": n // 2})
            insert(
                db,
                Signup,
                (
                    {
                        "event_id": event_id,
                        "resident_id": one.resident_id,
                        "address_id": one.id,
                        "waiting": 2,
                        "line": i,
                    }
                    | {"created_at": NOW, "changed_at": NOW}
                    for event_id in soon.scalars().all()
                    for i, one in enumerate(met, 1)
                ),
            )
        analyse(database)
        with database.read() as db:
            city = CityView(db, house, met[0], NOW, "")
            for name, ask in QUESTIONS.items():
                found = len(ask(city))
                took = sorted(timed(ask, city) for _ in range(ASKED))
                rows.append([kind, name, found, f"{statistics.median(took):.2f}", f"{took[int(0.99 * ASKED)]:.2f}"])
        database.close()
    return rows


def timed(ask: Ask, city: CityView) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask(city)
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Measure; a whole run is written into the page."""
    options = argparse.ArgumentParser()
    options.add_argument("parts", nargs="*")
    options.add_argument("--events", type=int, default=EVENTS)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--database", choices=DATABASES, action="append")
    chosen = options.parse_args()
    for kind in chosen.database or DATABASES:
        for row in coming(kind, chosen.events):
            print(row)


if __name__ == "__main__":
    main()
