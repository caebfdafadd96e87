"""Retention: what is kept for a time only is erased when the time is over."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from service.channel import Busy
from service.house import House
from service.writer import Writer
from store import missed, talk

log = structlog.get_logger()

KEPT = timedelta(days=90)
"""How long a text that we did not understand is kept."""
EVERY = 3600.0  # seconds


def erase_old(db: Connection, *, now: datetime) -> int:
    """Erase what is older than it may be; returns how many texts. May be run by several at once, and again."""
    before = now - KEPT
    return missed.forget_before(db, before=before) + talk.forget_unread(db, before=before)


class Retention:
    """Erases once an hour, in every process: who comes second finds nothing."""

    def __init__(self, writer: Writer, house: House) -> None:
        self.writer, self.house = writer, house

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                erased = await self.writer.write(lambda db: erase_old(db, now=self.house.now()))
            except Busy:
                log.warning("retention_waits")
            else:
                if erased:
                    log.info("erased", texts=erased)
            await asyncio.sleep(EVERY)
