"""A broadcast to 100,000 people beside a million messages: how long it is counted, frozen, watched and fed.

    python -m bench.broadcasts_big

Writes its table into docs/performance.md. "Of work": what processors did for it, here and in PostgreSQL; the rest of
the time is the disk's, or the machine did other things.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import Connection, text

from bench import report
from bench.crash import new_database
from meijan.settings import load
from meijan.wiring import house as make_house
from service.broadcasts import audience, clock, feeding, making, progress
from service.broadcasts.audience import Audience
from service.broadcasts.limits import Limits
from service.broadcasts.moment import Moment
from service.calendar import HELSINKI
from service.house import House
from service.words import Words
from store import broadcasts
from store.database import Database
from store.models.broadcasts import BroadcastState
from store.models.consents import Consent, Topic
from store.models.people import Address, Reach, Resident
from store.sql import table

PEOPLE, PER_PERSON, CHUNK = 100_000, 10, 10_000
OTHERS = 20_000  # people who are skipped, one reason or another
BASE = 1 << 41
DATABASE = ""  # the name of PostgreSQL's, by which its processes are known
NOON = datetime(2026, 11, 24, 12, tzinfo=HELSINKI)
FIRST = datetime(2026, 1, 10, 12, tzinfo=HELSINKI)


@contextmanager
def city(kind: str) -> Iterator[tuple[Database, House]]:
    """A city with its people and the messages of years."""
    global DATABASE
    with new_database(kind) as url:
        database = Database(url)
        DATABASE = "" if database.sqlite else str(database.url.database)
        house = replace(make_house(load(), now=lambda: NOON), broadcasts=Limits(rates={}, daily_cap=1e9))
        _fill(database, house)
        yield database, house
        database.close()


def _fill(database: Database, house: House) -> None:
    for start in range(0, PEOPLE + OTHERS, CHUNK):
        ids = [BASE + n for n in range(start, start + CHUNK)]
        with database.write() as db:
            db.execute(table(Resident).insert(), [{"id": i, "created_at": FIRST} for i in ids])
            db.execute(table(Address).insert(), [_address(house, i) for i in ids])
            db.execute(
                table(Consent).insert(),
                [
                    {"resident_id": i, "topic": Topic.EVENTS, "granted": i < BASE + PEOPLE, "since": FIRST}
                    for i in ids
                    if i % 9 or i < BASE + PEOPLE
                ],
            )
    for n in range(PER_PERSON):
        with database.write() as db:
            db.execute(_SENT, {"n": n, "most": BASE + PEOPLE})
    _looked_after(database)


def _address(house: House, row_id: int) -> dict[str, Any]:
    n = row_id - BASE
    reach = Reach.OPEN if n < PEOPLE else (Reach.STOPPED, Reach.BLOCKED, Reach.BAD, Reach.OPEN)[n % 4]
    return {
        "id": row_id,
        "resident_id": row_id,
        "channel": ("sms", "telegram")[n % 2],
        "blind": n.to_bytes(16, "big"),
        "sealed": house.sealer.seal(f"+35840{n:07}", "address.sealed", row_id),
        "reach": reach,
        "language": ("fi", "fi", "fi", "sv", "en")[n % 5],
        "group": False,
        "created_at": FIRST,
        "heard_at": FIRST + timedelta(seconds=n),
    }


_SENT = text(
    "INSERT INTO outbox (id, ref, channel, address_id, purpose, priority, state, sealed, created_at, due_at,"
    " expires_at, changed_at, epoch, tries, doubts, parts, error, secret)"
    " SELECT (id - (1 << 40)) + CAST(:n AS INTEGER) * 200000, 'r' || CAST(:n AS INTEGER) || '-' || id, channel, id,"
    " 'reply', 0, 'sent', sealed || sealed || sealed, created_at, created_at, created_at, created_at, 1, 1, 0, 1, '',"
    " false FROM address WHERE id < :most".replace("(1 << 40)", str(1 << 40))
)


def timed(job: Callable[[], Any], times: int = 1) -> tuple[str, Any]:
    """The median time on the clock and of the processors' work for it, in words, and the last answer."""
    wall, work, answer = [], [], None
    for _ in range(times):
        begun, worked = time.perf_counter(), _worked()
        answer = job()
        wall.append(time.perf_counter() - begun)
        work.append(_worked() - worked)
    return f"**{_shown(report.median(wall))}** ({_shown(report.median(work))} of work)", answer


