"""What a telephone does beyond text messages from a Finnish mobile: it rings, it is a machine's, it is foreign."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from store.models import Address
from store.sql import table
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import Start


async def test_a_call_is_refused_and_answered_once_a_day(city: City, clock: time_machine.Traveller) -> None:
    """At no cost to the caller; the text says what the number is for."""
    for day in (1, 2):
        for _ in range(3):
            city.sms.call(VEIKKO)
            await city.sms.settled()
            await city.rest()
        calls = city.sms.phone(VEIKKO).calls
        assert [(call.outcome, call.reason) for call in calls] == [("refused", "rejected")] * 3 * day
        assert len(city.heard(VEIKKO)) == day
        assert said.RANG in city.heard(VEIKKO)[-1]
        clock.shift(timedelta(days=1))
    city.sms.text(VEIKKO, "joo")
    await city.told(VEIKKO, said.CALL)


async def test_a_call_after_stop(city: City) -> None:
    """Refused as well, and no text."""
    city.sms.text(VEIKKO, "LOPETA")
    await city.told(VEIKKO, said.STOPPED)
    city.sms.call(VEIKKO)
    await city.sms.settled()
    await city.rest()
    assert city.sms.phone(VEIKKO).calls[-1].outcome == "refused"
    assert len(city.heard(VEIKKO)) == 1


async def test_machines_are_not_answered(city: City) -> None:
    """Names, short codes, our own number, a hidden number: an answer could be answered for ever."""
    for sender in ("POSTI", "12345", "Mikkeli", "", "+358457000000", "anonymous", "+266696687"):
        city.sms.text(sender, "IDEA penkki rantaan")
        city.sms.call(sender)
        await city.sms.settled()
        await city.rest()
        assert city.outbox() == [], sender
        assert all(call.outcome == "refused" for call in city.sms.phone(sender).calls), sender
    assert "ideas 0" in city.facts()
    assert not any(call.name == "create" for call in city.sms.journal)


async def test_foreign_numbers_are_kept_for_staff(city: City) -> None:
    """Estonia, Ukraine, a premium number, a landline: kept, and nothing is sent that somebody pays for."""
    numbers = ("+37255512345", "+380441234567", "+358600123456", "+358153123456")
    for number in numbers:
        city.sms.text(number, f"Tahan pinki randa {number[:4]}")
        city.sms.call(number)
    await city.sms.settled()
    await city.rest()
    for number in numbers:
        assert f"unread foreign: Tahan pinki randa {number[:4]}" in city.facts()
        assert city.sms.phone(number).calls[-1].outcome == "refused"
    assert city.count(table(Address)) == len(numbers)
    assert city.outbox() == []


async def test_a_long_text_in_base64(city: City) -> None:
    """As long messages sometimes arrive."""
    text = "IDEA penkkejä rantaraitille, koska en jaksa kävellä matkaa yhtä soittoa. " * 3
    city.sms.text(VEIKKO, text, base64_encoded=True)
    await city.told(VEIKKO, said.KEPT)
    assert any(fact.endswith("text: " + text.strip().removeprefix("IDEA ")) for fact in city.facts())


@pytest.mark.parametrize(("mode", "ours"), [("freed", 2), ("default", 0), ("advanced", 0)])
async def test_one_of_the_two_answers_an_opt_out(start: Start, mode: str, ours: int) -> None:
    """STOP and START: Twilio or we, never both; what comes afterwards is answered."""
    city = await start(mode=mode, twilio_opt_out="default" if mode == "default" else "freed")
    for word in ("STOP", "START"):
        city.sms.text(VEIKKO, word)
        await city.sms.settled()
        await city.rest()
    by_twilio = [sms for sms in city.sms.phone(VEIKKO).messages if sms.direction == "auto"]
    assert (len(city.heard(VEIKKO)) - len(by_twilio), len(by_twilio)) == (ours, 2 - ours)
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)
    assert not any(call.status >= 400 for call in city.sms.journal)
