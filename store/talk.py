"""What came in, threads with staff, and promised calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from store.hot import Hot
from store.models.outbox import Outbox
from store.models.talk import Call, CallState, PutQuestion, Received, Thread, ThreadMessage, Unread
from store.sealing import Sealer
from store.sql import insert, table
from store.types import new_id

_received, _unread = table(Received), table(Unread)
_thread, _message, _call = table(Thread), table(ThreadMessage), table(Call)
_question, _outbox = table(PutQuestion), table(Outbox)

OPEN_FOR = timedelta(days=7)  # a thread takes everything for so long after staff's last message


@Hot
def _receive(name: str) -> Any:
    return insert(name, Received).on_conflict_do_nothing(index_elements=["external"]).returning(_received.c.id)


_known = select(_received.c.id).where(_received.c.external == bindparam("external"))


def receive(
    db: Connection,
    *,
    sealer: Sealer,
    channel: str,
    external_id: str,
    address_id: int,
    kind: str,
    text: str,
    at: datetime,
    now: datetime,
) -> int | None:
    """Note an inbound message; None if it has had its turn already."""
    before = sealer.blind_was("received", channel, external_id)
    if before is not None and db.execute(_known, {"external": before}).one_or_none():
        return None
    row_id = new_id()
    fresh: int | None = _receive.scalar(
        db,
        {
            "external": sealer.blind("received", channel, external_id),
            "id": row_id,
            "address_id": address_id,
            "kind": kind,
            "at": at,
            "taken_at": now,
            "sealed": sealer.seal(text, "received.sealed", row_id) if text else None,
        },
    )
    return fresh


_forget_text = Hot(update(_received).where(_received.c.external == bindparam("of_external")).values(sealed=None))


def forget_text(db: Connection, *, sealer: Sealer, channel: str, external_id: str) -> None:
    """The raw text of a message is not kept: it tells a ballot."""
    external = sealer.blind("received", channel, external_id)
    _forget_text.run(db, {"of_external": external})


def forget_texts(db: Connection, *, before: datetime, limit: int) -> int:
    """Erase the raw texts of up to `limit` messages taken before that; returns how many. The rows stay: a repeat of
    the message must still find that it had its turn.
    """
    old = (
        select(_received.c.external)
        .where(_received.c.taken_at < before, _received.c.sealed.is_not(None))
        .order_by(_received.c.taken_at)
        .limit(limit)
    )
    erased = db.execute(update(_received).where(_received.c.external.in_(old)).values(sealed=None))
    return int(erased.rowcount)


def called_today(db: Connection, *, address_id: int, since: datetime) -> bool:
    """Whether another call came from the address since then (the present one is noted already)."""
    rows = db.execute(
        select(_received.c.id)
        .where(_received.c.address_id == address_id, _received.c.kind == "call", _received.c.taken_at >= since)
        .limit(2)
    ).all()
    return len(rows) > 1


def keep_unread(db: Connection, *, sealer: Sealer, address_id: int, text: str, why: str, now: datetime) -> None:
    """Keep a text that we could not read."""
    row_id = new_id()
    sealed = sealer.seal(text, "unread.sealed", row_id)
    db.execute(_unread.insert(), {"id": row_id, "address_id": address_id, "why": why, "sealed": sealed, "at": now})


def unread(db: Connection, *, sealer: Sealer, limit: int = 50) -> list[tuple[int, str, str, datetime]]:
    """Texts that nobody has looked at, oldest first: id, why, text, when."""
    rows = db.execute(
        select(_unread.c.id, _unread.c.why, _unread.c.sealed, _unread.c.at)
        .where(_unread.c.seen_at.is_(None))
        .order_by(_unread.c.id)
        .limit(limit)
    ).all()
    return [(r.id, r.why, sealer.open(r.sealed, "unread.sealed", r.id), r.at) for r in rows]


def see_unread(db: Connection, *, unread_id: int, now: datetime) -> bool:
    """Somebody has looked at it."""
    found = db.execute(
        update(_unread).where(_unread.c.id == unread_id, _unread.c.seen_at.is_(None)).values(seen_at=now)
    )
    return bool(found.rowcount)


def forget_unread(db: Connection, *, before: datetime) -> int:
    """Texts older than that are erased, looked at or not; returns how many."""
    return int(db.execute(delete(_unread).where(_unread.c.at < before)).rowcount)


@dataclass(frozen=True)
class ThreadView:
    """A thread as the staff see it in the list."""

    id: int
    resident_id: int
    address_id: int
    opened_at: datetime
    answer_by: date | None
    messages: Sequence[tuple[str, str, datetime]]  # by ("" = the resident), text, when


def hear(
    db: Connection,
    *,
    sealer: Sealer,
    resident_id: int,
    address_id: int,
    text: str,
    answer_by: date | None,
    now: datetime,
    distress: bool = False,
) -> int:
    """Put a resident's message into their open thread, which is made if there is none; returns its id.

    `distress`: somebody may be in danger. The thread stays marked until staff take that off.
    """
    thread_id: int | None = db.execute(
        select(_thread.c.id)
        .where(_thread.c.address_id == address_id, _thread.c.closed_at.is_(None))
        .order_by(_thread.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    values: dict[str, Any] = {"heard_at": now}
    if answer_by is not None:
        values["answer_by"] = answer_by
    if distress:
        values["distress"] = True
    if thread_id is None:
        thread_id = new_id()
        whose = {"id": thread_id, "resident_id": resident_id, "address_id": address_id, "opened_at": now}
        db.execute(_thread.insert().values(**whose, **values))
    else:
        db.execute(update(_thread).where(_thread.c.id == thread_id).values(**values))
    _add(db, sealer=sealer, thread_id=thread_id, by="", text=text, now=now)
    return thread_id


def answer(
    db: Connection, *, sealer: Sealer, thread_id: int, by: str, text: str, now: datetime, outbox_id: int | None = None
) -> int:
    """Put a staff member's message into a thread, whose promise it keeps; returns the message's id.

    `outbox_id` is what leaves of it. Raises LookupError.
    """
    kept = db.execute(select(_thread.c.answer_by).where(_thread.c.id == thread_id).with_for_update()).one_or_none()
    if kept is None:
        raise LookupError(f"no thread {thread_id}")
    db.execute(update(_thread).where(_thread.c.id == thread_id).values(staff_at=now, answer_by=None, closed_at=None))
    more = {"outbox_id": outbox_id, "promised": kept.answer_by}
    return _add(db, sealer=sealer, thread_id=thread_id, by=by, text=text, now=now, **more)


def _add(db: Connection, *, sealer: Sealer, thread_id: int, by: str, text: str, now: datetime, **more: Any) -> int:
    row_id = new_id()
    sealed = sealer.seal(text, "thread_message.sealed", row_id)
    db.execute(_message.insert(), {"id": row_id, "thread_id": thread_id, "by": by, "sealed": sealed, "at": now, **more})
    return row_id


def waiting_threads(db: Connection, *, sealer: Sealer) -> list[ThreadView]:
    """Threads whose resident waits for an answer, the earliest promise first."""
    rows = db.execute(
        select(_thread)
        .where(
            _thread.c.closed_at.is_(None),
            _thread.c.heard_at.is_not(None),
            (_thread.c.staff_at.is_(None)) | (_thread.c.heard_at > _thread.c.staff_at),
        )
        .order_by(_thread.c.answer_by, _thread.c.id)
    ).all()
    return [_view(db, sealer, row) for row in rows]


def thread(db: Connection, *, sealer: Sealer, thread_id: int) -> ThreadView | None:
    """One thread whole."""
    row = db.execute(select(_thread).where(_thread.c.id == thread_id)).one_or_none()
    return _view(db, sealer, row) if row is not None else None


def _view(db: Connection, sealer: Sealer, row: Any) -> ThreadView:
    messages = db.execute(
        select(_message.c.id, _message.c.by, _message.c.sealed, _message.c.at)
        .where(_message.c.thread_id == row.id)
        .order_by(_message.c.id)
    ).all()
    said = [(m.by, sealer.open(m.sealed, "thread_message.sealed", m.id), m.at) for m in messages]
    return ThreadView(row.id, row.resident_id, row.address_id, row.opened_at, row.answer_by, said)


def newest_thread(db: Connection) -> int | None:
    """The thread that was opened last."""
    found: int | None = db.execute(select(_thread.c.id).order_by(_thread.c.id.desc()).limit(1)).scalar_one_or_none()
    return found


def close_thread(db: Connection, *, thread_id: int, now: datetime) -> bool:
    """No more is expected in it."""
    return bool(
        db.execute(
            update(_thread).where(_thread.c.id == thread_id, _thread.c.closed_at.is_(None)).values(closed_at=now)
        ).rowcount
    )


def promise_call(
    db: Connection,
    *,
    sealer: Sealer,
    resident_id: int,
    address_id: int,
    day: date,
    since: time,
    until: time,
    number: str,
    now: datetime,
) -> int:
    """One waiting call per person: a second wish renews the promise; returns the row's id."""
    row_id = waiting_call(db, resident_id=resident_id)
    values: dict[str, Any] = {"day": day, "since": since, "until": until, "address_id": address_id}
    if row_id is None:
        row_id = new_id()
        if number:
            values["sealed_number"] = sealer.seal(number, "call.sealed_number", row_id)
        db.execute(
            _call.insert(),
            {"id": row_id, "resident_id": resident_id, "state": CallState.WAITING, "asked_at": now, **values},
        )
        return row_id
    if number:
        values["sealed_number"] = sealer.seal(number, "call.sealed_number", row_id)
    db.execute(update(_call).where(_call.c.id == row_id).values(**values))
    return row_id