def _worked() -> float:
    """Seconds of a processor: ours, and those of PostgreSQL's processes for a database like ours."""
    theirs = 0.0
    for one in psutil.process_iter(["cmdline", "cpu_times"]):
        if " ".join(one.info["cmdline"] or []).startswith(f"postgres: postgres {DATABASE or '-'}"):
            theirs += one.info["cpu_times"].user + one.info["cpu_times"].system
    return time.process_time() + theirs


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 0.3 else f"{seconds * 1000:.0f} ms"


def measured(kind: str) -> dict[str, tuple[str, str]]:
    """What took how long, with its goal."""
    with city(kind) as (database, house):
        return _measure(database, house)


def _measure(database: Database, house: House) -> dict[str, tuple[str, str]]:
    whom = Audience(topic=Topic.EVENTS)

    def read(job: Callable[[Connection], Any]) -> Any:
        with database.read() as db:
            return job(db)

    def write(job: Callable[[Connection], Any]) -> Any:
        with database.write() as db:
            return job(db)

    counting, counted = timed(lambda: read(lambda db: audience.select(db, house, whom).counted(db)), 5)
    assert counted.people == PEOPLE
    row = write(
        lambda db: making.create(
            db, house, name="Kirje", audience=whom, words=Words(fi="Mikkelin kaupunki: tule!"), moment=Moment(), by="L"
        )
    )
    write(lambda db: making.ask(db, house, number=row.number, by="L"))
    freezing, _row = timed(lambda: write(lambda db: making.approve(db, house, number=row.number, by="M")))
    starting, state = timed(lambda: write(lambda db: clock.move(db, house, number=row.number)))
    assert state is BroadcastState.SENDING
    feed = lambda: write(lambda db: feeding.feed(db, house, number=row.number, channel="sms"))  # noqa: E731
    fed, _done = timed(feed, 50)
    _rest(database, row.number)
    running = read(lambda db: broadcasts.by_number(db, number=row.number))
    watching, seen = timed(lambda: read(lambda db: progress.progress(db, house, running)), 9)
    assert seen.total.total == PEOPLE
    ticking, _state = timed(lambda: write(lambda db: clock.move(db, house, number=row.number)), 5)
    pausing, taken = timed(lambda: write(lambda db: making.pause(db, house, number=row.number, by="L")))
    return {
        f"count {PEOPLE:,} people": (counting, "≤ 1 s"),
        "freeze them (approve)": (freezing, "≤ 10 s"),
        "begin: are they the same still": (starting, ""),
        f"feed {feeding.BATCH}": (fed, ""),
        "a look at the progress": (watching, "≤ 100 ms"),
        "a tick of the clock": (ticking, ""),
        f"pause, {taken:,} taken back": (pausing, ""),
    }


def _rest(database: Database, number: int) -> None:
    """All the others have their messages, half of them have left: as rows would be, without waiting for it."""
    with database.write() as db:
        row = broadcasts.by_number(db, number=number)
        assert row is not None
        for statement in _FED:
            db.execute(text(statement), {"of": row.id, "up": 1 << 42})
    _looked_after(database)


_FED = (
    "INSERT INTO outbox (id, ref, channel, address_id, purpose, priority, state, sealed, created_at, due_at,"
    " expires_at, changed_at, epoch, tries, doubts, parts, error, secret, broadcast_id)"
    " SELECT a.id + CAST(:up AS BIGINT), 'b' || a.id, a.channel, a.id, 'broadcast', 2,"
    " CASE WHEN a.id % 4 < 2 THEN 'sent' ELSE 'queued' END, a.sealed, a.heard_at, a.heard_at, a.heard_at, a.heard_at,"
    " 1, 1, 0, 1, '', false, r.broadcast_id FROM broadcast_recipient r JOIN address a ON a.id = r.address_id"
    " WHERE r.broadcast_id = :of AND r.outbox_id IS NULL",
    "UPDATE broadcast_recipient SET outbox_id = address_id + CAST(:up AS BIGINT)"
    " WHERE broadcast_id = :of AND outbox_id IS NULL",
)


def _looked_after(database: Database) -> None:
    """Statistics, as the database's own housekeeping keeps them."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("ANALYZE" if database.sqlite else "VACUUM ANALYZE")


def main() -> int:
    """Both databases, or those that are named."""
    kinds = sys.argv[1:] or ["sqlite", "postgres"]
    found = {kind: measured(kind) for kind in kinds}
    head = ["", *kinds, "goal"]
    first = next(iter(found.values()))
    rows = [[what, *(of[what][0] for of in found.values()), goal] for what, (_n, goal) in first.items()]
    report.write("broadcasts", report.table(head, rows)) if len(kinds) == 2 else print(report.table(head, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
