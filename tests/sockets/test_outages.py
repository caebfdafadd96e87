"""One provider down, later or from the start, never stops the other channel, and nothing is lost or said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import update

from meijan.app import Service, build
from meijan.demo.faults import Fault
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.settings import Settings
from store.database import Database
from store.models import Outbox
from store.models.outbox import OutboxState
from store.sql import table
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import Start

LATER = timedelta(minutes=6)  # beyond every back-off


async def telegram_down(telegram: TelegramNetwork, _sms: TwilioNetwork) -> None:
    await telegram.refuse()


async def sms_down(_telegram: TelegramNetwork, sms: TwilioNetwork) -> None:
    await sms.refuse()


def hasty(settings: Settings) -> Service:
    """A service that waits 0.2 seconds for a provider, not 10 or 15."""
    service = build(settings)
    assert service.telegram is not None
    assert service.sms is not None
    service.telegram._request._read = 0.2
    service.sms._settings = replace(service.sms._settings, timeout=0.2)
    return service


async def test_telegram_down_at_the_start(start: Start, clock: time_machine.Traveller) -> None:
    """The service starts, text messages work, and Telegram is taken up when it is there."""
    city = await start(before=telegram_down, webhook=False)
    city.sms.text(VEIKKO, "IDEA penkki rantaan")
    await city.told(VEIKKO, said.KEPT)
    assert await city.health() == {"telegram": "off", "sms": "sending"}

    city.telegram.write(city.aino, "/ohje")
    await city.telegram.listen()
    await city.until(lambda: city.service.senders["telegram"].opened)
    assert await city.health() == {"telegram": "sending", "sms": "sending"}
    assert city.service.telegram is not None
    await city.service.telegram.set_webhook()
    await city.told(city.aino, said.HELP)  # what was written meanwhile is answered too


async def test_twilio_down_at_the_start(start: Start, clock: time_machine.Traveller) -> None:
    """The other way round: what is written by text message is kept at once and answered later."""
    city = await start(before=sms_down)
    city.sms.text(VEIKKO, "IDEA penkki rantaan")
    city.telegram.write(city.aino, "/ohje")
    await city.told(city.aino, said.HELP)
    await city.until(lambda: any(fact.endswith(" received") for fact in city.facts()))
    await city.until(lambda: city.service.senders["sms"].trouble)
    assert await city.health() == {"telegram": "sending", "sms": "failing"}
    assert city.heard(VEIKKO) == []
    await city.sms.listen()
    clock.shift(LATER)
    await city.told(VEIKKO, said.KEPT)
    await city.rest()
    assert await city.health() == {"telegram": "sending", "sms": "sending"}
    assert len(city.heard(VEIKKO)) == 1


async def test_telegram_goes_and_comes_back(city: City, clock: time_machine.Traveller) -> None:
    await city.telegram.refuse()
    city.telegram.write(city.aino, "/idea Penkki rantaan")
    city.sms.text(VEIKKO, "IDEA laituri satamaan")
    await city.told(VEIKKO, said.KEPT)
    await city.until(lambda: city.service.senders["telegram"].trouble)
    assert await city.health() == {"telegram": "failing", "sms": "sending"}
    assert len(city.facts() & {"ideas 2"}) == 1
    await city.telegram.listen()
    clock.shift(LATER)
    await city.told(city.aino, said.KEPT)
    await city.rest()
    assert len(city.read(city.aino)) == 1
    assert await city.health() == {"telegram": "sending", "sms": "sending"}


async def test_both_down_at_the_start(start: Start) -> None:
    """Ready all the same: messages can be stored."""

    async def down(telegram: TelegramNetwork, sms: TwilioNetwork) -> None:
        await telegram.refuse()
        await sms.refuse()

    city = await start(before=down, webhook=False)
    city.sms.text(VEIKKO, "IDEA penkki rantaan")
    await city.sms.settled()
    assert city.received == 1
    assert (await city.health())["telegram"] == "off"


async def test_refused_for_a_while(city: City, clock: time_machine.Traveller) -> None:
    """429 from both: everything is said once in the end."""
    city.sms.faults.fail_next(Fault.TOO_MANY)
    city.telegram.faults.fail_next(Fault.TOO_MANY, only="sendMessage")
    city.telegram.faults.retry_after = 0
    city.telegram.write(city.aino, "/ohje")
    city.sms.text(VEIKKO, "OHJE")
    await city.until(lambda: all(sender.trouble for sender in city.service.senders.values()))
    await city.until(lambda: not city.moving())
    clock.shift(LATER)
    await city.told(city.aino, said.HELP)
    await city.told(VEIKKO, said.HELP)
    await city.rest()
    assert (len(city.read(city.aino)), len(city.heard(VEIKKO))) == (1, 1)


async def test_twilio_takes_it_and_says_nothing(start: Start) -> None:
    """The outcome is unknown until its list has been looked at; nothing is sent twice."""
    city = await start(make=hasty)
    city.sms.faults.fail_next(Fault.TAKEN_SILENT)
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)
    await city.rest()
    assert city.outbox() == [("sms", "delivered")]
    assert [call.name for call in city.sms.journal].count("create") == 1


async def test_twilio_takes_it_and_hangs_up_without_callbacks(start: Start) -> None:
    """Nobody reports: the list alone says that it was taken."""
    city = await start(make=hasty)
    city.sms.hold_queue()
    city.sms.faults.fail_next(Fault.TAKEN_HANG_UP)
    city.sms.text(VEIKKO, "OHJE")
    await city.until(lambda: city.outbox() == [("sms", "sent")])
    city.sms.release_queue()
    await city.told(VEIKKO, said.HELP)
    await city.rest()
    assert len(city.heard(VEIKKO)) == 1


async def test_twilio_does_not_take_it_and_says_nothing(start: Start, clock: time_machine.Traveller) -> None:
    """Not resent before it is certain that Twilio has not got it."""
    city = await start(make=hasty)
    city.sms.faults.fail_next(Fault.SILENT)
    city.sms.text(VEIKKO, "OHJE")
    await city.until(lambda: city.outbox() == [("sms", "unknown")])
    looks = _lists(city)
    await city.until(lambda: _lists(city) >= looks + 2)  # looked, and waited
    assert [call.name for call in city.sms.journal].count("create") == 1
    clock.shift(timedelta(seconds=61))
    await city.told(VEIKKO, said.HELP)
    await city.rest()
    assert city.outbox() == [("sms", "delivered")]
    assert len(city.heard(VEIKKO)) == 1


async def test_a_crash_in_the_middle_is_settled_an_hour_later(start: Start, clock: time_machine.Traveller) -> None:
    """Twilio had taken it, the process died before it knew, and nobody was there for an hour: not sent again."""
    city = await start()
    city.sms.text(VEIKKO, "OHJE")
    await city.rest()
    await city.end()
    dying = {"state": OutboxState.SENDING, "provider_id": None, "changed_at": datetime.now(UTC)}
    with Database(city.service.settings.database_url).write() as db:
        db.execute(update(table(Outbox)).values(**dying))
    clock.shift(timedelta(hours=1))
    city = await start()
    await city.until(lambda: city.outbox()[0][1] in ("sent", "queued", "delivered"))
    await city.rest()
    assert city.outbox() == [("sms", "sent")]
    assert len(city.heard(VEIKKO)) == 1


def _lists(city: City) -> int:
    return [call.name for call in city.sms.journal].count("list")


async def test_telegram_does_not_take_it_and_says_nothing(start: Start, clock: time_machine.Traveller) -> None:
    """It can't be asked: a reply is sent once more, and after that no more."""
    city = await start(make=hasty)
    city.telegram.faults.fail_next(Fault.SILENT, 2, only="sendMessage")
    city.telegram.write(city.aino, "/ohje")
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)  # meanwhile the other channel goes on
    for tries in (1, 2):
        await city.until(lambda: ("telegram", "unknown") in city.outbox())
        assert [call.name for call in city.telegram.journal].count("sendMessage") == tries
        clock.shift(timedelta(seconds=11))
        if tries == 1:
            await city.until(lambda: [call.name for call in city.telegram.journal].count("sendMessage") == 2)
    await city.until(lambda: ("telegram", "unknown") in city.outbox())
    city.telegram.write(city.aino, "/ohje")
    await city.told(city.aino, said.HELP)
    assert len(city.read(city.aino)) == 1
    assert ("telegram", "unknown") in city.outbox()  # for people to see


async def test_a_phone_that_is_no_phone(city: City) -> None:
    """Twilio says so afterwards: nothing more is tried there, until somebody writes from it again."""
    city.sms.phone(VEIKKO).outcome = 30005
    city.sms.text(VEIKKO, "OHJE")
    await city.until(lambda: city.outbox() == [("sms", "failed")])
    await city.until(lambda: "reach sms bad" in city.facts())
    city.sms.phone(VEIKKO).outcome = 0
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)
    assert not any(fact.startswith("reach") for fact in city.facts())
