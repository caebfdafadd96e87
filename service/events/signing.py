"""Signing up, coming in another number, not coming, answering an offer: one person's part, with the event held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from service.events import reminders
from service.events.line import closed_line, offer_free, tell_taken
from service.events.shown import takes
from service.house import House
from store import events, notices, signups
from store.events import EventRow
from store.signups import SignupRow


class Became(StrEnum):
    """What came of it."""

    IN = "in"  # all of the party has seats
    PART = "part"  # some have, the others wait in line
    WAITS = "waits"  # the party waits in line
    REFUSED = "refused"  # nothing changed: no sign-up now, no room, too many, nobody to cancel
    LEFT = "left"  # they do not come
    GONE = "gone"  # the offered seat went to somebody else; they still wait


@dataclass(frozen=True)
class Whose:
    """Who signs up, and how they came."""

    resident_id: int
    address_id: int
    helped: bool = False
    channel: str = ""  # of the address, where that is known


def sign_up(
    db: Connection, house: House, *, event_id: int, whose: Whose, party: int | None = None, needs: str = ""
) -> Became:
    """Sign up, or change how many they are: what is free at once, the rest to the end of the line.

    `party` None: one, or as many as they were.
    """
    row = events.lock(db, event_id=event_id)
    now = house.now()
    mine = signups.of(db, event_id=event_id, resident_id=whose.resident_id)
    live = mine is not None and mine.total > 0
    wanted = party or (mine.total if mine is not None and live else 1)
    open_to = takes(row, now)
    fewer = live and mine is not None and wanted <= mine.total and open_to != "no"
    if not 1 <= wanted <= row.party_most or not (fewer or open_to in ("open", "line") or _may_grow(live, open_to)):
        return Became.REFUSED
    new = mine is None
    if mine is None:
        mine = signups.fresh(event_id=event_id, resident_id=whose.resident_id, address_id=whose.address_id)
    elif not live:
        mine = signups.again(db, before=mine, address_id=whose.address_id, now=now, helped=whose.helped)
    if mine.offered and (party is None or wanted == mine.total):
        return answer_offer(db, house, event_id=event_id, resident_id=whose.resident_id, yes=True)
    if wanted < mine.total:
        mine = _shrink(db, house, mine, wanted)
    elif wanted > mine.total:
        mine = _grow(db, house, row, mine, wanted - mine.total, newcomer=whose if new else None)
    if needs and mine.total:
        signups.mend(db, sealer=house.sealer, signup_id=mine.id, now=now, needs=needs)
    return _settled(db, house, mine, row, whose.channel if mine.address_id == whose.address_id else "")


def _may_grow(live: bool, open_to: str) -> bool:
    """Who has signed up hears that it is full from what they are left with, not from a refusal."""
    return live and open_to == "full"


def _grow(
    db: Connection, house: House, row: EventRow, mine: SignupRow, more: int, *, newcomer: Whose | None = None
) -> SignupRow:
    """More seats: those that are free, unless somebody waits; the rest goes to the end of the line, if there is one."""
    now = house.now()
    got = 0
    if mine.waiting == 0 and not closed_line(row):
        got = more if row.capacity is None else min(row.free, more)
        if got and not signups.take(db, event_id=row.id, n=got):
            got = 0
    rest = more - got if row.keeps_line else 0
    values: dict[str, int] = {"seats": mine.seats + got}
    joins = ""
    if rest and mine.waiting:  # who waits keeps the place, who joins them waits from the end
        values |= {"waiting": mine.waiting + rest, "extra": mine.extra + rest}
        joins = "extra_line"
    elif rest:
        values |= {"waiting": rest, "passed": 0}
        joins = "line"
    if newcomer is None:
        mine = signups.put(db, signup=mine, now=now, joins=joins, **values)
    else:
        mine = signups.put_new(db, signup=mine, now=now, helped=newcomer.helped, joins=joins, **values)
    if not rest or row.free == got:
        return mine
    offer_free(db, house, row.id, behind=row.line_next - 1)  # all in line were asked at once: so are they
    return signups.by_id(db, signup_id=mine.id)


def _shrink(db: Connection, house: House, mine: SignupRow, wanted: int) -> SignupRow:
    """Fewer: those in line go first, then offered seats, then held ones; these go on to the next in line."""
    now = house.now()
    away = mine.total - wanted
    waiting = max(0, mine.waiting - away)
    extra = max(0, mine.extra - away)
    away -= mine.waiting - waiting
    offered = max(0, mine.offered - away)
    away -= mine.offered - offered
    freed = mine.offered - offered + away
    after = signups.put(
        db,
        signup=mine,
        now=now,
        seats=mine.seats - away,
        offered=offered,
        waiting=waiting,
        extra=min(extra, waiting),
        offered_until=mine.offered_until if offered else None,
        line=mine.line if waiting or offered else None,
        cancelled_at=None if wanted else now,
    )
    if not freed:
        return after
    signups.release(db, event_id=mine.event_id, n=freed)
    offer_free(db, house, mine.event_id)
    return signups.by_id(db, signup_id=mine.id)


def _settled(db: Connection, house: House, mine: SignupRow, row: EventRow, channel: str = "") -> Became:
    """What it is now; reminders follow."""
    reminders.plan_for(db, house, event_now=row, signup=mine, channel=channel)
    if mine.total == 0:
        return Became.REFUSED
    if mine.waiting == mine.offered == 0:
        return Became.IN
    return Became.PART if mine.seats else Became.WAITS


def cancel_signup(db: Connection, house: House, *, event_id: int, resident_id: int) -> Became:
    """They do not come: all that they have or wait for goes, and the next in line are asked."""
    events.lock(db, event_id=event_id)
    mine = signups.of(db, event_id=event_id, resident_id=resident_id)
    if mine is None or mine.total == 0:
        return Became.REFUSED
    notices.take_back(db, signup_id=mine.id, now=house.now())
    mine = signups.put(db, signup=mine, now=house.now(), invited=False)
    _shrink(db, house, mine, 0)
    reminders.withdraw(db, house, event_id, signup_id=mine.id)
    return Became.LEFT


def answer_offer(
    db: Connection, house: House, *, event_id: int, resident_id: int, yes: bool, party: int | None = None
) -> Became:
    """Yes or no to an offer, also a late one. `party`: how many come in all, where they say it."""
    row = events.lock(db, event_id=event_id)
    mine = signups.of(db, event_id=event_id, resident_id=resident_id)
    if mine is None or mine.total == 0 or mine.offered + mine.waiting == 0:
        return Became.REFUSED
    if not yes:
        after = _shrink(db, house, mine, mine.seats)
        if after.total:
            return _settled(db, house, after, row)
        reminders.withdraw(db, house, event_id, signup_id=mine.id)
        return Became.LEFT
    if party is not None and party < mine.total:
        mine = _shrink(db, house, mine, max(1, party))
    more = party - mine.total if party is not None and party <= row.party_most else 0
    if not _take_offer(db, house, row, mine):
        return Became.GONE
    if more > 0:
        now_row, now_mine = events.by_id(db, event_id=event_id), signups.by_id(db, signup_id=mine.id)
        _grow(db, house, now_row, now_mine, more)
    tell_taken(db, house, event_id)
    return _settled(db, house, signups.by_id(db, signup_id=mine.id), row)


def _take_offer(db: Connection, house: House, row: EventRow, mine: SignupRow) -> bool:
    """What is held for them, or what is free although nothing is held any more. False: nothing is."""
    now: datetime = house.now()
    notices.take_back(db, signup_id=mine.id, kind="offer", now=now)
    if mine.offered:
        values: dict[str, Any] = {"seats": mine.seats + mine.offered, "offered": 0, "offered_until": None, "passed": 0}
        signups.put(db, signup=mine, now=now, **values, line=mine.line if mine.waiting else None)
        return True
    if now >= row.starts_at or takes(row, now) == "no":
        return False
    n = mine.waiting if row.capacity is None else min(row.free, mine.waiting)
    ahead = [part.signup for part in signups.line(db, event_id=row.id) if part.at < (mine.line or 0)]
    unasked = any(other.passed == 0 and not other.invited and other.id != mine.id for other in ahead)
    if n == 0 or unasked or not signups.take(db, event_id=row.id, n=n):
        return False
    left = mine.waiting - n
    values = {"seats": mine.seats + n, "waiting": left, "extra": min(mine.extra, left), "invited": False, "passed": 0}
    signups.put(db, signup=mine, now=now, **values, line=mine.line if left else None)
    return True
