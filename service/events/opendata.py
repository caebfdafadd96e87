"""Events as open data: what everybody may read, in all languages at once. Docs: docs/events.md, "Open data"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.calendar import HELSINKI
from service.events.draft import TEXTS
from service.events.ical import STATUS, uid
from service.events.shown import takes
from service.events.times import days
from store.events import EventRow

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
PAGE = 200
"""Events of one answer."""


def feed(rows: Sequence[EventRow], *, publisher: str, now: datetime, more: str = "") -> bytes:
    """Events as JSON; `more` is the address of what follows. Drafts are left out. No person, no sign-up is in it."""
    public = [_event(row, now) for row in rows if row.state in STATUS and row.number is not None]
    found = {"licence": LICENCE, "publisher": publisher, "next": more or None, "events": public}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _event(row: EventRow, now: datetime) -> dict[str, Any]:
    return {
        "number": row.number,
        "uid": uid(row),
        "state": row.state.value,
        **{name: dict(row.words[name]) if name in row.words else None for name in TEXTS},
        **_times(row),
        "area": row.area or None,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "free_of_charge": row.free_of_charge,
        "accessible": row.accessible,
        "for_children": row.for_children,
        "arranger": row.association or row.arranger or None,
        "url": row.url or None,
        "source": row.source.partition("/")[0] or None,  # the path may be a private calendar's secret
        "signup": _signup(row, now),
        "changed": _local(row.changed_at),
    }


def _times(row: EventRow) -> dict[str, Any]:
    """Whole days are first and last day, both included."""
    if row.all_day:
        first, last = days(row.starts_at, row.ends_at)
        return {"starts": first.isoformat(), "ends": last.isoformat(), "all_day": True}
    return {"starts": _local(row.starts_at), "ends": _local(row.ends_at), "all_day": False}


def _signup(row: EventRow, now: datetime) -> dict[str, Any] | None:
    if not row.takes_signups:
        return None
    closes = row.signup_closes_at
    return {
        "now": takes(row, now),
        "opens": _local(row.signup_opens_at) if row.signup_opens_at else None,
        "closes": _local(closes) if closes else None,
        "capacity": row.capacity,
        "free": row.free if row.capacity is not None else None,
        "least_age": row.age_least or None,
    }


def _local(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")
