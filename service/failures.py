"""What a failure means: when to try again, and what it says of the address."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import Connection

from service.channel import Channel, Report, SendError
from store import outbox, people
from store.models.outbox import OutboxState
from store.models.people import Reach
from store.outbox import Due


def back_off(tries: int, *, ours: bool = False) -> timedelta:
    """How long to wait before the next try: 1, 2, 4 … 300 seconds with jitter; a minute where staff must act."""
    seconds = 60.0 if ours else float(min(300, 2**tries))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311 - jitter


def fail(db: Connection, channel: Channel, due: Due, error: SendError, now: datetime) -> bool:
    """A message that will never arrive; the address is marked so that nothing more is tried. False as of `finish`."""
    attempt, failed = due.tries + 1, OutboxState.FAILED
    moved = outbox.finish(db, row_id=due.id, attempt=attempt, state=failed, now=now, error=error.code)
    mark(db, channel.provider_stops, due.address_id, error, now)
    return moved


def mark(db: Connection, provider_stops: bool, address_id: int, error: SendError | Report, now: datetime) -> None:
    """What a permanent failure says of the address. A person's own LOPETA is never overwritten."""
    if isinstance(error, SendError) and error.ours:
        return  # the message was at fault
    if error.blocked:
        reach = Reach.PROVIDER_STOPPED if provider_stops else Reach.BLOCKED
    elif error.permanent:
        reach = Reach.BAD
    else:
        return
    people.set_reach_unless_stopped(db, address_id=address_id, reach=reach, now=now)
