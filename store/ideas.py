"""Ideas: kept at once, given, mended, dropped, moved by staff, supported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from store import similar
from store.hot import Hot
from store.models.ideas import PUBLIC, Idea, IdeaChange, IdeaState, IdeaSupport, Media, MediaState
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_idea, _support = table(Idea), table(IdeaSupport)
_change, _media = table(IdeaChange), table(Media)

NOT_GIVEN = (IdeaState.UNSURE, IdeaState.UNFINISHED)
OPENABLE = (*NOT_GIVEN, IdeaState.RECEIVED)  # its words may still be its giver's to change


class Fixed(Exception):
    """The idea is not the giver's to change any more: a moderator has opened it, or it is gone."""


@dataclass(frozen=True)
class IdeaRow:
    """An idea with its words opened."""

    id: int
    code: str
    resident_id: int
    address_id: int | None
    channel: str
    language: str
    state: IdeaState
    text: str
    place: str
    area: str
    association: str
    public_text: str
    created_at: datetime
    given_at: datetime | None
    read_by: date | None
    opened_at: datetime | None
    published_at: datetime | None
    reason: str
    answer_by: date | None = None
    merged_into: int | None = None
    moved_to: str = ""
    answered_at: datetime | None = None


def opened(sealer: Sealer, row: Any) -> IdeaRow:
    """A row of the table with its words opened."""
    return IdeaRow(
        row.id,
        row.code,
        row.resident_id,
        row.address_id,
        row.channel,
        row.language,
        IdeaState(row.state),
        sealer.open(row.sealed_text, "idea.sealed_text", row.id),
        sealer.open(row.sealed_place, "idea.sealed_place", row.id) if row.sealed_place else "",
        row.area,
        row.association,
        row.public_text,
        row.created_at,
        row.given_at,
        row.read_by,
        row.opened_at,
        row.published_at,
        row.reason,
        row.answer_by,
        row.merged_into,
        row.moved_to,
        row.answered_at,
    )


_new = Hot(_idea.insert())


def keep(
    db: Connection,
    *,
    sealer: Sealer,
    code: str,
    resident_id: int,
    address_id: int | None,
    channel: str,
    language: str,
    text: str,
    sure: bool,
    source: str,
    origin: bytes | None,
    now: datetime,
) -> int:
    """Keep what somebody wrote, at once; returns the id. A code drawn twice raises IntegrityError."""
    row_id = new_id()
    _new.run(
        db,
        {
            "id": row_id,
            "code": code,
            "resident_id": resident_id,
            "address_id": address_id,
            "channel": channel,
            "language": language,
            "state": IdeaState.UNFINISHED if sure else IdeaState.UNSURE,
            "sealed_text": sealer.seal(text, "idea.sealed_text", row_id),
            "source": source,
            "origin": origin,
            "created_at": now,
        },
    )
    return row_id


_by_code = Hot(select(_idea).where(_idea.c.code == bindparam("code")))


def by_code(db: Connection, *, sealer: Sealer, code: str) -> IdeaRow | None:
    """The idea with the public code."""
    row = _by_code.first(db, {"code": code})
    return opened(sealer, row) if row is not None else None


def by_id(db: Connection, *, sealer: Sealer, idea_id: int) -> IdeaRow:
    """The idea; raises NoResultFound."""
    return opened(sealer, db.execute(select(_idea).where(_idea.c.id == idea_id)).one())


def lock(db: Connection, *, sealer: Sealer, codes: Sequence[str]) -> dict[str, IdeaRow]:
    """Ideas by their codes, held until the transaction ends; always in the order of their ids, so that none waits
    for one that waits for it."""
    held = select(_idea).where(_idea.c.code.in_(codes)).order_by(_idea.c.id).with_for_update()
    return {row.code: opened(sealer, row) for row in db.execute(held)}


def by_origin(db: Connection, *, sealer: Sealer, origins: Sequence[bytes]) -> IdeaRow | None:
    """The idea that came in a message, by the keyed hashes which that message may have."""
    row = db.execute(select(_idea).where(_idea.c.origin.in_(origins))).one_or_none()
    return opened(sealer, row) if row is not None else None


_taken = Hot(select(_idea.c.id).where(_idea.c.code == bindparam("code")))


def code_taken(db: Connection, *, code: str) -> bool:
    """Whether an idea has the code."""
    return _taken.scalar(db, {"code": code}) is not None


