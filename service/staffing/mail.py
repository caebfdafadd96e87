"""The e-mail "Työjonossa 3 uutta": that something waits, never what (STAFF.md: no residents' words in e-mail).

In service hours, at most once an hour, about what came since the last one. A mark in the store says when that was; who
moves it sends, so any number of replicas send one.
"""

from __future__ import annotations

import asyncio
import smtplib
from datetime import datetime, timedelta

import structlog

from service.calendar import HELSINKI
from service.channel import Busy
from service.elections.opening import Count
from service.house import House
from service.staffing import queue
from service.staffing.post import Post, message, send
from service.writer import Writer
from store import marks
from store.database import Database

log = structlog.get_logger()

NAME = "mail"
EVERY = 60.0  # seconds between looks
APART = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""After how long a mail that did not go is tried once more."""


class Mailer:
    """Tells staff that something waits."""

    def __init__(self, database: Database, writer: Writer, house: House, post: Post, *, count: Count) -> None:
        self.database, self.writer, self.house, self.post, self.count = database, writer, house, post, count
        self._not_before: datetime | None = None

    async def run(self) -> None:
        """Until cancelled. A provider that is down keeps nothing else from its work."""
        while True:
            try:
                await self.once()
            except Busy:
                log.warning("mail_waits")
            except Exception:
                log.error("mail_broke", exc_info=True)
            await asyncio.sleep(EVERY)

    async def once(self) -> bool:
        """Send a mail if one is due; whether one went. Raises Busy."""
        now = self.house.now()
        if not self._open(now) or (self._not_before is not None and now < self._not_before):
            return False
        last, n = await asyncio.to_thread(self._new, now)
        if not n or not await self.writer.write(lambda db: marks.move(db, name=NAME, since=last, to=now)):
            return False
        try:
            await asyncio.to_thread(send, self.post, message(self.post, n, now))
        except (OSError, smtplib.SMTPException) as error:
            # its own words may quote an address
            log.warning("mail_failed", error=type(error).__name__, code=getattr(error, "smtp_code", None))
            self._not_before = now + AGAIN
            await self.writer.write(lambda db: marks.move(db, name=NAME, since=now, to=last))
            return False
        log.info("mail_sent", n=n)
        return True

    def _open(self, now: datetime) -> bool:
        local, calendar = now.astimezone(HELSINKI), self.house.calendar
        return calendar.works(local.date()) and calendar.since <= local.time() < calendar.until

    def _new(self, now: datetime) -> tuple[datetime | None, int]:
        """When the last mail went, and how many things are new since; none within the hour."""
        with self.database.read() as db:
            last = marks.get(db, name=NAME)
            if last is not None and now - last < APART:
                return last, 0
            return last, sum(queue.counts(db, self.house, count=self.count, since=last).values())
