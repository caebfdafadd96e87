"""Senders for crash trials: ours, some that are known to be wrong, and any of them with a signal at a bad moment."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from service.channel import Busy, Reply, SendError
from service.sender import Result, Sender
from store import leases, outbox
from store.models.outbox import OutboxState, Purpose
from store.outbox import Due

Passing = Callable[[int], Coroutine[Any, Any, None]]


class Trapped(Sender):
    """Ours. With `trap` this very process gets `how` (KILL, STOP) once, at that moment of its `channel`'s work.

    committed — a row is committed as `sending`, the provider not called yet
    holding   — inside the transaction that takes or renews the lease, once rows have been claimed
    """

    def __init__(self, *given: Any, trap: str = "", how: str = "KILL", channel: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        mine = channel in ("", self.channel.name)
        self._trap, self._how = trap if mine else "", getattr(signal, f"SIG{how}")
        self.rate.passing = self._passing(self.rate.passing)  # type: ignore[method-assign,assignment]

    def _spring(self, at: str) -> None:
        if self._trap == at:
            self._trap = ""
            signal.pthread_kill(threading.get_ident(), self._how)  # this thread does not get an instruction further

    def _passing(self, original: Passing) -> Passing:
        async def passing(cost: int = 1) -> None:
            self._spring("committed")
            await original(cost)

        return passing

    async def _hold(self) -> None:
        if self._trap == "holding" and self.epoch is not None:

            def freeze(db: Connection) -> None:
                leases.hold(db, name=f"send:{self.channel.name}", holder=self.holder)
                self._spring("holding")

            await self.writer.write(freeze)
        await super()._hold()


class Queued(Trapped):
    """No turn begins its reply: every row is claimed, and what a control does wrong befalls it."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.forthwith.enter = lambda: None  # type: ignore[method-assign]


class MarkThenSend(Queued):
    """Control: rows are marked `sent` as they are taken, before the calls. A crash between them loses messages."""

    async def _claim(self, epoch: int, room: int) -> list[Due]:
        now, name = self.house.now(), self.channel.name

        def mark(db: Connection) -> list[Due]:
            rows = outbox.claim(db, channel=name, epoch=epoch, limit=room, now=now)
            for due in rows:
                outbox.begin(db, due=due, channel=name, epoch=epoch, now=now)
                outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=now)
            return rows

        return await self.writer.write(mark)

    async def _to_provider(self, due: Due, epoch: int) -> None:
        delivery = self.delivery(due)
        await self.rate.slot(self.channel.cost(delivery.outbound))
        await self.rate.passing()
        try:
            await self.channel.send(delivery)
        except SendError as error:
            await self._failed(due, error)


class SendThenRecord(Queued):
    """Control: nothing is committed before the call. A crash between them sends it twice."""

    async def _to_provider(self, due: Due, epoch: int) -> None:
        delivery, name = self.delivery(due), self.channel.name
        await self.rate.slot(self.channel.cost(delivery.outbound))
        sent = await self.channel.send(delivery)
        await self.rate.passing()
        now = self.house.now()

        def record(db: Connection) -> None:
            outbox.begin(db, due=due, channel=name, epoch=epoch, now=now)
            outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=now, provider_id=sent.provider_id)

        await self.writer.write(record)


class Forgetful(Trapped):
    """Control: what could not be written is forgotten, and nobody looks for what was forgotten."""

    async def _insist(self, write: Callable[[], Awaitable[Result]]) -> Result:
        try:
            return await write()
        except Busy:
            return None  # type: ignore[return-value]

    async def _sweep(self, epoch: int) -> None:
        if epoch != self.epoch:
            await super()._sweep(epoch)
        self._swept = time.monotonic()


class Careless(Trapped):
    """Control: once it has the lease it believes so for ever, and sends without another look."""

    @property
    def holding(self) -> bool:
        return self.epoch is not None


class Impatient(Trapped):
    """Control: no answer counts as not sent."""

    async def _failed(self, due: Due, error: SendError) -> None:
        await super()._failed(due, SendError(error.code) if error.unknown else error)


class Deaf(Trapped):
    """Control: takes everything for an answer to the person's own message, which LOPETA does not hold back."""

    async def _begun(self, due: Due, epoch: int, cost: int) -> bool:
        return await super()._begun(replace(due, purpose=Purpose.REPLY), epoch, cost)


class Sweeping(Trapped):
    """Control: looks for strays also while turns begin replies that are not in hand yet."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.forthwith.emptied = self._at_once_empty  # type: ignore[method-assign]

    async def _at_once_empty(self) -> None:
        """Waits for nobody."""


class Unasked(Trapped):
    """Control: a turn begins its reply without a look at the lease."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.forthwith.begin = self._begin_anyway  # type: ignore[method-assign]

    def _begin_anyway(self, db: Connection, reply: Reply, epoch: int) -> Due | None:
        name = f"send:{self.channel.name}"
        held = next((lease.epoch for lease in leases.all_leases(db) if lease.name == name), epoch)
        now = self.house.now()
        return outbox.begin_new(db, row_id=reply.row_id, channel=self.channel.name, epoch=held, now=now)


SENDERS: dict[str, type[Sender]] = {
    "ours": Trapped,
    "mark-then-send": MarkThenSend,
    "send-then-record": SendThenRecord,
    "forgetful": Forgetful,
    "careless": Careless,
    "impatient": Impatient,
    "deaf": Deaf,
    "sweeping": Sweeping,
    "unasked": Unasked,
}
