"""What waits for a person, of each kind the earliest due, and how many: along indexes of what is open, never of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, text

from store.models.broadcasts import Broadcast, BroadcastState
from store.models.feedback import Feedback
from store.models.ideas import Idea, IdeaState
from store.models.outbox import CallList, Outbox, OutboxState
from store.models.talk import Call, CallState, Thread, ThreadMessage, Unread
from store.sealing import Sealer
from store.sql import table

_idea, _thread, _message, _call = table(Idea), table(Thread), table(ThreadMessage), table(Call)
_listed, _unread, _outbox, _broadcast = table(CallList), table(Unread), table(Outbox), table(Broadcast)
_feedback = table(Feedback)

COUNTED = 1000
"""A count goes no further: more than that is many."""


@dataclass(frozen=True)
class Row:
    """Something that waits; `key` names it, `text` is what it says, opened."""

    id: int
    key: str
    text: str
    since: datetime
    by: date | None = None
    urgent: bool = False
    state: str = ""
    day: date | None = None  # of a promised call, with its hours
    hours: tuple[time, time] | None = None
    address_id: int = 0


# as the partial indexes say it
_distress = text("thread.closed_at IS NULL AND thread.distress")
_calm = text("thread.closed_at IS NULL AND NOT thread.distress")
_waits = and_(_calm, or_(_thread.c.staff_at.is_(None), _thread.c.heard_at > _thread.c.staff_at))
_unknown = and_(_outbox.c.state == OutboxState.UNKNOWN, text("outbox.state IN ('claimed', 'sending', 'unknown')"))


def _ideas(today: date, unfinished_before: datetime) -> Sequence[Select[Any]]:
    """Those to read, the earliest promise first; those that nobody finished; those whose promised answer is due."""
    whole = select(_idea)
    return (
        whole.where(_idea.c.state == IdeaState.RECEIVED).order_by(_idea.c.read_by, _idea.c.id),
        whole.where(_idea.c.answer_by.is_not(None), _idea.c.answer_by <= today).order_by(_idea.c.answer_by, _idea.c.id),
        whole.where(_idea.c.state == IdeaState.UNSURE).order_by(_idea.c.id),
        whole.where(_idea.c.state == IdeaState.UNFINISHED, _idea.c.created_at <= unfinished_before).order_by(
            _idea.c.id
        ),
    )


def ideas(db: Connection, *, sealer: Sealer, today: date, unfinished_before: datetime, limit: int) -> list[Row]:
    """Ideas to read or to answer."""
    found: dict[int, Row] = {}
    for query in _ideas(today, unfinished_before):
        for row in db.execute(query.limit(limit)):
            words = sealer.open(row.sealed_text, "idea.sealed_text", row.id)
            by = row.read_by if row.state == IdeaState.RECEIVED else row.answer_by
            since = row.given_at or row.created_at
            found.setdefault(row.id, Row(row.id, row.code, row.public_text or words, since, by, state=row.state))
    return list(found.values())


def threads(db: Connection, *, sealer: Sealer, limit: int) -> list[Row]:
    """Threads whose resident waits for an answer; those in distress first, until somebody closes them."""
    rows: list[Any] = []
    for where, *order in ((_distress, _thread.c.id), (_waits, _thread.c.answer_by, _thread.c.id)):
        rows += db.execute(select(_thread).where(where).order_by(*order).limit(limit))
    last = _latest(db, sealer, [row.id for row in rows])
    return [
        Row(row.id, str(row.id), last.get(row.id, ""), row.heard_at or row.opened_at, row.answer_by, bool(row.distress))
        for row in rows
    ]


def _latest(db: Connection, sealer: Sealer, ids: Sequence[int]) -> dict[int, str]:
    newest = select(func.max(_message.c.id)).where(_message.c.thread_id.in_(ids)).group_by(_message.c.thread_id)
    rows = db.execute(select(_message.c.id, _message.c.thread_id, _message.c.sealed).where(_message.c.id.in_(newest)))
    return {row.thread_id: sealer.open(row.sealed, "thread_message.sealed", row.id) for row in rows}


def calls(db: Connection, *, sealer: Sealer, limit: int) -> list[Row]:
    """Promised calls, the earliest first."""
    query = select(_call).where(_call.c.state == CallState.WAITING).order_by(_call.c.day, _call.c.since, _call.c.id)
    return [
        Row(
            row.id,
            str(row.id),
            sealer.open(row.sealed_topic, "call.sealed_topic", row.id) if row.sealed_topic else "",
            row.asked_at,
            day=row.day,
            hours=(row.since, row.until),
            address_id=row.address_id,
        )
        for row in db.execute(query.limit(limit))
    ]


def unreached(db: Connection, *, limit: int) -> list[Row]:
    """Whom a message did not reach; oldest first."""
    query = select(_listed).where(_listed.c.done_at.is_(None)).order_by(_listed.c.at, _listed.c.outbox_id)
    return [Row(row.outbox_id, str(row.outbox_id), "", row.at, state=row.why) for row in db.execute(query.limit(limit))]


def unread(db: Connection, *, sealer: Sealer, limit: int) -> list[Row]:
    """Texts that we could not read; oldest first."""
    query = select(_unread).where(_unread.c.seen_at.is_(None)).order_by(_unread.c.id)
    return [
        Row(row.id, str(row.id), sealer.open(row.sealed, "unread.sealed", row.id), row.at, state=row.why)
        for row in db.execute(query.limit(limit))
    ]


def broadcasts(db: Connection, *, limit: int) -> list[Row]:
    """Broadcasts that wait for a second person; oldest first."""
    query = select(_broadcast).where(_broadcast.c.state == BroadcastState.ASKED).order_by(_broadcast.c.id)
    return [
        Row(row.id, str(row.number), row.name, row.asked_at or row.created_at, state=row.state)
        for row in db.execute(query.limit(limit))
    ]


def feedback(db: Connection, *, sealer: Sealer, limit: int) -> list[Row]:
    """Feedback on accessibility that nobody has seen to; the earliest promise first."""
    query = select(_feedback).where(_feedback.c.closed_at.is_(None)).order_by(_feedback.c.answer_by, _feedback.c.id)
    return [
        Row(row.id, str(row.id), sealer.open(row.sealed, "feedback.sealed", row.id), row.at, row.answer_by)
        for row in db.execute(query.limit(limit))
    ]


def unknown(db: Connection, *, limit: int) -> list[Row]:
    """Messages of which nobody knows whether they arrived; oldest first."""
    query = select(_outbox.c.id, _outbox.c.purpose, _outbox.c.changed_at).where(_unknown).order_by(_outbox.c.id)
    return [Row(row.id, str(row.id), "", row.changed_at, state=row.purpose) for row in db.execute(query.limit(limit))]


# -- how many

_OPEN: Mapping[str, tuple[Any, ColumnElement[datetime], tuple[Any, ...]]] = {
    "message": (
        _thread,
        func.coalesce(_thread.c.heard_at, _thread.c.opened_at),
        (or_(_distress, _waits),),
    ),
    "call": (_call, _call.c.asked_at, (_call.c.state == CallState.WAITING,)),
    "call-list": (_listed, _listed.c.at, (_listed.c.done_at.is_(None),)),
    "unread": (_unread, _unread.c.at, (_unread.c.seen_at.is_(None),)),
    "broadcast": (
        _broadcast,
        func.coalesce(_broadcast.c.asked_at, _broadcast.c.created_at),
        (_broadcast.c.state == BroadcastState.ASKED,),
    ),
    "feedback": (_feedback, _feedback.c.at, (_feedback.c.closed_at.is_(None),)),
    "delivery": (_outbox, _outbox.c.changed_at, (_unknown,)),
}


def _count(db: Connection, of: Any, where: Sequence[Any]) -> int:
    found: int = db.execute(
        select(func.count()).select_from(select(1).select_from(of).where(*where).limit(COUNTED).subquery())
    ).scalar_one()
    return found


def count(db: Connection, *, kind: str, since: datetime | None = None) -> int:
    """How many of a kind wait, at most `COUNTED`; `since`: only those that came after it. Raises KeyError."""
    of, at, where = _OPEN[kind]
    return _count(db, of, where if since is None else (*where, at > since))


@dataclass(frozen=True)
class NewIdeas:
    """From when on an idea is new: one that was given, one that nobody has finished, one that was promised more."""

    given: datetime
    unfinished: datetime
    promised: date


def count_ideas(db: Connection, *, today: date, unfinished_before: datetime, new: NewIdeas | None = None) -> int:
    """How many ideas wait to be read or answered; `new`: only those that began to wait after that."""
    given, made, by = func.coalesce(_idea.c.given_at, _idea.c.created_at), _idea.c.created_at, _idea.c.answer_by
    received = [_idea.c.state == IdeaState.RECEIVED]
    unsure = [_idea.c.state == IdeaState.UNSURE]
    unfinished = [_idea.c.state == IdeaState.UNFINISHED, made <= unfinished_before]
    promised = [by.is_not(None), by <= today, _idea.c.state != IdeaState.RECEIVED]
    if new is not None:
        received.append(given > new.given)
        unsure.append(made > new.given)
        unfinished.append(made > new.unfinished)
        promised.append(by > new.promised)
    return min(COUNTED, sum(_count(db, _idea, where) for where in (received, unsure, unfinished, promised)))
