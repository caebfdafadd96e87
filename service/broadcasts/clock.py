"""What must happen to broadcasts at a time: they begin, are missed, are fed, pause by themselves, and are done.

A job of the house's clock (service/clock.py). Nothing is held in memory: a tick that is late does the same, and two at
once come one after the other on the broadcast's row.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import structlog
from sqlalchemy import Connection

from service.broadcasts import feeding, making
from service.broadcasts.moment import Moment, Planned, plan
from service.broadcasts.names import WHY
from service.broadcasts.preview import moment_of
from service.calendar import quiet
from service.clock import EVERY
from service.house import House
from service.sender import Sender
from service.writer import Writer
from store import broadcasts
from store import feeding as rows
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState
from store.models.outbox import OutboxState

log = structlog.get_logger()
S = BroadcastState
BY = "kello"
AHEAD = 3 * EVERY  # seconds of a channel's rate that are in the outbox: a tick may be late
UNLIMITED = 2_000  # messages ahead where a channel has no rate
LATEST, SHARE, LEAST = 100, 0.2, 10
"""It pauses by itself when of its latest messages so large a share has failed, and at least so many."""


class Broadcasts:
    """What broadcasts need at each tick."""

    def __init__(self, writer: Writer, house: House, senders: Mapping[str, Sender]) -> None:
        self.writer, self.house, self.senders = writer, house, senders

    async def tick(self) -> None:
        """Do what is due, in transactions so short that turns pass between them. Raises Busy."""
        sending = []
        for number in await self.writer.write(_open):
            state = await self.writer.write(lambda db, n=number: move(db, self.house, number=n))  # type: ignore[misc]
            if state is S.SENDING:
                sending.append(number)
        for channel, sender in self.senders.items():
            for number in reversed(sending):  # the oldest first
                if await self._feed(number, channel):
                    sender.wake()

    async def _feed(self, number: int, channel: str) -> int:
        fed = 0
        while (room := await self.writer.write(lambda db: free(db, self.house, channel))) > 0:
            most = min(room, feeding.BATCH)
            done = await self.writer.write(
                lambda db, n=most: feeding.feed(db, self.house, number=number, channel=channel, most=n)  # type: ignore[misc]
            )
            fed += done.fed
            if done.over:
                await self.writer.write(lambda db: stop(db, self.house, number=number, why="cap"))
            if done.over or done.looked < most:
                break
        return fed


def _open(db: Connection) -> list[int]:
    return [row.number for row in broadcasts.listed(db, states=broadcasts.OPEN, limit=10_000)]


def free(db: Connection, house: House, channel: str) -> int:
    """How many more messages of broadcasts the channel may have before it."""
    rate = house.broadcasts.rates.get(channel, 0.0)
    most = max(20, math.ceil(rate * AHEAD)) if rate else UNLIMITED
    active = [row.id for row in broadcasts.listed(db, states=(S.SENDING,))]
    return most - rows.moving(db, broadcasts=active).get(channel, 0)


def move(db: Connection, house: House, *, number: int) -> BroadcastState | None:
    """What its time, its subject and its messages make of a broadcast; the state that it is in afterwards."""
    row = broadcasts.by_number(db, number=number, lock=True)
    if row is None or row.state not in broadcasts.OPEN:
        return None
    planned = _planned(db, house, row, moment_of(row))
    if row.state in (S.SENDING, S.PAUSED):
        return _run(db, house, row, planned)
    why = _missed(row, planned, house)
    if why:
        return _end(db, house, row, S.MISSED, why)
    if row.state is S.APPROVED and planned.due_at is not None and planned.due_at <= house.now():
        return _start(db, house, row)
    return row.state


def _planned(db: Connection, house: House, row: BroadcastRow, moment: Moment) -> Planned:
    """When it is due by now: what is relative to something moves with it."""
    if moment.kind in ("now", "at"):
        return Planned(row.due_at, row.expires_at)
    planned = plan(db, moment, now=house.now())
    if (planned.due_at, planned.expires_at) != (row.due_at, row.expires_at) and not planned.why:
        broadcasts.plan(db, broadcast_id=row.id, due_at=planned.due_at, expires_at=planned.expires_at)
    return planned


def _missed(row: BroadcastRow, planned: Planned, house: House) -> str:
    """Why one that has not begun never will, or ""."""
    now = house.now()
    if planned.why:
        return planned.why
    if row.state is S.APPROVED:
        return "over" if planned.expires_at is not None and planned.expires_at <= now else ""
    return "late" if planned.due_at is not None and planned.due_at <= now else ""


def _start(db: Connection, house: House, row: BroadcastRow) -> BroadcastState:
    now = house.now()
    if quiet(now):
        return row.state
    same = broadcasts.fingerprint(db, broadcast_id=row.id, audience=row.audience, words=row.words) == row.frozen_hash
    values = {"state": S.SENDING if same else S.PAUSED, "started_at": now, "running_since": now}
    broadcasts.change(db, broadcast_id=row.id, values={**values, "why": "" if same else "changed"}, now=now)
    broadcasts.note(db, broadcast_id=row.id, by=BY, what="started" if same else "paused", now=now)
    log.log(20 if same else 40, "broadcast_started" if same else "broadcast_changed", number=row.number)
    return S.SENDING if same else S.PAUSED


def _run(db: Connection, house: House, row: BroadcastRow, planned: Planned) -> BroadcastState:
    """One that has begun: it may be over, fail too often, be done, or have to wait for the morning."""
    now = house.now()
    over = planned.expires_at is not None and planned.expires_at <= now
    if planned.why or over:
        return _end(db, house, row, S.CANCELLED, planned.why or "over")
    if row.state is S.PAUSED:
        return row.state
    if quiet(now):
        rows.take_back(db, broadcast_id=row.id, now=now)
        return row.state
    rows.let_go(db, broadcast_id=row.id, states=(OutboxState.EXPIRED,))
    counts = rows.counts(db, broadcast_id=row.id)
    if failing(db, row, {channel for channel, _state in counts.sent}):
        return stop(db, house, number=row.number, why="failures")
    if not counts.unfed and not any(state in rows.MOVING for _channel, state in counts.sent):
        broadcasts.change(db, broadcast_id=row.id, values={"state": S.DONE, "ended_at": now}, now=now)
        broadcasts.note(db, broadcast_id=row.id, by=BY, what="done", now=now)
        return S.DONE
    return row.state


def failing(db: Connection, row: BroadcastRow, channels: Collection[str]) -> bool:
    """Whether too many of the latest messages have failed since it began or was resumed."""
    since = row.running_since or row.created_at
    states = rows.latest(db, broadcast_id=row.id, channels=channels, since=since, most=LATEST)
    failed = states.count(OutboxState.FAILED)
    return failed >= LEAST and failed >= SHARE * len(states)


def stop(db: Connection, house: House, *, number: int, why: str) -> BroadcastState:
    """It pauses by itself, and staff decide. One that somebody else has stopped meanwhile stays as it is."""
    row = broadcasts.by_number(db, number=number, lock=True)
    assert row is not None
    if row.state is S.SENDING:
        making.pause(db, house, number=number, by=BY, why=why)
        log.error("broadcast_paused", number=number, why=why)
        return S.PAUSED
    return row.state


def _end(db: Connection, house: House, row: BroadcastRow, state: BroadcastState, why: str) -> BroadcastState:
    """Nothing of it leaves any more."""
    now = house.now()
    rows.take_back(db, broadcast_id=row.id, now=now)
    broadcasts.change(db, broadcast_id=row.id, values={"state": state, "why": why, "ended_at": now}, now=now)
    what = "missed" if state is S.MISSED else "cancelled"
    broadcasts.note(db, broadcast_id=row.id, by=BY, what=what, now=now)
    log.warning("broadcast_ended", number=row.number, state=state.value, why=WHY[why])
    return state
