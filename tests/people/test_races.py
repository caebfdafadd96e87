"""Two things at once to one person: joining twice, writing while being joined or erased, erasing what is on its way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from service.people import erasing, work
from store import ideas, leases, linking, outbox, people
from store.database import Database
from store.linking import Job
from store.models import metadata
from store.models.outbox import OutboxState
from store.models.rights import PersonWork
from tests.console import a_house
from tests.people.lives import Lives
from tests.threads import at_once, together

PHONE, CHAT = "+358401234567", "7001"


@pytest.fixture
def lives(database: Database) -> Lives:
    found = Lives(database, a_house(), datetime(2026, 11, 24, 9, tzinfo=UTC))
    found.writes(PHONE, "IDEA penkki rantaan")
    found.writes(CHAT, "/idea", "puita torille")
    return found


def to_merge(lives: Lives) -> Job:
    with lives.database.write() as db:
        chat = people.find(db, sealer=lives.house.sealer, channel="telegram", value=CHAT)
        assert chat is not None
        other = lives.resident(PHONE)
        linking.ask(db, kind=PersonWork.MERGE, address_id=chat, other_id=other, now=lives.now)
        (job,) = linking.due(db, asked_before=lives.now, limit=10)
    return job


def do(lives: Lives, job: Job) -> None:
    with lives.database.write() as db:
        work.do(db, lives.at, job)


def merges(database: Database) -> int:
    entry = metadata.tables["audit_entry"]
    with database.read() as db:
        return len(db.execute(select(entry).where(entry.c.what == "person.merge")).all())


def test_two_clocks_join_a_person_once(lives: Lives) -> None:
    job = to_merge(lives)
    at_once(lambda: do(lives, job), lambda: do(lives, job))
    assert merges(lives.database) == 1
    assert lives.resident(PHONE) == lives.resident(CHAT)


def test_the_control_a_job_that_is_not_taken_is_done_twice(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite there is one writer, so the second finds one person; on PostgreSQL it has looked before it waits."""
    monkeypatch.setattr(linking, "take", lambda _db, *, job_id: True)
    job = to_merge(lives)
    raised = together(lambda: do(lives, job), lambda: do(lives, job))
    if lives.database.sqlite:
        assert (raised, merges(lives.database)) == ([], 1)
    else:
        assert raised or merges(lives.database) == 2


def test_what_is_written_while_two_become_one_is_the_ones(lives: Lives) -> None:
    for n in range(5):
        lives.writes(f"71{n:02}", "Hei")
        with lives.database.write() as db:
            other = people.find(db, sealer=lives.house.sealer, channel="telegram", value=f"71{n:02}")
            assert other is not None
            gone = people.known(db, address_id=other).resident_id
            phone = lives.resident(PHONE)
            linking.ask(db, kind=PersonWork.MERGE, address_id=other, other_id=phone, now=lives.now)
            (job,) = linking.due(db, asked_before=lives.now, limit=10)
        at_once(
            lambda job=job: do(lives, job),  # type: ignore[misc]
            lambda n=n: lives.writes(f"71{n:02}", "/idea", f"valoja kadulle {n}"),  # type: ignore[misc]
        )
        assert lives.resident(f"71{n:02}") == lives.resident(PHONE) != gone
    with lives.database.read() as db:
        mine = ideas.of_resident(db, sealer=lives.house.sealer, resident_id=lives.resident(PHONE))
    assert len(mine) == 6


def test_who_writes_while_being_erased_is_gone_or_new(lives: Lives) -> None:
    before, failed = lives.resident(PHONE), list[Exception]()

    def erase() -> None:
        try:
            with lives.database.write() as db:
                erasing.erase(db, lives.at, resident_id=before)
        except Exception as error:
            failed.append(error)

    raised = together(erase, lambda: lives.writes(PHONE, "IDEA valoja kadulle"))
    assert failed == []
    # on PostgreSQL the turn may have met an address that goes: the writer gives it its turn again
    assert len(raised) <= (0 if lives.database.sqlite else 1)
    with lives.database.read() as db:
        assert not people.exists(db, resident_id=before)


def test_a_message_on_its_way_may_arrive_and_is_forgotten(lives: Lives) -> None:
    now = lives.now
    with lives.database.write() as db:
        epoch = leases.hold(db, name="send:sms", holder="test")
        assert epoch is not None
        due = outbox.claim(db, channel="sms", epoch=epoch, limit=1, now=now)[0]
        assert outbox.begin(db, due=due, channel="sms", epoch=epoch, now=now) is OutboxState.SENDING
    with lives.database.write() as db:
        erasing.erase(db, lives.at, resident_id=lives.resident(PHONE))
    with lives.database.write() as db:
        assert not outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=now, provider_id="SM1", parts=1)
        assert outbox.claim(db, channel="sms", epoch=epoch, limit=1, now=now) == []
