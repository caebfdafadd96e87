"""What an import does to the store: one event at a time, and nothing twice. Reading and comparing: source/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import Connection

from service.events import making
from service.events.source.changes import Change, What, compare
from service.events.source.found import Found, Refusal, Stands
from service.house import House
from service.notices import Refused
from store import events, imported
from store.events import EventRow
from store.models.events import EventState

BY = "tuonti"
CANCELLED = "Järjestäjä on perunut tapahtuman."
"""What those who signed up are told as the reason: a source tells none."""


@dataclass(frozen=True)
class Looked:
    """One item beside the store: what would be done, to an event that so many have signed up to."""

    found: Found
    change: Change
    row: EventRow | None
    people: int = 0


def look(db: Connection, *, source: str, found: Found) -> Looked | Refusal:
    """What `carry` would do. Changes nothing."""
    row = events.by_source(db, source=source, source_id=found.source_id)
    try:
        change = compare(row, found)
    except ValidationError:
        return Refusal(found.source_id, found.title, "tapahtuma on täällä vajaa: korjaa se ensin")
    told = change.what in (What.CHANGED, What.CANCELLED, What.POSTPONED)
    people = imported.signed_up(db, event_id=row.id) if row is not None and told else 0
    return Looked(found, change, row, people)


def writes(looked: Looked, *, publish: bool) -> bool:
    """Whether `carry` would write anything at all."""
    row, change = looked.row, looked.change
    if row is None:
        return change.what is What.NEW
    draft = publish and row.state is EventState.DRAFT and looked.found.stands is Stands.ON
    return change.what is not What.SAME or change.mark != row.source_hash or draft


@dataclass(frozen=True)
class Done:
    """What was written; `unpublished` says in Finnish why it is left a draft."""

    what: What
    unpublished: str = ""


def carry(db: Connection, house: House, *, source: str, found: Found, publish: bool) -> Done | Refusal:
    """Write what the source says of one event. What it has said before writes nothing."""
    row = events.by_source(db, source=source, source_id=found.source_id)
    if row is not None:
        events.lock(db, event_id=row.id)  # staff may be changing it: theirs is seen, then ours is compared
    looked = look(db, source=source, found=found)
    if isinstance(looked, Refusal):
        return looked
    try:
        with db.begin_nested():  # what can't be finished leaves nothing half done in the batch
            row = _write(db, house, source, looked)
    except Refused as error:
        return Refusal(found.source_id, found.title, str(error))
    why = ""
    if publish and found.stands is Stands.ON and row is not None and row.state is EventState.DRAFT:
        try:
            with db.begin_nested():
                making.publish(db, house, event_id=row.id, by=BY)
        except Refused as error:
            why = str(error)
    return Done(looked.change.what, why)


def _write(db: Connection, house: House, source: str, looked: Looked) -> EventRow | None:
    """The event as it is now, but for its publication; None where there is none."""
    found, change, row = looked.found, looked.change, looked.row
    if row is not None:
        _change(db, house, row, change)
        if change.mark != row.source_hash:
            imported.set_mark(db, event_id=row.id, mark=change.mark)
        return row
    if change.what is not What.NEW or change.draft is None:
        return None
    return making.create(
        db,
        house,
        draft=change.draft,
        by=BY,
        source=source,
        source_id=found.source_id,
        source_hash=change.mark,
        series=found.series,
    )


def _change(db: Connection, house: House, row: EventRow, change: Change) -> None:
    draft = change.draft
    match change.what:
        case What.CHANGED if draft is not None:
            if row.state is EventState.POSTPONED:  # first, so that people are told of the new time once
                making.move(db, house, event_id=row.id, starts=draft.starts, ends=draft.ends, place=draft.place, by=BY)
            making.edit(db, house, event_id=row.id, draft=draft, by=BY)
        case What.POSTPONED if row.state is not EventState.DRAFT:
            making.postpone(db, house, event_id=row.id, by=BY)
        case What.CANCELLED if row.state is EventState.DRAFT:  # nobody has seen it, so nobody is told
            events.change(db, event_id=row.id, values={"state": EventState.CANCELLED}, now=house.now())
            events.note(db, event_id=row.id, by=BY, what="cancelled", now=house.now())
        case What.CANCELLED:
            making.cancel(db, house, event_id=row.id, reason=CANCELLED, by=BY)


def absent(db: Connection, house: House, *, source: str, seen: set[str], series: set[str]) -> Sequence[Found]:
    """Coming events of ours that a whole reading of their source did not name.

    Those whose series was named are GONE: a time that is taken out of a series has no other sign. The
    others are ON without a draft: they may have left a partial list, so staff decide.
    """
    rows = imported.coming(db, source=source, now=house.now())
    missing = [row for row in rows if row.source_id not in seen]
    return [
        Found(row.source_id, Stands.GONE if row.series in series else Stands.ON, row.title, series=row.series)
        for row in missing
    ]
