"""Ideas as staff look for them, join them, take a step back, and count them over a year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select, update

from store import outbox
from store.ideas import NOT_GIVEN, IdeaRow, opened
from store.models.ideas import PUBLIC, Idea, IdeaChange, IdeaState, IdeaSupport, IdeaTerm, IdeaUndo
from store.models.outbox import Outbox
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import Key

_idea, _support, _term = table(Idea), table(IdeaSupport), table(IdeaTerm)
_change, _undo, _outbox = table(IdeaChange), table(IdeaUndo), table(Outbox)

STEP = 500
"""Ideas that an export reads at a time."""


# -- looking for them


@dataclass(frozen=True)
class Wanted:
    """Which ideas: what is empty does not matter. `terms`: of each word sought, the terms that stand for it."""

    states: Sequence[IdeaState] = ()
    area: str = ""
    language: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    late: date | None = None  # today, where only those are wanted whose promise has passed
    terms: Sequence[Sequence[str]] = ()


def _late(today: date) -> ColumnElement[bool]:
    return or_(and_(_idea.c.state == IdeaState.RECEIVED, _idea.c.read_by < today), _idea.c.answer_by < today)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.states:
        yield _idea.c.state.in_(wanted.states)
    else:
        yield _idea.c.state != IdeaState.WITHDRAWN
    for name in ("area", "language", "channel"):
        if value := getattr(wanted, name):
            yield _idea.c[name] == value
    if wanted.since is not None:
        yield _idea.c.created_at >= wanted.since
    if wanted.until is not None:
        yield _idea.c.created_at < wanted.until
    if wanted.late is not None:
        yield _late(wanted.late)
    for word in wanted.terms:  # only what is public has terms
        yield _idea.c.id.in_(select(_term.c.idea_id).where(_term.c.term.in_(word)))


def find(db: Connection, *, sealer: Sealer, wanted: Wanted, below: int | None, limit: int) -> list[IdeaRow]:
    """Ideas that fit, the newest first, from below the key on."""
    query = select(_idea).where(*_conditions(wanted)).order_by(_idea.c.id.desc()).limit(limit)
    if below is not None:
        query = query.where(_idea.c.id < below)
    return [opened(sealer, row) for row in db.execute(query)]


def by_codes(db: Connection, *, sealer: Sealer, codes: Sequence[str]) -> list[IdeaRow]:
    """The ideas that have these codes, oldest first."""
    query = select(_idea).where(_idea.c.code.in_(codes)).order_by(_idea.c.id)
    return [opened(sealer, row) for row in db.execute(query)]


def supports_of(db: Connection, *, ids: Sequence[int]) -> dict[int, int]:
    """How many people support each; an idea without any is not in it."""
    query = select(_support.c.idea_id, func.count().label("n")).where(_support.c.idea_id.in_(ids))
    return {row.idea_id: row.n for row in db.execute(query.group_by(_support.c.idea_id))}


def codes_of(db: Connection, *, ids: Sequence[int]) -> dict[int, str]:
    """The public codes of ideas."""
    return {row.id: row.code for row in db.execute(select(_idea.c.id, _idea.c.code).where(_idea.c.id.in_(ids)))}


# -- what one was before


def version(db: Connection, *, idea_id: int) -> int:
    """The newest line of its history: what somebody sees of an idea is old once there is a newer one."""
    newest: int | None = db.execute(
        select(func.max(_change.c.id)).where(_change.c.idea_id == idea_id)
    ).scalar_one_or_none()
    return newest or 0


def changed_by(db: Connection, *, change_id: int) -> tuple[str, datetime]:
    """Who wrote a line of history, and when."""
    row = db.execute(select(_change.c.by, _change.c.at).where(_change.c.id == change_id)).one()
    return row.by, row.at


_MOMENTS = ("given_at", "opened_at", "answered_at", "published_at")
_PLAIN = ("public_text", "reason", "moved_to")


def keep_undo(db: Connection, *, before: IdeaRow, change_id: int, outbox_ids: Sequence[int], now: datetime) -> None:
    """Remember how an idea was before a change, in the place of what was remembered."""
    values: dict[str, Any] = {name: getattr(before, name) for name in (*_PLAIN, "state")}
    for name in (*_MOMENTS, "answer_by"):
        value: date | None = getattr(before, name)
        values[name] = value.isoformat() if value is not None else None
    db.execute(_undo.delete().where(_undo.c.idea_id == before.id))
    row = {"idea_id": before.id, "change_id": change_id, "at": now, "before": json.dumps(values, ensure_ascii=False)}
    db.execute(_undo.insert(), {**row, "outbox_ids": ",".join(map(str, outbox_ids))})


def undoable(db: Connection, *, idea_id: int) -> Row[Any] | None:
    """What is remembered of the latest change: change_id, before, outbox_ids, at."""
    return db.execute(select(_undo).where(_undo.c.idea_id == idea_id)).one_or_none()


def restore(db: Connection, *, idea_id: int, before: str) -> None:
    """An idea is again as it was; nothing is remembered any more."""
    values: dict[str, Any] = json.loads(before)
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["answer_by"] = date.fromisoformat(values["answer_by"]) if values["answer_by"] else None
    db.execute(update(_idea).where(_idea.c.id == idea_id).values(**values))
    forget_undo(db, idea_id=idea_id)


def forget_undo(db: Connection, *, idea_id: int) -> None:
    """The latest change can't be undone any more."""
    db.execute(_undo.delete().where(_undo.c.idea_id == idea_id))


