"""How the service does, read at once: what waits to leave and how long, what was spent today, who holds which lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from service import retention
from service.calendar import HELSINKI
from service.house import House
from store import feedback, leases, marks, people, reminders, schema, waiting
from store.waiting import Ended, Waiting

PUNCTUAL = timedelta(minutes=1)
"""A reminder that waits no longer is on its way."""
SLOW = timedelta(minutes=5)
"""From then on somebody should look why messages wait."""
RETAINED = timedelta(hours=3)
"""Retention runs every hour: longer ago, and it does not."""


@dataclass(frozen=True)
class Lease:
    """What one process does for all: `held` now or by nobody."""

    name: str
    held: bool
    holder: str


@dataclass(frozen=True)
class Overview:
    """`parts` are of text messages sent today, `euros` what they cost. `erased_at`: the last complete retention."""

    now: datetime
    waits: Sequence[Waiting]
    today: Sequence[Ended]
    leases: Sequence[Lease]
    reach: Mapping[str, int]
    calls: int
    late: int
    late_since: datetime | None
    parts: int
    euros: float
    erased_at: datetime | None
    engine: str
    revision: str
    newest: str
    feedback: int
    feedback_by: date | None

    def waiting_for(self, since: datetime) -> timedelta:
        """How long something has waited; what is not due yet has not."""
        return max(timedelta(), self.now - since)

    @property
    def slow(self) -> Sequence[Waiting]:
        """What should have left long ago."""
        return [row for row in self.waits if row.state != "unknown" and self.waiting_for(row.since) >= SLOW]

    @property
    def unknown(self) -> int:
        """Messages of which nobody knows whether they arrived."""
        return sum(row.rows for row in self.waits if row.state == "unknown")

    @property
    def unretained(self) -> bool:
        """Whether old texts are not being erased."""
        return self.erased_at is None or self.now - self.erased_at > RETAINED


def look(db: Connection, house: House, *, price: float) -> Overview:
    """Everything, in a few statements. `price`: euros of a part."""
    now = house.now()
    today = waiting.ended(db, since=now.astimezone(HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0))
    parts = sum(row.parts for row in today if row.channel == "sms")
    held = {lease.name for lease in leases.held(db)}
    late, late_since = reminders.overdue(db, before=now - PUNCTUAL)
    waits, by = feedback.count_waiting(db)
    return Overview(
        now=now,
        waits=waiting.waiting(db),
        today=today,
        leases=[Lease(row.name, row.name in held, row.holder) for row in leases.all_leases(db)],
        reach=people.count_by_reach(db),
        calls=waiting.unreached(db),
        late=late,
        late_since=late_since,
        parts=parts,
        euros=round(parts * price, 2),
        erased_at=marks.get(db, name=retention.MARK),
        engine="SQLite" if db.dialect.name == "sqlite" else "PostgreSQL",
        revision=schema.revision(db) or "",
        newest=schema.head(),
        feedback=waits,
        feedback_by=by,
    )
