"""The next events: what residents ask for most, among however many there have been.

Events are read by their start from now on, along an index of its own where an area is asked for. What has begun and
goes on is found apart: an event of at most a day began within the last one, and of the longer ones those that are not
over are few. Each way of asking is a statement of its own, compiled once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, FromClause, bindparam, select, text

from store.events import KINDS, EventRow, read, whole
from store.hot import Hot
from store.models.events import LONG, Event
from store.sql import table

_event = table(Event)

DAY = timedelta(hours=24)
"""What is longer is a long event (store/models/events.py)."""


def coming(
    db: Connection,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    area: str = "",
    kind: str = "",
    after: EventRow | None = None,
    limit: int,
) -> Sequence[EventRow]:
    """Published events that are not over, by start, then number. `kind` as in KINDS; `after` by the same order."""
    values: dict[str, Any] = {"now": now}
    if until is not None:
        values["until"] = until
    if area:
        values["area"] = area
    if after is not None:
        values |= {"after_start": after.starts_at, "after_number": after.number}
    of = tuple(values)
    if since is not None:
        return _read(db, _found(of, kind, "since"), values | {"since": _not_before(since, after), "most": limit})
    early = now - DAY
    found = _read(db, _found(of, kind, "long"), values | {"early": early, "most": limit})
    if len(found) < limit:
        more = values | {"since": _not_before(early, after), "most": limit - len(found)}
        found += _read(db, _found(of, kind, "since"), more)
    return found


def _not_before(since: datetime, after: EventRow | None) -> datetime:
    """Where to begin reading: the pages before are not read again."""
    return max(since, after.starts_at) if after is not None else since


def _read(db: Connection, statement: Hot, values: dict[str, Any]) -> list[EventRow]:
    return [read(row) for row in statement.rows(db, values)]


@cache
def _found(of: tuple[str, ...], kind: str, which: str) -> Hot:
    """The statement for a way of asking; `which`: "since" a start, or "long" ones that began earlier."""
    return Hot(lambda dialect: _statement(of, kind, which, dialect))


def _statement(of: tuple[str, ...], kind: str, which: str, dialect: str) -> Any:
    order = (_event.c.starts_at, _event.c.number)
    on = (text("event.state = 'published'"), _event.c.ends_at > bindparam("now"))  # as the indexes say it
    if which == "since":
        query = whole.where(*on, *_asked(_event, of, kind), order[0] >= bindparam("since"))
        return query.order_by(*order).limit(bindparam("most"))
    # all of these first, by their own index, and what is asked of them then: along any other index whatever has ever
    # been would be read
    columns = [_event.c[name] for name in ("id", "starts_at", "number", "area", *KINDS.values())]
    of_days = select(*columns).where(*on, text(LONG[dialect])).cte("of_days").prefix_with("MATERIALIZED")
    first = (
        select(of_days.c.id)
        .where(*_asked(of_days, of, kind), of_days.c.starts_at < bindparam("early"))
        .order_by(of_days.c.starts_at, of_days.c.number)
        .limit(bindparam("most"))
    )
    return whole.where(_event.c.id.in_(first)).order_by(*order)


def _asked(rows: FromClause, of: tuple[str, ...], kind: str) -> Iterator[Any]:
    starts, number = rows.c.starts_at, rows.c.number
    if "until" in of:
        yield starts < bindparam("until")
    if "area" in of:
        yield rows.c.area == bindparam("area")
    if kind:
        yield rows.c[KINDS[kind]]
    if "after_start" in of:
        yield starts >= bindparam("after_start")
        yield (starts > bindparam("after_start")) | (number > bindparam("after_number"))