def of_resident(db: Connection, *, sealer: Sealer, resident_id: int, limit: int = 50) -> list[IdeaRow]:
    """A person's ideas, newest first, without those taken back."""
    rows = db.execute(
        select(_idea)
        .where(_idea.c.resident_id == resident_id, _idea.c.state != IdeaState.WITHDRAWN)
        .order_by(_idea.c.id.desc())
        .limit(limit)
    ).all()
    return [opened(sealer, row) for row in rows]


_give = Hot(
    update(_idea)
    .where(
        _idea.c.code == bindparam("of_code"),
        _idea.c.resident_id == bindparam("of_resident"),
        _idea.c.state.in_(NOT_GIVEN),
    )
    .values(state=IdeaState.RECEIVED, given_at=bindparam("now"), read_by=bindparam("by"))
    .returning(_idea.c.id)
)


def give(db: Connection, *, code: str, resident_id: int, read_by: date, now: datetime) -> bool:
    """The idea is finished. Repeating it changes nothing; False if there was nothing to give."""
    given = _give.scalar(db, {"of_code": code, "of_resident": resident_id, "now": now, "by": read_by})
    if given is None:
        return False
    note_change(db, idea_id=given, state=IdeaState.RECEIVED, by="", now=now)
    return True


@cache
def _mend(*columns: str) -> Hot:
    """Sets these columns of an idea that is still its giver's; the values go by the columns' names."""
    return Hot(
        update(_idea)
        .where(_idea.c.id == bindparam("of_id"), _idea.c.state.in_(OPENABLE))
        .values({column: bindparam(column, type_=_idea.c[column].type) for column in columns})
    )


def mend(db: Connection, *, sealer: Sealer, code: str, resident_id: int, **new: Any) -> int:
    """Change text, place, area, association or sure of an own idea; returns its id.

    Raises Fixed once a moderator has opened it.

    `more` is added below the text.
    """
    row = by_code(db, sealer=sealer, code=code)
    if row is None or row.resident_id != resident_id or row.state not in OPENABLE:
        raise Fixed(code)
    values: dict[str, Any] = {}
    text = new.get("text")
    if new.get("more"):
        text = f"{row.text if text is None else text}\n{new['more']}".strip()
    if (text is not None or "association" in new) and row.opened_at is not None:
        raise Fixed(code)
    if text is not None:
        values["sealed_text"] = sealer.seal(text, "idea.sealed_text", row.id)
    if new.get("place") is not None:
        values["sealed_place"] = sealer.seal(new["place"], "idea.sealed_place", row.id)
    for name in ("area", "association"):
        if new.get(name) is not None:
            values[name] = new[name]
    if new.get("sure") and row.state is IdeaState.UNSURE:
        values["state"] = IdeaState.UNFINISHED
    # a moderator may have opened it since it was read
    if values and not _mend(*values).run(db, {"of_id": row.id, **values}):
        raise Fixed(code)
    return row.id


def drop(db: Connection, *, sealer: Sealer, code: str, resident_id: int, now: datetime) -> bool:
    """Take an own idea back until a moderator has opened it: no words stay. False: too late."""
    row_id = db.execute(
        update(_idea)
        .where(
            _idea.c.code == code,
            _idea.c.resident_id == resident_id,
            _idea.c.state.in_(OPENABLE),
            _idea.c.opened_at.is_(None),
        )
        .values(state=IdeaState.WITHDRAWN, sealed_place=None, area="", association="", origin=None)
        .returning(_idea.c.id)
    ).scalar_one_or_none()
    if row_id is None:
        return False
    empty = sealer.seal("", "idea.sealed_text", row_id)
    db.execute(update(_idea).where(_idea.c.id == row_id).values(sealed_text=empty))
    db.execute(_media.delete().where(_media.c.idea_id == row_id))
    note_change(db, idea_id=row_id, state=IdeaState.WITHDRAWN, by="", now=now)
    return True


_note = Hot(_change.insert())


def note_change(db: Connection, *, idea_id: int, state: IdeaState, by: str, now: datetime, reason: str = "") -> int:
    """A line of the idea's history; `by` is empty for its giver. Returns its id."""
    row_id = new_id()
    _note.run(db, {"id": row_id, "idea_id": idea_id, "state": state, "by": by, "reason": reason, "at": now})
    return row_id


def unopened(db: Connection, *, code: str) -> bool:
    """Whether no moderator has opened the idea yet."""
    query = select(_idea.c.id).where(_idea.c.code == code, _idea.c.opened_at.is_(None))
    return db.execute(query).first() is not None


