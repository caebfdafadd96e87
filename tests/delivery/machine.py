"""A Hypothesis state machine over one channel's deliveries: whatever happens in whatever order, the rules hold.

Replicas come, die at any await, freeze and wake; writes and calls go through, get lost, or lose their answers;
callbacks come in any order, again, or before the create call has answered; people write, stop, come back, block the
bot and unblock it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from unittest.mock import patch

import structlog
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, Row, select

import bench.variants
import service.sender
from bot.errors import ROWS
from service.channel import Inbound, Taken
from service.house import House
from service.reports import take_report
from service.turn import turn
from service.writer import Job
from sms import errors
from store import leases, people
from store.database import Database
from store.models import metadata
from store.models.outbox import CallList, Outbox, OutboxState, Purpose
from store.sql import table
from tests.delivery.byhand import Fate, Hold, Op, Replica
from tests.delivery.channels import put
from tests.delivery.local import CALL, Local, LocalSms, LocalTelegram, Where

S = OutboxState
NOON = datetime(2026, 11, 24, 10, tzinfo=UTC)
_outbox, _calls = table(Outbox), table(CallList)

FORWARD = {
    S.QUEUED: {S.CLAIMED, S.SENT, S.DELIVERED, S.FAILED},
    S.CLAIMED: {S.QUEUED, S.SENDING, S.SUPPRESSED, S.EXPIRED, S.SENT, S.DELIVERED, S.FAILED},
    S.SENDING: {S.QUEUED, S.EXPIRED, S.UNKNOWN, S.SENT, S.DELIVERED, S.FAILED},
    S.UNKNOWN: {S.QUEUED, S.EXPIRED, S.SENT, S.DELIVERED, S.FAILED},
    S.SENT: {S.DELIVERED, S.FAILED},
}
"""Which states may follow: `sent` and what is final never go back; a row that was certainly not sent may."""
MOST = 40  # operations that one step sees at most
Then = tuple[int, str, Fate]
# what becomes of a row that has just been put: a replica takes it up, and something befalls that
THEN = st.tuples(
    st.integers(0, 5), st.sampled_from(("write", "send", "send", "send", "list", "")), st.sampled_from(Fate)
)
# what becomes of a write: mostly it goes through
WRITTEN = st.sampled_from((Fate.THROUGH, Fate.THROUGH, Fate.TAKEN, Fate.TAKEN_LOST, Fate.LOST))


class Standing(StrEnum):
    """What a person has said, or their provider for them, of being written to."""

    OPEN = "open"
    STOPPED = "stopped"  # LOPETA: own questions are answered, nothing else
    BARRED = "barred"  # the provider's block, the bot blocked: nothing
    DEAD = "dead"  # no such phone: nothing, until they write from it

    def allows(self, purpose: Purpose) -> bool:
        """CHANNELS.md, "Opt-out" and the errors of Telegram."""
        return self is Standing.OPEN or (self is Standing.STOPPED and purpose is Purpose.REPLY)


class Wrong(AssertionError):
    """A rule of delivery does not hold."""


class Deliveries(RuleBasedStateMachine):
    """One channel with its people. A subclass says where it plays, on which database, and with which sender."""

    where: ClassVar[Where]
    database: ClassVar[Database]
    house: ClassVar[House]
    variant: ClassVar[str] = "ours"
    died: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        self.clock, self.local = Hold(), self.where.local()
        self.travel = time_machine.travel(NOON, tick=False)
        self.now = self.travel.start()
        self.patches = [
            patch.object(service.sender, "time", self.clock),
            patch.object(bench.variants, "time", self.clock),
            patch.object(leases, "_now", lambda _db: datetime.now(UTC)),
        ]
        for one in self.patches:
            one.start()
        self.local.leaving = self._leaves
        self.replicas: list[Replica] = []
        self.wire: list[Op] = []
        self.names = 0
        self.heard: list[Any] = []
        self.coming: dict[str, tuple[str, Any, bool]] = {}  # by external id: whose, what, and whether it comes again
        self.thens: list[Callable[[], None]] = []  # what is so once the transaction under way is committed
        self.rows: dict[int, Row[Any]] = {}
        self.standing: dict[int, Standing] = {}
        self.failed_there: set[int] = set()  # rows that were answered with a 5xx
        self.wrong: Wrong | None = None

    @initialize(replicas=st.integers(1, 2))
    def begin(self, replicas: int) -> None:
        """An empty database, two people whom we know, and replicas of which one has the lease."""
        with self.database.write() as db:
            for one in reversed(metadata.sorted_tables):
                db.execute(one.delete())
            for person in self.local.people:
                met = people.meet(
                    db, sealer=self.house.sealer, channel=self.where.channel, value=person, now=datetime.now(UTC)
                )
                self.standing[met.id] = Standing.OPEN
        self.addresses = dict(zip(self.local.people, self.standing, strict=True))
        for _ in range(replicas):
            self.starts()
        self.replicas[0].run()

    # -- what happens to us

    @rule()
    @precondition(lambda self: len(self.replicas) < 3)
    def starts(self) -> None:
        """One more replica."""
        self.names += 1
        name = f"replica-{self.names}"
        self.replicas.append(
            Replica(
                self.clock, self.database, self._commit, self.house, self.local.channel, self._turn, self.variant, name
            )
        )

    @rule(which=st.integers(0, 2))
    @precondition(lambda self: self.replicas)
    def dies(self, which: int) -> None:
        """kill -9, wherever it is just now; what has left for the provider may arrive."""
        replica = self.replicas.pop(which % len(self.replicas))
        replica.kill()
        self.wire += replica.wire

    @rule(which=st.integers(0, 2))
    @precondition(lambda self: self.replicas)
    def runs(self, which: int) -> None:
        """One replica gets everything done that it can do now. Others stand still."""
        self.replicas[which % len(self.replicas)].run()

    @rule(which=st.integers(0, 2), skipped=st.integers(0, 5), fate=st.sampled_from(Fate))
    @precondition(lambda self: self.replicas)
    def writes_something(self, which: int, skipped: int, fate: Fate) -> None:
        """One replica goes on, until something befalls one of its writes; there it stands."""
        self._goes_on(which, "write", skipped, fate)

    @rule(which=st.integers(0, 2), fates=st.lists(st.sampled_from(Fate), max_size=5))
    @precondition(lambda self: any(replica.ops for replica in self.replicas))
    def hears_back(self, which: int, fates: list[Fate]) -> None:
        """A replica in the middle of something: what becomes of that."""
        busy = [replica for replica in self.replicas if replica.ops]
        replica = busy[which % len(busy)]
        replica.loop.settle()
        for fate in fates:
            if replica.ops:
                replica.fate(replica.ops[0], self._possible(replica.ops[0], fate))

    @rule(seconds=st.sampled_from((0.5, 1.0, 2.0, 4.0, 6.0, 12.0, 80.0)))
    def passes(self, seconds: float) -> None:
        """Time, in which nobody does anything."""
        self.clock.seconds += seconds
        self.now.shift(timedelta(seconds=seconds))

    # -- what the provider does

    @rule(which=st.integers(0, 3))
    @precondition(lambda self: self.wire)
    def arrives(self, which: int) -> None:
        """A call of somebody who is dead reaches the provider, or it never does."""
        op = self.wire.pop(which % len(self.wire))
        if self._possible(op, Fate.TAKEN) is Fate.TAKEN:
            op.do()

    @rule(which=st.integers(0, 15))
    @precondition(lambda self: self.local.reports)
    def told(self, which: int) -> None:
        """A callback comes, in any order, and may come again."""
        self._told(which % len(self.local.reports))

    @rule(person=st.integers(0, 1))
    @precondition(lambda self: isinstance(self.local, LocalSms))
    def phone_out_of_use(self, person: int) -> None:
        """What is sent there from now on is undelivered, until it is in use again."""
        assert isinstance(self.local, LocalSms)
        phone = self.local.network.phone(self.local.people[person])
        phone.outcome = 0 if phone.outcome else 30005

    # -- what people do

    @rule(person=st.integers(0, 1), text=st.sampled_from(("OHJE", "Hei", "LOPETA", "ALOITA")), comes=st.booleans())
    def writes(self, person: int, text: str, comes: bool) -> None:
        """Our own words."""
        self._writes(person, text, comes)

    @rule(person=st.integers(0, 1), text=st.sampled_from(("STOP", "START", "YES", "CANCEL")), comes=st.booleans())
    @precondition(lambda self: isinstance(self.local, LocalSms))
    def writes_english(self, person: int, text: str, comes: bool) -> None:
        """Twilio's words."""
        self._writes(person, text, comes)

    @rule(which=st.integers(0, 3), twice=st.booleans(), then=THEN)
    @precondition(lambda self: self.local.incoming)
    def comes_in(self, which: int, twice: bool, then: Then) -> None:
        """What somebody wrote gets its turn, late, or twice, in a process that does not send."""
        self._comes_in(which, twice)
        self._leave(then)

    @rule(which=st.integers(0, 3), to=st.integers(0, 3), twice=st.booleans(), fate=WRITTEN, then=THEN)
    @precondition(lambda self: self.local.incoming and self.replicas)
    def comes_to_a_replica(self, which: int, to: int, twice: bool, fate: Fate, then: Then) -> None:
        """The same in one of ours: its holder begins the reply within the turn; something befalls that write."""
        replica = self._holder() if to == 3 else self.replicas[to % len(self.replicas)]
        op = replica.takes(self._coming(which, twice))
        if op is not None:
            replica.fate(op, self._possible(op, fate))
        self._leave(then)

    @rule(person=st.integers(0, 1), again=st.booleans())
    @precondition(lambda self: isinstance(self.local, LocalTelegram))
    def blocks(self, person: int, again: bool) -> None:
        """The bot is blocked, and perhaps unblocked."""
        assert isinstance(self.local, LocalTelegram)
        self.local.block(self.local.people[person])
        if again:
            self.local.unblock(self.local.people[person])

    @rule(
        person=st.integers(0, 1),
        purpose=st.sampled_from((Purpose.REPLY, Purpose.SERVICE, Purpose.BROADCAST)),
        lasts=st.sampled_from((1, 3600, 3600)),
        then=THEN,
    )
    def is_sent_something(self, person: int, purpose: Purpose, lasts: int, then: Then) -> None:
        """A message is put; a replica may take it up, and something befalls it there."""
        priority, life = int(purpose is Purpose.BROADCAST), timedelta(seconds=lasts)
        channel, address = self.where.channel, self.local.people[person]
        self._commit(
            lambda db: put(
                db, self.house, address, "Tiedote", channel=channel, purpose=purpose, priority=priority, lasts=life
            )
        )
        self._leave(then)

    # -- the parts of these

    def _goes_on(self, which: int, kind: str, skipped: int, fate: Fate) -> None:
        replica = self._holder() if which else self.replicas[0]
        replica.loop.settle()
        for _ in range(MOST):
            if not replica.ops:
                replica.sender.wake()
                replica.loop.settle()
            if not replica.ops:
                return
            op = next((one for one in replica.ops if one.kind == kind), replica.ops[0])
            if op.kind == kind and skipped == 0:
                replica.fate(op, self._possible(op, fate))
                return
            skipped -= op.kind == kind
            replica.fate(op, self._possible(op, Fate.THROUGH))

    def _possible(self, op: Op, fate: Fate) -> Fate:
        """A call does not arrive any more once its time is over; a write knows no provider."""
        if op.kind == "write" and fate in (Fate.ERROR, Fate.TAKEN_ERROR, Fate.REFUSED, Fate.NO_CONNECTION):
            return Fate.LOST
        if op.kind != "write" and not op.done and self.clock.seconds - op.made > CALL:
            return Fate.LOST
        return fate

    def _writes(self, person: int, text: str, comes: bool) -> None:
        self.local.write(self.local.people[person], text)
        if comes:
            self._comes_in(len(self.local.incoming) - 1, False)

    def _comes_in(self, which: int, twice: bool) -> None:
        inbound = self._coming(which, twice)
        self._commit(lambda db: self._turn(db, inbound))
        self._wake()

    def _coming(self, which: int, twice: bool) -> Inbound:
        incoming = self.local.incoming
        person, sent = incoming[which % len(incoming)]
        if isinstance(self.local, LocalTelegram):  # in order for each chat
            sent = next(one for whose, one in incoming if whose == person)
        inbound = self.local.inbound(sent)
        self.coming[inbound.external_id] = person, sent, twice
        return inbound

    def _turn(self, db: Connection, inbound: Inbound) -> Taken:
        """A turn; once it is committed, nobody sends the message again, unless it comes twice."""
        person, sent, twice = self.coming[inbound.external_id]

        def taken() -> None:
            self._hear(person, sent)
            if not twice and (person, sent) in self.local.incoming:
                self.local.incoming.remove((person, sent))

        self.thens.append(taken)
        return turn(db, inbound, self.house)

    def _hear(self, person: str, sent: Any) -> None:
        """What a message that we have taken says of its writer. Only the first time that it comes."""
        if sent in self.heard:
            return
        self.heard.append(sent)
        address = self.addresses[person]
        self.standing[address] = said(self.local, self.standing[address], sent)

    def _told(self, which: int) -> None:
        report, now = self.local.reports[which], datetime.now(UTC)
        self._commit(lambda db: take_report(db, report, provider_stops=True, now=now))

    def _holder(self) -> Replica:
        """The one that has the lease; where nobody has, somebody takes it once it is free."""
        holder = next((replica for replica in self.replicas if replica.sender.holding), None)
        if holder is None:
            holder = self.replicas[-1]
            self.passes(6.0)
            for seconds in (0.0, 1.0):
                self.passes(seconds)
                holder.loop.settle()
                for op in [op for op in holder.ops if op.kind == "write"]:
                    holder.fate(op, Fate.THROUGH)
        return holder

    def _leave(self, then: Then) -> None:
        self._wake()
        which, kind, fate = then
        if not self.replicas:
            self.starts()
        if kind:
            self._goes_on(which, kind, 1 if kind == "write" else 0, fate)

    def _wake(self) -> None:
        for replica in self.replicas:
            replica.sender.wake()

    def _commit(self, job: Job[Any]) -> Any:
        """A transaction of ours; afterwards every row is looked at."""
        self.thens.clear()
        with self.database.write() as db:
            result = job(db)
            for then in self.thens:
                then()
            after = {row.id: row for row in db.execute(select(_outbox))}
        before, self.rows = self.rows, after
        for row_id, row in after.items():
            was = before.get(row_id)
            if was is None or was.state != row.state:
                self._moved(was, row)
        return result

    def _moved(self, was: Row[Any] | None, row: Row[Any]) -> None:
        standing, state = self.standing[row.address_id], OutboxState(row.state)
        if row.error == "server-error":
            self.failed_there.add(row.id)
        if was is None:
            self._check(state in (S.QUEUED, S.SUPPRESSED, S.SENDING), f"a row begins as {state}", row)
        else:
            self._check(state in FORWARD.get(OutboxState(was.state), ()), f"{was.state} is followed by {state}", row)
        if state is S.SENDING:
            self._check(standing.allows(Purpose(row.purpose)), f"it is sent to somebody who is {standing}", row)
        if state is S.FAILED and standing is not Standing.STOPPED:
            self.standing[row.address_id] = refused(self.where, standing, row.error)

    def _leaves(self, ref: str) -> None:
        """A call is made: for a row that is committed as `sending`, and no other."""
        row = next(row for row in self.rows.values() if row.ref == ref)
        self._check(row.state == S.SENDING, "a call is made for it", row)

    def _check(self, holds: object, what: str, row: Row[Any] | None = None) -> None:
        """Noted rather than raised: within a transaction of the sender's it would be one of the sender's errors."""
        if not holds and self.wrong is None:
            self.wrong = Wrong(what, row and (row.purpose, row.state, row.tries, row.error))

    # -- what must hold at any time

    @invariant()
    def agrees(self) -> None:
        """What the provider has taken against what we believe."""
        for row in self.rows.values():
            taken = self.local.taken[row.ref]
            self._check(taken <= self._most(row), f"it was sent {taken} times", row)
            if row.state in (S.SENT, S.DELIVERED):
                self._check(taken, "it counts as sent and was not", row)
        if self.wrong is not None:
            raise self.wrong

    def _most(self, row: Row[Any]) -> int:
        """Once; on Telegram a reply of unknown fate once more, and a service message that was answered with a 5xx."""
        if self.where.channel != "telegram" or not row.doubts:
            return 1
        service = row.purpose == Purpose.SERVICE and row.id in self.failed_there
        return 2 if row.purpose == Purpose.REPLY or service else 1

    def teardown(self) -> None:
        """With nothing going wrong any more, everything comes to an end."""
        try:
            if self.standing and self.wrong is None:
                self._drain()
        finally:
            for replica in self.replicas:
                replica.kill()
            for one in self.patches:
                one.stop()
            self.travel.stop()
            structlog.reset_defaults()

    def _drain(self) -> None:
        if not self.replicas:
            self.starts()
        for _ in range(48):  # two minutes, in steps that no lease is lost in
            self._everything_through()
            if not self._open():
                break
            self.passes(2.5)
        stuck = self._open()
        self._check(not stuck, "it never comes to an end", stuck[0] if stuck else None)
        self._check_calls()
        self.agrees()

    def _everything_through(self) -> None:
        while self.local.incoming:
            self._comes_in(0, False)
        for replica in self.replicas:
            for op in list(replica.ops):
                if op in replica.ops:
                    replica.fate(op, self._possible(op, Fate.THROUGH))
            replica.run()
        for which in range(len(self.local.reports)):
            self._told(which)
        self.agrees()

    def _open(self) -> list[Row[Any]]:
        """Rows that are neither at an end nor waiting for a reason."""
        now = datetime.now(UTC)
        return [
            row
            for row in self.rows.values()
            if row.state in (S.CLAIMED, S.SENDING)
            or (row.state == S.QUEUED and row.due_at <= now)
            or (row.state == S.UNKNOWN and not self._for_staff(row))
        ]

    def _for_staff(self, row: Row[Any]) -> bool:
        """Telegram can't be asked: what may not be sent once more, or has been, is shown to people."""
        repeated = row.purpose == Purpose.REPLY or (row.purpose == Purpose.SERVICE and row.error == "server-error")
        return self.where.channel == "telegram" and (not repeated or row.doubts > 1)

    def _check_calls(self) -> None:
        """A service message that did not arrive is on the call list."""
        with self.database.read() as db:
            listed = set(db.execute(select(_calls.c.outbox_id)).scalars())
        for row in self.rows.values():
            if row.purpose == Purpose.SERVICE and row.state in (S.FAILED, S.EXPIRED, S.SUPPRESSED):
                self._check(row.id in listed, "nobody is told that it did not arrive", row)


