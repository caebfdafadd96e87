"""What residents agreed to hear about: the newest answer holds, every answer is kept, nobody else inherits it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from store import consents, people
from store.database import Database
from store.models.consents import Consent, ConsentChange, Topic
from store.sealing import KeyRing, Sealer
from store.sql import table

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SEALER = Sealer(KeyRing.new())


def meet(database: Database) -> people.Met:
    with database.write() as db:
        return people.meet(db, sealer=SEALER, channel="sms", value="+358401234567", now=NOW)


def answer(database: Database, resident_id: int, granted: bool, at: datetime = NOW, wording: str = "1") -> None:
    with database.write() as db:
        consents.set_consent(
            db,
            resident_id=resident_id,
            topic=Topic.EVENTS,
            granted=granted,
            channel="sms",
            wording=wording,
            by="",
            now=at,
        )


def test_who_was_never_asked_has_agreed_to_nothing(database: Database) -> None:
    who = meet(database).resident_id
    with database.read() as db:
        assert consents.of(db, resident_id=who) == {}
        assert not consents.asked(db, resident_id=who)


def test_the_newest_answer_holds_and_every_answer_is_kept(database: Database) -> None:
    who = meet(database).resident_id
    for day, granted in enumerate((True, False, True)):
        answer(database, who, granted, NOW + timedelta(days=day), wording=str(day))
    with database.read() as db:
        assert consents.of(db, resident_id=who) == {Topic.EVENTS: True}
        kept = db.execute(select(table(ConsentChange)).order_by(table(ConsentChange).c.at)).all()
    assert [(row.granted, row.wording, row.channel, row.by) for row in kept] == [
        (True, "0", "sms", ""),
        (False, "1", "sms", ""),
        (True, "2", "sms", ""),
    ]


def test_the_same_answer_again_holds_since_the_first_time(database: Database) -> None:
    who = meet(database).resident_id
    answer(database, who, True)
    answer(database, who, True, NOW + timedelta(days=9))
    with database.read() as db:
        assert db.execute(select(table(Consent).c.since)).scalar_one() == NOW


def test_asking_twice_is_asking_once(database: Database) -> None:
    who = meet(database).resident_id
    with database.write() as db:
        consents.mark_asked(db, resident_id=who, now=NOW)
        consents.mark_asked(db, resident_id=who, now=NOW + timedelta(days=1))
        assert consents.asked(db, resident_id=who)


def test_the_next_owner_of_a_number_has_agreed_to_nothing(database: Database) -> None:
    met = meet(database)
    answer(database, met.resident_id, True)
    with database.write() as db:
        consents.mark_asked(db, resident_id=met.resident_id, now=NOW)
        people.unlink(db, address_id=met.id, now=NOW)
    new = meet(database).resident_id
    with database.read() as db:
        assert consents.of(db, resident_id=new) == {}
        assert not consents.asked(db, resident_id=new)
