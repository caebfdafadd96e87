"""A database with a city in it, quickly: people whom the benches know, and an outbox of years.

The driver's own inserts, without its guarantees, and with the indexes made afterwards: about 60,000 rows a second.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.worlds import Telegram
from service.channel import Outbound
from service.turn import body
from store import schema
from store.database import Database
from store.sealing import KeyRing, Sealer

TEXT = Outbound("Kiitos! Ideasi on tallessa. Sen tunnus on K7F2. Luemme idean viimeistään tiistaina 8.12.")
BASE = 1 << 40  # keys of the loader; those of the service are larger
_FIRST = "2026-01-10 12:00:00.000000"


def fill(path: Path, keys: str, *, people: int, rows: int, queued: int = 0) -> None:
    """A migrated database with so many residents on Telegram, so many sent rows, and so many that wait."""
    database = Database(f"sqlite:///{path}", pool=1)
    schema.upgrade(database)
    database.close()
    sealer = Sealer(KeyRing.parse(keys))
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "locking_mode=EXCLUSIVE"):
        db.execute(f"PRAGMA {pragma}")
    indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _sql in indexes:
        db.execute(f"DROP INDEX {name}")
    _insert(db, "resident (id, created_at)", ((BASE + n, _FIRST) for n in range(people)))
    address = 'address (id, resident_id, channel, blind, sealed, reach, language, "group", created_at, heard_at)'
    _insert(db, address, _addresses(sealer, people))
    _insert(db, "conversation (address_id, sealed, changed_at)", _talks(sealer, people))
    columns = "id, ref, channel, address_id, purpose, priority, state, sealed, created_at, due_at, expires_at,"
    columns += " changed_at, epoch, tries, doubts, provider_id, parts, error"
    _insert(db, f"outbox ({columns})", _outbox(sealer, people, rows, queued))
    for _name, sql in indexes:
        db.execute(sql)
    db.execute("PRAGMA journal_mode=WAL")
    db.close()


def _insert(db: sqlite3.Connection, into: str, rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (into.count(",") + 1))
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)
    db.execute("COMMIT")


def _addresses(sealer: Sealer, people: int) -> Iterator[tuple[object, ...]]:
    """In the order of the blind index, so that those who write are spread over the table."""
    known = sorted((sealer.blind("address", "telegram", str(who)), who) for who in map(Telegram.number, range(people)))
    for n, (blind, who) in enumerate(known):
        sealed = sealer.seal(str(who), "address.sealed", BASE + n)
        yield BASE + n, BASE + n, "telegram", blind, sealed, "open", "fi", 0, _FIRST, _FIRST


def _talks(sealer: Sealer, people: int) -> Iterator[tuple[object, ...]]:
    for n in range(people):
        talk = '{"asked":5,"misses":0,"source":"","questions":[],"flood":[0.0,0.0]}'
        yield BASE + n, sealer.seal(talk, "conversation.sealed", BASE + n), _FIRST


def _outbox(sealer: Sealer, people: int, rows: int, queued: int) -> Iterator[tuple[object, ...]]:
    worded = body.dump_json(TEXT).decode()
    chance, now = random.Random(1), datetime.now(UTC).replace(tzinfo=None)
    later = f"{now + timedelta(days=2):%Y-%m-%d %H:%M:%S.%f}"
    for n in range(rows + queued):
        key, waits = BASE + n, n >= rows
        whom = BASE + (n - rows) % people if waits else BASE + chance.randrange(people)
        sealed = sealer.seal(worded, "outbox.sealed", key)
        state, tries, provider = ("queued", 0, None) if waits else ("sent", 1, f"{n}:{n}")
        purpose, priority = ("broadcast", 1) if waits else ("reply", 0)
        times = (_FIRST, _FIRST, later if waits else _FIRST, _FIRST)
        yield key, f"{n:016x}", "telegram", whom, purpose, priority, state, sealed, *times, 0, tries, 0, provider, 0, ""
