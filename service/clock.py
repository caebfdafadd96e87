"""The house's one clock: what must happen at a time is done by a tick of whoever holds the lease `clock`.

A job finds what is due in its own tables and holds nothing in memory; two clocks at once would do no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from service.channel import Busy
from service.writer import Writer
from store import leases

log = structlog.get_logger()

NAME = "clock"
EVERY = 10.0  # seconds; a vote counts by the provider's time, however late the closing is
Job = Callable[[], Awaitable[None]]


class Ticker:
    """Does what is due, while it holds the lease. A job that fails does not keep the others from their time."""

    def __init__(self, writer: Writer, *, holder: str, jobs: Mapping[str, Job]) -> None:
        self.writer, self.holder, self.jobs = writer, holder, jobs

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Busy:
                log.warning("clock_waits")
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """One tick. Raises Busy."""
        if await self.writer.write(lambda db: leases.hold(db, name=NAME, holder=self.holder)) is None:
            return
        for name, job in self.jobs.items():
            try:
                await job()
            except Busy:
                raise
            except Exception:
                log.error("clock_job_failed", name=name, exc_info=True)
