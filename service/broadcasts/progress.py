"""How a broadcast goes: counted from the states of its messages, never kept beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection

from service.broadcasts.audience import TENS
from service.broadcasts.preview import audience_of
from service.calendar import not_quiet, quiet
from service.house import House
from store import feeding
from store.broadcasts import BroadcastRow
from store.feeding import Counts
from store.models.broadcasts import BroadcastState
from store.models.outbox import OutboxState

S = OutboxState
MINUTE = timedelta(minutes=1)
ALL = ""
"""The channel of a broadcast whose audience tells who has voted: it is not told by channel."""


@dataclass(frozen=True)
class Tally:
    """Recipients by what became of them. `done`: the provider took it, `delivered` of these: it said so.

    `left`: not fed yet or in the queue; `unknown` waits for staff on a channel that can't be asked; `dropped`: no
    message was made after all or LOPETA held it back.
    """

    done: int = 0
    delivered: int = 0
    left: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All recipients."""
        return self.done + self.left + self.failed + self.unknown + self.dropped

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Progress:
    """`rate`: messages a second in the last minute. `seconds`: until all have left, None where it stands still.

    `until`: quiet hours last until then. `rounded`: down to tens, by no channel and without reasons.
    """

    state: BroadcastState
    channels: Mapping[str, Tally]
    dropped: Mapping[str, int]
    parts: int
    euros: float
    rate: float
    seconds: float | None
    until: datetime | None
    rounded: bool = False

    @property
    def total(self) -> Tally:
        """All channels together."""
        return sum(self.channels.values(), Tally())


def progress(db: Connection, house: House, row: BroadcastRow) -> Progress:
    """How it goes now; cheap, however large the outbox is."""
    counts = feeding.counts(db, broadcast_id=row.id)
    now = house.now()
    channels = _tallies(counts)
    lately = feeding.lately(db, broadcast_id=row.id, channels=channels.keys(), since=now - MINUTE)
    parts = sum(n for (_c, state), (_rows, n) in counts.sent.items() if state in (S.SENT, S.DELIVERED, S.UNKNOWN))
    runs = row.state is BroadcastState.SENDING
    secret = audience_of(row).secret
    dropped: dict[str, int] = {}
    for (_channel, why), n in counts.dropped.items():
        dropped[why] = dropped.get(why, 0) + n
    if secret:
        channels = {ALL: _rounded(sum(channels.values(), Tally()))}
    return Progress(
        state=row.state,
        channels=channels,
        dropped={} if secret else dropped,
        parts=parts // TENS * TENS if secret else parts,
        euros=round((parts // TENS * TENS if secret else parts) * house.broadcasts.price, 2),
        rate=round(sum(lately.values()) / MINUTE.total_seconds(), 2) if runs and not secret else 0.0,
        seconds=_seconds(house, counts, lately) if runs else None,
        until=not_quiet(now) if runs and quiet(now) else None,
        rounded=secret,
    )


def _tallies(counts: Counts) -> dict[str, Tally]:
    found: dict[str, dict[str, int]] = {}

    def more(channel: str, what: str, n: int) -> None:
        of = found.setdefault(channel, {})
        of[what] = of.get(what, 0) + n

    for channel, n in counts.unfed.items():
        more(channel, "left", n)
    for (channel, _why), n in counts.dropped.items():
        more(channel, "dropped", n)
    for (channel, state), (n, _parts) in counts.sent.items():
        more(channel, _WHAT[OutboxState(state)], n)
        if state == S.DELIVERED:
            more(channel, "delivered", n)
    return {channel: Tally(**of) for channel, of in sorted(found.items())}


_WHAT = {
    S.QUEUED: "left",
    S.CLAIMED: "left",
    S.SENDING: "left",
    S.SENT: "done",
    S.DELIVERED: "done",
    S.FAILED: "failed",
    S.UNKNOWN: "unknown",
    S.SUPPRESSED: "dropped",
    S.CANCELLED: "left",  # taken back or expired: let go at once, or at the next tick
    S.EXPIRED: "left",
}


def _rounded(tally: Tally) -> Tally:
    """Down to tens: no count may tell how one person voted."""
    return Tally(*(getattr(tally, f.name) // TENS * TENS for f in fields(tally)))


def _seconds(house: House, counts: Counts, lately: Mapping[str, int]) -> float:
    """The slowest channel decides; by its pace of the last minute, or its rate before there is one."""
    left = dict(counts.unfed)
    for (channel, state), (n, _parts) in counts.sent.items():
        if state in feeding.MOVING:
            left[channel] = left.get(channel, 0) + n
    slowest = 0.0
    for channel, n in left.items():
        pace = lately.get(channel, 0) / MINUTE.total_seconds() or house.broadcasts.rates.get(channel, 0.0)
        slowest = max(slowest, n / pace if pace else 0.0)
    return round(slowest, 1)
