"""Long polling, for where Telegram cannot reach us.

python-telegram-bot's Updater moves the offset before an update has been dealt with; here it moves after the
turn is durable, so a crash in between brings the update again and its unique id finds the turn done. One
poller only: Telegram ends the older of two with 409, so the holder of the channel's lease runs this.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from bot.parse import read_id, unreadable
from bot.receive import turn
from bot.send import TelegramChannel
from service.channel import Busy, SendError, Take

LONGEST: Final = 60.0
"""Seconds: the longest pause after failures in a row."""
TRIES: Final = 3
"""Of one update whose turn fails for a reason that is not "the database is away"."""
GLANCE: Final = 1.0
"""Seconds between two looks at the lease while we wait."""

DICE: Final = secrets.SystemRandom()

Pause = Callable[[float], Awaitable[object]]
T = TypeVar("T")
log = logging.getLogger(__name__)


class Poller:
    """The loop and its state: what is confirmed, and how often in a row something failed."""

    def __init__(self, channel: TelegramChannel, take: Take, held: Callable[[], bool], pause: Pause) -> None:
        self.channel = channel
        self.take = take
        self.held = held
        self.pause = pause
        self.offset: int | None = None
        self.failures = 0
        self.webhook = True  # until we have deleted it

    async def run(self) -> None:
        """Until the lease is gone or we are cancelled."""
        while self.held():
            try:
                if self.webhook:
                    await self.channel.delete_webhook()
                    self.webhook = False
                wait = self.channel.settings.poll_seconds
                found = await self._while_held(self.channel.updates(self.offset, wait=wait))
                await self._batch(found or [])
            except SendError as error:
                self.webhook = self.webhook or error.code == "webhook-is-set"
                log.warning("polling Telegram failed: %s", error.code)
                await self._back_off(error.retry_after.total_seconds() if error.retry_after else 0)
            else:
                self.failures = 0

    async def _batch(self, found: list[Any]) -> None:
        """Each update in turn; the rest of the batch stays unconfirmed when the lease goes."""
        for data in found:
            if not self.held():
                return
            await self._one(data)
        if found and all(read_id(data) is None for data in found):
            await self._back_off()  # nothing to confirm them with: they come again at once

    async def _one(self, data: Any) -> None:
        """Until it is durable. Only "the database is away" is waited for without end."""
        failed = 0
        while self.held():
            try:
                if failed < TRIES:
                    await turn(data, self.take, self.channel)
                elif read_id(data) is not None:
                    await self.take(unreadable(data, now=datetime.now(UTC)))
                break
            except Busy:
                await self._back_off()
            except Exception:
                failed += 1
                log.exception("the turn of an update failed, %d", failed)
                if failed > TRIES:
                    break  # not even as it stands: one update must not keep everybody else waiting
                await self._back_off()
        else:
            return
        self.failures = 0
        number = read_id(data)
        if number is not None:
            self.offset = number + 1

    async def _back_off(self, least: float = 0) -> None:
        """Longer after each failure in a row, with jitter so that several do not march in step."""
        self.failures += 1
        longest = min(LONGEST, 2.0 ** min(self.failures, 10))
        left = max(least, DICE.uniform(longest / 2, longest))
        while left > 0 and self.held():
            await self.pause(min(left, GLANCE))
            left -= GLANCE

    async def _while_held(self, call: Coroutine[Any, Any, T]) -> T | None:
        """The call's result, or None if the lease goes first: what it would have brought is not confirmed."""
        task = asyncio.create_task(call)
        try:
            while self.held():
                done, _ = await asyncio.wait({task}, timeout=GLANCE)
                if done:
                    return task.result()
            return None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def poll(channel: TelegramChannel, take: Take, held: Callable[[], bool], *, pause: Pause = asyncio.sleep) -> None:
    """Take updates until `held()` is False (looked at every second) or the task is cancelled."""
    await Poller(channel, take, held, pause).run()
