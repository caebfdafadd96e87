"""A Hypothesis state machine over the sign-ups of a few people to one event: whatever they write, whatever staff do.

People sign up, come in other numbers, cancel, answer offers in time and late, say LOPETA and ALOITA; staff change the
capacity, move, postpone and cancel the event; time passes and offers run out. After each of them the seats add up,
nobody who waits unasked has been overtaken, and what people were told last is what the store holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, select

from service.calendar import HELSINKI
from service.channel import Inbound
from service.events import line, making
from service.house import House
from service.notices import Refused, body
from service.turn import turn
from store import events, signups
from store.database import Database
from store.models.events import Event, EventChange, EventNotice, EventState, Reminder, Signup
from store.models.outbox import CallList, Outbox, OutboxState
from store.models.people import Address, Reach
from store.models.talk import PutQuestion
from store.signups import SignupRow
from store.sql import table
from store.types import new_id
from tests import events as examples

PEOPLE = 4
BEGINS = examples.local("2026-11-24T10:00").astimezone(UTC)
people = st.integers(0, PEOPLE - 1)
_outbox, _signup, _notice, _address = table(Outbox), table(Signup), table(EventNotice), table(Address)


class Wrong(AssertionError):
    """A rule of sign-ups does not hold."""


class Comers(RuleBasedStateMachine):
    """Four people, each on a channel drawn by chance, and one event of two seats on the day after tomorrow."""

    database: ClassVar[Database]
    house: ClassVar[House]

    @initialize(channels=st.lists(st.sampled_from(("sms", "telegram")), min_size=PEOPLE, max_size=PEOPLE))
    def begin(self, channels: list[str]) -> None:
        self.now = BEGINS
        self.name, self.sent = new_id(), 0
        with self.database.write() as db:
            for model in (PutQuestion, EventNotice, CallList, Reminder, Signup, EventChange, Event, Outbox):
                db.execute(table(model).delete())
            self.id = examples.opened(db, self._house(), capacity=2, party_most=3).id
        who = self.name % 10**6 * 10
        self.channels = channels
        self.values = [
            f"+35840{who + n:07}" if channels[n] == "sms" else f"{70_000_000 + who + n}" for n in range(PEOPLE)
        ]
        self.before: dict[int, SignupRow] = {}
        self.came_in_line: list[int] = []

    def _house(self) -> House:
        return replace(self.house, now=lambda: self.now)

    # -- what people do

    def _say(self, person: int, text: str) -> None:
        self.sent += 1
        self.now += timedelta(seconds=20)
        inbound = Inbound(self.channels[person], f"{self.name}-{self.sent}", self.values[person], self.now, text=text)
        with self.database.write() as db:
            turn(db, inbound, self._house())

    @rule(person=people, party=st.sampled_from(("1", "2", "3", "4")))
    def comes_with_others(self, person: int, party: str) -> None:
        self.signs_up(person, party)

    def signs_up(self, person: int, party: str) -> None:
        """ILMO: nobody who waits unasked is overtaken by it."""
        with self.database.read() as db:
            unasked = {p.signup.id for p in signups.line(db, event_id=self.id) if p.signup.passed == 0}
        self._say(person, f"ILMO 12 {party}".strip())
        with self.database.read() as db:
            mine = self._of(person)
            before = self.before.get(person)
            had = before.seats if before is not None else 0
            if mine is not None and mine.seats > had + (before.offered if before is not None else 0) and unasked:
                raise Wrong(f"a newcomer got a seat before {len(unasked)} who wait unasked")

    @rule(person=people)
    def comes_alone(self, person: int) -> None:
        self.signs_up(person, "")

    @rule(person=people)
    def cancels(self, person: int) -> None:
        self._say(person, "PERU 12")
        mine = self._of(person)
        if mine is not None and mine.total:
            raise Wrong("PERU left something")

    @rule(person=people, said=st.sampled_from(("JOO", "joo, tullaan kahdestaan", "EI")))
    def answers(self, person: int, said: str) -> None:
        self._say(person, said)

    @rule(person=people, said=st.sampled_from(("LOPETA", "ALOITA")))
    def stops_or_starts(self, person: int, said: str) -> None:
        self._say(person, said)

    # -- what staff do

    @rule(capacity=st.sampled_from((1, 2, 2, 3, 3, 4, None)))
    def another_capacity(self, capacity: int | None) -> None:
        with self.database.write() as db:
            making.set_capacity(db, self._house(), event_id=self.id, capacity=capacity, by="test")

    @rule(days=st.sampled_from((0, 1, 5)), hour=st.sampled_from((9, 13, 18)))
    def moves(self, days: int, hour: int) -> None:
        day = (self.now.astimezone(HELSINKI) + timedelta(days=days)).date()
        starts = datetime.combine(day, time(hour), HELSINKI).astimezone(UTC)
        self._staff("move", starts=starts, ends=starts + timedelta(hours=2))

    @precondition(lambda self: self.sent > 6)
    @rule()
    def postpones(self) -> None:
        self._staff("postpone")

    @precondition(lambda self: self.sent > 12)
    @rule()
    def calls_it_off(self) -> None:
        self._staff("cancel", reason="Liukas keli")

    def _staff(self, what: str, **more: object) -> None:
        try:
            with self.database.write() as db:
                getattr(making, what)(db, self._house(), event_id=self.id, by="test", **more)
        except Refused:
            pass  # it is off, or has begun: nothing may have changed, which the invariants see

    @rule(minutes=st.sampled_from((1, 40, 200, 700, 1500)))
    def later(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.database.write() as db:
            while line.expire_offers(db, self._house()):
                pass

    # -- what must hold

    def _of(self, person: int) -> SignupRow | None:
        with self.database.read() as db:
            channel = self.channels[person]
            blind = self.house.sealer.blind("address", channel, self.values[person])
            query = select(_address.c.resident_id).where(_address.c.channel == channel, _address.c.blind == blind)
            resident_id = db.execute(query).scalar_one_or_none()
            return signups.of(db, event_id=self.id, resident_id=resident_id) if resident_id is not None else None

    @invariant()
    def seats_add_up(self) -> None:
        """Never more seats than capacity but those that staff took away, and no seat is lost."""
        with self.database.read() as db:
            row, held = events.by_id(db, event_id=self.id), signups.held(db, event_id=self.id)
            live = signups.live(db, event_id=self.id)
        told = row.line, row.unasked, row.parties
        if told != (sum(s.waiting for s in live), sum(s.unasked for s in live), sum(s.waiting > 0 for s in live)):
            raise Wrong(f"{told} in line, unasked and as parties, is not what the sign-ups say")
        if row.capacity is None:
            return
        if held + row.free - row.overfull != row.capacity or (row.free and row.overfull):
            raise Wrong(f"{held} held, {row.free} free, {row.overfull} too many of {row.capacity}")

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """A free seat and somebody unasked in line: only where no offer can be made any more."""
        with self.database.read() as db:
            row = events.by_id(db, event_id=self.id)
            line_now = [part.signup for part in signups.line(db, event_id=self.id)]
            waiting = [s for s in line_now if s.passed == 0 and not s.invited]
        free = row.capacity is None or row.free > 0
        if row.state is EventState.PUBLISHED and self.now < row.starts_at and free and waiting:
            raise Wrong(f"{row.free} seats are free and {len(waiting)} wait unasked")

    @invariant()
    def offers_are_open(self) -> None:
        """An offer has a clock time ahead, by day, before the event; and its message, or the person may not be told."""
        with self.database.read() as db:
            row = events.by_id(db, event_id=self.id)
            for signup in signups.live(db, event_id=self.id):
                if (signup.offered > 0) != (signup.offered_until is not None):
                    raise Wrong("an offer without an end, or an end without an offer")
                if signup.offered == 0 or signup.offered_until is None:
                    continue
                if row.state is not EventState.PUBLISHED:
                    raise Wrong(f"an offer of an event that is {row.state}")
                local = signup.offered_until.astimezone(HELSINKI)
                if not time(8) <= local.time() <= time(20) or signup.offered_until > row.starts_at:
                    raise Wrong(f"an offer until {local}")
                self._told(db, signup)

    def _told(self, db: Connection, signup: SignupRow) -> None:
        """Exactly one offer that stands is in the outbox."""
        query = (
            select(_outbox.c.state)
            .join(_notice, _notice.c.outbox_id == _outbox.c.id)
            .where(_notice.c.signup_id == signup.id, _notice.c.kind == "offer")
            .order_by(_outbox.c.id.desc())
            .limit(1)
        )
        newest = db.execute(query).scalar_one_or_none()
        if newest != OutboxState.QUEUED:
            raise Wrong(f"an offer whose message is {newest}")

    @invariant()
    def receipts_are_true(self) -> None:
        """ "Olet mukana!" was answered to nobody without a seat."""
        with self.database.read() as db:
            found = db.execute(select(_outbox).order_by(_outbox.c.id.desc()).limit(1)).one_or_none()
            if found is None or found.purpose != "reply":
                return
            sealed = self.house.sealer.open(found.sealed, "outbox.sealed", found.id)
            worded = body.validate_json(sealed)
            said = " ".join([*getattr(worded, "before", ()), worded.text])
            if "Olet mukana!" not in said:
                return
            query = select(_signup.c.seats).where(
                _signup.c.address_id == found.address_id, _signup.c.event_id == self.id
            )
            if not db.execute(query).scalar_one():
                raise Wrong("a receipt for a seat that is not there")

    @invariant()
    def reach_is_kept(self) -> None:
        """Nobody who said LOPETA holds an offer that they were told of after it."""
        with self.database.read() as db:
            query = (
                select(_signup.c.offered)
                .join(_address, _address.c.id == _signup.c.address_id)
                .where(_signup.c.event_id == self.id, _address.c.reach == Reach.STOPPED, _signup.c.offered > 0)
                .where(_address.c.reach_since < _signup.c.changed_at)
            )
            if db.execute(query).first() is not None:
                raise Wrong("an offer to somebody who must not be told")

    @invariant()
    def remember(self) -> None:
        """What people have now, for the next step to compare with."""
        if hasattr(self, "values"):
            self.before = {n: mine for n in range(PEOPLE) if (mine := self._of(n)) is not None}
