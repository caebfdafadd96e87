"""What staff see beside a thread: the whole talk, and whatever else the resident has open with the city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.house import House
from service.threads.answering import Leaving, leaving
from service.threads.handling import WORKERS, found
from store import canned, consents, events, ideas, signups, staff, talk, thread_messages
from store.canned import CannedRow
from store.events import EventRow
from store.ideas import IdeaRow
from store.models.consents import Topic
from store.models.ideas import IdeaState
from store.staff import MemberRow
from store.thread_messages import MessageRow, NoteRow
from store.threads import ThreadRow

BESIDE = 10
"""How many of a resident's ideas and sign-ups are shown."""


@dataclass(frozen=True)
class ThreadPage:
    """A thread with all that its page shows."""

    row: ThreadRow
    messages: Sequence[MessageRow]
    earlier: int | None  # behind which message there are older ones
    newest: int  # the last message, whatever page of them is shown
    notes: Sequence[NoteRow]
    plan: Leaving
    workers: Sequence[MemberRow]
    ready: Sequence[CannedRow]
    ideas: Sequence[IdeaRow]
    events: Sequence[EventRow]
    consents: Mapping[Topic, bool]
    call: int | None  # the call that they wait for


def thread(db: Connection, house: House, *, thread_id: int, before: int | None = None) -> ThreadPage:
    """The page of a thread. Raises Refused."""
    row, now = found(db, thread_id), house.now()
    said = thread_messages.messages(
        db, sealer=house.sealer, thread_id=thread_id, before=before, limit=thread_messages.PAGE + 1
    )
    earlier = said[1].id if len(said) > thread_messages.PAGE else None
    coming = signups.coming(db, resident_id=row.resident_id, now=now)[:BESIDE]
    given = ideas.of_resident(db, sealer=house.sealer, resident_id=row.resident_id, limit=BESIDE)
    return ThreadPage(
        row=row,
        messages=said[-thread_messages.PAGE :],
        earlier=earlier,
        newest=thread_messages.newest_message(db, thread_id=thread_id),
        notes=thread_messages.notes(db, sealer=house.sealer, thread_id=thread_id),
        plan=leaving(reach=row.reach, wrote_at=row.wrote_at, now=now),
        workers=[one for one in staff.members(db) if one.disabled_at is None and one.roles.intersection(WORKERS)],
        ready=canned.listed(db),
        ideas=[one for one in given if one.state is not IdeaState.WITHDRAWN],
        events=[events.by_id(db, event_id=one.event_id) for one in coming],
        consents=consents.of(db, resident_id=row.resident_id),
        call=talk.waiting_call(db, resident_id=row.resident_id),
    )
