"""Slots: when the next message may leave. Lives in the holder of the channel's lease."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable

SECOND = 1.0


class Rate:
    """Evenly spaced slots, `per_second` of them (0: no limit); a message that costs several takes as many.

    Who asks with a lower priority number is served first, whoever asked before. Between its slot and the provider a
    message may be held up; `passing` makes sure that even so no second holds more than the rate and one.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.per_second = per_second
        self._gap = SECOND / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = 0.0
        self._order = itertools.count()
        self._queue: list[tuple[int, int, int, asyncio.Future[None]]] = []
        self._pump: asyncio.Task[None] | None = None
        self._passed: deque[float] = deque()

    async def slot(self, cost: int = 1, priority: int = 0) -> None:
        """Wait for a slot."""
        if not self._gap:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (priority, next(self._order), max(1, cost), future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._grant())
        await future

    async def _grant(self) -> None:
        while self._queue:
            if (ahead := self._next - self._clock()) > 0:
                await self._sleep(ahead)
                continue  # somebody more urgent may have come, or the next slot may have moved
            _priority, _order, cost, future = heapq.heappop(self._queue)
            if not future.done():
                self._next = max(self._next, self._clock() - self._gap) + self._gap * cost
                future.set_result(None)

    def take_free(self) -> bool:
        """Take a slot if one is free now and nobody waits for it."""
        if not self._gap:
            return True
        if self._queue or self._clock() < self._next:
            return False
        self._next = max(self._next, self._clock() - self._gap) + self._gap
        return True

    def more(self, cost: int) -> None:
        """The slot that was taken turns out to cost so much more."""
        self._next += self._gap * max(0, cost)

    def give_back(self) -> None:
        """A slot that was taken and not used."""
        self._next -= self._gap

    async def passing(self, cost: int = 1) -> None:
        """Called just before the provider: waits while the last second is full."""
        if not self._gap:
            return
        most = max(1, int(self.per_second)) + 1
        while True:
            now = self._clock()
            while self._passed and self._passed[0] <= now - SECOND:
                self._passed.popleft()
            if not self._passed or len(self._passed) + cost <= most:
                self._passed.extend([now] * cost)
                return
            await self._sleep(self._passed[0] + SECOND - now)

    def wait(self, seconds: float) -> None:
        """No slot for so long: the provider said so, or another process has just been sending."""
        self._next = max(self._next, self._clock() + seconds)

    @property
    def waiting(self) -> int:
        """How many messages wait for a slot."""
        return len(self._queue)

    def close(self) -> None:
        """Nobody gets a slot any more: who waits is cancelled."""
        if self._pump is not None:
            self._pump.cancel()
        for *_rest, future in self._queue:
            future.cancel()
        self._queue.clear()
