"""When: at once, at a time, or so long before or after an event or a closing; never in the quiet hours.

Days go by the clock on the wall, hours by the clock that never changes. What is said before something and falls in
the quiet hours goes out the evening before; everything else the next morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection

from service.calendar import HELSINKI, QUIET, before_quiet, not_quiet
from store import events, votes
from store.events import EventRow
from store.models.events import EventState
from store.models.votes import ElectionState
from store.votes import ElectionRow

LASTS = timedelta(days=7)
"""How long a broadcast that is not about a time still says something true, and how long it may take to send."""
MARGIN = timedelta(minutes=1)
"""Nothing is handed to a provider in the last minute before the quiet hours."""


class Moment(BaseModel):
    """When a broadcast begins. `clock` is the time of that day (Europe/Helsinki), with `days` only.

    `event`: its number, `election`: its code. `after`: after the event's end, or after the closing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["now", "at", "event", "closing"] = "now"
    at: AwareDatetime | None = None
    event: int | None = Field(default=None, ge=1)
    election: str = ""
    days: int = Field(default=0, ge=0, le=60)
    hours: int = Field(default=0, ge=0, le=72)
    clock: time | None = None
    after: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Moment:
        if (self.kind == "at") != (self.at is not None):
            raise ValueError("anna aika")
        if (self.kind == "event") != (self.event is not None):
            raise ValueError("anna tapahtuman numero")
        if (self.kind == "closing") != bool(self.election):
            raise ValueError("anna äänestyksen tunnus")
        if self.kind not in ("event", "closing") and (self.days or self.hours or self.clock or self.after):
            raise ValueError("päivät ja tunnit lasketaan tapahtumasta tai äänestyksen päättymisestä")
        if self.clock is not None and self.hours:
            raise ValueError("anna joko kellonaika tai tunnit")
        return self


@dataclass(frozen=True)
class Planned:
    """When it begins and until when it says something true; `why` it can't be sent at all: a code of names.WHY.

    All empty: it waits for a postponed event to have a time.
    """

    due_at: datetime | None = None
    expires_at: datetime | None = None
    why: str = ""


def relative(moment: Moment, anchor: datetime) -> datetime:
    """So long before or after a point in time, quiet hours aside. Aware UTC."""
    way = 1 if moment.after else -1
    local = anchor.astimezone(HELSINKI)
    day = local.date() + way * timedelta(days=moment.days)
    clock = moment.clock if moment.clock is not None else local.time()
    wall = datetime.combine(day, clock, HELSINKI).replace(fold=local.fold)
    return wall.astimezone(UTC) + way * timedelta(hours=moment.hours)


def audible(at: datetime, *, before: bool) -> datetime:
    """`at`, or where it falls in the quiet hours the evening before (`before`) or the morning after."""
    return before_quiet(at) if before else not_quiet(at)


def evening(now: datetime) -> datetime:
    """Until when today's messages may be handed over: what has not left by then waits for the morning."""
    local = now.astimezone(HELSINKI)
    return datetime.combine(local.date(), QUIET[0], HELSINKI).astimezone(UTC) - MARGIN


def plan(db: Connection, moment: Moment, *, now: datetime) -> Planned:
    """When it is due, as the event or the election stands now."""
    match moment.kind:
        case "now":
            begins = not_quiet(now)
            return Planned(begins, begins + LASTS)
        case "at":
            assert moment.at is not None
            begins = not_quiet(moment.at.astimezone(UTC))
            return Planned(begins, begins + LASTS)
        case "event":
            row = events.by_number(db, number=moment.event or 0)
            return _about_event(moment, row)
        case "closing":
            return _about_closing(moment, votes.by_code(db, code=moment.election))


def _about_event(moment: Moment, row: EventRow | None) -> Planned:
    if row is None:
        return Planned(why="gone")
    if row.state is EventState.CANCELLED:
        return Planned(why="event_cancelled")
    if row.state is EventState.POSTPONED:
        return Planned()
    return _around(moment, row.ends_at if moment.after else row.starts_at)


def _about_closing(moment: Moment, row: ElectionRow | None) -> Planned:
    if row is None:
        return Planned(why="gone")
    if not moment.after and row.state not in (ElectionState.DRAFT, ElectionState.OPEN):
        return Planned(why="election_over")
    return _around(moment, row.closes_at)


def _around(moment: Moment, anchor: datetime) -> Planned:
    due = audible(relative(moment, anchor), before=not moment.after)
    return Planned(due, due + LASTS if moment.after else anchor)
