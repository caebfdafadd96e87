"""Everything at once about two events: nobody waits in a ring, nothing is lost, and the seats are right."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from service.events import line, making, reminders
from service.notices import Refused
from store import events, leases, outbox, signups
from store.models.outbox import Purpose
from tests import events as examples
from tests.signups.crowd import Crowd, house_at, parts
from tests.threads import at_once

PEOPLE, WRITERS, MESSAGES = 24, 4, 24
AFTERNOON = examples.local("2026-11-25T15:30")  # reminders are due, and seats are offered until half past six
EVENING = examples.local("2026-11-25T19:00")


def writing(crowd: Crowd, share: int, now: datetime, seed: int) -> Callable[[], None]:
    """A share of the people writes, one message after another, about either event."""
    chance, house = random.Random(f"{seed} {share}"), house_at(now)
    words = ["ILMO {n}", "ILMO {n} 2", "PERU {n}", "JOO", "EI", "LOPETA", "ALOITA", "OMAT"]

    def job() -> None:
        for _ in range(MESSAGES):
            person = chance.randrange(share, PEOPLE, WRITERS)
            crowd.say(person, chance.choice(words).format(n=chance.choice((12, 13))), house=house)

    return job


def sending(crowd: Crowd, channel: str, seed: int, times: int = 12) -> Callable[[], None]:
    """What is due leaves, several messages in one transaction, in whatever order they became ready."""
    chance = random.Random(f"{seed} {channel}")

    def job() -> None:
        with crowd.database.write() as db:
            epoch = leases.hold(db, name=f"send:{channel}", holder="the only one")
        assert epoch is not None
        for _ in range(times):
            with crowd.database.write() as db:
                due = outbox.claim(db, channel=channel, epoch=epoch, limit=10, now=EVENING)
            chance.shuffle(due)
            with crowd.database.write() as db:
                outbox.hold_addresses(db, dues=due)
                for one in due:
                    outbox.begin(db, due=one, channel=channel, epoch=epoch, now=AFTERNOON)

    return job


def written(crowd: Crowd, work: Callable[[Connection], object], times: int) -> Callable[[], None]:
    """A job of the clock or of staff, so many transactions one after another; what staff are refused is refused."""

    def job() -> None:
        for _ in range(times):
            try:
                with crowd.database.write() as db:
                    work(db)
            except Refused:
                pass

    return job


def test_everything_at_once(crowd: Crowd) -> None:
    seed = 1
    chance = random.Random(seed)
    with crowd.database.write() as db:
        ids = [examples.opened(db, crowd.house, number=n, capacity=6).id for n in (12, 13)]
    for person in range(PEOPLE):
        crowd.say(person, f"ILMO {12 + person % 2} {1 + person % 3}")
        crowd.say(person, f"ILMO {13 - person % 2}")
    now, later = house_at(AFTERNOON), house_at(EVENING)

    def resize(db: Connection) -> None:
        making.set_capacity(db, now, event_id=chance.choice(ids), capacity=chance.choice((3, 6, 9)), by="test")

    def move(db: Connection) -> None:
        starts = examples.local(f"2026-11-26T{chance.choice((13, 14, 15))}:00")
        making.move(db, now, event_id=chance.choice(ids), starts=starts, ends=starts.replace(hour=17), by="test")

    jobs = [writing(crowd, share, AFTERNOON, seed) for share in range(WRITERS)]
    sends = [sending(crowd, channel, seed) for channel in ("sms", "telegram")]
    clock = [written(crowd, lambda db: line.expire_offers(db, later), 12) for _ in range(2)]
    ticks = [written(crowd, lambda db: reminders.tick(db, now, limit=5), 12) for _ in range(2)]
    at_once(*jobs, *sends, *clock, *ticks, written(crowd, resize, 8), written(crowd, move, 6))
    replies = {person: len(messages) for person, messages in crowd.messages(Purpose.REPLY).items()}
    assert replies == dict(crowd.said)
    for event_id in ids:
        with crowd.database.read() as db:
            row, taken = events.by_id(db, event_id=event_id), signups.held(db, event_id=event_id)
        assert row.capacity == taken + row.free - row.overfull
        assert sum(seats + offered for seats, offered, _waiting in parts(crowd, event_id).values()) == taken
    at_once(*(written(crowd, lambda db, e=e: making.cancel(db, now, event_id=e, reason="x", by="t"), 1) for e in ids))  # type: ignore[misc]
