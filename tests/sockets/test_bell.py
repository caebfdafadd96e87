"""Two replicas on PostgreSQL: who takes a message is not who sends, and the sender does not look, it is told."""

from __future__ import annotations

import asyncio

import pytest

import service.sender
from meijan import inbox_desk
from store import bell, talk
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import Start
from tests.sockets.forged import message, post_form

postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    """The net below the bell is an hour away."""
    monkeypatch.setattr(service.sender, "POLL", 3600.0)


async def taken_by_the_other(start: Start) -> City:
    """The first one holds the lease of text messages; a message comes to the second."""
    first, second = await start(), await start()
    await first.until(lambda: bool(first.service.senders["sms"].held.is_set()))
    assert not second.service.senders["sms"].holding
    assert await post_form(second, "/sms", message(second, VEIKKO, "OHJE")) == 200
    return first


@postgres
async def test_the_sender_is_woken(start: Start) -> None:
    """A reply leaves at once."""
    city = await taken_by_the_other(start)
    await city.told(VEIKKO, said.HELP)


@postgres
async def test_staff_at_their_desk_wake_it(start: Start) -> None:
    """Another process still: the command line."""
    city = await start()
    city.sms.text(VEIKKO, "IHMINEN")
    await city.told(VEIKKO, said.MESSAGE)
    city.sms.text(VEIKKO, "Miten saan avustajan kotiin?")
    await city.until(lambda: city.service.senders["sms"].holding and city.received == 2)
    with city.service.database.read() as db:
        thread = talk.newest_thread(db)
    assert thread is not None
    await asyncio.to_thread(inbox_desk.answer, city.desk, thread, "Soita palveluohjaukseen.", "Liisa")
    await city.told(VEIKKO, "Soita palveluohjaukseen.")


@postgres
async def test_without_the_bell_it_waits(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the holder renews its lease again and again, and does not know."""
    monkeypatch.setattr(bell, "ring", lambda db, *, channel: None)
    city = await taken_by_the_other(start)
    sender, renewals = city.service.senders["sms"], set[float]()
    await city.until(lambda: renewals.add(sender._renewed) or len(renewals) > 3)
    assert city.outbox() == [("sms", "queued")]


@postgres
async def test_below_the_bell_there_is_a_net(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is heard (a pooler in transaction mode), the sender looks by itself."""
    monkeypatch.setattr(bell, "ring", lambda db, *, channel: None)
    monkeypatch.setattr(service.sender, "POLL", 0.1)
    city = await taken_by_the_other(start)
    await city.told(VEIKKO, said.HELP)
