"""Events: announced, changed, looked for. Who signs up is in store/signups.py."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, or_, select, text, update
from sqlalchemy.exc import NoResultFound

from store.hot import Hot
from store.models.events import Association, Event, EventChange, EventState
from store.sql import table
from store.types import new_id

_event, _change, _association = table(Event), table(EventChange), table(Association)

HIGHEST = 9999
KINDS = {"free": "free_of_charge", "accessible": "accessible", "children": "for_children"}
"""How residents look for events: columns by the names of dialogues."""
KEPT = timedelta(days=365)
"""How long after its end an event keeps its number (JOURNEYS.md, rule 4)."""
_NUMBERS = 0x6D656E75  # numbers are given one after another
DRAFTED = (
    "area", "starts_at", "ends_at", "all_day", "latitude", "longitude", "free_of_charge", "accessible", "for_children",
    "association_id", "arranger", "url", "takes_signups", "signup_opens_at", "signup_closes_at", "keeps_line",
    "party_most", "asks_name", "asks_needs", "age_least", "feedback_by_sms",
)  # fmt: skip
"""Columns that makers write as they like; `words` goes beside them, `capacity` by service/events/line.py alone."""


class NoNumber(Exception):
    """Every number is taken."""


@dataclass(frozen=True)
class EventRow:
    """An event as it is in the store; `words[text][language]`. Times are aware UTC. `line` counts people in line."""

    id: int
    number: int | None
    source: str
    source_id: str | None
    source_hash: str
    series: str
    state: EventState
    words: Mapping[str, Mapping[str, str]]
    area: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    latitude: float | None
    longitude: float | None
    free_of_charge: bool
    accessible: bool
    for_children: bool
    association_id: int | None
    association: str
    arranger: str
    url: str
    takes_signups: bool
    signup_opens_at: datetime | None
    signup_closes_at: datetime | None
    capacity: int | None
    free: int
    overfull: int
    line_next: int
    keeps_line: bool
    party_most: int
    asks_name: bool
    asks_needs: bool
    age_least: int
    feedback_by_sms: bool
    attended: int | None
    sequence: int
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None
    line: int
    unasked: int  # of them: who has had no chance at the seats that are free
    parties: int  # sign-ups of which anybody waits

    def said(self, name: str, language: str) -> str:
        """A text in a language, or in Finnish; "" where there is none."""
        words = self.words.get(name, {})
        return words.get(language) or words.get("fi", "")


_name = (
    select(_association.c.name)
    .where(_association.c.id == _event.c.association_id)
    .correlate(_event)
    .scalar_subquery()
    .label("association")
)
whole = select(_event, _name)
"""An event with what an EventRow has besides its own columns."""
_by_number = Hot(whole.where(_event.c.number == bindparam("of_number")))
_by_id = Hot(whole.where(_event.c.id == bindparam("of_id")))
_lock = Hot(whole.where(_event.c.id == bindparam("of_id")).with_for_update(of=_event))
_FIELDS = tuple(EventRow.__dataclass_fields__)


def read(row: Any) -> EventRow:
    """A row of `whole`."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values |= {"state": EventState(row.state), "words": json.loads(row.words), "association": row.association or ""}
    return EventRow(**values)


def by_number(db: Connection, *, number: int) -> EventRow | None:
    """The event that has the number, drafts too."""
    found = _by_number.first(db, {"of_number": number})
    return read(found) if found is not None else None


def by_id(db: Connection, *, event_id: int) -> EventRow:
    """An event. Raises NoResultFound."""
    found = _by_id.first(db, {"of_id": event_id})
    if found is None:
        raise NoResultFound(event_id)
    return read(found)


def by_source(db: Connection, *, source: str, source_id: str) -> EventRow | None:
    """What an import has brought."""
    found = db.execute(whole.where(_event.c.source == source, _event.c.source_id == source_id)).one_or_none()
    return read(found) if found is not None else None


def lock(db: Connection, *, event_id: int) -> EventRow:
    """An event, and nobody else's transaction changes it or its seats until ours is over. Raises NoResultFound."""
    found = _lock.first(db, {"of_id": event_id})
    if found is None:
        raise NoResultFound(event_id)
    return read(found)


_KNOWN = _event.c.state.in_((EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED))


def announced(
    db: Connection,
    *,
    ended_after: datetime,
    area: str = "",
    kind: str = "",
    after: EventRow | None = None,
    limit: int,
) -> Sequence[EventRow]:
    """Events that were ever published, postponed and cancelled ones too, by start, then number. `kind` as in KINDS."""
    order = (_event.c.starts_at, _event.c.number)
    chosen = select(_event.c.id).where(_event.c.ends_at > ended_after, _KNOWN)
    chosen = chosen.where(_event.c.number.is_not(None)).order_by(*order).limit(limit)
    if area:
        chosen = chosen.where(_event.c.area == area)
    if kind:
        chosen = chosen.where(_event.c[KINDS[kind]])
    if after is not None:
        chosen = chosen.where(_later(after))
    # the line and the association are looked up for the chosen alone
    return [read(found) for found in db.execute(whole.where(_event.c.id.in_(chosen)).order_by(*order))]


