"""What is said in a thread: messages with what became of them, answers taken back, notes of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from store.models.outbox import Outbox, OutboxState
from store.models.talk import Thread, ThreadMessage, ThreadNote
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_thread, _message, _note, _outbox = table(Thread), table(ThreadMessage), table(ThreadNote), table(Outbox)
PAGE = 50


@dataclass(frozen=True)
class MessageRow:
    """A message of a thread; of staff's with what became of it."""

    id: int
    thread_id: int
    by: str  # "" = the resident
    text: str
    at: datetime
    outbox_id: int | None
    promised: date | None
    state: OutboxState | None
    due_at: datetime | None


_messages = select(_message, _outbox.c.state, _outbox.c.due_at).outerjoin(_outbox, _outbox.c.id == _message.c.outbox_id)


def _said(row: Any, sealer: Sealer) -> MessageRow:
    return MessageRow(
        row.id,
        row.thread_id,
        row.by,
        sealer.open(row.sealed, "thread_message.sealed", row.id),
        row.at,
        row.outbox_id,
        row.promised,
        OutboxState(row.state) if row.state else None,
        row.due_at,
    )


def messages(
    db: Connection, *, sealer: Sealer, thread_id: int, before: int | None = None, limit: int = PAGE
) -> Sequence[MessageRow]:
    """The last messages, or the last before that one, in their order."""
    query = _messages.where(_message.c.thread_id == thread_id)
    if before is not None:
        query = query.where(_message.c.id < before)
    return [_said(row, sealer) for row in db.execute(query.order_by(_message.c.id.desc()).limit(limit))][::-1]


def message(db: Connection, *, sealer: Sealer, message_id: int) -> MessageRow | None:
    """One message."""
    row = db.execute(_messages.where(_message.c.id == message_id)).one_or_none()
    return _said(row, sealer) if row is not None else None


def take_back(db: Connection, *, message: MessageRow) -> None:
    """An answer that has not left is gone, and the promise that it kept stands again."""
    db.execute(delete(_message).where(_message.c.id == message.id))
    ours = select(func.max(_message.c.at)).where(_message.c.thread_id == message.thread_id, _message.c.by != "")
    values: dict[str, Any] = {"staff_at": ours.scalar_subquery()}
    if message.promised is not None:
        values["answer_by"] = message.promised
    db.execute(update(_thread).where(_thread.c.id == message.thread_id).values(**values))


def latest(db: Connection, *, sealer: Sealer, thread_ids: Sequence[int]) -> dict[int, str]:
    """The last message of each of these threads."""
    last = select(func.max(_message.c.id)).where(_message.c.thread_id.in_(thread_ids)).group_by(_message.c.thread_id)
    rows = db.execute(select(_message.c.id, _message.c.thread_id, _message.c.sealed).where(_message.c.id.in_(last)))
    return {row.thread_id: sealer.open(row.sealed, "thread_message.sealed", row.id) for row in rows}


def newest_message(db: Connection, *, thread_id: int) -> int:
    """The id of the last message, 0 where there is none."""
    found = select(func.max(_message.c.id)).where(_message.c.thread_id == thread_id)
    return int(db.execute(found).scalar_one() or 0)


# -- notes


@dataclass(frozen=True)
class NoteRow:
    """What staff tell each other."""

    by: str
    text: str
    at: datetime


def add_note(db: Connection, *, sealer: Sealer, thread_id: int, by: str, text: str, now: datetime) -> None:
    """A note on a thread; nothing of it is ever sent."""
    row_id = new_id()
    sealed = sealer.seal(text, "thread_note.sealed", row_id)
    db.execute(_note.insert(), {"id": row_id, "thread_id": thread_id, "by": by, "sealed": sealed, "at": now})


def notes(db: Connection, *, sealer: Sealer, thread_id: int, limit: int = PAGE) -> Sequence[NoteRow]:
    """The last notes, in their order."""
    rows = db.execute(
        select(_note).where(_note.c.thread_id == thread_id).order_by(_note.c.id.desc()).limit(limit)
    ).all()
    return [NoteRow(r.by, sealer.open(r.sealed, "thread_note.sealed", r.id), r.at) for r in rows[::-1]]
