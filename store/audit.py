"""The audit log: who did what, on what, why. Append-only, and each entry's hash covers the one before.

An entry that is changed or taken out breaks the chain from there on. It holds no personal data: a resident is named by
the code or number of what was done to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text, union_all

from store.models.staff import AuditCheck, AuditEntry
from store.sql import dialect, insert, table

_entry, _check = table(AuditEntry), table(AuditCheck)
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


@dataclass(frozen=True)
class Check:
    """The log was whole up to an entry: which, its hash, when and by whom that was found."""

    number: int
    hash: bytes
    at: datetime
    by: str


@dataclass(frozen=True)
class Verdict:
    """What a look at the chain found: the first entry that is not as it was written, if any; how far it came."""

    broken: int | None
    number: int
    hash: bytes
    done: bool


def verify(db: Connection) -> int | None:
    """The number of the first entry that is not as it was written, None where all are. An empty log is whole."""
    return look(db).broken


def look(db: Connection, *, since: Check | None = None, most: int | None = None) -> Verdict:
    """Follow the chain from its beginning, or since a check; over `most` entries and a few more.

    The entry of the check must be there as it was: so a log that was cut off or written anew shows too.
    """
    number, before = (since.number - 1, b"") if since is not None and since.number else (0, _FIRST)
    looked = 0
    while rows := _after(db, number):
        for row in rows:
            true = bytes(row.before) if since is not None and row.number == since.number else before
            made = _hash(true, row.number, row.at, row.who, row.what, row.on_what, row.why)
            cut = since is not None and row.number == since.number and bytes(row.hash) != since.hash
            if row.number != number + 1 or bytes(row.before) != true or bytes(row.hash) != made or cut:
                return Verdict(number + 1, number, before, True)
            number, before = row.number, made
        looked += len(rows)
        if most is not None and looked >= most:
            return Verdict(None, number, before, not _after(db, number))
    if since is not None and number < since.number:
        return Verdict(number + 1, number, before, True)
    return Verdict(None, number, before, True)


def _after(db: Connection, number: int) -> Sequence[Any]:
    return db.execute(select(_entry).where(_entry.c.number > number).order_by(_entry.c.number).limit(BATCH)).all()


def keep_check(db: Connection, *, verdict: Verdict, whole: bool, by: str, now: datetime) -> None:
    """The chain is unbroken as far as the verdict says; `whole`: looked at from its first entry on."""
    values = {"number": verdict.number, "hash": verdict.hash, "at": now, "by": by}
    new = insert(dialect(db), AuditCheck).values(whole=whole, **values)
    db.execute(new.on_conflict_do_update(index_elements=["whole"], set_=values))


def last_check(db: Connection, *, whole: bool) -> Check | None:
    """When the chain was last found unbroken: from its first entry on, or since the check before."""
    row = db.execute(select(_check).where(_check.c.whole == whole)).one_or_none()
    return Check(row.number, bytes(row.hash), row.at, row.by) if row is not None else None


_KINDS = text("""
    WITH RECURSIVE kind(what) AS (
        SELECT min(what) FROM audit_entry
        UNION ALL SELECT (SELECT min(what) FROM audit_entry WHERE audit_entry.what > kind.what) FROM kind
        WHERE kind.what IS NOT NULL
    ) SELECT what FROM kind WHERE what IS NOT NULL
""")
"""Every `what` that there is, by a step along the index for each, however long the log."""


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
        # the newest of each kind along its index, and of these the newest: a kind that is rare is found as fast
        kinds = [kind for kind in db.execute(_KINDS).scalars() if kind.startswith(what)]
        if not kinds:
            return []
        each = union_all(*(select(query.where(_entry.c.what == kind).subquery()) for kind in kinds)).subquery()
        query = select(each).order_by(each.c.number.desc()).limit(limit)
    return [Entry(r.number, r.at, r.who, r.what, r.on_what, r.why, bytes(r.hash)) for r in db.execute(query)]
