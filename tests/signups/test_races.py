"""Fifty at once for ten seats, then cancellations while newcomers come; and what happens where the guard is off."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, true

from store import events, signups
from store.database import Database
from store.events import EventRow
from store.models.outbox import Purpose
from store.models.report import Measure
from store.sql import table
from tests import events as examples
from tests.signups.crowd import Crowd, Line, parts, watched
from tests.threads import at_once

CAPACITY = 10
PLACE = re.compile(r"sija(?:si)? on (\d+)")


def wishes() -> list[tuple[int, str]]:
    """Fifty people on both channels, parties of one to three."""
    return [(n, f"ILMO 12 {1 + n % 3}" if n % 3 else "ILMO 12") for n in range(50)]


def all_well(seen: list[tuple[int, int, int, int]]) -> None:
    """At no moment more seats than there are, and none unaccounted for."""
    assert len(seen) > 1
    assert all(held + free == capacity == CAPACITY and overfull == 0 for capacity, held, free, overfull in seen)


def replayed(crowd: Crowd) -> Line:
    """The turns in the order in which they held the event, by the rules alone."""
    line = Line(free=CAPACITY)
    for person, words in crowd.order:
        line.hear(person, words)
    return line


def test_fifty_at_once_for_ten_seats(crowd: Crowd, coffee: EventRow) -> None:
    with watched(crowd.database, coffee.id) as seen:
        at_once(*(crowd.job(person, words) for person, words in wishes()))
    all_well(seen)
    line = replayed(crowd)
    assert Counter(person for person, _words in crowd.order) == Counter(range(50))
    assert parts(crowd, coffee.id) == line.parts()
    assert sum(line.seats.values()) == CAPACITY
    told = crowd.messages()
    assert set(told) == set(range(50))
    for person, messages in told.items():
        assert len(messages) == 1  # exactly once
        ((seats, place),) = line.answers[person]
        assert ("Olet mukana" in messages[0]) == (seats > 0)
        assert ("Nyt on täyttä" in messages[0]) == (seats == 0)
        found = PLACE.search(messages[0])
        assert (int(found[1]) if found else 0) == place


def test_without_a_line_who_is_too_late_hears_that_it_is_full(crowd: Crowd) -> None:
    """Also who read that seats were free, and found them taken when their turn held the event."""
    with crowd.database.write() as db:
        row = examples.opened(db, crowd.house, capacity=4, keeps_line=False)
    at_once(*(crowd.job(person, "ILMO 12") for person in range(24)))
    taken = parts(crowd, row.id)
    assert len(taken) == 4
    for person, messages in crowd.messages().items():
        assert len(messages) == 1
        assert ("Olet mukana" if person in taken else "Nyt on täyttä") in messages[0]
    assert counted(crowd) == {"signup": 4, "signup_refused": 20}, "what happened, not what they could expect"


def counted(crowd: Crowd) -> dict[str, int]:
    """What the report knows of sign-ups."""
    measure = table(Measure)
    query = select(measure.c.what, func.sum(measure.c.n)).where(measure.c.what.like("signup%"))
    with crowd.database.read() as db:
        return {what: int(n) for what, n in db.execute(query.group_by(measure.c.what))}


def test_cancellations_while_newcomers_come(crowd: Crowd, coffee: EventRow) -> None:
    """Freed seats go to the line in its order, never to a newcomer; each offer is told once, each answer counts."""
    for person, words in wishes()[:30]:
        crowd.say(person, words)
    leaving, new = [0, 1, 2, 4, 7, 12, 20], range(100, 110)
    with watched(crowd.database, coffee.id) as seen:
        at_once(*(crowd.job(p, "PERU 12") for p in leaving), *(crowd.job(p, "ILMO 12 2") for p in new))
        for _round in range(3):
            asked = [p for p, (_seats, offered, _waiting) in parts(crowd, coffee.id).items() if offered]
            holding = [p for p, (seats, _offered, _waiting) in parts(crowd, coffee.id).items() if seats]
            answers = [crowd.job(p, "EI" if p % 3 == 0 else "JOO") for p in asked]
            at_once(*answers, *(crowd.job(p, "PERU 12") for p in holding[:2] if p not in asked))
    all_well(seen)
    line = replayed(crowd)
    assert parts(crowd, coffee.id) == line.parts()
    offers = {p: len(messages) for p, messages in crowd.messages(Purpose.SERVICE).items() if messages}
    assert offers == dict(line.told)
    assert len(offers) > 5
    replies = {p: len(messages) for p, messages in crowd.messages(Purpose.REPLY).items()}
    assert replies == dict(crowd.said)  # everybody was answered, once for each message
    with crowd.database.read() as db:
        order = [crowd.people()[part.signup.address_id] for part in signups.line(db, event_id=coffee.id)]
    assert order == [p for p in line.line if p in line.waiting]


def test_a_message_that_comes_twice_changes_nothing(crowd: Crowd, coffee: EventRow) -> None:
    """Also at once, from two threads: the second waits for the first, and finds the turn done."""
    for person, words in wishes()[:8]:
        at_once(*(lambda p=person, w=words: crowd.say(p, w, sid=f"in-{p}") for _ in range(2)))  # type: ignore[misc]
    before, told = parts(crowd, coffee.id), crowd.messages()
    assert sum(seats for seats, _offered, _waiting in before.values()) == CAPACITY
    for person, words in wishes()[:8]:
        assert crowd.say(person, words, sid=f"in-{person}").repeated
    at_once(*(lambda: crowd.say(0, "PERU 12", sid="out") for _ in range(2)))
    after = parts(crowd, coffee.id)
    assert crowd.say(0, "PERU 12", sid="out").repeated
    assert parts(crowd, coffee.id) == after != before
    assert sum(len(messages) for messages in crowd.messages(Purpose.REPLY).values()) == sum(map(len, told.values())) + 1
    assert sum(len(messages) for messages in crowd.messages(Purpose.SERVICE).values()) == 1


# -- without the lock, and without the guard


def stale(crowd: Crowd, monkeypatch: pytest.MonkeyPatch, event_id: int, turns: int) -> None:
    """The lock off: each turn goes by the free seats that it saw before its transaction, as all others saw them."""
    ready, own = threading.Barrier(turns), threading.local()

    def look() -> None:
        with crowd.database.read() as db:
            own.row = events.by_id(db, event_id=event_id)
        ready.wait(30)

    crowd.before = look
    monkeypatch.setattr(events, "lock", lambda _db, *, event_id: own.row)


def unguarded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard off too: neither the condition of the UPDATE nor the constraint of the table."""
    monkeypatch.setattr(signups, "enough", lambda _n: true())
    if not database.sqlite:
        with database.write() as db:
            db.execute(text("ALTER TABLE event DROP CONSTRAINT event_free"))
        return

    def off(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA ignore_check_constraints=ON")

    event.listen(database.engine, "checkout", off)


@pytest.mark.parametrize("guard", ["on", "off"])
def test_the_guard_alone_keeps_the_capacity(
    crowd: Crowd, coffee: EventRow, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """With the lock off: the guarded UPDATE gives no seat twice. With that off as well, the same crowd overbooks."""
    turns = 14
    stale(crowd, monkeypatch, coffee.id, turns)
    if guard == "off":
        unguarded(crowd.database, monkeypatch)
    at_once(*(crowd.job(n, "ILMO 12") for n in range(turns)))
    with crowd.database.read() as db:
        taken = signups.held(db, event_id=coffee.id)
    assert (taken == CAPACITY) if guard == "on" else (taken > CAPACITY)
