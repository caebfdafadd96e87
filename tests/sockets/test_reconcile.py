"""Text messages that reached Twilio and not us are taken in late, once, by the tick and by the command."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import time_machine

import service.reconcile
from meijan.demo.faults import Mishap
from meijan.reconciling import reconcile
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import Start

LATER = timedelta(minutes=2)  # what is younger may still be on its way


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look every tenth of a second, where nothing else is said."""
    monkeypatch.setattr(service.reconcile, "EVERY", 0.1)


def lose(city: City, *texts: str) -> None:
    """Messages whose webhook never comes."""
    for text in texts:
        city.sms.faults.mishap_next(Mishap.LOST)
        city.sms.text(VEIKKO, text)


async def looks(city: City, number: int) -> None:
    """Wait until Twilio's list has been read so many times more."""
    read = [call.name for call in city.sms.journal].count("list")
    await city.until(lambda: [call.name for call in city.sms.journal].count("list") >= read + number)


async def test_the_tick_finds_what_was_missed(start: Start, clock: time_machine.Traveller) -> None:
    """An idea is kept and answered; a bare answer goes to people. However often it is looked, once."""
    city = await start()
    lose(city, "IDEA penkki rantaan", "1")
    await looks(city, 2)
    assert city.received == 0  # a webhook may take a minute and a half
    clock.shift(LATER)
    await city.told(VEIKKO, said.KEPT)
    await looks(city, 3)
    await city.rest()
    assert (city.received, len(city.heard(VEIKKO))) == (2, 1)
    assert "unread late: 1" in city.facts()


async def test_lopeta_found_late_still_counts(start: Start, clock: time_machine.Traveller) -> None:
    """Stop words act whenever they come."""
    city = await start()
    lose(city, "LOPETA")
    clock.shift(LATER)
    await city.until(lambda: "reach sms stopped" in city.facts())


async def test_without_the_tick_nobody_would_know(
    start: Start, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control; then the command, beside the running service, which sends the answer."""
    monkeypatch.setattr(service.reconcile, "EVERY", 3600.0)
    city = await start()
    await looks(city, 0)
    lose(city, "IDEA penkki rantaan")
    clock.shift(LATER)
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)
    await city.rest()
    assert city.received == 1
    lines = await asyncio.to_thread(reconcile, city.service.settings, hours=1)
    assert lines == ["Luettelossa 2 viestiä, uusia 1."]
    await city.told(VEIKKO, said.KEPT)
