"""The next events: the same as by looking at each of them, in pages, whatever is asked for."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from store import events
from store.coming import KINDS, coming
from store.database import Database
from store.events import EventRow
from store.models.events import EventState

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AREAS = ("", "Keskusta", "Otava")
LENGTHS = (timedelta(), timedelta(hours=2), timedelta(hours=24), timedelta(hours=24, seconds=1), timedelta(days=40))


def filled(database: Database, chance: random.Random) -> list[EventRow]:
    """Events about now, of every length, some of them drafts or cancelled, some at the same minute."""
    made: list[EventRow] = []
    with database.write() as db:
        for number in range(1, 151):
            starts = NOW + timedelta(hours=chance.randrange(-60 * 24, 60 * 24, 4))
            values: dict[str, Any] = {
                "starts_at": starts,
                "ends_at": starts + chance.choice(LENGTHS),
                "area": chance.choice(AREAS),
                **{column: chance.random() < 0.5 for column in KINDS.values()},
            }
            row = events.add(db, words={"title": {"fi": "T"}}, values=values, capacity=None, by="t", now=NOW)
            state = chance.choice((*[EventState.PUBLISHED] * 5, EventState.CANCELLED, EventState.DRAFT))
            events.change(db, event_id=row.id, values={"number": number, "state": state}, now=NOW)
            made.append(events.by_id(db, event_id=row.id))
    return made


def looked_through(rows: list[EventRow], asked: dict[str, Any]) -> list[EventRow]:
    """What must be found, without an index."""
    since, until, area, kind = (asked.get(name) for name in ("since", "until", "area", "kind"))
    found = [
        row
        for row in rows
        if row.state is EventState.PUBLISHED
        and row.ends_at > NOW
        and (since is None or row.starts_at >= since)
        and (until is None or row.starts_at < until)
        and (not area or row.area == area)
        and (not kind or getattr(row, KINDS[kind]))
    ]
    return sorted(found, key=lambda row: (row.starts_at, row.number or 0))


def test_it_finds_what_one_finds_by_looking_at_each(database: Database) -> None:
    chance = random.Random(1)
    rows = filled(database, chance)
    with database.read() as db:
        for _ in range(120):
            asked: dict[str, Any] = {}
            if chance.random() < 0.4:
                asked["since"] = NOW + timedelta(hours=chance.randrange(-30 * 24, 30 * 24))
            if chance.random() < 0.4:
                asked["until"] = NOW + timedelta(hours=chance.randrange(0, 50 * 24))
            if chance.random() < 0.5:
                asked["area"] = chance.choice(AREAS[1:])
            if chance.random() < 0.5:
                asked["kind"] = chance.choice(list(KINDS))
            expected = looked_through(rows, asked)
            paged: list[EventRow] = []
            while page := coming(db, now=NOW, after=paged[-1] if paged else None, limit=4, **asked):
                paged.extend(page)
            assert paged == expected, asked
    assert any(row.starts_at < NOW - timedelta(days=2) for row in looked_through(rows, {}))  # one that goes on is there
