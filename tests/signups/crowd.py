"""A crowd that writes at once about one event, and what must have become of each: the order of the turns decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select, text

from dialogs import topics
from meijan.texts.book import original
from service.channel import Inbound, Taken
from service.house import House
from service.notices import body
from service.turn import turn
from store import signups
from store.database import Database
from store.models.outbox import Outbox, Purpose
from store.models.people import Address
from store.sql import table
from tests import events as examples
from tests.delivery.channels import a_house

_outbox, _address = table(Outbox), table(Address)
TOPICS = original().text(topics.CHOOSE, "fi")[:30]
MORNING = examples.local("2026-11-24T10:00")
NUMBER = 12


def house_at(now: datetime = MORNING) -> House:
    """A house whose clock stands still."""
    return replace(a_house(), now=lambda: now)


def channel_of(person: int) -> str:
    """Every second one writes by Telegram."""
    return "telegram" if person % 2 else "sms"


def address_of(person: int) -> str:
    """A chat id or a telephone number."""
    return str(5000 + person) if person % 2 else f"+3584055{person:05}"


@dataclass
class Crowd:
    """Who writes what. `order` is who held the event when, which is the order in which their turns were committed."""

    database: Database
    house: House = field(default_factory=house_at)
    order: list[tuple[int, str]] = field(default_factory=list)
    said: Counter[int] = field(default_factory=Counter)
    own: threading.local = field(default_factory=threading.local)
    before: Callable[[], None] = lambda: None

    def say(self, person: int, words: str, *, sid: str = "", house: House | None = None) -> Taken:
        """One message has its turn."""
        self.said[person] += 1
        inbound = Inbound(
            channel=channel_of(person),
            external_id=sid or f"{person}-{self.said[person]}",
            address=address_of(person),
            at=MORNING,
            text=words,
        )
        self.own.turn = (person, words)
        self.before()
        try:
            with self.database.write() as db:
                return turn(db, inbound, house or self.house)
        finally:
            self.own.turn = None

    def job(self, person: int, words: str) -> Callable[[], Taken]:
        """For a thread."""
        return lambda: self.say(person, words)

    def locked(self) -> None:
        """Called with the event held."""
        if getattr(self.own, "turn", None) is not None:
            self.order.append(self.own.turn)
            self.own.turn = None  # a turn holds it several times over

    def people(self) -> dict[int, int]:
        """Persons by the id of their address."""
        blind = {self.house.sealer.blind("address", channel_of(n), address_of(n)): n for n in range(200)}
        with self.database.read() as db:
            rows = db.execute(select(_address.c.id, _address.c.blind)).all()
        return {row.id: blind[row.blind] for row in rows if row.blind in blind}

    def messages(self, *purposes: Purpose) -> dict[int, list[str]]:
        """What was put into the outbox for each, oldest first."""
        people = self.people()
        found: dict[int, list[str]] = {person: [] for person in people.values()}
        with self.database.read() as db:
            query = select(_outbox).where(_outbox.c.purpose.in_(purposes or tuple(Purpose))).order_by(_outbox.c.id)
            for row in db.execute(query):
                opened = body.validate_json(self.house.sealer.open(row.sealed, "outbox.sealed", row.id))
                if opened.text.startswith(TOPICS):
                    continue  # the question that comes after a finished task in a chat
                found[people[row.address_id]].append(" ".join([*getattr(opened, "before", ()), opened.text]))
        return found


def parts(crowd: Crowd, event_id: int) -> dict[int, tuple[int, int, int]]:
    """Seats, offered and waiting of everybody who has any."""
    people = crowd.people()
    with crowd.database.read() as db:
        return {people[s.address_id]: (s.seats, s.offered, s.waiting) for s in signups.live(db, event_id=event_id)}


@contextmanager
def watched(database: Database, event_id: int) -> Iterator[list[tuple[int, int, int, int]]]:
    """Look at the seats all the while: capacity, held, free, overfull; every state that anybody could see."""
    seen: list[tuple[int, int, int, int]] = []
    over = threading.Event()
    # one statement, so that it sees one moment on either database
    query = text(
        "SELECT capacity, (SELECT coalesce(sum(seats + offered), 0) FROM signup WHERE event_id = event.id), free,"
        " overfull FROM event WHERE id = :id"
    )

    def look() -> None:
        while True:
            last = over.is_set()
            with database.read() as db:
                seen.append(tuple(db.execute(query, {"id": event_id}).one()))  # type: ignore[arg-type]
            if last:
                return
            over.wait(0.005)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join(30)


@dataclass
class Line:
    """What the rules say, worked through one turn after another, without a database. `told` counts offers."""

    free: int
    seats: dict[int, int] = field(default_factory=dict)
    offered: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    told: Counter[int] = field(default_factory=Counter)
    answers: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # seats and place after each ILMO

    def hear(self, person: int, words: str) -> None:
        """One turn that held the event."""
        word, *rest = words.split()
        if word == "ILMO":
            self._in(person, int(rest[1]) if len(rest) > 1 else 1)
        elif word == "PERU":
            self._out(person)
        elif word == "JOO" and self.offered.get(person):
            self.seats[person] = self.seats.get(person, 0) + self.offered.pop(person)
            if not self.waiting.get(person):
                self.line.remove(person)
        elif word == "EI":
            freed = self.offered.pop(person, 0)
            self.waiting.pop(person, None)
            self.line.remove(person)
            self._offer(freed)

    def _in(self, person: int, party: int) -> None:
        got = 0 if self.waiting else min(self.free, party)
        self.free -= got
        self.seats[person] = got
        if party > got:
            self.waiting[person] = party - got
            self.line.append(person)
        ahead = [p for p in self.line if p in self.waiting]
        place = ahead.index(person) + 1 if person in self.waiting else 0
        self.answers.setdefault(person, []).append((got, place))

    def _out(self, person: int) -> None:
        freed = self.seats.pop(person, 0) + self.offered.pop(person, 0)
        self.waiting.pop(person, None)
        if person in self.line:
            self.line.remove(person)
        self._offer(freed)

    def _offer(self, freed: int) -> None:
        self.free += freed
        if not freed:
            return
        for person in self.line:
            if person not in self.waiting:
                continue
            n = min(self.free, self.waiting[person])
            if n == 0:
                return
            self.free -= n
            self.offered[person] = self.offered.get(person, 0) + n
            self.waiting[person] -= n
            if not self.waiting[person]:
                del self.waiting[person]
            self.told[person] += 1

    def parts(self) -> dict[int, tuple[int, int, int]]:
        """As `parts` finds them in the store."""
        everybody = {*self.seats, *self.offered, *self.waiting}
        found = {p: (self.seats.get(p, 0), self.offered.get(p, 0), self.waiting.get(p, 0)) for p in everybody}
        return {person: its for person, its in found.items() if any(its)}
