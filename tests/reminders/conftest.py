"""Events with people signed up, on a clock that stands still: by the hand of the store, without any dialogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from service.calendar import HELSINKI
from service.events import reminders
from service.house import House
from service.notices import body
from store import events, people, talk
from store.database import Database
from store.models.events import Event, EventState, Reminder, Signup
from store.models.outbox import Outbox
from store.models.people import Reach
from store.sql import table
from store.types import new_id
from tests.delivery.channels import a_house

event, signup, reminder, outbox = table(Event), table(Signup), table(Reminder), table(Outbox)


def local(text: str) -> datetime:
    """A time in Helsinki as the store has it."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def wall(at: datetime) -> str:
    """As the clock on the wall shows it."""
    return f"{at.astimezone(HELSINKI):%Y-%m-%dT%H:%M}"


@dataclass
class Town:
    """A store, and a clock that stands where it is set."""

    database: Database
    at: datetime = field(default_factory=lambda: local("2026-11-20T12:00"))

    def __post_init__(self) -> None:
        self.house: House = replace(a_house(), now=lambda: self.at)

    def do(self, job: Callable[[Connection], object]) -> object:
        """One transaction."""
        with self.database.write() as db:
            return job(db)

    def event(self, starts: str, *, hours: float = 2, number: int = 12, **more: object) -> int:
        """A public event; its id."""
        begins = local(starts)
        with self.database.write() as db:
            row = events.add(
                db,
                words={"title": {"fi": "Kahvihetki"}, "place": {"fi": "pääkirjasto"}},
                values={"starts_at": begins, "ends_at": begins + timedelta(hours=hours), "takes_signups": True, **more},
                capacity=None,
                by="test",
                now=self.at,
            )
            values = {"state": EventState.PUBLISHED, "number": number, "published_at": self.at}
            events.change(db, event_id=row.id, values=values, now=self.at)
        return row.id

    def sign_up(self, event_id: int, value: str, *, channel: str = "sms", seats: int = 1, waiting: int = 0) -> int:
        """Somebody signs up and is planned for; the sign-up's id."""
        with self.database.write() as db:
            met = people.meet(db, sealer=self.house.sealer, channel=channel, value=value, now=self.at)
            row_id = new_id()
            db.execute(
                signup.insert(),
                {
                    "id": row_id,
                    "event_id": event_id,
                    "resident_id": met.resident_id,
                    "address_id": met.id,
                    "seats": seats,
                    "waiting": waiting,
                    "offered": 0,
                    "invited": False,
                    "passed": 0,
                    "shows_number": False,
                    "helped": False,
                    "created_at": self.at,
                    "changed_at": self.at,
                },
            )
            reminders.plan(db, self.house, event_id, signup_id=row_id)
        return row_id

    def signup(self, signup_id: int, **values: object) -> None:
        """Have the sign-up otherwise."""
        self.do(lambda db: db.execute(update(signup).where(signup.c.id == signup_id).values(**values)))

    def move(self, event_id: int, starts: str, *, hours: float = 2) -> None:
        """Another time, and what is due with it."""
        begins = local(starts)
        self.change(event_id, starts_at=begins, ends_at=begins + timedelta(hours=hours))

    def change(self, event_id: int, **values: object) -> None:
        """Have the event otherwise, and what is due with it."""

        def job(db: Connection) -> None:
            events.change(db, event_id=event_id, values=values, now=self.at)
            reminders.plan(db, self.house, event_id)

        self.do(job)

    def reach(self, value: str, reach: Reach, *, channel: str = "sms") -> None:
        """Whether the person may be written to."""

        def job(db: Connection) -> None:
            address = people.find(db, sealer=self.house.sealer, channel=channel, value=value)
            assert address is not None
            people.set_reach(db, address_id=address, reach=reach, now=self.at)

        self.do(job)

    def tick(self, at: str = "", *, limit: int = 1000) -> reminders.Ticked:
        """A tick, at a time."""
        self.at = local(at) if at else self.at
        with self.database.write() as db:
            return reminders.tick(db, self.house, limit)

    def run(self, until: str, *, every: timedelta = timedelta(minutes=10)) -> None:
        """The clock goes on in steps, with a tick at each."""
        end = local(until)
        while self.at < end:
            self.at = min(end, self.at + every)
            with self.database.write() as db:
                reminders.tick(db, self.house, 1000)

    # -- what has become true

    def planned(self) -> list[tuple[str, str, str]]:
        """Kind, when it is due, what became of it; by the time."""
        with self.database.read() as db:
            rows = db.execute(select(reminder).order_by(reminder.c.due_at, reminder.c.starts_at, reminder.c.kind))
            return [(row.kind, wall(row.due_at), row.outcome) for row in rows]

    def put(self) -> list[tuple[str, str, str]]:
        """What is in the outbox: when it was put, its state, the beginning of its text."""
        with self.database.read() as db:
            rows = db.execute(select(outbox).order_by(outbox.c.created_at, outbox.c.id)).all()
            opened = [body.validate_json(self.house.sealer.open(r.sealed, "outbox.sealed", r.id)) for r in rows]
        return [(wall(r.created_at), r.state, said.text) for r, said in zip(rows, opened, strict=True)]

    def when(self) -> list[str]:
        """When messages were put that were not taken back."""
        return [at for at, state, _text in self.put() if state != "cancelled"]

    def open_questions(self, value: str, *, channel: str = "sms") -> list[str]:
        """The names of the steps that the person's next turn takes, the newest last; they stay."""
        with self.database.read() as db:
            address = people.find(db, sealer=self.house.sealer, channel=channel, value=value)
            assert address is not None
            found = talk.take_questions(db, address_id=address, now=self.at)
            db.rollback()
        return [frozen["step"] for frozen, _at in found]


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)
