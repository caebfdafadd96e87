"""The sender: takes due rows of the outbox to one channel, while it holds the channel's lease.

A row is claimed (harmless), gets its slot, is committed as `sending` with suppression checked again, is handed to
the provider, and its state goes forward. After a crash a row found in `sending` is of unknown fate: where the
provider can be asked it is settled first; a reply to the person's own message is sent once more after ten seconds;
anything else waits for staff. Nothing is ever resent blindly.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Connection

from service.channel import Busy, Channel, Delivery, Outbound, SendError, Sent
from service.failures import back_off, fail
from service.forthwith import Forthwith
from service.house import House
from service.lanes import Lanes
from service.rate import Rate
from service.settling import Settler
from service.together import Together
from service.writer import Writer
from store import leases, outbox
from store.models.outbox import OutboxState
from store.outbox import Due

log = structlog.get_logger()

RENEW = 1.0  # seconds between renewals of the lease
POLL = 2.0  # the net below the wake-up calls
SETTLE = 5.0
QUIET = 1.0  # a new holder does not know what the last one has just sent
AHEAD = 0.5  # seconds of slots that may be claimed in advance: a reply waits no longer behind a broadcast
AT_ONCE = 64
body = TypeAdapter(Outbound)
Result = TypeVar("Result")


class Sender:
    """Sends one channel's messages. `run` goes on until cancelled; `wake` says that something is due."""

    def __init__(
        self, channel: Channel, writer: Writer, house: House, *, holder: str, per_second: float, at_once: int = AT_ONCE
    ) -> None:
        self.channel, self.writer, self.house, self.holder = channel, writer, house, holder
        self.rate = Rate(per_second)
        self.epoch: int | None = None
        self.held = asyncio.Event()
        self._renewed = 0.0
        self._wake = asyncio.Event()
        self._at_once = at_once
        self._flying: dict[asyncio.Task[None], int] = {}  # the rows in hand
        self._swept = 0.0
        self._settle = Settler(self).once
        self.lanes = Lanes()
        self.opened = False
        self.forthwith = Forthwith(self)
        self._begin: Together[tuple[Due, int], OutboxState | None] = Together(writer, self._begin_rows)
        self._finish: Together[tuple[int, str | None, int], bool] = Together(writer, self._finish_rows)
        self.became: Counter[OutboxState] = Counter()  # what this process has noted of messages, since it began
        self.trouble = ""  # what the provider or the way to it failed with last, "" while messages go through

    def wake(self) -> None:
        """Something is due now. Call from the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Hold the lease, send what is due, settle what is unknown."""
        tasks = [
            asyncio.create_task(self._forever(work, pause))
            for work, pause in ((self._hold, RENEW), (self._send_due, 0.0), (self._settle, SETTLE), (self._open, RENEW))
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._stop()

    async def _forever(self, work: Callable[[], object], pause: float) -> None:
        while True:
            try:
                await work()  # type: ignore[misc]
            except Busy:
                await asyncio.sleep(RENEW)
            except Exception as error:
                log.error("sender_failed", channel=self.channel.name, error=type(error).__name__, exc_info=True)
                await asyncio.sleep(RENEW)
            if pause:
                await asyncio.sleep(pause)

    # -- the lease

    @property
    def holding(self) -> bool:
        """Whether the lease is ours, by a clock that does not jump."""
        return self.epoch is not None and time.monotonic() - self._renewed < leases.LENGTH.total_seconds()

    async def _hold(self) -> None:
        asked = time.monotonic()
        name = f"send:{self.channel.name}"
        epoch = await self.writer.write(lambda db: leases.hold(db, name=name, holder=self.holder))
        if epoch is None:
            self.epoch = None
            self.held.clear()
            return
        self._renewed = asked
        if epoch != self.epoch:
            await self._sweep(epoch)
            log.info("lease_taken", channel=self.channel.name, epoch=epoch)
            if epoch > 1:
                self.rate.wait(QUIET)
            self.forthwith.forget()
            self.epoch = epoch
            self.held.set()
            self.wake()

    async def _open(self) -> None:
        if not self.opened:
            try:
                await self.channel.open()
            except SendError as error:
                log.warning("channel_not_open", channel=self.channel.name, code=error.code)
                await asyncio.sleep(RENEW * random.uniform(1, 5))  # noqa: S311 - jitter
                return
            self.opened = True
            self.wake()

    # -- sending

    async def _send_due(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), POLL)
        self._wake.clear()
        while self.holding and self.epoch is not None:
            room = min(self._at_once - len(self._flying), self._soon - self.rate.waiting)
            if room <= 0:
                await self._some_landed()
                continue
            epoch = self.epoch
            if time.monotonic() - self._swept > SETTLE:
                await self._sweep(epoch)  # not beside a claim, whose rows are not in hand yet
            rows = await self._claim(epoch, room)
            for due in rows:
                self.fly(due, epoch)
            if len(rows) < room:
                return

    def fly(self, due: Due, epoch: int, *, begun: bool = False) -> None:
        """Take a row in hand: it is delivered beside all others."""
        self.lanes.join(due.address_id, due.id)
        task = asyncio.create_task(self._deliver(due, epoch, begun))
        self._flying[task] = due.id
        task.add_done_callback(self._flying.pop)

    @property
    def busy(self) -> bool:
        """Whether as many calls are under way as may be, or wait for one to the same address."""
        return len(self.lanes) >= self._at_once

    @property
    def _soon(self) -> int:
        """How many may be claimed in advance: what leaves in half a second, so that a reply waits no longer."""
        return self._at_once if not self.rate.per_second else max(1, int(self.rate.per_second * AHEAD))

    async def _claim(self, epoch: int, room: int) -> list[Due]:
        now, name = self.house.now(), self.channel.name
        return await self.writer.write(lambda db: outbox.claim(db, channel=name, epoch=epoch, limit=room, now=now))

    async def _sweep(self, epoch: int) -> None:
        """Rows that nobody has in hand: queued again or unknown. They would wait for ever."""
        await self.forthwith.emptied()
        try:
            now, name, in_hand = self.house.now(), self.channel.name, list(self._flying.values())
            back, lost = await self.writer.write(
                lambda db: outbox.recover(db, channel=name, epoch=epoch, now=now, in_hand=in_hand)
            )
        finally:
            self.forthwith.reopen()
        self._swept = time.monotonic()
        if back or lost:
            log.warning("rows_recovered", channel=name, epoch=epoch, queued_again=back, unknown=lost)

    async def _some_landed(self) -> None:
        await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED, timeout=AHEAD)

    async def _deliver(self, due: Due, epoch: int, begun: bool) -> None:
        """One row, after those before it to the same address."""
        sent: Sent | None = None
        try:
            async with self.lanes.turn(due.address_id, due.id):
                sent = await (self._straight(due, epoch) if begun else self._to_provider(due, epoch))
        except Exception as error:
            log.error("delivery_failed", channel=self.channel.name, error=type(error).__name__, exc_info=True)
        finally:
            self.forthwith.landed(due)
        if sent is not None:  # a failure is noted in the lane: it may be the last word about the address
            await self.sent(due, sent)

    async def _to_provider(self, due: Due, epoch: int) -> Sent | None:
        """A claimed row, at its slot; what came of it where that is still to be noted."""
        found = await self._readable(due, due.tries)
        if found is None:
            return None
        delivery, cost = found
        await self.rate.slot(cost, due.priority)
        return await self._hand_over(due, delivery) if await self._begun(due, epoch, cost) else None

    async def _straight(self, due: Due, epoch: int) -> Sent | None:
        """The same for a row that its turn has begun, with a slot for a cost of one."""
        found = await self._readable(due, due.tries + 1)
        if found is None:
            return None
        delivery, cost = found
        self.rate.more(cost - 1)
        return await self._hand_over(due, delivery) if await self._may_pass(due, epoch, cost) else None

    async def _readable(self, due: Due, attempt: int) -> tuple[Delivery, int] | None:
        """The message and its cost. None: a key is missing, or the row is damaged; nothing to send for now, until
        staff have acted or it expires."""
        try:
            delivery = self.delivery(due)
            return delivery, self.channel.cost(delivery.outbound)
        except Exception as error:
            why, now = type(error).__name__, self.house.now()
            log.error("row_unreadable", channel=self.channel.name, error=why)
            later = now + back_off(due.tries, ours=True)
            await self._later(due, attempt=attempt, due_at=later, now=now, error=why)
            return None

    async def _hand_over(self, due: Due, delivery: Delivery) -> Sent | None:
        """The call. What went wrong is noted at once."""
        try:
            return await self.channel.send(delivery)
        except SendError as error:
            await self._failed(due, error)
        except Exception as error:
            # a defect of the channel, somewhere on the way
            log.error("channel_failed", channel=self.channel.name, error=type(error).__name__, exc_info=True)
            await self._failed(due, SendError(type(error).__name__, unknown=True))
        return None

    async def _begun(self, due: Due, epoch: int, cost: int) -> bool:
        """Whether the row is committed as `sending`, and the call may be made now."""
        try:
            state = await self._begin.write((due, epoch))
        except Busy:
            log.warning("delivery_interrupted", channel=self.channel.name)
            state = None  # or is it? An answer to a commit can be lost
        if state is OutboxState.SENDING:
            return await self._may_pass(due, epoch, cost)
        if state is None:
            await self._put_back(due, epoch)
        else:
            self.became[state] += 1  # suppressed or expired
        return False

    async def _may_pass(self, due: Due, epoch: int, cost: int) -> bool:
        """Whether a row that is `sending` may be handed over, the last moment before it is."""
        await self.rate.passing(cost)
        if not self.holding:
            await self._put_back(due, epoch)
            return False
        return True

    async def _put_back(self, due: Due, epoch: int) -> None:
        """The lease is gone, or was while a commit took its time: nothing was sent, and that we know for certain."""
        await self._note(lambda db: outbox.put_back(db, due=due, epoch=epoch, now=self.house.now()))
        self.wake()

    def _begin_rows(self, db: Connection, rows: Sequence[tuple[Due, int]]) -> list[OutboxState | None]:
        name, now = self.channel.name, self.house.now()
        outbox.hold_addresses(db, dues=[due for due, _epoch in rows])
        return [outbox.begin(db, due=due, channel=name, epoch=epoch, now=now) for due, epoch in rows]

    def _finish_rows(self, db: Connection, rows: Sequence[tuple[int, str | None, int]]) -> list[bool]:
        now, sent = self.house.now(), OutboxState.SENT
        return [
            outbox.finish(db, row_id=row_id, state=sent, now=now, provider_id=provider_id, parts=parts)
            for row_id, provider_id, parts in rows
        ]

    async def _note(self, job: Callable[[Connection], Result]) -> Result:
        return await self._insist(lambda: self.writer.write(job))

    async def _insist(self, write: Callable[[], Awaitable[Result]]) -> Result:
        """Write, however long the database is away: what we know of a message nobody else knows."""
        while True:
            try:
                return await write()
            except Busy:
                log.warning("note_waits", channel=self.channel.name)
                await asyncio.sleep(RENEW)

    def delivery(self, due: Due) -> Delivery:
        """The row as a channel sees it."""
        return Delivery(
            ref=due.ref,
            address=due.address(self.house.sealer),
            outbound=body.validate_json(due.body(self.house.sealer)),
            valid_for=max(timedelta(seconds=1), due.expires_at - self.house.now()),
            again=due.doubts > 0,
        )

    async def sent(self, due: Due, sent: Sent) -> None:
        """The provider has it: that is noted."""
        self.trouble = ""
        # Telegram's id of a message names the chat, which is sealed; and nobody ever asks by it
        provider_id = sent.provider_id if self.channel.can_settle else None
        moved = await self._insist(lambda: self._finish.write((due.id, provider_id, sent.parts)))
        self.became[OutboxState.SENT] += moved

    async def _failed(self, due: Due, error: SendError) -> None:
        now, attempt = self.house.now(), due.tries + 1
        log.warning("send_error", channel=self.channel.name, code=error.code, tries=attempt)
        self.trouble = error.code if error.ours or not error.permanent else ""
        if error.permanent:
            moved = await self._note(lambda db: fail(db, self.channel, due, error, now))
            self.became[OutboxState.FAILED] += moved
        elif error.unknown:
            unknown, code = OutboxState.UNKNOWN, error.code
            moved = await self._note(
                lambda db: outbox.finish(db, row_id=due.id, attempt=attempt, state=unknown, now=now, error=code)
            )
            self.became[unknown] += moved
        else:
            wait = error.retry_after or back_off(due.tries, ours=error.ours)
            if error.retry_after is not None:
                self.rate.wait(wait.total_seconds())
            await self._later(due, attempt=attempt, due_at=now + wait, now=now, error=error.code)

    async def _later(self, due: Due, *, attempt: int, due_at: datetime, now: datetime, error: str) -> None:
        """Certainly not sent: another try, or none where it would be too late."""
        state = await self._note(
            lambda db: outbox.again(db, row_id=due.id, attempt=attempt, due_at=due_at, now=now, error=error)
        )
        if state is OutboxState.EXPIRED:
            self.became[state] += 1

    async def _stop(self) -> None:
        """Let what is in the air land, give back what is claimed, and the lease."""
        self.rate.close()
        self.forthwith.close()
        if self._flying:
            _landed, flying = await asyncio.wait(self._flying, timeout=5)
            for task in flying:
                task.cancel()
        if self.epoch is not None:
            epoch, now, name = self.epoch, self.house.now(), self.channel.name

            def give_back(db: Connection) -> None:
                outbox.put_back_all(db, channel=name, epoch=epoch, now=now)
                leases.let_go(db, name=f"send:{name}", holder=self.holder)

            with contextlib.suppress(Busy):
                await self.writer.write(give_back)
        with contextlib.suppress(SendError):
            await self.channel.close()
