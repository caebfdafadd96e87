"""A sender driven by hand: every write and every call of it waits until a test says what becomes of it.

The sender is the real one, on an event loop of its own whose time stands still until the test moves it. So it can be
stopped at any of its awaits: killed there, or left standing while others go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import selectors
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bench.variants import SENDERS
from service.channel import Busy, Channel, Delivery, Inbound
from service.house import House
from service.sender import Sender
from service.taking import Taking, Turn
from service.writer import Job, Result, Writer
from store.database import Database

REF: ContextVar[str] = ContextVar("ref", default="")
"""Of the delivery under way: a call is made in the task of its row."""


class Fate(StrEnum):
    """What becomes of a write or a call. `TAKEN` and what begins so: done at the other end."""

    THROUGH = "through"
    TAKEN = "taken"  # and the answer is still on its way
    TAKEN_LOST = "taken, the answer is lost"
    LOST = "not taken, no answer"
    ERROR = "not taken, a server error"  # calls only
    TAKEN_ERROR = "taken, a server error"  # calls only
    REFUSED = "429"  # calls only
    NO_CONNECTION = "no connection"


class Hold:
    """The seconds that all clocks of a test show."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


class _Glance(selectors.DefaultSelector):
    """Waits for nothing."""

    def select(self, timeout: float | None = None) -> Any:
        return super().select(0)


class HandLoop(asyncio.SelectorEventLoop):
    """Runs when told, as far as it comes without waiting."""

    def __init__(self, clock: Hold) -> None:
        super().__init__(_Glance())
        self._hold = clock

    def time(self) -> float:
        return self._hold.seconds

    def settle(self) -> None:
        """Everything that can happen now, happens."""
        while True:
            self.call_soon(self.stop)
            self.run_forever()
            due = self._scheduled and self._scheduled[0].when() <= self.time()  # type: ignore[attr-defined]
            if not self._ready and not due:  # type: ignore[attr-defined]
                return


@dataclass(eq=False)
class Op:
    """A write or a call on its way; `work` is done at the other end, `fails` says with what it fails."""

    kind: str  # "write", "send", "list"
    work: Callable[[], Any]
    fails: Callable[[Fate], tuple[Any, BaseException | None]]
    future: asyncio.Future[Any]
    made: float
    done: bool = False
    outcome: tuple[Any, BaseException | None] = (None, None)

    def do(self) -> None:
        if not self.done:
            self.done = True
            try:
                self.outcome = self.work(), None
            except Exception as error:
                self.outcome = None, error

    def answer(self, outcome: tuple[Any, BaseException | None]) -> None:
        result, error = outcome
        if self.future.done():
            return  # whoever asked has given up
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class HandWriter(Writer):
    """Of one replica: each job is an `Op`."""

    def __init__(self, replica: Replica) -> None:
        self.database, self.away, self._replica = replica.database, "", replica

    async def write(self, job: Job[Result]) -> Result:
        replica = self._replica
        if replica.dead:
            raise Busy("dead")

        def fails(_fate: Fate) -> tuple[Any, BaseException | None]:
            return None, Busy("away")

        result: Result = await replica.ask("write", lambda: replica.commit(job), fails)
        return result

    def close(self) -> None:
        """Nothing to end."""


@dataclass
class Replica:
    """One process with its sender; `commit` runs a job in a transaction and tells the test of it."""

    clock: Hold
    database: Database
    commit: Callable[[Job[Any]], Any]
    house: House
    channel: Callable[[Replica], Channel]
    turn: Turn
    variant: str = "ours"
    name: str = "a"
    dead: bool = False
    ops: list[Op] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    # what has left for the provider and nobody waits for any more: it may arrive all the same
    wire: list[Op] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = HandLoop(self.clock)
        self.sender: Sender = SENDERS[self.variant](
            self.channel(self), HandWriter(self), self.house, holder=self.name, per_second=0.0
        )
        self.taking = Taking(self.sender.writer, self.turn, {self.sender.channel.name: self.sender})
        self.task = self.loop.create_task(self.sender.run())
        self.loop.settle()

    def takes(self, inbound: Inbound) -> Op | None:
        """A message comes to this replica: the write of its turn. None while others of that person wait before it."""
        self.loop.settle()
        before = list(self.ops)
        task = self.loop.create_task(self._take(inbound))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        self.loop.settle()
        return next((op for op in self.ops if op not in before), None)

    async def _take(self, inbound: Inbound) -> None:
        with contextlib.suppress(Busy):  # the provider comes again
            await self.taking.take(inbound)

    async def ask(
        self, kind: str, work: Callable[[], Any], fails: Callable[[Fate], tuple[Any, BaseException | None]]
    ) -> Any:
        """Something that the test decides about."""
        op = Op(kind, work, fails, asyncio.get_running_loop().create_future(), self.clock.seconds)
        self.ops.append(op)
        return await op.future

    def fate(self, op: Op, fate: Fate) -> None:
        """Let it befall an operation, and let the sender go on as far as it can."""
        if op.done and fate not in (Fate.TAKEN_LOST, Fate.TAKEN_ERROR):
            fate = Fate.THROUGH  # only the answer is still open
        if fate in (Fate.THROUGH, Fate.TAKEN, Fate.TAKEN_LOST, Fate.TAKEN_ERROR):
            op.do()
        if fate is Fate.TAKEN:
            return
        self.ops.remove(op)
        op.answer(op.outcome if fate is Fate.THROUGH else op.fails(fate))
        self.loop.settle()

    def run(self, most: int = 200) -> None:
        """Everything goes through until nothing is left to do at this time."""
        self.loop.settle()
        for _ in range(most):
            if not self.ops:
                return
            self.fate(self.ops[0], Fate.THROUGH)
        raise AssertionError("the sender does not come to rest")

    def kill(self) -> None:
        """kill -9: what was not done stays undone; calls that have left may arrive."""
        self.dead = True
        self.wire = [op for op in self.ops if op.kind == "send" and not op.done]
        while tasks := asyncio.all_tasks(self.loop):
            for task in tasks:
                task.cancel()
            self.loop.settle()
        self.loop.close()


class Marked:
    """A channel that says in whose name each call is made."""

    async def send(self, delivery: Delivery) -> Any:
        REF.set(delivery.ref)
        return await super().send(delivery)  # type: ignore[misc]
