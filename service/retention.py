"""Retention: what is kept for a time only is erased when the time is over."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.channel import Busy
from service.house import House
from service.staffing import tries
from service.writer import Writer
from store import feedback, forgetting, marks, missed, organiser_checks, reminders, sign_in, staff, talk
from store.forgetting import Rule

log = structlog.get_logger()

KEPT = timedelta(days=90)
"""How long the raw text of a message is kept, and a text that we did not understand.

Nothing reads the raw text of a message again: it is there for whoever has to find out, once a resident complains, what
came in. What a text was taken for (an idea, a message to staff) has a row and a time of its own.
"""
NEEDS_KEPT = timedelta(days=14)
"""How long after an event its organiser still sees names, needs and words of feedback."""
STAFF_KEPT = timedelta(days=30)
"""How long what staff left behind is kept: sessions, links and drafts that nobody uses any more."""
FEEDBACK_KEPT = timedelta(days=365)
"""How long feedback is kept once staff have seen to it, as threads are."""
MARK = "retention"
"""Under this name the time of the last complete erasure is noted."""
BATCH = 1000  # raw texts in one transaction, so that nobody's turn waits for long
STEP = 200  # rows of the registry's rules in one transaction
EVERY = 3600.0  # seconds


def erase_old(db: Connection, *, now: datetime) -> int:
    """Erase what is older than it may be; returns how many texts: from `BATCH` on there may be more.

    May be run by several at once, and again.
    """
    before = now - KEPT
    few = missed.forget_before(db, before=before) + talk.forget_unread(db, before=before)
    few += organiser_checks.forget_before(db, before=now - organiser_checks.REMEMBERED)
    few += feedback.forget(db, closed_before=now - FEEDBACK_KEPT)
    few += reminders.forget(db, ended_before=now - NEEDS_KEPT, limit=BATCH)
    few += _of_staff(db, now=now)
    return few + talk.forget_texts(db, before=before, limit=BATCH)


def _of_staff(db: Connection, *, now: datetime) -> int:
    """What signing in and writing left behind; how many rows."""
    before = now - STAFF_KEPT
    gone = staff.forget_sessions(db, before=before) + staff.forget_old_links(db, before=before)
    gone += staff.forget_drafts(db, before=before)
    return gone + sign_in.forget_steps(db, before=now) + sign_in.forget_tries(db, before=now - tries.REMEMBERED)


class Retention:
    """Erases once an hour, in every process: who comes second finds nothing."""

    def __init__(self, writer: Writer, house: House) -> None:
        self.writer, self.house = writer, house

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                erased = await self.erase()
            except Busy:
                log.warning("retention_waits")
            else:
                if erased:
                    log.info("erased", texts=erased)
            await asyncio.sleep(EVERY)

    async def erase(self) -> int:
        """All that is due now, a batch after the other; returns how many texts. Busy: the database can't be written."""
        erased, batch = 0, BATCH
        while batch >= BATCH:
            batch = await self.writer.write(lambda db: erase_old(db, now=self.house.now()))
            erased += batch
        for rule in forgetting.rules():
            erased += await self._by(rule)
        await self.writer.write(lambda db: marks.put(db, name=MARK, at=self.house.now()))
        if erased:
            await asyncio.to_thread(self.writer.database.truncate_log)
        return erased

    async def _by(self, rule: Rule) -> int:
        """What a rule of the registry lets go now: found by reading, in a thread of its own, erased in short writes."""
        now, erased = self.house.now(), 0

        def find() -> forgetting.Keys:
            with self.writer.database.read() as db:
                return forgetting.due(db, rule=rule, now=now, limit=STEP)

        def forget(db: Connection, keys: forgetting.Keys) -> int:
            gone = forgetting.forget(db, sealer=self.house.sealer, rule=rule, keys=keys, now=now)
            forgetting.note(db, rule=rule, rows=gone, day=now.astimezone(HELSINKI).date())
            return gone

        while keys := await asyncio.to_thread(find):
            gone = await self.writer.write(lambda db, keys=keys: forget(db, keys))  # type: ignore[misc]
            erased += gone
            if not gone or len(keys) < STEP:
                break
        return erased
