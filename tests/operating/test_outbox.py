"""`meijan outbox` and /metrics: what waits, what is unknown and for how long, rates, leases. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from meijan.app import build
from meijan.desk import Desk
from meijan.health import measure
from meijan.outbox_desk import overview, unknown
from meijan.settings import load
from store import leases
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.sql import table
from tests.delivery.channels import a_house, put

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
            db.execute(update(_outbox).where(_outbox.c.id == row_id).values(state=state, changed_at=since))
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
    assert "sms: perillä 1" in lines  # what is over has no age
    assert "send:sms: replica-1 (vuoro 1)" in lines
    assert {"sms: enintään 1 sekunnissa", "telegram: enintään 25 sekunnissa"} <= set(lines)
    (line,) = unknown(desk)
    assert line.endswith("viesti 3")


def test_metrics(filled: Database) -> None:
    """How many rows are in each state, and how old the oldest that waits is; no number, no name."""
    service = build(load(database_url=filled.url.render_as_string(hide_password=False)))
    try:
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
        assert values[f"meijan_outbox_rows{labels}"] == 1
        if state is S.DELIVERED:
            assert f"meijan_outbox_oldest_seconds{labels}" not in values
        else:
            assert age <= values[f"meijan_outbox_oldest_seconds{labels}"] <= age + 5
    assert "35840" not in text
