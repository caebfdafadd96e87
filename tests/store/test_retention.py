"""The raw text of a message is kept for ninety days; that the message had its turn is known for longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meijan.texts.book import original
from service import retention
from service.house import House
from service.retention import KEPT, Retention, erase_old
from service.writer import Writer
from store import people, talk
from store.database import Database
from store.models.talk import Received
from store.sealing import KeyRing, Sealer
from store.sql import table

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OLD, YOUNG = NOW - KEPT - timedelta(seconds=1), NOW - KEPT + timedelta(seconds=1)
SEALER = Sealer(KeyRing.new())


def receive(database: Database, external_id: str, text: str, at: datetime) -> int | None:
    """A message with its turn; None: it had that before."""
    with database.write() as db:
        met = people.meet(db, sealer=SEALER, channel="sms", value="+358401234567", now=at)
        return talk.receive(
            db,
            sealer=SEALER,
            channel="sms",
            external_id=external_id,
            address_id=met.id,
            kind="text",
            text=text,
            at=at,
            now=at,
        )


def kept(database: Database) -> list[str]:
    """The texts that can still be read, and an empty one for each that can't; in the order of arrival."""
    received = table(Received)
    with database.read() as db:
        rows = db.execute(select(received.c.id, received.c.sealed).order_by(received.c.taken_at, received.c.id)).all()
    return [SEALER.open(row.sealed, "received.sealed", row.id) if row.sealed else "" for row in rows]


def test_ninety_days(database: Database) -> None:
    receive(database, "SM1", "Mie en jaksa kävellä", OLD)
    receive(database, "SM2", "Penkkejä rantaraitille", YOUNG)
    assert kept(database) == ["Mie en jaksa kävellä", "Penkkejä rantaraitille"]
    with database.write() as db:
        assert erase_old(db, now=NOW) == 1
        assert erase_old(db, now=NOW) == 0
    assert kept(database) == ["", "Penkkejä rantaraitille"]


def test_a_repeat_is_known_also_without_its_text(database: Database) -> None:
    assert receive(database, "SM1", "3 7 12", OLD)
    with database.write() as db:
        erase_old(db, now=NOW)
    assert receive(database, "SM1", "3 7 12", NOW) is None


async def test_all_that_is_due_goes_in_one_hour_however_much_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small transactions: a turn that waits comes in between."""
    monkeypatch.setattr(retention, "BATCH", 2)
    for n in range(5):
        receive(database, f"SM{n}", f"viesti {n}", OLD + timedelta(milliseconds=n))
    with database.write() as db:
        assert erase_old(db, now=NOW) == 2
    assert kept(database) == ["", "", "viesti 2", "viesti 3", "viesti 4"]
    writer = Writer(database)
    try:
        assert await Retention(writer, House(SEALER, original(), now=lambda: NOW)).erase() == 3
    finally:
        writer.close()
    assert kept(database) == [""] * 5
