"""The line: who is offered a seat that became free, for how long, and what becomes of it when nobody answers.

The rules, all with the event held (`events.lock`):
- A freed seat is offered to the first in line, and held for them until a clock time. A party is offered what there is.
- Who says no leaves the line. Who says nothing keeps the place (`passed` counts it), and that seat goes on to those
  behind; behind the last one it is free for anybody, and for who was silent too, who may still answer. The next seat
  that becomes free begins at the head of the line again.
- With less than three hours of daytime left before the event all in line are asked at once and nothing is held: the
  first answers win, the others are told.
- While somebody waits who has not been asked, a newcomer goes to the end of the line, also if a seat is free.
- Who has said LOPETA is passed over, and staff find the offer on the call list.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dialogs import event as asks
from dialogs.event import told
from service.calendar import not_quiet
from service.events.daytime import open_until
from service.events.telling import city_of, tell
from service.house import House
from store import events, people, signups
from store.events import EventRow
from store.models.events import EventState
from store.models.people import Reach
from store.signups import InLine, SignupRow

BATCH = 20
"""Offers that run out in one transaction, at most."""


def closed_line(row: EventRow) -> bool:
    """Whether a newcomer must go to the end of the line: somebody in it has not been asked, or all were at once."""
    return row.unasked > 0


def offer_free(db: Connection, house: House, event_id: int, *, behind: int = 0) -> int:
    """Offer the free seats to the line, to those `behind` a place; how many were asked."""
    row = events.lock(db, event_id=event_id)
    now = house.now()
    if row.state is not EventState.PUBLISHED or now >= row.starts_at:
        return 0
    until = open_until(now, row.starts_at)
    if until is None:
        return _invite(db, house, row, behind)
    held: dict[int, int] = {}
    for part in signups.line(db, event_id=event_id, behind=behind):
        row = events.by_id(db, event_id=event_id)
        n = part.n if row.capacity is None else min(row.free, part.n)
        if n and _hold(db, house, part, n, until):
            held[part.signup.id] = held.get(part.signup.id, 0) + n
    asked = sum(_ask(db, house, row, signup_id, until) or _let_go(db, house, signup_id) for signup_id in held)
    if asked < len(held):  # who could not be asked is passed over
        asked += offer_free(db, house, event_id, behind=behind)
    return asked


def _hold(db: Connection, house: House, part: InLine, n: int, until: datetime) -> bool:
    """Hold seats for a part of a party, beside what it is offered already."""
    known = people.known(db, address_id=part.signup.address_id)
    silenced = known.reach is not Reach.OPEN and part.signup.passed > 0  # staff have them on the call list once
    lost = known.resident_id != part.signup.resident_id  # the number is somebody else's now
    if silenced or lost or not signups.take(db, event_id=part.signup.event_id, n=n):
        return False
    now = signups.by_id(db, signup_id=part.signup.id)
    extra = now.extra - n if part.extra else now.extra
    until = max(until, now.offered_until or until)
    values: dict[str, Any] = {
        "offered": now.offered + n,
        "waiting": now.waiting - n,
        "extra": extra,
        "offered_until": until,
    }
    signups.put(db, signup=now, now=house.now(), **values)
    return True


def _let_go(db: Connection, house: House, signup_id: int) -> int:
    """Who can't be asked gets nothing held, and keeps the place."""
    signup = signups.by_id(db, signup_id=signup_id)
    signups.lapse(db, signup=signup, now=house.now())
    signups.release(db, event_id=signup.event_id, n=signup.offered)
    return 0


def _ask(db: Connection, house: House, row: EventRow, signup_id: int, until: datetime) -> int:
    """Ask them, with all that they are offered in one message; 0 where they can't be asked."""
    signup = signups.by_id(db, signup_id=signup_id)
    question = asks.Offer(_number(row))
    city = city_of(db, house, signup)
    say = question.ask(city)
    return int(tell(db, house, signup=signup, say=say, question=question, kind="offer", expires_at=until))


def _number(row: EventRow) -> int:
    if row.number is None:
        raise LookupError("an event without a number")  # nobody signs up to a draft
    return row.number


def _invite(db: Connection, house: House, row: EventRow, behind: int) -> int:
    """Ask all in line at once; nothing is held. At night nobody is asked about an event before the day begins."""
    now = house.now()
    if (row.capacity is not None and row.free == 0) or not_quiet(now) >= row.starts_at:
        return 0
    asked = 0
    for part in signups.line(db, event_id=row.id, behind=behind):
        signup = signups.by_id(db, signup_id=part.signup.id)
        if signup.invited:
            continue
        signups.put(db, signup=signup, now=now, invited=True)
        asked += _ask(db, house, row, signup.id, row.starts_at)
    return asked


def tell_taken(db: Connection, house: House, event_id: int) -> None:
    """The last free seat has gone to the first answer: the others who were asked at once are told."""
    row = events.by_id(db, event_id=event_id)
    if row.capacity is None or row.free > 0:
        return
    for waiting in {part.signup.id: part.signup for part in signups.line(db, event_id=event_id)}.values():
        if waiting.invited:
            signups.put(db, signup=waiting, now=house.now(), invited=False, passed=waiting.passed + 1)
            mine = city_of(db, house, waiting)
            seen = mine.signup(_number(row))
            if seen is not None:
                tell(db, house, signup=waiting, say=told.taken(seen, mine), kind="offer")


def expire_offers(db: Connection, house: House, *, limit: int = BATCH) -> int:
    """Take back offers of one event that nobody answered, and pass the seats on; how many. The caller's commit makes
    it so. 0: there are none, or they are being answered now.

    Of one event only: whoever holds two waits for the second with the first in hand, as another clock may the other
    way round.
    """
    now = house.now()
    found = signups.run_out(db, now=now, limit=limit)
    if not found:
        return 0
    row = events.lock(db, event_id=found[0][0])
    done = 0
    for event_id, signup_id in found:
        signup = signups.by_id(db, signup_id=signup_id)
        if event_id != row.id or signup.offered == 0 or signup.offered_until is None or signup.offered_until > now:
            continue  # another event's, or answered meanwhile
        _lapse(db, house, row, signup)
        done += 1
    return done


def _lapse(db: Connection, house: House, row: EventRow, signup: SignupRow) -> None:
    now = house.now()
    signups.lapse(db, signup=signup, now=now)
    signups.release(db, event_id=row.id, n=signup.offered)
    if row.state is not EventState.PUBLISHED or now >= row.starts_at:
        return
    asked = offer_free(db, house, row.id, behind=signup.line or 0)
    mine = city_of(db, house, signup)
    seen = mine.signup(_number(row))
    if seen is not None and not seen.invited:
        say = told.lapsed(seen, mine, passed_on=asked > 0)
        tell(db, house, signup=signup, say=say, question=None if asked else asks.Offer(_number(row)), kind="offer")
