"""The clock of a running service: in batches, waking who sends; a job that fails keeps no other from its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from meijan.app import build
from meijan.desk import Desk
from meijan.health import measure
from meijan.outbox_desk import overview
from meijan.settings import load
from service.channel import Busy
from service.clock import Ticker
from service.events import reminders
from service.events.clock import Events
from service.sender import Sender
from service.writer import Writer
from store import leases
from tests.delivery.channels import FakeChannel
from tests.reminders.conftest import Town, local

MANY = 2 * reminders.BATCH + 1


@pytest.fixture
def writer(town: Town) -> Iterator[Writer]:
    made = Writer(town.database)
    yield made
    made.close()


def crowd(town: Town) -> None:
    """More people than a batch has, at one event; the clock stands at three."""
    event_id = town.event("2026-11-26T13:00")
    for n in range(MANY):
        town.sign_up(event_id, f"+358401{n:06}")
    town.at = local("2026-11-25T15:00")


async def test_a_tick_goes_on_until_nothing_is_due(town: Town, writer: Writer) -> None:
    crowd(town)
    sender = Sender(FakeChannel(), writer, town.house, holder="a", per_second=1.0)
    await Events(writer, town.house, {"sms": sender}).tick()
    assert len(town.put()) == MANY
    assert sender._wake.is_set()  # it need not look by itself


async def test_turns_pass_between_the_batches(town: Town, writer: Writer) -> None:
    """What is written meanwhile waits for one batch, not for all."""
    crowd(town)
    ticking = asyncio.create_task(Events(writer, town.house, {}).tick())
    await asyncio.sleep(0)
    put = await writer.write(lambda db: db.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())
    assert put < MANY
    await ticking
    assert len(town.put()) == MANY


async def test_a_job_that_fails_keeps_no_other_from_its_time(writer: Writer) -> None:
    done: list[str] = []

    async def broken() -> None:
        raise ValueError("a defect")

    async def fine() -> None:
        done.append("fine")

    ticker = Ticker(writer, holder="a", jobs={"broken": broken, "fine": fine})
    await ticker.once()
    await ticker.once()
    assert done == ["fine", "fine"]


async def test_a_database_that_is_away_is_said(writer: Writer) -> None:
    async def away() -> None:
        raise Busy("away")

    with pytest.raises(Busy):
        await Ticker(writer, holder="a", jobs={"away": away}).once()


async def test_only_the_holder_ticks(town: Town, writer: Writer) -> None:
    crowd(town)
    ticker = Ticker(writer, holder="a", jobs={"events": Events(writer, town.house, {}).tick})
    town.do(lambda db: leases.hold(db, name="clock", holder="another"))
    await ticker.once()
    assert town.put() == []
    town.do(lambda db: leases.let_go(db, name="clock", holder="another"))
    await ticker.once()
    assert len(town.put()) == MANY


def test_what_is_late_is_shown(town: Town) -> None:
    """In `meijan outbox` and in the metrics; what is on its way is not late."""
    town.sign_up(town.event("2026-11-26T13:00"), "+358401234567")
    desk = Desk(town.database, town.house)

    def late() -> list[str]:
        return [line for line in overview(desk, rates={}, price=0.08) if "muistutuksia" in line]

    town.at = local("2026-11-25T15:00:30")
    assert late() == []
    town.at = local("2026-11-25T15:05")
    assert late() == ["Tapahtumien muistutuksia myöhässä 1, vanhin 5 min"]
    service = build(load(database_url=town.database.url.render_as_string(hide_password=False)))
    service.house = town.house
    try:
        text = measure(service).decode()
    finally:
        service.writer.close()
        service.database.close()
    assert "meijan_reminders_overdue 1.0" in text
    assert "meijan_reminders_overdue_seconds 300.0" in text
    town.tick()
    assert late() == []
