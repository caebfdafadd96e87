"""Threads as staff work on them: lists by page, whose a thread is. What is said in them: store/thread_messages.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, literal, or_, select, text, tuple_, update

from store.models.outbox import Outbox
from store.models.people import Address, Reach
from store.models.staff import StaffMember
from store.models.talk import Thread, ThreadMessage, ThreadNote
from store.sql import table

_thread, _message, _note = table(Thread), table(ThreadMessage), table(ThreadNote)
_address, _member, _outbox = table(Address), table(StaffMember), table(Outbox)
PAGE = 50


class Which(StrEnum):
    """The lists."""

    WAITING = "waiting"  # whose resident wrote last, and all in distress
    MINE = "mine"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a list. It has no number: only a look that is noted shows one."""

    id: int
    resident_id: int
    address_id: int
    channel: str
    language: str
    reach: Reach
    wrote_at: datetime  # on this address, to anybody
    opened_at: datetime
    answer_by: date | None
    heard_at: datetime | None
    staff_at: datetime | None
    assigned_to: int | None
    assigned: str  # the staff member's name
    distress: bool
    closed_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the resident wrote last."""
        heard, ours = self.heard_at, self.staff_at
        return self.closed_at is None and heard is not None and (ours is None or heard > ours)


_rows = (
    select(
        _thread,
        _address.c.channel,
        _address.c.language,
        _address.c.reach,
        _address.c.heard_at.label("wrote_at"),
        func.coalesce(_member.c.name, "").label("assigned"),
    )
    .join(_address, _address.c.id == _thread.c.address_id)
    .outerjoin(_member, _member.c.id == _thread.c.assigned_to)
)


def _row(row: Any) -> ThreadRow:
    return ThreadRow(
        row.id,
        row.resident_id,
        row.address_id,
        row.channel,
        row.language,
        Reach(row.reach),
        row.wrote_at,
        row.opened_at,
        row.answer_by,
        row.heard_at,
        row.staff_at,
        row.assigned_to,
        row.assigned,
        row.distress,
        row.closed_at,
    )


class _Stage(NamedTuple):
    """A part of a list along one index: which rows, and the column before the id by which they are ordered."""

    where: tuple[Any, ...]
    by: str = "id"
    newest_first: bool = False


_is_open = _thread.c.closed_at.is_(None)
# as the partial indexes say it, so that both databases see that they fit
_waits = and_(_is_open, or_(_thread.c.staff_at.is_(None), _thread.c.heard_at > _thread.c.staff_at))
_distress = text("thread.closed_at IS NULL AND thread.distress")
_urgent, _calm = text("thread.distress"), text("NOT thread.distress")


def _stages(which: Which, staff_id: int) -> Sequence[_Stage]:
    promise, mine = _thread.c.answer_by, _thread.c.assigned_to == staff_id
    match which:
        case Which.WAITING:
            promised = _Stage((_waits, _calm, promise.is_not(None)), "answer_by")
            return _Stage((_distress,)), promised, _Stage((_waits, _calm, promise.is_(None)))
        case Which.MINE:
            urgent, calm = (mine, _is_open, _urgent), (mine, _is_open, _calm)
            return _Stage(urgent, "heard_at", newest_first=True), _Stage(calm, "heard_at", newest_first=True)
        case Which.OPEN:
            return _Stage((_distress,)), _Stage((_is_open, _calm), "heard_at", newest_first=True)
        case Which.CLOSED:
            return (_Stage((_thread.c.closed_at.is_not(None),), "closed_at", newest_first=True),)


class Place(NamedTuple):
    """Behind which row a page begins: the stage, the value of its column, the id. As text it fits into an address."""

    stage: int
    value: datetime | date | None
    id: int

    def __str__(self) -> str:
        value = self.value.isoformat().replace("+00:00", "Z") if self.value is not None else ""
        return f"{self.stage}_{value}_{self.id}"


def place(written: str) -> Place | None:
    """A place as an address has it; None: the beginning. Raises ValueError for what we never wrote."""
    if not written:
        return None
    stage, value, row_id = written.split("_")
    read = datetime.fromisoformat if "T" in value else date.fromisoformat
    return Place(int(stage), read(value) if value else None, int(row_id))


def listed(
    db: Connection, *, which: Which, staff_id: int, after: Place | None = None, limit: int = PAGE
) -> tuple[Sequence[ThreadRow], Place | None]:
    """A page of a list, distress on top, then the earliest promise or the newest word; where the next page begins.

    `staff_id`: whose, for Which.MINE.
    """
    found: list[tuple[int, Any]] = []
    begin = after.stage if after is not None else 0
    for number, stage in list(enumerate(_stages(which, staff_id)))[begin:]:
        behind = after if after is not None and after.stage == number else None
        rows = db.execute(_page(stage, behind).limit(limit + 1 - len(found)))
        found += [(number, row) for row in rows]
        if len(found) > limit:
            break
    page = found[:limit]
    if len(found) <= limit:
        return [_row(row) for _, row in page], None
    number, last = page[-1]
    by = _stages(which, staff_id)[number].by
    return [_row(row) for _, row in page], Place(number, getattr(last, by) if by != "id" else None, last.id)


def _page(stage: _Stage, behind: Place | None) -> Any:
    column = _thread.c[stage.by]
    keys = (_thread.c.id,) if stage.by == "id" else (column, _thread.c.id)
    query = _rows.where(*stage.where).order_by(*(key.desc() if stage.newest_first else key for key in keys))
    if behind is None:
        return query
    if stage.by == "id":
        return query.where(_thread.c.id > behind.id)
    here, there = tuple_(*keys), tuple_(literal(behind.value, column.type), literal(behind.id))
    return query.where(here < there if stage.newest_first else here > there)


def by_id(db: Connection, *, thread_id: int) -> ThreadRow | None:
    """One thread."""
    row = db.execute(_rows.where(_thread.c.id == thread_id)).one_or_none()
    return _row(row) if row is not None else None


def lock(db: Connection, *, thread_id: int) -> bool:
    """Hold the thread until the transaction ends: who answers and who writes wait for each other. False: none such."""
    held = select(_thread.c.id).where(_thread.c.id == thread_id).with_for_update()
    return db.execute(held).one_or_none() is not None


# -- whose it is


def assign(db: Connection, *, thread_id: int, to: int | None, was: int | None) -> bool:
    """Give a thread to somebody, or to nobody, if it is still whose it was; False: somebody else was first."""
    same = _thread.c.assigned_to.is_(None) if was is None else _thread.c.assigned_to == was
    done = db.execute(update(_thread).where(_thread.c.id == thread_id, same).values(assigned_to=to))
    return bool(done.rowcount)


def reopen(db: Connection, *, thread_id: int) -> bool:
    """A closed thread takes what comes again. False: it is open, or none such."""
    closed = _thread.c.closed_at.is_not(None)
    return bool(db.execute(update(_thread).where(_thread.c.id == thread_id, closed).values(closed_at=None)).rowcount)


def calm(db: Connection, *, thread_id: int) -> bool:
    """Somebody has seen to the distress. False: there was none."""
    handled = update(_thread).where(_thread.c.id == thread_id, _thread.c.distress).values(distress=False)
    return bool(db.execute(handled).rowcount)