def said(local: Local, standing: Standing, sent: Any) -> Standing:
    """What somebody's message makes of their standing, by CHANNELS.md."""
    if isinstance(local, LocalTelegram):
        return _said_on_telegram(standing, sent)
    assert isinstance(local, LocalSms)
    word, opt_out = sent["Body"].strip().upper(), local.network.opt_out
    if standing is Standing.DEAD:
        standing = Standing.OPEN  # it is in use
    match opt_out.meaning(word):
        case "STOP":
            return standing if standing is Standing.STOPPED else Standing.BARRED
        case "START" if word == "YES":
            return Standing.OPEN if standing is Standing.BARRED else standing
        case "START":
            return Standing.OPEN
    return _said(standing, word)


def _said(standing: Standing, word: str) -> Standing:
    if word in ("LOPETA", "STOP"):
        return Standing.STOPPED
    if word in ("ALOITA", "START") and standing is Standing.STOPPED:
        return Standing.OPEN
    return standing


def _said_on_telegram(standing: Standing, sent: Any) -> Standing:
    if "my_chat_member" in sent:
        kicked = sent["my_chat_member"]["new_chat_member"]["status"] == "kicked"
        if standing is Standing.STOPPED:
            return standing
        return Standing.BARRED if kicked else Standing.OPEN
    if standing is Standing.BARRED:
        standing = Standing.OPEN  # who writes has unblocked the bot
    return _said(standing, sent["message"]["text"])


def refused(where: Where, standing: Standing, code: str) -> Standing:
    """What a failure for good says of the address."""
    if where.channel == "telegram":
        return Standing.BARRED if any(row.code == code and row.blocked for row in ROWS) else standing
    kind = errors.meaning(code).kind
    return {"blocked": Standing.BARRED, "permanent": Standing.DEAD}.get(kind, standing)
