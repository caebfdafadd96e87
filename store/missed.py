"""What the router did not understand, to learn from: sealed, countable without opening, gone after 90 days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from store.models.talk import Missed
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_missed = table(Missed)


@dataclass(frozen=True)
class Miss:
    """Texts that are alike but for capitals and punctuation: how many, the newest, and what it was taken for."""

    alike: bytes
    times: int
    text: str
    guess: str


def keep(db: Connection, *, sealer: Sealer, text: str, guess: str, now: datetime) -> None:
    """Keep a text. `guess` is the intent that was offered and declined, or empty."""
    row_id = new_id()
    db.execute(
        _missed.insert(),
        {
            "id": row_id,
            "alike": sealer.blind("missed", _plain(text)),
            "guess": guess,
            "sealed": sealer.seal(text, "missed.sealed", row_id),
            "at": now,
        },
    )


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def most_frequent(db: Connection, *, sealer: Sealer, limit: int = 50) -> list[Miss]:
    """What is missed most often, the newest first among equals."""
    newest = func.max(_missed.c.id)
    times = func.count()
    groups = db.execute(
        select(newest.label("newest"), times.label("times"))
        .group_by(_missed.c.alike)
        .order_by(times.desc(), newest.desc())
        .limit(limit)
    ).all()
    rows = {
        row.id: row for row in db.execute(select(_missed).where(_missed.c.id.in_([group.newest for group in groups])))
    }
    found = [(group.times, rows[group.newest]) for group in groups]
    return [Miss(row.alike, count, sealer.open(row.sealed, "missed.sealed", row.id), row.guess) for count, row in found]


def forget(db: Connection, *, alike: Collection[bytes]) -> int:
    """What has been learnt from is kept no longer; returns how many texts."""
    return int(db.execute(delete(_missed).where(_missed.c.alike.in_(alike))).rowcount)


def forget_before(db: Connection, *, before: datetime) -> int:
    """Texts older than that are erased; returns how many."""
    return int(db.execute(delete(_missed).where(_missed.c.at < before)).rowcount)