def take_back(db: Connection, *, outbox_ids: Sequence[int], now: datetime) -> int:
    """Cancel messages that have not left, and the calls in the place of those that could not; how many."""
    gone = outbox.take_back(db, ids=select(_outbox.c.id).where(_outbox.c.id.in_(outbox_ids)), now=now)
    return gone + sum(outbox.close_call(db, row_id=row_id, outcome="peruttu", now=now) for row_id in outbox_ids)


def promise(db: Connection, *, idea_id: int, day: date | None) -> None:
    """The day by which its giver hears more, or none."""
    db.execute(update(_idea).where(_idea.c.id == idea_id).values(answer_by=day))


# -- two that are one


def join_supports(db: Connection, *, from_id: int, to_id: int) -> None:
    """The supports of one idea go to another, one a person."""
    theirs = select(literal(to_id, Key), _support.c.resident_id, _support.c.at).where(_support.c.idea_id == from_id)
    new = insert(dialect(db), IdeaSupport).from_select(["idea_id", "resident_id", "at"], theirs)
    db.execute(new.on_conflict_do_nothing(index_elements=["idea_id", "resident_id"]))
    db.execute(_support.delete().where(_support.c.idea_id == from_id))


def add_supporter(db: Connection, *, idea_id: int, resident_id: int, now: datetime) -> None:
    """One more supporter, who may be one already."""
    new = insert(dialect(db), IdeaSupport).values(idea_id=idea_id, resident_id=resident_id, at=now)
    db.execute(new.on_conflict_do_nothing(index_elements=["idea_id", "resident_id"]))


def supporters_together(db: Connection, *, idea: IdeaRow, other: IdeaRow) -> int:
    """How many different people support either of two ideas, or gave the first one and not the other."""
    people = select(_support.c.resident_id).where(_support.c.idea_id.in_((idea.id, other.id)))
    n: int = db.execute(select(func.count()).select_from(people.distinct().subquery())).scalar_one()
    if idea.resident_id == other.resident_id:
        return n
    return n + (db.execute(people.where(_support.c.resident_id == idea.resident_id).limit(1)).first() is None)


def follow(db: Connection, *, from_id: int, to_id: int) -> None:
    """Ideas that were part of one are part of another now."""
    db.execute(update(_idea).where(_idea.c.merged_into == from_id).values(merged_into=to_id))


def merged(db: Connection, *, sealer: Sealer, idea_id: int) -> list[IdeaRow]:
    """The ideas that are part of this one, oldest first."""
    query = select(_idea).where(_idea.c.merged_into == idea_id).order_by(_idea.c.id)
    return [opened(sealer, row) for row in db.execute(query)]


# -- a year


@dataclass(frozen=True)
class YearLine:
    """An idea as the yearly list has it: nothing in it is personal."""

    code: str
    state: IdeaState
    channel: str
    language: str
    area: str
    association: str
    created_at: datetime
    given_at: datetime | None
    read_by: date | None
    answered_at: datetime | None
    published_at: datetime | None
    answer_by: date | None
    public_text: str
    supports: int
    reason: str
    moved_to: str
    merged_into: str  # a code


def months(db: Connection, *, bounds: Sequence[datetime]) -> dict[tuple[int, IdeaState], int]:
    """How many ideas came between two bounds that follow each other, by the first one's place and their state now."""
    found: dict[tuple[int, IdeaState], int] = {}
    for place, (since, until) in enumerate(pairwise(bounds)):
        of_month = (_idea.c.created_at >= since, _idea.c.created_at < until)
        query = select(_idea.c.state, func.count().label("n")).where(*of_month).group_by(_idea.c.state)
        found |= {(place, IdeaState(row.state)): row.n for row in db.execute(query)}
    return found


def year(db: Connection, *, since: datetime, until: datetime) -> Iterator[YearLine]:
    """The ideas of a time, oldest first, without those that nobody has called one and those taken back."""
    other = _idea.alias("other")
    n = select(func.count()).where(_support.c.idea_id == _idea.c.id).correlate(_idea).scalar_subquery()
    names = [name for name in YearLine.__dataclass_fields__ if name not in ("supports", "merged_into")]
    query = (
        select(_idea.c.id, *(_idea.c[name] for name in names), n.label("supports"), other.c.code.label("merged_into"))
        .join(other, other.c.id == _idea.c.merged_into, isouter=True)
        .where(_idea.c.created_at >= since, _idea.c.created_at < until)
        .where(_idea.c.state.not_in((*NOT_GIVEN, IdeaState.WITHDRAWN)))
        .order_by(_idea.c.id)
        .limit(STEP)
    )
    after = 0
    while rows := db.execute(query.where(_idea.c.id > after)).all():
        after = rows[-1].id
        for row in rows:
            values = {name: getattr(row, name) for name in names}
            values["state"] = IdeaState(row.state)
            if row.state not in PUBLIC:
                values["public_text"] = ""
            yield YearLine(**values, supports=row.supports, merged_into=row.merged_into or "")
