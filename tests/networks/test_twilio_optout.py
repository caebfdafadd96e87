"""STOP, START and HELP in the three modes of the local Twilio."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from meijan.demo.twilio_network import TwilioNetwork
from meijan.demo.twilio_optout import ADVANCED, DEFAULT, HELPED, STARTED, STOPPED
from tests.networks.receiver import Receiver, twiml

AINO = "+358401234567"


@pytest.fixture
def by_default(sms: TwilioNetwork) -> TwilioNetwork:
    sms.opt_out, sms.in_service = DEFAULT, False
    return sms


async def say(network: TwilioNetwork, *texts: str) -> list[str]:
    """What the phone gets for it."""
    before = len(network.phone(AINO).messages)
    for text in texts:
        network.text(AINO, text)
        await network.settled()
    return [message.body for message in network.phone(AINO).messages[before:] if not message.by_person]


async def test_twilio_answers_and_blocks(by_default: TwilioNetwork, client: Client, receiver: Receiver) -> None:
    assert await say(by_default, "stop ") == [STOPPED]
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(to=AINO, from_=by_default.number, body="Hei")
    assert caught.value.code == 21610
    assert await say(by_default, "STOPALL", "Unsubscribe", "HELP") == []
    receiver.answers = [twiml("<Message>Hei</Message>")]
    assert await say(by_default, "Hei") == []  # a reply in the answer is blocked too
    assert [alert.code for alert in by_default.alerts] == [21610]
    assert await say(by_default, "yes") == [STARTED]
    assert (await client.messages.create_async(to=AINO, from_=by_default.number, body="Hei")).sid
    # the service hears every word all the same, without a hint
    assert [received.form["Body"] for received in receiver.received] == [
        "stop ",
        "STOPALL",
        "Unsubscribe",
        "HELP",
        "Hei",
        "yes",
    ]
    assert all("OptOutType" not in received.form for received in receiver.received)
    # and Twilio's own words are in no list
    assert [message.body for message in await client.messages.list_async(to=AINO)] == ["Hei"]


async def test_other_words_are_ours(by_default: TwilioNetwork) -> None:
    assert await say(by_default, "LOPETA", "STOP kiitos", "YES", "START") == []
    assert await say(by_default, "INFO", "help") == [HELPED, HELPED]
    assert not by_default.phone(AINO).stopped


async def test_freed_twilio_does_nothing(sms: TwilioNetwork, client: Client, receiver: Receiver) -> None:
    assert await say(sms, "STOP", "HELP", "START", "CANCEL") == []
    assert (await client.messages.create_async(to=AINO, from_=sms.number, body="Selvä")).status == "queued"
    assert len(receiver.received) == 4


async def test_advanced_opt_out_tells_what_it_did(sms: TwilioNetwork, receiver: Receiver) -> None:
    sms.opt_out = ADVANCED
    assert await say(sms, "STOP", "CANCEL", "START", "HELP") == [STOPPED, STARTED, HELPED]
    told = [received.form.get("OptOutType") for received in receiver.received]
    assert told == ["STOP", None, "START", "HELP"]
    assert receiver.received[0].form["MessagingServiceSid"] == sms.service_sid
