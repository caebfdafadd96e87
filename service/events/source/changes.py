"""What a source's new version of an event means for ours: only what it changed, and never what staff changed by hand.

`source_hash` of an event holds a short hash of every field as the import last wrote it, "title=…,when=…". A field whose
hash in the source is the kept one has not changed there; one whose value here has another hash, staff have changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from service.calendar import HELSINKI
from service.events.draft import Draft
from service.events.drafted import as_draft
from service.events.source.clean import shortened
from service.events.source.found import Found, Stands
from service.words import Words
from store.events import EventRow
from store.models.events import EventState

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "name": ("name",),
    "when": ("starts", "ends", "all_day"),
    "place": ("place",),
    "address": ("address",),
    "point": ("latitude", "longitude"),
    "text": ("text",),
    "price": ("price", "free_of_charge"),
    "access": ("access", "accessible"),
    "children": ("for_children",),
    "age": ("age_least",),
    "area": ("area",),
    "arranger": ("arranger",),
    "url": ("url",),
}
"""What a source may change, each by the fields of a draft that change together. All else is staff's."""
NAMES = {
    "title": "otsikko",
    "name": "lyhyt nimi",
    "when": "aika",
    "place": "paikka",
    "address": "osoite",
    "point": "kartan piste",
    "text": "kuvaus",
    "price": "hinta",
    "access": "esteettömyys",
    "children": "lapsille",
    "age": "ikäraja",
    "area": "alue",
    "arranger": "järjestäjä",
    "url": "verkko-osoite",
}
STANDS = "stands"


class What(StrEnum):
    """What becomes of an event of ours."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    SAME = "same"
    NOTHING = "nothing"  # the source tells of its end alone, and we do not have it


@dataclass(frozen=True)
class Difference:
    """One field, as a person reads it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What is to be done. `draft` is the event as it should be; `mark` the new source_hash.

    `conflicts` are fields that staff changed by hand and the source too: ours stays.
    """

    what: What
    mark: str
    draft: Draft | None = None
    differences: tuple[Difference, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    returns: bool = False  # by its source it takes place after all; what is cancelled here stays so


def compare(row: EventRow | None, found: Found) -> Change:
    """Our event, or None, beside what its source says now."""
    if row is None:
        return _first(found)
    before = _hashes(row.source_hash)
    if found.stands is not Stands.ON or found.draft is None:
        return _ended(row, found, before)
    mark = fingerprint(found.draft)
    was, returned = before.get(STANDS, Stands.ON), row.state in (EventState.CANCELLED, EventState.POSTPONED)
    returned = returned and was != Stands.ON
    if row.state is EventState.CANCELLED or (mark == row.source_hash and not returned):
        return Change(What.SAME, mark, returns=returned)
    here = as_draft(row)
    ours, theirs = _values(here), _values(found.draft)
    take: dict[str, Any] = {}
    differences, conflicts = [], []
    for field, names in FIELDS.items():
        if before.get(field) == _hash(theirs[field]) or ours[field] == theirs[field]:
            continue
        difference = Difference(field, shown(here, field), shown(found.draft, field))
        if _hash(ours[field]) == before.get(field):
            take |= {name: getattr(found.draft, name) for name in names}
            differences.append(difference)
        elif field != "name":
            conflicts.append(difference)
    what = What.CHANGED if take or returned else What.SAME
    return Change(what, mark, here.model_copy(update=take), tuple(differences), tuple(conflicts), returned)


def _first(found: Found) -> Change:
    if found.stands is not Stands.ON or found.draft is None:
        return Change(What.NOTHING, "")
    return Change(What.NEW, fingerprint(found.draft), found.draft)


def _ended(row: EventRow, found: Found, before: Mapping[str, str]) -> Change:
    mark = _mark({**before, STANDS: found.stands})
    if row.state is EventState.CANCELLED or before.get(STANDS) == found.stands:
        return Change(What.SAME, mark)
    if found.stands is Stands.POSTPONED:
        return Change(What.SAME if row.state is EventState.POSTPONED else What.POSTPONED, mark)
    return Change(What.CANCELLED, mark)


# -- an event's fields


def fingerprint(draft: Draft) -> str:
    """The `source_hash` of an event that is as its source's draft."""
    return _mark({field: _hash(value) for field, value in _values(draft).items()} | {STANDS: Stands.ON})


def _values(draft: Draft) -> dict[str, tuple[Any, ...]]:
    return {field: tuple(_plain(getattr(draft, name)) for name in names) for field, names in FIELDS.items()}


def _plain(value: Any) -> Any:
    """A value by which two versions can be compared, whatever zone and type they came in."""
    if isinstance(value, Words):
        return value.model_dump(exclude_defaults=True)
    return value.timestamp() if hasattr(value, "timestamp") else value


def _hash(value: tuple[Any, ...]) -> str:
    return blake2b(json.dumps(value, sort_keys=True, ensure_ascii=True).encode(), digest_size=6).hexdigest()


def _mark(hashes: Mapping[str, str]) -> str:
    return ",".join(f"{field}={value}" for field, value in sorted(hashes.items()))


def _hashes(mark: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in mark.split(",") if "=" in pair)


def shown(draft: Draft, field: str) -> str:
    """A field's value as a line of the preview shows it."""
    if field == "when":
        return _time(draft)
    parts = [_said(getattr(draft, name)) for name in FIELDS[field]]
    return shortened(" ".join(" ".join(part for part in parts if part).split()), 60) or "ei mitään"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "kyllä" if value else ""
    if isinstance(value, Words):
        return " / ".join(value.model_dump(exclude_defaults=True).values())
    return "" if value is None else str(value)


def _time(draft: Draft) -> str:
    """ "26.11.2026 kello 13.00-15.00"."""
    starts, ends = draft.starts.astimezone(HELSINKI), draft.ends.astimezone(HELSINKI)
    if draft.all_day:
        last = ends - timedelta(seconds=1)
        return f"{starts:%-d.%-m.%Y}" + (f"-{last:%-d.%-m.%Y}" if last.date() > starts.date() else "")
    same = starts.date() == ends.date()
    return f"{starts:%-d.%-m.%Y kello %-H.%M}-{ends:{'%-H.%M' if same else '%-d.%-m.%Y kello %-H.%M'}}"
