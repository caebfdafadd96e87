"""The outbox as staff and metrics look at it: what waits, and what came to an end lately.

Neither looks at the millions of rows that are done: what waits is in the partial indexes, what is new has a high key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from store.models.outbox import CallList, Outbox, OutboxState
from store.sql import table
from store.types import first_id

_outbox = table(Outbox)
LONGEST = timedelta(days=8)  # from a row's making to its end: it waits for office hours, then lasts three days
OPEN = (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNKNOWN)

# in the words of the partial indexes: a parameter would hide from the planner that they fit
_QUEUED = text("outbox.state = 'queued'")
_IN_FLIGHT = text("outbox.state IN ('claimed', 'sending', 'unknown')")


class Waiting(NamedTuple):
    """So many rows of a channel in a state; the oldest has been due (queued) or in it (others) since then."""

    channel: str
    state: str
    rows: int
    since: datetime


class Ended(NamedTuple):
    """So many rows of a channel came to this state, and so many parts they cost."""

    channel: str
    state: str
    rows: int
    parts: int


def waiting(db: Connection) -> list[Waiting]:
    """What has not come to an end, by channel and state."""
    queued = select(
        _outbox.c.channel, _outbox.c.state, func.count().label("n"), func.min(_outbox.c.due_at).label("since")
    ).where(_QUEUED)
    in_flight = select(_outbox.c.channel, _outbox.c.state, func.count(), func.min(_outbox.c.changed_at))
    found = [
        *db.execute(queued.group_by(_outbox.c.channel, _outbox.c.state)),
        *db.execute(in_flight.where(_IN_FLIGHT).group_by(_outbox.c.channel, _outbox.c.state)),
    ]
    return sorted(Waiting(*row) for row in found)


def ended(db: Connection, *, since: datetime) -> list[Ended]:
    """What has come to an end since then, by channel and state: of rows made at most LONGEST before."""
    rows = db.execute(
        select(_outbox.c.channel, _outbox.c.state, func.count(), func.sum(_outbox.c.parts))
        .where(
            _outbox.c.id >= first_id(since - LONGEST),
            _outbox.c.changed_at >= since,
            _outbox.c.state.not_in(OPEN),
        )
        .group_by(_outbox.c.channel, _outbox.c.state)
    )
    return sorted(Ended(*row) for row in rows)


def unreached(db: Connection) -> int:
    """How many on the call list nobody has seen to."""
    listed = table(CallList)
    return int(db.execute(select(func.count()).where(listed.c.done_at.is_(None))).scalar_one())
