"""Hot statements do what SQLAlchemy would: values, defaults, errors, transactions; and find partial indexes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.exc import IntegrityError

from store import outbox
from store.database import Database
from store.hot import Hot
from store.models.outbox import Lease
from store.models.people import Resident
from store.models.report import Measure
from store.sql import table

_lease, _measure = table(Lease), table(Measure)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_values_defaults_and_rows(database: Database) -> None:
    new = Hot(_measure.insert())
    given = {"id": 1, "day": NOW.date(), "what": "idea", "channel": "sms", "language": "fi"}
    with database.write() as db:
        assert new.run(db, given) == 1
    with database.read() as db:
        row = Hot(select(_measure).where(_measure.c.id == bindparam("of_id"))).first(db, {"of_id": 1})
        same = db.execute(select(_measure)).one()
    assert tuple(row) == tuple(same)
    assert (row.day, row.first_time, row.n, row.source) == (NOW.date(), False, 1, "")


def test_a_point_in_time_stays_aware(database: Database) -> None:
    with database.write() as db:
        Hot(_lease.insert()).run(db, {"name": "x", "holder": "a", "epoch": 1, "until": NOW})
        moved = Hot(
            update(_lease)
            .where(_lease.c.name.in_(("x", "y")), _lease.c.until <= bindparam("now"))
            .values(until=bindparam("to"), epoch=_lease.c.epoch + 1)
            .returning(_lease.c.until, _lease.c.epoch)
        )
        later = (NOW + timedelta(hours=2)).astimezone()
        assert moved.first(db, {"now": NOW, "to": later}) == (later, 2)
        assert moved.first(db, {"now": NOW, "to": later}) is None
        assert moved.rows(db, {"now": later, "to": NOW}) == [(NOW, 3)]


def test_errors_are_sqlalchemys_and_tell_no_values(database: Database) -> None:
    new = Hot(table(Resident).insert())
    with database.write() as db:
        new.run(db, {"id": 5, "created_at": NOW})
        with pytest.raises(IntegrityError) as raised, db.begin_nested():
            new.run(db, {"id": 5, "created_at": NOW})
        assert "2026" not in str(raised.value)
        new.run(db, {"id": 6, "created_at": NOW})  # the transaction goes on


def test_a_missing_key_is_said(database: Database) -> None:
    with database.write() as db, pytest.raises(TypeError, match="id"):
        Hot(table(Resident).insert()).run(db, {"created_at": NOW})


def test_nothing_stays_without_a_commit(database: Database) -> None:
    with database.engine.connect() as db:
        Hot(table(Resident).insert()).run(db, {"id": 7, "created_at": NOW})
        db.rollback()
    with database.read() as db:
        assert Hot(select(table(Resident).c.id)).rows(db, {}) == []


def test_what_is_done_again_and_again_finds_its_partial_index(sqlite_url: str) -> None:
    """A term that is not that of the index would read the whole outbox, every few seconds, with the writer waiting."""
    database = Database(sqlite_url)
    ran: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def keep(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        ran.append((statement, parameters))

    with database.write() as db:
        given = {"of_channel": "sms", "lease": "send:sms", "of_epoch": 1, "now": NOW, "most": 10}
        outbox._claim.run(db, given)
        claim = next(iter(outbox._claim._ready.values()))
        outbox.recover(db, channel="sms", epoch=1, now=NOW, in_hand=[1, 2])
        outbox.unknown(db, channel="sms", repeatable_before=NOW)
        outbox.put_back_all(db, channel="sms", epoch=1, now=NOW)
        driver = db.connection.dbapi_connection
        assert driver is not None
        plans = [
            "\n".join(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in [(claim.sql, claim.bind(given)), *ran]
        ]
    assert [_index_of(plan) for plan in plans] == ["outbox_due", *["outbox_in_flight"] * 4]
    database.close()


def _index_of(plan: str) -> str:
    """The partial index by which a plan looks for outbox rows, or what it does instead."""
    found = re.search(r"outbox USING (?:COVERING )?INDEX (\w+)", plan)
    return found[1] if found and "SCAN outbox" not in plan else plan
