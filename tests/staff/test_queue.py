"""The work queue: distress first, then what is late, then the oldest; each kind for who can do something about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, event, update

from meijan.desk import Desk
from service.elections.opening import rough
from service.house import House
from service.ideas import moving
from service.staffing import queue, sessions
from service.staffing.queue import Kind
from store import feedback, outbox, people, talk
from store.database import Database
from store.models.broadcasts import Broadcast
from store.models.ideas import IdeaState
from store.models.outbox import Outbox, Purpose
from store.models.staff import Role
from store.models.talk import Thread
from store.sql import table
from tests.console import Visitor, a_house, console_over, signed_in
from tests.staff.ideas import given, published

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def house() -> House:
    return a_house(NOW)


@pytest.fixture
def app(database: Database, house: House) -> Iterator[FastAPI]:
    with console_over(database, house) as app:
        yield app


def message(db: Connection, house: House, number: int, *, by: date | None, at: datetime, distress: bool = False) -> int:
    """Somebody writes to staff; the thread's id."""
    met = people.meet(db, sealer=house.sealer, channel="sms", value=f"+35850123{number:04}", now=at)
    thread_id = talk.hear(
        db,
        sealer=house.sealer,
        resident_id=met.resident_id,
        address_id=met.id,
        text=f"Viesti {number}",
        answer_by=by,
        now=at,
    )
    thread = table(Thread)
    db.execute(update(thread).where(thread.c.id == thread_id).values(distress=distress))
    return thread_id


def everything(db: Connection, house: House) -> None:
    """One of each kind that waits, but elections."""
    met = people.meet(db, sealer=house.sealer, channel="sms", value="+358501239999", now=NOW)
    message(db, house, 1, by=date(2026, 11, 26), at=NOW - timedelta(hours=3))
    talk.promise_call(
        db,
        sealer=house.sealer,
        resident_id=met.resident_id,
        address_id=met.id,
        day=date(2026, 11, 24),
        since=time(9),
        until=time(11),
        number="",
        now=NOW - timedelta(hours=2),
    )
    given(db, house, "K7F2", "Penkki rantaan")
    talk.keep_unread(db, sealer=house.sealer, address_id=met.id, why="lost", text="qwe", now=NOW)
    rows = [
        outbox.put(
            db,
            sealer=house.sealer,
            channel="sms",
            address_id=met.id,
            purpose=Purpose.SERVICE,
            body="{}",
            now=NOW,
            due_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        for _ in range(2)
    ]
    outbox.put_unreached(db, row_id=rows[0], why="blocked", now=NOW)
    db.execute(update(table(Outbox)).where(table(Outbox).c.id == rows[1]).values(state="unknown"))
    feedback.keep(db, sealer=house.sealer, text="Ei toimi", contact="", answer_by=date(2026, 12, 8), now=NOW)
    names = ("audience", "words", "moment", "topic")
    broadcast = {"number": 12, "name": "Muistutus", "state": "asked", "by": "Maija", "created_at": NOW}
    db.execute(table(Broadcast).insert(), {**broadcast, "changed_at": NOW, **dict.fromkeys(names, "{}")})


def listed(database: Database, house: House) -> list[tuple[Kind, str]]:
    with database.read() as db:
        return [(item.kind, item.key) for item in queue.items(db, house, count=rough)]


def test_distress_comes_first_then_what_is_late_then_the_oldest(database: Database, house: House) -> None:
    with database.write() as db:
        calm = message(db, house, 1, by=date(2026, 11, 26), at=NOW - timedelta(days=2))
        late = message(db, house, 2, by=date(2026, 11, 23), at=NOW - timedelta(hours=5))
        distress = message(db, house, 3, by=date(2026, 11, 26), at=NOW, distress=True)
        given(db, a_house(NOW - timedelta(days=3)), "K7F2", "Penkki")
    assert [key for _kind, key in listed(database, house)] == [str(distress), str(late), "K7F2", str(calm)]


def test_what_is_answered_waits_no_more_but_distress_until_it_is_closed(database: Database, house: House) -> None:
    with database.write() as db:
        for number, distress in ((1, False), (2, True)):
            thread_id = message(db, house, number, by=None, at=NOW, distress=distress)
            talk.answer(db, sealer=house.sealer, thread_id=thread_id, by="Maija", text="Hei", now=NOW)
    assert [key for _kind, key in listed(database, house)] == [str(thread_id)]
    with database.write() as db:
        talk.close_thread(db, thread_id=thread_id, now=NOW)
    assert listed(database, house) == []


def test_an_unfinished_idea_waits_after_half_an_hour_and_a_promise_on_its_day(database: Database, house: House) -> None:
    with database.write() as db:
        given(db, house, "K2A2", "Kesken", finish=False)
        published(db, house, "K3A3", "Penkki")
        moving.promise(db, house, code="K3A3", day=date(2026, 12, 8), by="Maija")
    assert listed(database, house) == []
    assert listed(database, a_house(NOW + timedelta(minutes=30))) == [(Kind.IDEA, "K2A2")]
    on_the_day = a_house(datetime(2026, 12, 7, 22, 30, tzinfo=UTC))  # half past midnight in Finland
    assert (Kind.IDEA, "K3A3") in listed(database, on_the_day)
    with database.write() as db:
        moving.move(db, house, code="K3A3", state=IdeaState.CHOSEN, by="Maija")
    assert (Kind.IDEA, "K3A3") not in listed(database, on_the_day)


def test_counts_are_those_of_the_list_and_the_inbox_reads_the_same(database: Database, house: House) -> None:
    with database.write() as db:
        everything(db, house)
    with database.read() as db:
        items, counts = queue.items(db, house, count=rough), queue.counts(db, house, count=rough)
    assert {kind: n for kind, n in counts.items() if n} == {
        kind: sum(item.kind is kind for item in items) for kind in Kind if kind is not Kind.ELECTION
    }
    assert len(items) == 8
    assert len(Desk(database, house).inbox()) == 8
    assert next(item for item in items if item.kind is Kind.CALL).late  # it was promised until eleven


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.READER, set()),
        (Role.HELPER, {Kind.CALL, Kind.CALL_LIST, Kind.FEEDBACK}),
        (Role.MODERATOR, {Kind.MESSAGE, Kind.CALL, Kind.UNREAD, Kind.CALL_LIST, Kind.FEEDBACK, Kind.IDEA}),
        (Role.WRITER, {Kind.DELIVERY}),
        (Role.APPROVER, {Kind.BROADCAST, Kind.DELIVERY}),
        (Role.ELECTIONS, set()),
        (Role.ADMIN, set(Kind) - {Kind.ELECTION}),
    ],
)
async def test_each_role_sees_what_it_can_do_something_about(
    app: FastAPI, database: Database, house: House, role: Role, kinds: set[Kind]
) -> None:
    with database.write() as db:
        everything(db, house)
    page = (await (await signed_in(app, role)).get("/")).text
    assert {kind for kind in Kind if f'id="{kind}-' in page or f'"kind-{kind}"' in page} == kinds
    for words, kind in (("Viesti 1", Kind.MESSAGE), ("Penkki rantaan", Kind.IDEA), ("Muistutus", Kind.BROADCAST)):
        assert (words in page) == (kind in kinds)


