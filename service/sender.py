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
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Connection

from service.channel import Busy, Channel, Delivery, Outbound, Report, SendError, Sent
from service.house import House
from service.rate import Rate
from service.writer import Writer
from store import leases, outbox, people
from store.models.outbox import OutboxState, Purpose
from store.models.people import Reach
from store.outbox import Due

log = structlog.get_logger()

RENEW = 1.0  # seconds between renewals of the lease
POLL = 2.0  # the net below the wake-up calls
SETTLE = 5.0
AHEAD = 0.5  # seconds of slots that may be claimed in advance: a reply waits no longer behind a broadcast
REPEAT_AFTER = timedelta(seconds=10)  # a Telegram reply of unknown fate goes out once more
AT_ONCE = 64
body = TypeAdapter(Outbound)


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
        self._flying: set[asyncio.Task[None]] = set()
        self._lanes: dict[int, tuple[asyncio.Lock, list[int]]] = {}
        self.opened = False
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
            now = self.house.now()
            back, lost = await self.writer.write(
                lambda db: outbox.recover(db, channel=self.channel.name, epoch=epoch, now=now)
            )
            log.info("lease_taken", channel=self.channel.name, epoch=epoch, queued_again=back, unknown=lost)
            if epoch > 1:
                self.rate.wait(1.0)
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
            rows = await self._claim(epoch, room)
            for due in rows:
                task = asyncio.create_task(self._deliver(due, epoch))
                self._flying.add(task)
                task.add_done_callback(self._flying.discard)
            if len(rows) < room:
                return

    @property
    def _soon(self) -> int:
        """How many may be claimed in advance: what leaves in half a second, so that a reply waits no longer."""
        return self._at_once if not self.rate.per_second else max(1, int(self.rate.per_second * AHEAD))

    async def _claim(self, epoch: int, room: int) -> list[Due]:
        now, name = self.house.now(), self.channel.name
        return await self.writer.write(lambda db: outbox.claim(db, channel=name, epoch=epoch, limit=room, now=now))

    async def _some_landed(self) -> None:
        await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED, timeout=AHEAD)

    async def _deliver(self, due: Due, epoch: int) -> None:
        """One row, after those before it to the same address."""
        lane, queue = self._lanes.setdefault(due.address_id, (asyncio.Lock(), []))
        queue.append(due.id)
        try:
            async with lane:
                await self._to_provider(due, epoch)
        except Busy:
            log.warning("delivery_interrupted", channel=self.channel.name)
        except Exception as error:
            log.error("delivery_failed", channel=self.channel.name, error=type(error).__name__, exc_info=True)
        finally:
            queue.remove(due.id)
            if not queue:
                del self._lanes[due.address_id]

    async def _to_provider(self, due: Due, epoch: int) -> None:
        delivery = self.delivery(due)
        cost = self.channel.cost(delivery.outbound)
        await self.rate.slot(cost, due.priority)
        name, now = self.channel.name, self.house.now()
        state = await self.writer.write(lambda db: outbox.begin(db, due=due, channel=name, epoch=epoch, now=now))
        if state is not OutboxState.SENDING:
            return
        await self.rate.passing(cost)
        if not self.holding:
            # we slept between the commit and here: somebody else may be settling this very row
            return
        try:
            sent = await self.channel.send(delivery)
        except SendError as error:
            await self._failed(due, error)
            return
        await self._sent(due, sent)

    def delivery(self, due: Due) -> Delivery:
        """The row as a channel sees it."""
        return Delivery(
            ref=due.ref,
            address=due.address(self.house.sealer),
            outbound=body.validate_json(due.body(self.house.sealer)),
            valid_for=max(timedelta(seconds=1), due.expires_at - self.house.now()),
            again=due.tries > 1,
        )

    async def _sent(self, due: Due, sent: Sent) -> None:
        self.trouble = ""
        now = self.house.now()
        await self.writer.write(
            lambda db: outbox.finish(
                db,
                row_id=due.id,
                state=OutboxState.SENT,
                now=now,
                # Telegram's id of a message names the chat, which is sealed; and nobody ever asks by it
                provider_id=sent.provider_id if self.channel.can_settle else None,
                parts=sent.parts,
            )
        )

    async def _failed(self, due: Due, error: SendError) -> None:
        now = self.house.now()
        log.warning("send_error", channel=self.channel.name, code=error.code, tries=due.tries + 1)
        self.trouble = error.code if error.ours or not error.permanent else ""
        if error.permanent:
            await self.writer.write(lambda db: fail(db, self.channel, due.id, due.address_id, error, now))
        elif error.unknown:
            await self.writer.write(
                lambda db: outbox.finish(db, row_id=due.id, state=OutboxState.UNKNOWN, now=now, error=error.code)
            )
        else:
            wait = error.retry_after or back_off(due.tries, ours=error.ours)
            if error.retry_after is not None:
                self.rate.wait(wait.total_seconds())
            await self.writer.write(
                lambda db: outbox.again(db, row_id=due.id, due_at=now + wait, now=now, error=error.code)
            )

    # -- what is unknown

    async def _settle(self) -> None:
        """Ask the provider about rows of unknown fate; repeat a reply once where it can't be asked."""
        if not (self.holding and self.opened):
            return
        name = self.channel.name
        rows = await self.writer.write(lambda db: outbox.unknown(db, channel=name))
        for due, since in rows:
            now = self.house.now()
            if self.channel.can_settle:
                await self._ask(due, since)
            elif due.purpose is Purpose.REPLY and due.tries < 2 and now - since >= REPEAT_AFTER:
                await self.writer.write(
                    lambda db, due=due, now=now: outbox.again(  # type: ignore[misc]
                        db, row_id=due.id, due_at=now, now=now, error="sent once more"
                    )
                )
                self.wake()

    async def _ask(self, due: Due, since: datetime) -> None:
        try:
            sent = await self.channel.settle(self.delivery(due), since=since)
        except SendError:
            return  # it can't tell yet: the row stays unknown, and is asked again
        if sent is not None:
            await self._sent(due, sent)
            return
        now = self.house.now()
        await self.writer.write(
            lambda db: outbox.again(db, row_id=due.id, due_at=now, now=now, error="the provider has not got it")
        )
        self.wake()

    async def _stop(self) -> None:
        """Let what is in the air land, give back what is claimed, and the lease."""
        self.rate.close()
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


def back_off(tries: int, *, ours: bool = False) -> timedelta:
    """How long to wait before the next try: 1, 2, 4 … 300 seconds with jitter; a minute where staff must act."""
    seconds = 60.0 if ours else float(min(300, 2**tries))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311 - jitter


def fail(
    db: Connection, channel: Channel, row_id: int, address_id: int, error: SendError | Report, now: datetime
) -> None:
    """A message that will never arrive; the address is marked so that nothing more is tried."""
    outbox.finish(db, row_id=row_id, state=OutboxState.FAILED, now=now, error=error.code)
    mark(db, channel.provider_stops, address_id, error, now)


def mark(db: Connection, provider_stops: bool, address_id: int, error: SendError | Report, now: datetime) -> None:
    """What a permanent failure says of the address. A person's own LOPETA is never overwritten."""
    if isinstance(error, SendError) and error.ours:
        return  # the message was at fault
    if error.blocked:
        reach = Reach.PROVIDER_STOPPED if provider_stops else Reach.BLOCKED
    elif error.permanent:
        reach = Reach.BAD
    else:
        return
    people.set_reach_unless_stopped(db, address_id=address_id, reach=reach, now=now)
