"""Turns recipients into rows of the outbox, a few ahead of what the channel can send, and looks again before each.

A batch is one commit: the messages and that their recipients have them. Killed before it nothing has happened, killed
after it the outbox has them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from service.broadcasts import words as wording
from service.broadcasts.audience import Audience, still
from service.broadcasts.moment import evening
from service.broadcasts.preview import audience_of, moment_of, words_of
from service.broadcasts.words import subject
from service.calendar import HELSINKI, quiet
from service.house import House
from service.notices import Refused, body
from store import bell, broadcasts, feeding, outbox
from store.broadcasts import BroadcastRow
from store.feeding import ToFeed
from store.models.broadcasts import BroadcastState
from store.models.outbox import Purpose

BATCH = 100
"""Recipients in one transaction: so many that nobody's turn waits for long (bench/broadcasts_big.py)."""
LOWEST = 2  # priority in the outbox: after every answer and every reminder of an event
TODAY = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED)


@dataclass(frozen=True)
class Fed:
    """`looked` at so many recipients, `fed` so many; `over`: the next message would pass the daily cap."""

    looked: int = 0
    fed: int = 0
    over: bool = False


def feed(db: Connection, house: House, *, number: int, channel: str, most: int = BATCH) -> Fed:
    """Feed up to `most` recipients of a channel, while the broadcast is sending and the hour is not quiet."""
    row = broadcasts.by_number(db, number=number, lock=True)  # whoever pauses it waits, or we find it paused
    now = house.now()
    if row is None or row.state is not BroadcastState.SENDING or quiet(now):
        return Fed()
    until = evening(now) if row.expires_at is None else min(evening(now), row.expires_at)
    found = feeding.unfed(db, broadcast_id=row.id, channel=channel, limit=most) if until > now else []
    if not found:
        return Fed()
    feeder = _Feeder(db, house, row, channel, until, now)
    gone = _gone(db, house, audience_of(row), found)
    for one in found:
        if one.address_id in gone:
            feeding.drop(db, broadcast_id=row.id, address_id=one.address_id, why=gone[one.address_id])
        elif not feeder.put(one):
            return Fed(len(found), feeder.fed, over=True)
    bell.ring(db, channel=channel)
    return Fed(len(found), feeder.fed)


def _gone(db: Connection, house: House, audience: Audience, found: list[ToFeed]) -> dict[int, str]:
    """Who must not be written to any more since the approval, and why."""
    ids = [one.address_id for one in found]
    try:
        gone = still(db, house, audience, addresses=ids, residents=[one.owner for one in found])
    except Refused:  # the event or the election is no more
        gone = dict.fromkeys(ids, "left")
    return gone | {one.address_id: "moved" for one in found if one.owner != one.resident_id}


class _Feeder:
    """Words messages of one channel and puts them, as long as the day's money lasts."""

    def __init__(
        self, db: Connection, house: House, row: BroadcastRow, channel: str, until: datetime, now: datetime
    ) -> None:
        self.db, self.house, self.row, self.channel, self.until, self.now = db, house, row, channel, until, now
        self.fed = 0
        self._words = words_of(row)
        self._about = subject(db, audience_of(row), moment_of(row))
        self._left = parts_left(db, house) if channel in house.narrow else None
        self._worded = cache(self._word)

    def _word(self, language: str, name: str) -> tuple[str, int]:
        values = {**self._about.values(self.house, language), "nimi": name}
        said = wording.said(self.house, self._words, channel=self.channel, language=language, values=values)
        parts = self.house.parts(said.text) if self.channel in self.house.narrow else 0
        return body.dump_json(said).decode(), parts

    def put(self, one: ToFeed) -> bool:
        """The recipient's message. False: the day's money does not last for it."""
        worded, parts = self._worded(one.language, self._name(one))
        if self._left is not None:
            if parts > self._left:
                return False
            self._left -= parts
        row_id = outbox.put(
            self.db,
            sealer=self.house.sealer,
            channel=self.channel,
            address_id=one.address_id,
            purpose=Purpose.BROADCAST,
            body=worded,
            now=self.now,
            due_at=self.now,
            expires_at=self.until,
            priority=LOWEST,
            broadcast_id=self.row.id,
            parts=parts,
        )
        feeding.attach(self.db, broadcast_id=self.row.id, address_id=one.address_id, outbox_id=row_id)
        self.fed += 1
        return True

    def _name(self, one: ToFeed) -> str:
        event = self._about.event
        if event is None or not self._about.has_names:
            return ""
        found = feeding.names(self.db, sealer=self.house.sealer, event_id=event.id, residents=[one.resident_id])
        return found.get(one.resident_id, "")


def today(db: Connection, now: datetime) -> Collection[int]:
    """Broadcasts that may have cost something today."""
    midnight = _midnight(now)
    rows = broadcasts.listed(db, states=TODAY)
    return [row.id for row in rows if row.started_at is not None and (row.ended_at is None or row.ended_at >= midnight)]


def _midnight(now: datetime) -> datetime:
    return now.astimezone(HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0)


def parts_left(db: Connection, house: House) -> int:
    """How many more parts broadcasts may send today."""
    now = house.now()
    spent = feeding.parts_since(db, broadcasts=today(db, now), channel="sms", since=_midnight(now))
    return max(0, int(house.broadcasts.daily_cap / house.broadcasts.price + 1e-9) - spent)
