"""A Hypothesis state machine over the votes of a few people on both channels: whatever comes in whatever order.

Messages are found late, come twice, die in the middle of their turn (kill -9 leaves what a transaction that was never
committed leaves: nothing), come after the closing, by a contact, by a one-time code, from a forged sender. After each
of them the box holds exactly what the people of the model have last voted in time, and the turnout as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from service.channel import Contact, Inbound
from service.house import House
from service.turn import turn
from store import proofs, votes
from store.database import Database
from store.models.votes import Ballot, DeskCode, Election, ElectionCount, Proof, Turnout, VoteCheck
from store.sql import table
from store.types import new_id
from tests import elections

CLOSES = elections.local("2027-02-28T20:00").astimezone(UTC)
PEOPLE = 3
CODES = ("K7F2M3P4", "R2T3K7M4")
people = st.integers(0, PEOPLE - 1)
ballots = st.sets(st.integers(1, 14), min_size=1, max_size=3).map(lambda chosen: tuple(sorted(chosen)))
ago = st.sampled_from((0, 0, 0, 1, 5, 30))  # minutes that a message was on its way


class Crash(Exception):
    """The process is gone in the middle of a turn."""


class Wrong(AssertionError):
    """A rule of the vote does not hold."""


class Voters(RuleBasedStateMachine):
    """Three people with a phone each, who also have Telegram, and two codes."""

    database: ClassVar[Database]
    house: ClassVar[House]

    @initialize()
    def begin(self) -> None:
        self.now = CLOSES - timedelta(hours=2)
        with self.database.write() as db:
            for model in (Ballot, Turnout, ElectionCount, Proof, VoteCheck, DeskCode, Election):
                db.execute(table(model).delete())
        self.id = elections.opened(self.database, self.house.sealer, elections.budget(confirm="never"))
        with self.database.write() as db:
            proofs.add_desk_codes(db, sealer=self.house.sealer, election_id=self.id, codes=CODES)
        self.box: dict[str, tuple[int, ...]] = {}
        self.last: dict[str, datetime] = {}  # of voting or withdrawing
        self.known: set[int] = set()  # whose Telegram account has told its number
        self.holder: dict[str, int] = {}  # of a code
        self.name, self.sent = new_id(), 0
        who = self.name % 10**6 * 10  # nobody has a past: a flood, a question, a number that is known
        self.numbers = [f"+35840{who + n:07}" for n in range(PEOPLE)]
        self.chats = [str(10**9 + who + n) for n in range(PEOPLE)]
        self.newest: Inbound | None = None

    # -- what happens

    def _say(self, channel: str, person: int, text: str = "", *, minutes: int = 0, contact: str = "") -> datetime:
        self.sent += 1
        self.now += timedelta(seconds=15)  # nobody floods
        at = self.now - timedelta(minutes=minutes)
        inbound = Inbound(
            channel=channel,
            external_id=f"{self.name}-{self.sent}",
            address=self.numbers[person] if channel == "sms" else self.chats[person],
            at=at,
            text=text,
            contact=Contact(contact, own=True) if contact else None,
            late=minutes > 0,
        )
        self._turn(inbound)
        return at

    def _turn(self, inbound: Inbound) -> None:
        house = replace(self.house, now=lambda: self.now)
        with self.database.write() as db:
            turn(db, inbound, house)
        self.newest = inbound

    @rule(person=people, chosen=ballots, minutes=ago)
    def by_text_message(self, person: int, chosen: Sequence[int], minutes: int) -> None:
        at = self._say("sms", person, f"ÄÄNESTÄ {' '.join(map(str, chosen))}", minutes=minutes)
        self._cast(self.numbers[person], tuple(chosen), at)

    @rule(person=people, chosen=ballots)
    def by_telegram(self, person: int, chosen: Sequence[int]) -> None:
        at = self._say("telegram", person, f"ÄÄNESTÄ {' '.join(map(str, chosen))}")
        if person not in self.known and at < CLOSES:
            at = self._say("telegram", person, contact=self.numbers[person])
            self.known.add(person)
        self._cast(self.numbers[person], tuple(chosen), at)

    @rule(person=people, code=st.sampled_from(CODES), chosen=ballots)
    def by_code(self, person: int, code: str, chosen: Sequence[int]) -> None:
        at = self._say("sms", person, f"KOODI {code} {' '.join(map(str, chosen))}")
        if at < CLOSES and self.holder.setdefault(code, person) == person:
            self._cast(code, tuple(chosen), at)

    @rule(person=people, channel=st.sampled_from(("sms", "telegram")))
    def take_it_back(self, person: int, channel: str) -> None:
        at = self._say(channel, person, "poista ääneni")
        if at < CLOSES and (channel == "sms" or person in self.known) and self.numbers[person] in self.box:
            del self.box[self.numbers[person]]
            self.last[self.numbers[person]] = at

    @rule(person=people, text=st.sampled_from(("3712", "1 2 3 4", "99", "moi", "3 7 25", "en tiedä", "👍")))
    def nonsense(self, person: int, text: str) -> None:
        self._say("sms", person, f"ÄÄNESTÄ {text}" if text[0].isdigit() else text)

    @rule()
    def again(self) -> None:
        """The provider repeats the newest message."""
        if self.newest is not None:
            self._turn(self.newest)

    @rule(person=people, chosen=ballots)
    def killed(self, person: int, chosen: Sequence[int]) -> None:
        """The process dies before the commit, and the provider brings the message to another one."""
        self.sent += 1
        self.now += timedelta(seconds=15)
        inbound = Inbound(
            channel="sms",
            external_id=f"{self.name}-{self.sent}",
            address=self.numbers[person],
            at=self.now,
            text=f"ÄÄNESTÄ {' '.join(map(str, chosen))}",
        )
        house = replace(self.house, now=lambda: self.now)
        try:
            with self.database.write() as db:
                turn(db, inbound, house)
                raise Crash
        except Crash:
            self.as_the_model_says()
        self._turn(inbound)
        self._cast(self.numbers[person], tuple(chosen), self.now)

    @rule(minutes=st.sampled_from((1, 10, 45)))
    def later(self, minutes: int) -> None:
        # never so late that the count could have begun
        self.now = min(self.now + timedelta(minutes=minutes), CLOSES + timedelta(minutes=50))

    def _cast(self, voter: str, chosen: tuple[int, ...], at: datetime) -> None:
        if at >= CLOSES or at < self.last.get(voter, at):
            return
        self.box[voter], self.last[voter] = chosen, at

    # -- what must hold

    @invariant()
    def as_the_model_says(self) -> None:
        """Never two ballots for one voter, none lost, none after closing, turnout equals ballots."""
        with self.database.read() as db:
            found = sorted(choices for choices, _area in votes.box(db, election_id=self.id).ballots)
            turned_out = sum(votes.turnout(db, election_id=self.id).values())
        if found != sorted(self.box.values()):
            raise Wrong(f"{found} instead of {sorted(self.box.values())}")
        if turned_out != len(found):
            raise Wrong(f"{turned_out} voters and {len(found)} ballots")
