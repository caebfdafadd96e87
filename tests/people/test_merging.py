"""Two residents become one: what was each one's is the one's, and nothing counts twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from service.people import merging
from store import consents, events, ideas, signups, votes
from store.database import Database
from store.models import metadata
from store.models.consents import Topic
from tests import elections
from tests.console import a_house
from tests.events import opened
from tests.people.lives import Lives

PHONE, CHAT, OTHER = "+358401234567", "7001", "+358407654321"


@pytest.fixture
def lives(database: Database) -> Lives:
    return Lives(database, a_house(), datetime(2027, 2, 10, 9, tzinfo=UTC))


def merged(lives: Lives) -> merging.Merged:
    keep, gone = lives.resident(CHAT), lives.resident(PHONE)
    with lives.database.write() as db:
        return merging.merge(db, lives.at, keep=keep, gone=gone)


def test_ideas_and_threads_are_the_ones(lives: Lives) -> None:
    lives.writes(PHONE, "IDEA penkki rantaan", "IHMINEN", "auttakaa")
    lives.writes(CHAT, "/idea", "puita torille")
    gone = lives.resident(PHONE)
    merged(lives)
    assert lives.resident(PHONE) == lives.resident(CHAT)
    with lives.database.read() as db:
        assert len(ideas.of_resident(db, sealer=lives.house.sealer, resident_id=lives.resident(PHONE))) == 2
        for one in metadata.sorted_tables:
            for column in one.c:
                if column.name == "resident_id":
                    assert not db.execute(select(one).where(column == gone)).all(), one.name


def test_of_two_ballots_the_later_stays(lives: Lives) -> None:
    election_id = elections.opened(
        lives.database, lives.house.sealer, elections.budget(confirm="never", identity="open")
    )
    lives.writes(CHAT, "ÄÄNESTÄ 1 2 6")
    lives.writes(PHONE, "3 7 12")
    assert merged(lives).elections == (elections.budget().code,)
    with lives.database.read() as db:
        box = votes.box(db, election_id=election_id)
    assert [choices for choices, _area in box.ballots] == [(3, 7, 12)]


@pytest.mark.parametrize("first", [PHONE, CHAT])
def test_of_two_sign_ups_the_seat_stays_and_the_other_goes_to_the_next(lives: Lives, first: str) -> None:
    with lives.database.write() as db:
        event = opened(db, lives.at, number=12, capacity=1, starts="2027-02-26T13:00", ends="2027-02-26T15:00")
    lives.writes(first, "ILMO 12")
    lives.writes(CHAT if first == PHONE else PHONE, "ILMO 12")
    lives.writes(OTHER, "ILMO 12")
    assert merged(lives).events == (event.id,)
    with lives.database.read() as db:
        (mine,) = signups.coming(db, resident_id=lives.resident(CHAT), now=lives.now)
        (other,) = signups.coming(db, resident_id=lives.resident(OTHER), now=lives.now)
        assert (mine.seats, mine.waiting) == (1, 0)
        assert signups.place(db, signup=other, event=events.by_id(db, event_id=event.id)) == 1


@pytest.mark.parametrize(
    ("phone", "chat", "holds"), [(True, False, False), (False, True, False), (True, True, True), (True, None, True)]
)
def test_the_stricter_consent_holds(lives: Lives, phone: bool, chat: bool | None, holds: bool) -> None:
    lives.writes(PHONE, "Hei")
    lives.writes(CHAT, "Hei")
    with lives.database.write() as db:
        for address, granted in ((PHONE, phone), (CHAT, chat)):
            if granted is not None:
                consents.set_consent(
                    db,
                    resident_id=lives.resident(address),
                    topic=Topic.EVENTS,
                    granted=granted,
                    channel="sms",
                    wording="1",
                    by="",
                    now=lives.now,
                )
    merged(lives)
    with lives.database.read() as db:
        assert consents.of(db, resident_id=lives.resident(PHONE))[Topic.EVENTS] is holds


def test_a_support_of_both_counts_once(lives: Lives) -> None:
    lives.writes(PHONE, "Hei")
    lives.writes(CHAT, "Hei")
    lives.writes(OTHER, "IDEA penkki rantaan")
    support = metadata.tables["idea_support"]
    with lives.database.write() as db:
        idea_id = db.execute(select(metadata.tables["idea"].c.id)).scalar_one()
        for address in (PHONE, CHAT):
            db.execute(support.insert(), {"idea_id": idea_id, "resident_id": lives.resident(address), "at": lives.now})
    merged(lives)
    with lives.database.read() as db:
        assert ideas.supports(db, idea_id=idea_id, resident_id=lives.resident(CHAT)) == (1, True)