_waiting = Hot(
    select(_call.c.id)
    .where(_call.c.resident_id == bindparam("resident_id"), _call.c.state == CallState.WAITING)
    .order_by(_call.c.id.desc())
    .limit(1)
)


def waiting_call(db: Connection, *, resident_id: int) -> int | None:
    """The id of the call that the person waits for."""
    found: int | None = _waiting.scalar(db, {"resident_id": resident_id})
    return found


def call_topic(db: Connection, *, sealer: Sealer, call_id: int, text: str) -> None:
    """What the call is about; a second text is added to the first."""
    old = db.execute(select(_call.c.sealed_topic).where(_call.c.id == call_id)).scalar_one()
    if old is not None:
        text = f"{sealer.open(old, 'call.sealed_topic', call_id)}\n{text}"
    sealed = sealer.seal(text, "call.sealed_topic", call_id)
    db.execute(update(_call).where(_call.c.id == call_id).values(sealed_topic=sealed))


def end_call(db: Connection, *, call_id: int, state: CallState, outcome: str, now: datetime) -> bool:
    """The call was made, or is not wanted any more."""
    ended = db.execute(
        update(_call)
        .where(_call.c.id == call_id, _call.c.state == CallState.WAITING)
        .values(state=state, outcome=outcome, ended_at=now)
    )
    return bool(ended.rowcount)