def open_for_reading(db: Connection, *, code: str, now: datetime) -> bool:
    """A moderator looks at it: from now on its words are fixed. False if it was open already."""
    opened = db.execute(update(_idea).where(_idea.c.code == code, _idea.c.opened_at.is_(None)).values(opened_at=now))
    return bool(opened.rowcount)


def move(
    db: Connection,
    *,
    idea: IdeaRow,
    state: IdeaState,
    by: str,
    now: datetime,
    reason: str = "",
    public_text: str | None = None,
    answer_by: date | None = None,
    merged_into: int | None = None,
    moved_to: str = "",
    keys: Callable[[str], similar.Keys],
) -> int:
    """Staff move an idea to a state; returns the id of the line in its history.

    The first publication and the first answer keep their times. A promise of an answer is kept by the move; `answer_by`
    is the next one. A text that is public is indexed by its `keys` in the same transaction; one that is not leaves the
    index.
    """
    values: dict[str, Any] = {"state": state, "reason": reason, "answer_by": answer_by}
    values |= {"merged_into": merged_into, "moved_to": moved_to}
    if public_text is not None:
        values["public_text"] = public_text
    values["opened_at"] = func.coalesce(_idea.c.opened_at, now)
    values["answered_at"] = func.coalesce(_idea.c.answered_at, now)
    if idea.given_at is None:
        values["given_at"] = now
    if state in PUBLIC:
        values["published_at"] = func.coalesce(_idea.c.published_at, now)
    db.execute(update(_idea).where(_idea.c.id == idea.id).values(**values))
    if state in PUBLIC:
        similar.put(db, idea_id=idea.id, keys=keys(idea.public_text if public_text is None else public_text))
    else:
        similar.remove(db, idea_id=idea.id)
    return note_change(db, idea_id=idea.id, state=state, by=by, reason=reason, now=now)


def history(db: Connection, *, idea_id: int) -> list[tuple[datetime, str, str, str]]:
    """When, state, by, reason; oldest first."""
    rows = db.execute(select(_change).where(_change.c.idea_id == idea_id).order_by(_change.c.id)).all()
    return [(r.at, r.state, r.by, r.reason) for r in rows]


def listed(db: Connection, *, sealer: Sealer, states: tuple[IdeaState, ...], limit: int = 100) -> list[IdeaRow]:
    """Ideas in these states, oldest first."""
    rows = db.execute(
        select(_idea).where(_idea.c.state.in_(states)).order_by(_idea.c.read_by, _idea.c.id).limit(limit)
    ).all()
    return [opened(sealer, row) for row in rows]


def published(db: Connection, *, sealer: Sealer, after: str = "") -> IdeaRow | None:
    """The newest published idea, or the one published before `after`."""
    query = select(_idea).where(_idea.c.state.in_(PUBLIC))
    if after:
        last = db.execute(select(_idea.c.published_at, _idea.c.id).where(_idea.c.code == after)).one_or_none()
        if last is not None:
            query = query.where(
                (_idea.c.published_at < last.published_at)
                | ((_idea.c.published_at == last.published_at) & (_idea.c.id < last.id))
            )
    row = db.execute(query.order_by(_idea.c.published_at.desc(), _idea.c.id.desc()).limit(1)).one_or_none()
    return opened(sealer, row) if row is not None else None


def public_texts(db: Connection, *, after: int, limit: int) -> list[tuple[int, str]]:
    """Id and text of published ideas, locked, in the order of their ids from `after` on."""
    rows = db.execute(
        select(_idea.c.id, _idea.c.public_text)
        .where(_idea.c.state.in_(PUBLIC), _idea.c.id > after)
        .order_by(_idea.c.id)
        .limit(limit)
        .with_for_update()
    ).all()
    return [(row.id, row.public_text) for row in rows]


@cache
def _new_support(name: str) -> Any:
    new = insert(name, IdeaSupport).on_conflict_do_nothing(index_elements=["idea_id", "resident_id"])
    return new.returning(_support.c.idea_id)


# held, so that an idea that is joined to another just then has the support before, or leads to the other one after
_living = select(_idea.c.id, _idea.c.state, _idea.c.merged_into).with_for_update(read=True, key_share=True)


def support(db: Connection, *, code: str, resident_id: int, now: datetime) -> bool:
    """One person's support, once; of an idea that is part of another, that one's. False: not published, or had it."""
    row = db.execute(_living.where(_idea.c.code == code)).one_or_none()
    if row is not None and row.merged_into is not None:
        row = db.execute(_living.where(_idea.c.id == row.merged_into)).one()
    if row is None or row.state not in PUBLIC:
        return False
    added = db.execute(_new_support(dialect(db)), {"idea_id": row.id, "resident_id": resident_id, "at": now})
    return added.scalar_one_or_none() is not None


