"""The audit log: who did what, on what, why. Append-only, and each entry's hash covers the one before.

An entry that is changed or taken out breaks the chain from there on. It holds no personal data: a resident is named by
the code or number of what was done to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, select, text

from store.models.staff import AuditEntry
from store.sql import dialect, table

_entry = table(AuditEntry)
_LOCK = 0x6D65696A  # of PostgreSQL's advisory locks: the next number is drawn by one at a time
_FIRST = b"\0" * 32
BATCH = 1_000


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    number: int
    at: datetime
    who: str
    what: str
    on_what: str
    why: str
    hash: bytes


def _hash(before: bytes, number: int, at: datetime, who: str, what: str, on_what: str, why: str) -> bytes:
    """SHA-256 over the hash before and the entry's fields, each with its length so that none can flow into another."""
    digest = sha256(before)
    for field in (str(number), at.astimezone(UTC).isoformat(timespec="microseconds"), who, what, on_what, why):
        data = field.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.digest()


def note(db: Connection, *, who: str, what: str, now: datetime, on_what: str = "", why: str = "") -> int:
    """Write an entry behind the last one; its number. It stands or falls with the transaction of what was done."""
    if dialect(db) == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = db.execute(select(_entry.c.number, _entry.c.hash).order_by(_entry.c.number.desc()).limit(1)).one_or_none()
    number, before = (last.number + 1, bytes(last.hash)) if last is not None else (1, _FIRST)
    values = {"number": number, "at": now, "who": who, "what": what, "on_what": on_what, "why": why}
    db.execute(_entry.insert(), {**values, "before": before, "hash": _hash(before, *values.values())})  # type: ignore[arg-type]
    return number


def verify(db: Connection) -> int | None:
    """The number of the first entry that is not as it was written, None where all are. An empty log is whole."""
    before, expected = _FIRST, 1
    for row in _all(db):
        true = _hash(before, row.number, row.at, row.who, row.what, row.on_what, row.why)
        if row.number != expected or bytes(row.before) != before or bytes(row.hash) != true:
            return expected
        before, expected = bytes(row.hash), expected + 1
    return None


def _all(db: Connection) -> Iterator[AuditEntry]:
    after = 0
    while rows := db.execute(
        select(_entry).where(_entry.c.number > after).order_by(_entry.c.number).limit(BATCH)
    ).all():
        yield from rows  # type: ignore[misc]
        after = rows[-1].number


def entries(
    db: Connection, *, before: int | None = None, who: str = "", what: str = "", limit: int = 50
) -> Sequence[Entry]:
    """Entries, newest first, below the number `before`; of one person, or whose `what` begins so."""
    query = select(_entry).order_by(_entry.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(_entry.c.number < before)
    if who:
        query = query.where(_entry.c.who == who)
    if what:
        query = query.where(_entry.c.what.startswith(what, autoescape=True))
    return [Entry(r.number, r.at, r.who, r.what, r.on_what, r.why, bytes(r.hash)) for r in db.execute(query)]
