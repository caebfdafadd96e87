"""Feedback that came in on a page: kept sealed, read oldest first, closed by staff, forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from store.models.feedback import Feedback
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_feedback = table(Feedback)
_TEXT, _CONTACT = "feedback.sealed", "feedback.sealed_contact"


@dataclass(frozen=True)
class FeedbackRow:
    """One piece of feedback. `contact` is empty where no answer is wanted."""

    id: int
    text: str
    contact: str
    at: datetime
    answer_by: date


def keep(db: Connection, *, sealer: Sealer, text: str, contact: str, answer_by: date, now: datetime) -> int:
    """Keep it for staff; its id."""
    row_id = new_id()
    db.execute(
        _feedback.insert(),
        {
            "id": row_id,
            "sealed": sealer.seal(text, _TEXT, row_id),
            "sealed_contact": sealer.seal(contact, _CONTACT, row_id) if contact else None,
            "at": now,
            "answer_by": answer_by,
            "closed_by": "",
        },
    )
    return row_id


def came_since(db: Connection, *, since: datetime) -> int:
    """How much has come since then."""
    return int(db.execute(select(func.count()).where(_feedback.c.at >= since)).scalar_one())


def waiting(db: Connection, *, sealer: Sealer, limit: int) -> Sequence[FeedbackRow]:
    """What nobody has closed, the most urgent first."""
    rows = db.execute(
        select(_feedback)
        .where(_feedback.c.closed_at.is_(None))
        .order_by(_feedback.c.answer_by, _feedback.c.id)
        .limit(limit)
    )
    return [
        FeedbackRow(
            r.id,
            sealer.open(r.sealed, _TEXT, r.id),
            sealer.open(r.sealed_contact, _CONTACT, r.id) if r.sealed_contact is not None else "",
            r.at,
            r.answer_by,
        )
        for r in rows
    ]


def count_waiting(db: Connection) -> tuple[int, date | None]:
    """How much waits, and the first day by which one must be answered."""
    n, first = db.execute(
        select(func.count(), func.min(_feedback.c.answer_by)).where(_feedback.c.closed_at.is_(None))
    ).one()
    return int(n), first


def close(db: Connection, *, feedback_id: int, by: str, now: datetime) -> bool:
    """Somebody has seen to it; False where there is none that waits."""
    done = db.execute(
        update(_feedback)
        .where(_feedback.c.id == feedback_id, _feedback.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=by)
        .returning(_feedback.c.id)
    )
    return done.scalar_one_or_none() is not None


def reopen(db: Connection, *, feedback_id: int) -> bool:
    """It was closed by mistake; False where there is none that is closed."""
    done = db.execute(
        update(_feedback)
        .where(_feedback.c.id == feedback_id, _feedback.c.closed_at.is_not(None))
        .values(closed_at=None, closed_by="")
        .returning(_feedback.c.id)
    )
    return done.scalar_one_or_none() is not None


def forget(db: Connection, *, closed_before: datetime) -> int:
    """Erase what was closed before then; how many."""
    return db.execute(delete(_feedback).where(_feedback.c.closed_at < closed_before)).rowcount