def supports(db: Connection, *, idea_id: int, resident_id: int) -> tuple[int, bool]:
    """How many support it, and whether this person does."""
    n = db.execute(select(func.count()).where(_support.c.idea_id == idea_id)).scalar_one()
    mine = db.execute(
        select(_support.c.idea_id).where(_support.c.idea_id == idea_id, _support.c.resident_id == resident_id)
    ).scalar_one_or_none()
    return n, mine is not None


def attach(db: Connection, *, sealer: Sealer, idea_id: int, channel: str, kind: str, ref: str, now: datetime) -> None:
    """A picture or voice message that belongs to the idea; its bytes are fetched later."""
    row_id = new_id()
    db.execute(
        _media.insert(),
        {
            "id": row_id,
            "idea_id": idea_id,
            "channel": channel,
            "kind": kind,
            "state": MediaState.WANTED,
            "sealed_ref": sealer.seal(ref, "media.sealed_ref", row_id),
            "due_at": now,
        },
    )


_media_count = Hot(
    select(_media.c.kind, func.count().label("n"))
    .where(_media.c.idea_id == bindparam("of_idea"))
    .group_by(_media.c.kind)
)


def media_count(db: Connection, *, idea_id: int) -> dict[str, int]:
    """How many of each kind the idea has."""
    return {row.kind: row.n for row in _media_count.rows(db, {"of_idea": idea_id})}


def media_due(
    db: Connection, *, sealer: Sealer, channel: str, now: datetime, limit: int = 20
) -> list[tuple[int, str, str, int]]:
    """Media whose bytes are still to be fetched: id, kind, reference, tries so far."""
    rows = db.execute(
        select(_media.c.id, _media.c.kind, _media.c.sealed_ref, _media.c.tries)
        .where(_media.c.channel == channel, _media.c.state == MediaState.WANTED, _media.c.due_at <= now)
        .order_by(_media.c.due_at)
        .limit(limit)
    ).all()
    return [(r.id, r.kind, sealer.open(r.sealed_ref, "media.sealed_ref", r.id), r.tries) for r in rows]


def media_kept(db: Connection, *, sealer: Sealer, media_id: int, data: bytes, mime: str) -> None:
    """Its bytes have come."""
    sealed = sealer.seal(data, "media.sealed", media_id)
    db.execute(update(_media).where(_media.c.id == media_id).values(state=MediaState.KEPT, sealed=sealed, mime=mime))


def media_failed(db: Connection, *, media_id: int, due_at: datetime | None) -> None:
    """The bytes did not come: tried again at `due_at`, or never."""
    values: dict[str, Any] = {"tries": _media.c.tries + 1}
    if due_at is None:
        values["state"] = MediaState.FAILED
    else:
        values["due_at"] = due_at
    db.execute(update(_media).where(_media.c.id == media_id).values(**values))


def media_ids(db: Connection, *, idea_id: int) -> list[tuple[int, str, MediaState]]:
    """Id, kind and state of what came with an idea."""
    rows = db.execute(
        select(_media.c.id, _media.c.kind, _media.c.state).where(_media.c.idea_id == idea_id).order_by(_media.c.id)
    ).all()
    return [(r.id, r.kind, MediaState(r.state)) for r in rows]


def medium(db: Connection, *, sealer: Sealer, code: str, media_id: int) -> tuple[str, bytes] | None:
    """MIME type and bytes of one picture or voice message of an idea, where we hold them."""
    query = select(_media.c.id, _media.c.mime, _media.c.sealed).join(_idea, _idea.c.id == _media.c.idea_id)
    row = db.execute(query.where(_idea.c.code == code, _media.c.id == media_id)).one_or_none()
    if row is None or row.sealed is None:
        return None
    return row.mime, sealer.open_bytes(row.sealed, "media.sealed", row.id)


def media_of(db: Connection, *, sealer: Sealer, idea_id: int) -> list[tuple[str, str, bytes]]:
    """Kind, MIME type and bytes of what came with an idea."""
    rows = db.execute(
        select(_media).where(_media.c.idea_id == idea_id, _media.c.state == MediaState.KEPT).order_by(_media.c.id)
    ).all()
    return [(r.kind, r.mime, sealer.open_bytes(r.sealed, "media.sealed", r.id)) for r in rows if r.sealed]
