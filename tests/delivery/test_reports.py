"""Callbacks: whatever order they come in, states only move forward."""

from __future__ import annotations

from itertools import permutations

import pytest
from sqlalchemy import select

from service.channel import Fate, Report
from service.reports import take_report
from store import leases, outbox, people
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.sql import table
from tests.delivery.channels import a_house, put

_outbox = table(Outbox)


def _begun(database: Database) -> tuple[int, str]:
    house = a_house()
    with database.write() as db:
        put(db, house, "+358401111111", purpose=Purpose.SERVICE)
        epoch = leases.hold(db, name="send:sms", holder="a")
        assert epoch is not None
        due = outbox.claim(db, channel="sms", epoch=epoch, limit=1, now=house.now())[0]
        outbox.begin(db, due=due, channel="sms", epoch=epoch, now=house.now())
    return due.id, due.ref


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "returned"])))
def test_any_order(database: Database, order: tuple[str, ...]) -> None:
    """Also a callback that comes before the create call has answered: it proves that the provider has it."""
    house = a_house()
    row_id, ref = _begun(database)
    for what in order:
        with database.write() as db:
            if what == "returned":
                outbox.finish(db, row_id=row_id, state=OutboxState.SENT, now=house.now(), provider_id="SM1", parts=1)
            else:
                report = Report("sms", ref, "SM1", Fate(what))
                take_report(db, report, provider_stops=True, now=house.now())
    with database.read() as db:
        row = db.execute(select(_outbox.c.state, _outbox.c.provider_id, _outbox.c.parts)).one()
    assert row.state == "delivered"
    assert row.provider_id == "SM1"
    assert row.parts == 1


def test_failure_marks_the_address_and_the_call_list(database: Database) -> None:
    """A final failure of a service message puts the person on the call list, once."""
    house = a_house()
    _row, ref = _begun(database)
    report = Report("sms", ref, "SM1", Fate.FAILED, "30005", permanent=True)
    for _again in range(3):
        with database.write() as db:
            take_report(db, report, provider_stops=True, now=house.now())
    with database.write() as db:
        take_report(db, Report("sms", ref, "SM1", Fate.DELIVERED), provider_stops=True, now=house.now())
    with database.read() as db:
        assert db.execute(select(_outbox.c.state)).scalar_one() == "failed"
        assert len(outbox.call_list(db)) == 1
        assert people.count_by_reach(db) == {"bad": 1}


def test_a_report_of_nothing_we_know(database: Database) -> None:
    """A ref that is not ours moves nothing."""
    with database.write() as db:
        take_report(db, Report("sms", "x", "SMx", Fate.DELIVERED), provider_stops=True, now=a_house().now())
        take_report(db, Report("sms", "", "", Fate.DELIVERED), provider_stops=True, now=a_house().now())