@dataclass(frozen=True)
class CallView:
    """A promised call as the staff see it."""

    id: int
    address_id: int
    day: date
    since: time
    until: time
    number: str  # "" where the address is the number
    topic: str


def waiting_calls(db: Connection, *, sealer: Sealer) -> list[CallView]:
    """Calls to make, the earliest promise first."""
    rows = db.execute(
        select(_call).where(_call.c.state == CallState.WAITING).order_by(_call.c.day, _call.c.since, _call.c.id)
    ).all()
    return [
        CallView(
            r.id,
            r.address_id,
            r.day,
            r.since,
            r.until,
            sealer.open(r.sealed_number, "call.sealed_number", r.id) if r.sealed_number else "",
            sealer.open(r.sealed_topic, "call.sealed_topic", r.id) if r.sealed_topic else "",
        )
        for r in rows
    ]


# -- questions that others put


NOT_PUT = ("cancelled", "suppressed", "expired")
"""States of a message that its person never sees."""
_put = Hot(
    select(_question.c.id, _question.c.step, _question.c.at, _outbox.c.state)
    .join(_outbox, _outbox.c.id == _question.c.outbox_id)
    .where(_question.c.address_id == bindparam("of_address"), _question.c.at <= bindparam("now"))
)


_new_question = Hot(_question.insert())


def put_question(db: Connection, *, address_id: int, outbox_id: int, step: str, at: datetime) -> None:
    """A frozen step that its message puts: open from `at` on, once the person's next turn takes it."""
    values = {"id": new_id(), "address_id": address_id, "outbox_id": outbox_id, "step": step, "at": at}
    _new_question.run(db, values)


def take_questions(db: Connection, *, address_id: int, now: datetime) -> list[tuple[dict[str, Any], datetime]]:
    """The questions that are open by now, the oldest first; they are taken."""
    rows = _put.rows(db, {"of_address": address_id, "now": now})
    if not rows:
        return []
    db.execute(delete(_question).where(_question.c.id.in_([row.id for row in rows])))
    rows.sort(key=lambda row: (row.at, row.id))
    return [(json.loads(row.step), row.at) for row in rows if row.state not in NOT_PUT]