def announced_version(db: Connection, *, ended_after: datetime) -> tuple[object, ...]:
    """Differs when another event is among the announced ones, or one of them was changed; seats do not count."""
    query = select(func.count(), func.max(_event.c.changed_at), func.min(_event.c.ends_at))
    return tuple(db.execute(query.where(_event.c.ends_at > ended_after, _KNOWN)).one())


def _later(after: EventRow) -> ColumnElement[bool]:
    """Than an event, by start, then number."""
    same = and_(_event.c.starts_at == after.starts_at, _event.c.number > after.number)
    return or_(_event.c.starts_at > after.starts_at, same)


def listed(
    db: Connection, *, ended_after: datetime | None, starts: datetime | None = None, limit: int
) -> Sequence[EventRow]:
    """For staff: drafts too, by start; those that are over where `ended_after` is None; only those that begin then."""
    query = whole.order_by(_event.c.starts_at, _event.c.number, _event.c.id).limit(limit)
    if ended_after is not None:
        query = query.where(_event.c.ends_at > ended_after)
    if starts is not None:
        query = query.where(_event.c.starts_at == starts)
    return [read(found) for found in db.execute(query)]


# -- made and changed


def add(
    db: Connection,
    *,
    words: Mapping[str, Mapping[str, str]],
    values: Mapping[str, Any],
    capacity: int | None,
    by: str,
    now: datetime,
    source: str = "",
    source_id: str | None = None,
    source_hash: str = "",
    series: str = "",
) -> EventRow:
    """Keep a draft; `values` by the names of DRAFTED."""
    if unknown := set(values) - set(DRAFTED):
        raise ValueError(f"not for makers: {sorted(unknown)}")
    event_id = new_id()
    db.execute(
        _event.insert(),
        {
            "id": event_id,
            "words": canonical(words),
            **values,
            "capacity": capacity,
            "free": capacity or 0,
            "by": by,
            "created_at": now,
            "changed_at": now,
            "source": source,
            "source_id": source_id,
            "source_hash": source_hash,
            "series": series,
        },
    )
    note(db, event_id=event_id, by=by, what="created", now=now)
    return by_id(db, event_id=event_id)


def change(db: Connection, *, event_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Write columns of an event that is locked."""
    db.execute(update(_event).where(_event.c.id == event_id).values(**values, changed_at=now))


def canonical(words: Mapping[str, Mapping[str, str]]) -> str:
    """Texts as they are kept."""
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def give_number(db: Connection, *, event_id: int, now: datetime) -> int:
    """The lowest number that nobody has had within a year, for ever from now on. Raises NoNumber."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _NUMBERS})
    had = db.execute(select(_event.c.number).where(_event.c.id == event_id)).scalar_one()
    if had is not None:
        return int(had)
    db.execute(update(_event).where(_event.c.number.is_not(None), _event.c.ends_at < now - KEPT).values(number=None))
    taken, highest = db.execute(_taken).one()
    # without a gap the next is known: looking for one takes the longer the more there are
    number = taken + 1 if taken == (highest or 0) else db.execute(_lowest()).scalar_one()
    if number > HIGHEST:
        raise NoNumber
    db.execute(update(_event).where(_event.c.id == event_id).values(number=number))
    return int(number)


_taken = select(func.count(_event.c.number), func.max(_event.c.number)).where(_event.c.number.is_not(None))


@cache
def _lowest() -> Any:
    """1, or the lowest number after a taken one."""
    taken, other = _event.alias(), _event.alias()
    gap = select(func.min(taken.c.number + 1)).where(
        taken.c.number.is_not(None),
        ~select(other.c.id).where(other.c.number == taken.c.number + 1).exists(),
    )
    one = select(_event.c.id).where(_event.c.number == 1).exists()
    return select(case((one, gap.scalar_subquery()), else_=1))


def note(db: Connection, *, event_id: int, by: str, what: str, now: datetime) -> None:
    """Keep what was done, for staff."""
    db.execute(_change.insert(), {"id": new_id(), "event_id": event_id, "at": now, "by": by, "what": what})


def changes(db: Connection, *, event_id: int) -> Sequence[tuple[datetime, str, str]]:
    """When, who, what; oldest first."""
    query = select(_change.c.at, _change.c.by, _change.c.what).where(_change.c.event_id == event_id)
    return [(row.at, row.by, row.what) for row in db.execute(query.order_by(_change.c.id))]
