"""Slots: when the next message may leave. Lives in the holder of the channel's lease."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Rate:
    """Evenly spaced slots, `per_second` of them; a message that costs several takes as many.

    Never a burst: a second's worth is spread over the second, so that no window of a second holds more than
    the rate and one. A new holder lets a second pass, since it does not know what the last one sent.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.per_second = per_second
        self._gap = 1.0 / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = 0.0

    async def slot(self, cost: int = 1) -> None:
        """Wait for the next slot, in order of asking."""
        now = self._clock()
        at = max(now, self._next)
        self._next = at + self._gap * max(1, cost)
        if at > now:
            await self._sleep(at - now)

    def wait(self, seconds: float) -> None:
        """No slot for so long: the provider said so, or another process has just been sending."""
        self._next = max(self._next, self._clock() + seconds)

    @property
    def ahead(self) -> float:
        """Seconds until the next free slot."""
        return max(0.0, self._next - self._clock())
