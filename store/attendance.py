"""How many come to events, wait for them and liked them: numbers, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from store.models.events import Signup
from store.sql import table

_signup = table(Signup)


@dataclass(frozen=True)
class Attendance:
    """Of one event: seats taken, seats held for an answer, people in line, sign-ups; stars given and their sum."""

    seats: int = 0
    offered: int = 0
    waiting: int = 0
    signups: int = 0
    rated: int = 0
    stars: int = 0

    @property
    def mean(self) -> str:
        """Stars on average, "4,3"."""
        return f"{self.stars / self.rated:.1f}".replace(".", ",") if self.rated else ""


def _counted() -> Select[tuple[int, ...]]:
    live = _signup.c.seats + _signup.c.offered + _signup.c.waiting > 0
    return select(
        _signup.c.event_id,
        func.sum(_signup.c.seats).label("seats"),
        func.sum(_signup.c.offered).label("offered"),
        func.sum(_signup.c.waiting).label("waiting"),
        func.count().filter(live).label("signups"),
        func.count(_signup.c.feedback).label("rated"),
        func.coalesce(func.sum(_signup.c.feedback), 0).label("stars"),
    ).group_by(_signup.c.event_id)


def of_events(db: Connection, *, event_ids: Sequence[int]) -> Mapping[int, Attendance]:
    """The numbers of these events by their ids; one to which nobody ever signed up has zeros."""
    found = {event_id: Attendance() for event_id in event_ids}
    for row in db.execute(_counted().where(_signup.c.event_id.in_(event_ids))):
        found[row.event_id] = Attendance(
            int(row.seats), int(row.offered), int(row.waiting), row.signups, row.rated, int(row.stars)
        )
    return found
