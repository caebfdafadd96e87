"""A city with people who agreed to hear from it, and a clock that stands where it is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select, update

from service.broadcasts import clock, feeding, making, progress
from service.broadcasts.audience import Audience
from service.broadcasts.limits import Limits
from service.broadcasts.moment import Moment
from service.broadcasts.progress import Progress
from service.house import House
from service.notices import body
from service.words import Words
from store import broadcasts, events, leases, outbox, people
from store.broadcasts import BroadcastRow
from store.database import Database
from store.models.broadcasts import BroadcastRecipient, BroadcastState
from store.models.consents import Consent, Topic
from store.models.events import EventState, Signup
from store.models.outbox import Outbox, OutboxState
from store.models.people import Address, Reach
from store.sql import table
from store.types import new_id
from tests.delivery.channels import a_house
from tests.reminders.conftest import local, wall

__all__ = ["Town", "local", "wall"]
Result = TypeVar("Result")
address, consent, rows, recipient = table(Address), table(Consent), table(Outbox), table(BroadcastRecipient)
TEXT = "Mikkelin kaupunki: tapahtumia on paljon. Tule mukaan!"


@dataclass
class Town:
    """A store, and a clock that stands where it is set."""

    database: Database
    at: datetime = field(default_factory=lambda: local("2026-11-20T12:00"))
    limits: Limits = field(default_factory=Limits)
    number: int = 0

    def __post_init__(self) -> None:
        self.house: House = replace(a_house(), now=lambda: self.at, broadcasts=self.limits)

    def limit(self, **values: Any) -> None:
        """Other limits."""
        self.limits = replace(self.limits, **values)
        self.house = replace(self.house, broadcasts=self.limits)

    def do(self, job: Callable[[Connection], Result]) -> Result:
        """One transaction."""
        with self.database.write() as db:
            return job(db)

    # -- people

    def person(
        self,
        *,
        channel: str = "sms",
        language: str = "fi",
        reach: Reach = Reach.OPEN,
        agrees: bool | None = True,
        topic: Topic = Topic.EVENTS,
    ) -> int:
        """Somebody new; the id of their address. `agrees` None: never asked."""
        self.number += 1
        value = f"+35840{self.number:07}" if channel == "sms" else str(self.number)

        def job(db: Connection) -> int:
            met = people.meet(
                db, sealer=self.house.sealer, channel=channel, value=value, now=self.at, language=language
            )
            if reach is not Reach.OPEN:
                people.set_reach(db, address_id=met.id, reach=reach, now=self.at)
            if agrees is not None:
                row = {"resident_id": met.resident_id, "topic": topic, "granted": agrees, "since": self.at}
                db.execute(consent.insert(), row)
            return met.id

        return self.do(job)

    def crowd(self, n: int, **kind: Any) -> list[int]:
        """So many of them."""
        return [self.person(**kind) for _ in range(n)]

    def same_person(self, one: int, other: int) -> None:
        """The second address belongs to the person of the first."""

        def job(db: Connection) -> None:
            whose = db.execute(select(address.c.resident_id).where(address.c.id == one)).scalar_one()
            db.execute(update(address).where(address.c.id == other).values(resident_id=whose))

        self.do(job)

    def reach(self, address_id: int, reach: Reach) -> None:
        """Whether they may be written to."""
        self.do(lambda db: people.set_reach(db, address_id=address_id, reach=reach, now=self.at))

    def takes_back(self, address_id: int) -> None:
        """The person does not want to hear of it any more."""
        whose = select(address.c.resident_id).where(address.c.id == address_id).scalar_subquery()
        self.do(lambda db: db.execute(update(consent).where(consent.c.resident_id == whose).values(granted=False)))

    # -- events

    def event(self, starts: str, *, hours: float = 2, number: int = 12, **more: object) -> int:
        """A public event; its id."""
        begins = local(starts)
        values = {"starts_at": begins, "ends_at": begins + timedelta(hours=hours), "takes_signups": True, **more}
        words = {"title": {"fi": "Kahvihetki", "en": "Coffee"}, "place": {"fi": "pääkirjasto"}}

        def job(db: Connection) -> int:
            row = events.add(db, words=words, values=values, capacity=None, by="test", now=self.at)
            public = {"state": EventState.PUBLISHED, "number": number, "published_at": self.at}
            events.change(db, event_id=row.id, values=public, now=self.at)
            return row.id

        return self.do(job)

    def change(self, event_id: int, **values: object) -> None:
        """Have the event otherwise."""
        self.do(lambda db: events.change(db, event_id=event_id, values=values, now=self.at))

    def postpone_to(self, event_id: int, starts: str, hours: float = 2) -> None:
        """Another time."""
        begins = local(starts)
        self.change(event_id, starts_at=begins, ends_at=begins + timedelta(hours=hours))

    def sign_up(self, event_id: int, address_id: int, *, seats: int = 1, waiting: int = 0, name: str = "") -> None:
        """They come, or wait in line."""
        row_id = new_id()

        def job(db: Connection) -> None:
            whose = db.execute(select(address.c.resident_id).where(address.c.id == address_id)).scalar_one()
            sealed = self.house.sealer.seal(name, "signup.sealed_name", row_id) if name else None
            fixed = {"offered": 0, "invited": False, "passed": 0, "shows_number": False, "helped": False}
            row = {"id": row_id, "event_id": event_id, "resident_id": whose, "address_id": address_id, **fixed}
            row |= {"seats": seats, "waiting": waiting, "sealed_name": sealed}
            db.execute(table(Signup).insert(), {**row, "created_at": self.at, "changed_at": self.at})

        self.do(job)

    # -- broadcasts

    def draft(
        self, *, words: str | Words = TEXT, moment: Moment | None = None, by: str = "Liisa", **audience: Any
    ) -> int:
        """A broadcast; its number."""
        whom = Audience(**{"topic": Topic.EVENTS, **audience})
        said = Words(fi=words) if isinstance(words, str) else words
        row = self.do(
            lambda db: making.create(
                db, self.house, name="Kirje", audience=whom, words=said, moment=moment or Moment(), by=by
            )
        )
        return row.number

    def approved(self, **draft: Any) -> int:
        """One that Liisa wrote and asked for, and Matti approved; its number."""
        number = self.draft(**draft)
        self.do(lambda db: making.ask(db, self.house, number=number, by="Liisa"))
        self.do(lambda db: making.approve(db, self.house, number=number, by="Matti"))
        return number

    def row(self, number: int) -> BroadcastRow:
        """As it is now."""
        with self.database.read() as db:
            found = broadcasts.by_number(db, number=number)
        assert found is not None
        return found

    def state(self, number: int) -> tuple[BroadcastState, str]:
        """Its state and why."""
        row = self.row(number)
        return row.state, row.why

    def progress(self, number: int) -> Progress:
        """How it goes."""
        with self.database.read() as db:
            return progress.progress(db, self.house, self.row(number))

    def tick(self, at: str = "", *, channels: tuple[str, ...] = ("sms", "telegram"), feed: bool = True) -> None:
        """A tick of the clock, at a time."""
        self.at = local(at) if at else self.at
        with self.database.read() as db:
            numbers = [row.number for row in broadcasts.listed(db, states=broadcasts.OPEN)]
        for number in numbers:
            state = self.do(lambda db, n=number: clock.move(db, self.house, number=n))  # type: ignore[misc]
            if state is BroadcastState.SENDING and feed:
                for channel in channels:
                    self.feed(number, channel)

    def feed(self, number: int, channel: str = "sms", most: int = 10_000) -> feeding.Fed:
        """Feed so many recipients."""
        done = self.do(lambda db: feeding.feed(db, self.house, number=number, channel=channel, most=most))
        if done.over:
            self.do(lambda db: clock.stop(db, self.house, number=number, why="cap"))
        return done

    def recipients(self, number: int) -> set[int]:
        """The addresses that are frozen."""
        query = select(recipient.c.address_id).where(recipient.c.broadcast_id == self.row(number).id)
        with self.database.read() as db:
            return set(db.execute(query).scalars())

    def put(self, *, only: bool = True) -> list[tuple[int, str, str]]:
        """Messages in the outbox: address, state, text; `only` those that are a recipient's."""
        query = select(rows).order_by(rows.c.id)
        with self.database.read() as db:
            found = db.execute(query.where(rows.c.broadcast_id.is_not(None)) if only else query).all()
        opened = [body.validate_json(self.house.sealer.open(r.sealed, "outbox.sealed", r.id)).text for r in found]
        return [(r.address_id, r.state, text) for r, text in zip(found, opened, strict=True)]

    def send(
        self,
        becomes: OutboxState | Callable[[int], OutboxState] = OutboxState.SENT,
        *,
        channel: str = "sms",
        most: int = 10_000,
    ) -> list[int]:
        """What the sender does with what is due: begin, and note how it went; the addresses that it went to."""

        def job(db: Connection) -> list[int]:
            now = self.at
            epoch = leases.hold(db, name=f"send:{channel}", holder="test")
            assert epoch is not None
            gone = []
            for due in outbox.claim(db, channel=channel, epoch=epoch, limit=most, now=now):
                if outbox.begin(db, due=due, channel=channel, epoch=epoch, now=now) is OutboxState.SENDING:
                    gone.append(due.address_id)
                    state = becomes(due.address_id) if callable(becomes) else becomes
                    outbox.finish(db, row_id=due.id, state=state, now=now, provider_id=f"P{due.id}", parts=1)
            return gone

        return self.do(job)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)