async def test_a_filter_shows_one_kind_and_none_of_another_role(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        everything(db, house)
    visitor = await signed_in(app, Role.MODERATOR)
    page = (await visitor.get("/?laji=idea")).text
    assert "Penkki rantaan" in page
    assert "Viesti 1" not in page
    assert "Muistutus" not in (await visitor.get("/?laji=broadcast")).text


async def test_more_than_fifty_are_shown_on_demand(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        for n in range(55):
            message(db, house, n, by=None, at=NOW)
    visitor = await signed_in(app, Role.MODERATOR)
    page = (await visitor.get("/")).text
    assert page.count('id="message-') == 50
    assert "/staff/?laji=&amp;maara=100" in page
    assert (await visitor.get("/?maara=100")).text.count('id="message-') == 55
    assert "Mikään ei odota" not in page


async def test_an_empty_queue_says_so(app: FastAPI) -> None:
    assert "Mikään ei odota" in (await (await signed_in(app, Role.MODERATOR)).get("/")).text


@pytest.mark.parametrize(("headers", "alive"), [({"x-poll": "1"}, False), ({}, True)])
async def test_the_part_that_refreshes_itself_keeps_no_session_alive(
    database: Database, headers: dict[str, str], alive: bool
) -> None:
    with console_over(database, a_house(NOW)) as app:
        visitor = await signed_in(app, Role.MODERATOR)
    for after, asked in ((sessions.IDLE - timedelta(minutes=5), headers), (sessions.IDLE + timedelta(minutes=5), {})):
        with console_over(database, a_house(NOW + after)) as app:
            later = Visitor(app)
            later.cookies = visitor.cookies
            answer = await later.get("/jono", headers=asked)
    assert (answer.status_code == 200) is alive


async def test_a_page_asks_the_store_a_bounded_number_of_times(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        everything(db, house)
        for n in range(20):
            message(db, house, 100 + n, by=None, at=NOW)
            given(db, house, f"A{n % 8 + 2}C{n // 8 + 2}", "Penkki rantaan")
    visitor = await signed_in(app, Role.ADMIN)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    await visitor.get("/")
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) <= 30
