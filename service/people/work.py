"""What people asked to be done to all of theirs: merging and erasing, as soon as our answer has left."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from dialogs.kit import Say, T
from service.house import House
from service.notices import notify
from service.people import erasing, merging
from service.writer import Writer
from store import linking, people
from store import merging as rows
from store.linking import Job
from store.models.rights import PersonWork

log = structlog.get_logger()

PATIENCE = timedelta(minutes=10)
"""So long the answer may take to leave; then the work is done all the same."""
BATCH = 20


def do(db: Connection, house: House, job: Job) -> None:
    """Do a job, if nobody has done it."""
    if not linking.take(db, job_id=job.id):
        return
    resident_id = rows.resident_of(db, address_id=job.address_id)
    if resident_id is None:
        return  # erased meanwhile
    if job.kind is PersonWork.ERASE:
        erasing.erase(db, house, resident_id=resident_id)
    elif job.other_id is not None and job.other_id != resident_id and people.exists(db, resident_id=job.other_id):
        _merge(db, house, keep=job.other_id, gone=resident_id)


def _merge(db: Connection, house: House, *, keep: int, gone: int) -> None:
    """Merge, and tell the person on each of their ways."""
    merged = merging.merge(db, house, keep=keep, gone=gone)
    theirs = linking.others(db, resident_id=keep, but=0)
    what = [
        T("We have joined your data: your ideas and sign-ups are the same here and on your other channel.")
        if len(theirs) > 1
        else T("We found your old ideas and sign-ups. They are here again.")
    ]
    if merged.elections:
        what.append(T("You had voted twice. Your later vote counts."))
    if merged.events:
        what.append(T("You had signed up twice to the same event. One sign-up stays."))
    for address_id, _channel in theirs:
        notify(db, house, address_id=address_id, say=Say(what[-1], before=tuple(what[:-1])))


class People:
    """The clock's work about people."""

    def __init__(self, writer: Writer, house: House) -> None:
        self.writer, self.house = writer, house

    async def tick(self) -> None:
        """Do what is due, each job in a transaction of its own."""
        house = self.house
        before = house.now() - PATIENCE
        jobs = await self.writer.write(lambda db: linking.due(db, asked_before=before, limit=BATCH))
        for job in jobs:
            await self.writer.write(lambda db, job=job: do(db, house, job))  # type: ignore[misc]
            log.info("person_work", kind=job.kind)
            if job.kind is PersonWork.ERASE and not await asyncio.to_thread(self.writer.database.truncate_log):
                log.warning("log_not_emptied")  # somebody reads all the time: the next erasing or retention empties it
