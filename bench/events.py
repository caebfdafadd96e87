"""Events: the next ones among 50,000, reminders of 10,000 people, 10,000 sign-ups in a minute.

    python -m bench.events                   # all, on both databases: docs/performance.md
    python -m bench.events coming --events 5000 --database sqlite    # a short one, which leaves the page as it is

`coming` asks as a dialogue does, through City: everything, by day, area and kind, page by page. Half of the events are
over, some go on for weeks, and the nearest have people in line. Each question is asked many times; its p99 counts.
`reminded` ticks until nothing is due. `signups` is a storm of messages to a running service (bench/signup_storm.py).
Imports are measured by bench/events_import.py.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from bench import report, servers
from bench.crash import new_database
from bench.signup_storm import WITHIN, Stormed, storm
from bench.similar import processor
from dialogs.city import EventView
from meijan.settings import load
from meijan.wiring import house as make_house
from service.calendar import HELSINKI
from service.events import making, reminders
from service.events.draft import Draft
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
    found: dict[str, Any] = model(**row).model_dump()
    return found


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
            cpu = processor(db)
            for name, ask in QUESTIONS.items():
                found = len(ask(city))
                goes = [timed(ask, city, cpu) for _ in range(ASKED)]
                took, busy = (sorted(go[n] for go in goes) for n in (0, 1))
                at = int(0.99 * ASKED)
                row = (f"{statistics.median(took):.2f}", f"**{took[at]:.2f}**", f"{busy[at]:.2f}")
                rows.append([kind, name, found, *row])
        database.close()
    return rows


def timed(ask: Ask, city: CityView, cpu: Callable[[], int]) -> tuple[float, float]:
    """Milliseconds, and those of them that this program and the database's process worked."""
    begun, used = time.perf_counter(), cpu()
    ask(city)
    return 1000 * (time.perf_counter() - begun), (cpu() - used) / 1e6


def reminded(kind: str, n: int) -> list[list[object]]:
    """As many reminders that are due at once: how long each transaction of a tick lasts."""
    clock = [NOW]
    house = replace(make_house(load()), now=lambda: clock[0])
    with new_database(kind) as url:
        database = Database(url, pool=1)
        with database.write() as db:
            starts = local("2026-11-26T13:00")
            draft = Draft(title={"fi": "Kahvihetki"}, place={"fi": "pääkirjasto"}, starts=starts, ends=starts)
            row = making.create(db, house, draft=draft, by="bench")
            making.publish(db, house, event_id=row.id, by="bench")
            who = (
                {"event_id": row.id, "resident_id": one.resident_id, "address_id": one.id}
                for one in crowd(db, house, n)
            )
            insert(db, Signup, (one | {"seats": 1, "created_at": NOW, "changed_at": NOW} for one in who))
            begun = time.perf_counter()
            reminders.plan(db, house, row.id)
            planned = time.perf_counter() - begun
        analyse(database)
        clock[0] = local("2026-11-25T15:00").astimezone(UTC)
        took: list[float] = []
        found = reminders.BATCH
        while found == reminders.BATCH:
            begun = time.perf_counter()
            with database.write() as db:
                found = reminders.tick(db, house).found
            took.append(1000 * (time.perf_counter() - begun))
        with database.read() as db:
            put = db.execute(text("SELECT count(*), count(DISTINCT address_id) FROM outbox")).one()
        database.close()
    if tuple(put) != (n, n):
        raise RuntimeError(f"{put=}")
    took.sort()
    middle, high = statistics.median(took), took[int(0.99 * len(took))]
    whole = sum(took) / 1000
    return [[kind, f"{n:,}", f"{planned:.2f}", f"{whole:.1f}", len(took), f"**{middle:.0f}**", f"**{high:.0f}**"]]


def write_coming(rows: Sequence[Sequence[object]]) -> None:
    about = f"{EVENTS:,} events, half of them over; each question {ASKED} times. Goal: p99 under {GOAL:g} ms."
    head = ["database", "asked for", "found", "p50 ms", "p99 ms", "p99 ms of CPU"]
    report.write("events-coming", f"{about}\n\n{report.table(head, rows)}\n\n`python -m bench.events coming`")


def write_reminded(rows: Sequence[Sequence[object]]) -> None:
    about = (
        f"Reminders that are all due at one moment, {reminders.BATCH} in a transaction. Goal: some {HOLD:g} ms each."
    )
    head = ["database", "reminders", "planned in s", "put in s", "transactions", "p50 ms", "p99 ms"]
    report.write("events-reminded", f"{about}\n\n{report.table(head, rows)}\n\n`python -m bench.events reminded`")


def signed_up(kind: str, people: int) -> list[list[object]]:
    """The storm of sign-ups, in an event loop of its own."""
    result: list[Stormed] = []

    async def run() -> None:
        result.append(await storm(kind, people, people // 5))

    servers.run(run())
    (found,) = result
    counts = (found.people, found.inside, found.waiting)
    return [[kind, *(f"{n:,}" for n in counts), f"**{found.took:.0f}**", f"{found.resident:.0f}"]]


def write_signed_up(rows: Sequence[Sequence[object]]) -> None:
    about = (
        f"`ILMO 12` by {PEOPLE:,} people within {WITHIN:.0f} s, for {PEOPLE // 5:,} seats. Nobody was lost or answered"
        " twice, there are never more seats than that, each place in line was given once."
    )
    head = ["database", "signed up", "seats", "in line", "all answered after s", "resident MB"]
    report.write("events-signups", f"{about}\n\n{report.table(head, rows)}\n\n`python -m bench.events signups`")


PARTS: dict[str, tuple[Callable[[str, int], list[list[object]]], Callable[[Sequence[Sequence[object]]], None]]] = {
    "coming": (coming, write_coming),
    "reminded": (reminded, write_reminded),
    "signups": (signed_up, write_signed_up),
}


def main() -> None:
    """Measure; a whole run is written into the page."""
    options = argparse.ArgumentParser()
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options.add_argument("--events", type=int, default=EVENTS)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--database", choices=DATABASES, action="append")
    chosen = options.parse_args()
    whole = chosen.database is None and (chosen.events, chosen.people) == (EVENTS, PEOPLE)
    for name in chosen.parts or PARTS:
        measure, tell = PARTS[name]
        size = chosen.events if name == "coming" else chosen.people
        rows = [row for kind in chosen.database or DATABASES for row in measure(kind, size)]
        if whole:
            tell(rows)
        else:
            print(*rows, sep="\n")


if __name__ == "__main__":
    main()
