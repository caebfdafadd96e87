"""The e-mail "Työjonossa 3 uutta": a number, nothing else, in service hours, at most hourly, one from all replicas."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.elections.opening import rough
from service.house import House
from service.ideas import moving
from service.staffing.mail import NAME, Mailer
from service.staffing.post import Post
from service.writer import Writer
from store import marks
from store.database import Database
from store.models.ideas import IdeaState
from tests.console import a_house
from tests.staff.ideas import given, published
from tests.staff.post import PostOffice, post_office

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)  # noon in Finland
WORDS = "Penkki rantaan, terveisin Aino Virtanen"


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    made = Writer(database)
    yield made
    made.close()


def post(office: PostOffice, way: str = "none") -> Post:
    return Post("127.0.0.1", office.port, "kanava@example.org", ("a@example.org", "b@example.org"), "https://x.fi", way)


def mailer(database: Database, writer: Writer, office: PostOffice, at: datetime, way: str = "none") -> Mailer:
    return Mailer(database, writer, a_house(at), post(office, way), count=rough)


def three(database: Database, at: datetime = TUESDAY) -> House:
    house = a_house(at)
    with database.write() as db:
        for code in ("K2A2", "K3A3", "K4A4"):
            given(db, house, code, WORDS)
    return house


async def test_a_mail_says_how_many_and_nothing_else(database: Database, writer: Writer) -> None:
    three(database)
    async with post_office() as office:
        assert await mailer(database, writer, office, TUESDAY).once()
    (mail,) = office.mails
    assert mail.get_content().strip() == "Työjonossa on 3 uutta asiaa. Avaa hallinta: https://x.fi/staff/"
    assert len(office.to) == 2
    whole = mail.as_string()
    for secret in ("K2A2", "Aino", "Penkki", "+358"):
        assert secret not in whole


async def test_only_what_is_new_is_told_and_not_within_the_hour(database: Database, writer: Writer) -> None:
    three(database, TUESDAY - timedelta(minutes=1))
    async with post_office() as office:
        assert await mailer(database, writer, office, TUESDAY).once()
        with database.write() as db:
            given(db, a_house(TUESDAY + timedelta(minutes=5)), "K5A5", WORDS)
            given(db, a_house(TUESDAY - timedelta(minutes=10)), "K6A6", WORDS, finish=False)
        assert not await mailer(database, writer, office, TUESDAY + timedelta(minutes=59)).once()
        assert await mailer(database, writer, office, TUESDAY + timedelta(minutes=61)).once()
        assert not await mailer(database, writer, office, TUESDAY + timedelta(minutes=130)).once()
    # one given, one that nobody finished within half an hour
    assert [mail["Subject"] for mail in office.mails] == ["Työjonossa 3 uutta", "Työjonossa 2 uutta"]


async def test_a_promise_is_new_on_its_day(database: Database, writer: Writer) -> None:
    house = a_house(TUESDAY)
    with database.write() as db:
        published(db, house, "K2A2", "Penkki")
        day = (TUESDAY + timedelta(days=1)).date()
        moving.move(db, house, code="K2A2", state=IdeaState.CANDIDATE, by="Maija", answer_by=day)
        marks.put(db, name=NAME, at=TUESDAY)
    async with post_office() as office:
        assert not await mailer(database, writer, office, TUESDAY + timedelta(hours=2)).once()
        assert await mailer(database, writer, office, TUESDAY + timedelta(days=1)).once()


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 6, 59, tzinfo=UTC),  # before nine
        datetime(2026, 11, 24, 13, 0, tzinfo=UTC),  # three in the afternoon
        datetime(2026, 11, 28, 10, tzinfo=UTC),  # Saturday
        datetime(2026, 12, 24, 10, tzinfo=UTC),  # Christmas Eve
    ],
)
async def test_nobody_is_told_outside_service_hours(database: Database, writer: Writer, at: datetime) -> None:
    three(database)
    async with post_office() as office:
        assert not await mailer(database, writer, office, at).once()
    assert office.mails == []


async def test_two_replicas_send_one(database: Database) -> None:
    three(database)
    writers = [Writer(database) for _ in range(4)]
    async with post_office() as office:
        ready = [mailer(database, writer, office, TUESDAY) for writer in writers]
        went = await asyncio.gather(*(one.once() for one in ready))
    for writer in writers:
        writer.close()
    assert sorted(went) == [False, False, False, True]
    assert len(office.mails) == 1


async def test_without_the_mark_each_would_send(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: it is the guarded move that keeps the others from sending."""
    monkeypatch.setattr(marks, "move", lambda db, **_: True)
    three(database)
    writers = [Writer(database) for _ in range(2)]
    async with post_office() as office:
        await asyncio.gather(*(mailer(database, one, office, TUESDAY).once() for one in writers))
    for writer in writers:
        writer.close()
    assert len(office.mails) == 2


@pytest.mark.parametrize("down", ["refuses", "away", "no tls"])
async def test_a_server_that_is_down_is_tried_again(database: Database, writer: Writer, down: str) -> None:
    three(database)
    async with post_office() as office:
        office.refuses = down == "refuses"
        made = mailer(database, writer, office, TUESDAY, "starttls" if down == "no tls" else "none")
        if down == "away":
            made.post = replace(made.post, port=1)
        assert not await made.once()
        assert office.mails == []  # without TLS nothing goes where TLS is asked for
        made.post, office.refuses = post(office), False
        assert not await made.once()  # not at once
        made.house = a_house(TUESDAY + timedelta(minutes=6))
        assert await made.once()
    assert office.mails[0]["Subject"] == "Työjonossa 3 uutta"
