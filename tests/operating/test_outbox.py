"""`meijan outbox` and /metrics: what waits, what is unknown and for how long, rates, leases. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, update

from meijan.app import build
from meijan.desk import Desk
from meijan.health import measure
from meijan.outbox_desk import overview, unknown
from meijan.settings import load
from service.channel import SendError
from service.sender import Sender
from store import leases, waiting
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.sql import table
from tests.delivery.channels import FakeChannel, a_house, put, until
from tests.delivery.test_sender import sending

S = OutboxState
AGES = {S.QUEUED: 10, S.CLAIMED: 20, S.SENDING: 30, S.UNKNOWN: 40, S.DELIVERED: 50}
_outbox = table(Outbox)


@pytest.fixture
def filled(database: Database) -> Database:
    """One text message in each state, for so many seconds; a replica has the lease."""
    house = a_house()
    with database.write() as db:
        for n, (state, age) in enumerate(AGES.items()):
            row_id = put(db, house, f"+35840111111{n}", f"viesti {n}", purpose=Purpose.SERVICE)
            since = house.now() - timedelta(seconds=age)
            db.execute(
                update(_outbox)
                .where(_outbox.c.id == row_id)
                .values(state=state, changed_at=since, due_at=since, parts=2)
            )
        leases.hold(db, name="send:sms", holder="replica-1")
    return database


def test_what_staff_see(filled: Database) -> None:
    """Each state with its age where it waits, who sends, how fast; and the words of what is unknown."""
    desk = Desk(filled, a_house())
    lines = overview(desk, rates={"sms": 1.0, "telegram": 25.0}, price=0.08)
    told = {line.partition(",")[0]: line for line in lines}
    for name, age in (("jonossa", 10), ("varattu", 20), ("lähdössä", 30), ("epävarma", 40)):
        seconds = int(told[f"sms: {name} 1"].split()[-2])
        assert age <= seconds <= age + 5
    assert "sms: tänään perillä 1" in lines  # what is over has no age
    assert "Tänään 2 tekstiviestin osaa, noin 0,16 €" in lines
    assert "send:sms: replica-1 (vuoro 1)" in lines
    assert {"sms: enintään 1 sekunnissa", "telegram: enintään 25 sekunnissa"} <= set(lines)
    (line,) = unknown(desk)
    assert line.endswith("viesti 3")


def test_what_ended_before_is_not_of_today(filled: Database) -> None:
    """Neither what was made so long ago that its key is passed over, nor what has not moved today."""
    midnight = a_house().now() - timedelta(hours=1)
    with filled.write() as db:
        db.execute(update(_outbox).where(_outbox.c.state == S.DELIVERED).values(changed_at=midnight))
        assert [row.rows for row in waiting.ended(db, since=midnight)] == [1]
        assert waiting.ended(db, since=midnight + timedelta(seconds=1)) == []
        assert waiting.ended(db, since=midnight + waiting.LONGEST + timedelta(hours=2)) == []


def test_nobody_looks_at_what_is_over(filled: Database) -> None:
    """By the plan of the database; the control counts every row."""
    assert set(plans(filled, waiting.waiting)) == {"outbox_due", "outbox_in_flight"}
    assert set(plans(filled, lambda db: waiting.ended(db, since=datetime.now(UTC)))) == {"key"}
    every = select(_outbox.c.channel, _outbox.c.state, func.count()).group_by(_outbox.c.channel, _outbox.c.state)
    assert set(plans(filled, lambda db: db.execute(every).all())) == {"all"}


def plans(database: Database, look: Callable[[Connection], object]) -> list[str]:
    """By what each statement about the outbox finds its rows: an index by name, the "key", or "all" of them."""
    asked: list[tuple[str, Any]] = []

    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    with database.read() as db:
        if not database.sqlite:
            db.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of few rows it would rather read all
        event.listen(db, "before_cursor_execute", note)
        look(db)
        event.remove(db, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if database.sqlite else "EXPLAIN "
        shown = [str(db.exec_driver_sql(explain + how, given).all()) for how, given in asked]
    return [_way(plan) for plan in shown]


def _way(plan: str) -> str:
    indexes = [name for name in ("outbox_due", "outbox_in_flight") if name in plan]
    if indexes:
        return indexes[0]
    return "key" if "PRIMARY KEY" in plan or "outbox_pkey" in plan else "all"


async def test_what_became_of_messages(database: Database) -> None:
    """Each new state that this process notes is counted, whatever comes first; what is not known is, too."""
    for n in range(4):
        with database.write() as db:
            put(db, a_house(), f"+35840111111{n}", lasts=timedelta(hours=-1 if n == 3 else 1))
    errors = [SendError("30005", permanent=True), SendError("timed-out", unknown=True)]
    channel = FakeChannel(answers=lambda _d: errors.pop() if errors else None, can_settle=False)
    async with sending(database, channel) as sender:
        await until(lambda: sender.became.total() == 4)
    assert sender.became == {S.SENT: 1, S.FAILED: 1, S.UNKNOWN: 1, S.EXPIRED: 1}


def test_metrics(filled: Database) -> None:
    """How many rows wait in each state, how old the oldest is, and what has ended; no number, no name."""
    service = build(load(database_url=filled.url.render_as_string(hide_password=False)))
    try:
        sender = Sender(FakeChannel(), service.writer, service.house, holder="a", per_second=1.0)
        sender.became.update({S.DELIVERED: 7})
        service.senders["sms"] = sender
        text = measure(service).decode()
    finally:
        service.writer.close()
        service.database.close()
    values = {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in text.splitlines())
        if name.startswith("meijan_outbox")
    }
    for state, age in AGES.items():
        labels = f'{{channel="sms",state="{state}"}}'
        if state is S.DELIVERED:
            assert f"meijan_outbox_rows{labels}" not in values
            assert values[f"meijan_outbox_became_total{labels}"] == 7
        else:
            assert values[f"meijan_outbox_rows{labels}"] == 1
            assert age <= values[f"meijan_outbox_oldest_seconds{labels}"] <= age + 5
    assert "35840" not in text
