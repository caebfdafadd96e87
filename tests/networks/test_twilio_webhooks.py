"""How the local Twilio calls the service: signed, repeated by its rules, with faults on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from meijan.demo.faults import Mishap
from meijan.demo.twilio_network import TwilioNetwork
from meijan.demo.twilio_webhook import Overrides
from tests.conformance import shared
from tests.networks.receiver import Receiver, twiml

AINO = "+358401234567"
VEIKKO = "+358407654321"


def bodies(receiver: Receiver) -> list[str]:
    return [received.form["Body"] for received in receiver.received]


def statuses(receiver: Receiver) -> list[str]:
    return [received.form["MessageStatus"] for received in receiver.received]


def assert_signed(network: TwilioNetwork, receiver: Receiver) -> None:
    validator = RequestValidator(network.auth_token)
    for received in receiver.received:
        signature = received.headers["X-Twilio-Signature"]
        assert validator.validate(receiver.url + received.path, received.form, signature), received.path


async def test_a_text_arrives_signed_with_twilios_fields(sms: TwilioNetwork, receiver: Receiver) -> None:
    sms.messaging_url = f"{receiver.url}/sms?a=%C3%A4&b=1+2#rc=3&rp=ct,5xx"
    texts = ["Hei Åke & ääni", " reuna ", "rivi\nrivi 👍", "a+b=c"]
    for text in texts:
        sms.text(AINO, text)
        await sms.settled()
    assert bodies(receiver) == texts
    assert_signed(sms, receiver)
    assert receiver.received[0].path == "/sms?a=%C3%A4&b=1+2"
    form = receiver.received[0].form
    assert (form["From"], form["To"], form["AccountSid"]) == (AINO, sms.number, sms.account_sid)
    assert form["MessageSid"] == form["SmsSid"] == sms.phone(AINO).messages[0].sid
    plain = next(v for v in shared("twilio_signature_vectors.json") if v.get("note") == "plain")
    assert set(form) - {"MessagingServiceSid"} == {name for name, _ in plain["params"]}


@pytest.mark.parametrize(
    ("fragment", "answers", "posts"),
    [
        ("", [500], 1),  # by default only failed connections are repeated
        ("#rc=3&rp=ct,5xx", [500, 503, 200], 3),
        ("#rc=3&rp=ct,5xx", [500, 500, 500, 500, 500], 4),
        ("#rc=3&rp=ct,5xx", [404, 200], 1),
        ("#rc=1&rp=4xx", [404, 200], 2),
        ("#rc=2&rp=all", [404, 500, 200], 3),
        ("#rc=0&rp=all", [500, 200], 1),
    ],
)
async def test_repeats_follow_the_fragment(
    sms: TwilioNetwork, receiver: Receiver, fragment: str, answers: list[web.Response | int], posts: int
) -> None:
    sms.messaging_url = f"{receiver.url}/sms{fragment}"
    receiver.answers = list(answers)
    sms.text(AINO, "Hei")
    await sms.settled()
    assert len(receiver.received) == posts
    assert len({received.headers["I-Twilio-Idempotency-Token"] for received in receiver.received}) == 1
    assert [alert.code for alert in sms.alerts] == ([] if answers[posts - 1] == 200 else [11200])


async def test_a_slow_answer_times_out(sms: TwilioNetwork, receiver: Receiver) -> None:
    sms.messaging_url = f"{receiver.url}/sms#rt=100&rc=1&rp=rt"
    receiver.hold.clear()
    sms.text(AINO, "Hei")
    await sms.settled()
    assert len(receiver.received) == 2
    assert [alert.detail for alert in sms.alerts] == ["rt"]


async def test_nobody_listens_and_the_message_is_only_in_the_list(sms: TwilioNetwork, client: Client) -> None:
    dead = Receiver()
    await dead.start()
    await dead.stop()
    sms.messaging_url = f"{dead.url}/sms#rc=3&rp=ct,5xx"
    sms.text(AINO, "Hei")
    await sms.settled()
    assert [alert.detail for alert in sms.alerts] == ["ct"]
    assert [message.body for message in await client.messages.list_async(to=sms.number)] == ["Hei"]


def test_overrides() -> None:
    assert Overrides.read_from("https://mikkeli.fi/sms?a=1") == ("https://mikkeli.fi/sms?a=1", Overrides())
    url, overrides = Overrides.read_from("https://mikkeli.fi/sms#rc=9&rp=ct,5xx,moon&ct=50&rt=99999&e=frankfurt")
    assert url == "https://mikkeli.fi/sms"
    assert overrides == Overrides(connect=0.1, read=15.0, repeats=5, policy=frozenset({"ct", "5xx"}))


async def test_texts_may_come_twice_late_or_never(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    sms.faults.hold = 60.0
    sms.faults.mishap_next(Mishap.DOUBLE)
    sms.text(AINO, "kahdesti")
    await sms.settled()
    sms.faults.mishap_next(Mishap.LOST)
    sms.text(AINO, "katosi")
    sms.faults.mishap_next(Mishap.LATE)
    sms.text(AINO, "ensin")
    sms.text(AINO, "sitten")
    await sms.settled()
    assert bodies(receiver) == ["kahdesti", "kahdesti", "sitten", "ensin"]
    assert receiver.received[0].form["MessageSid"] == receiver.received[1].form["MessageSid"]
    listed = [message.body for message in await client.messages.list_async(from_=AINO)]
    assert listed == ["sitten", "ensin", "katosi", "kahdesti"]


async def test_replies_in_the_answer_are_sent(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    receiver.answers = [twiml("<Message>Hei Åke</Message><Message><Body>Toinen</Body></Message><Pause/>")]
    sms.text(AINO, "Hei")
    await sms.settled()
    assert [message.body for message in sms.phone(AINO).messages] == ["Hei", "Hei Åke", "Toinen"]
    assert (await client.messages.list_async(to=AINO))[0].direction == "outbound-reply"
    receiver.answers = [twiml("<Message>x</Message>" * 11)]
    sms.text(VEIKKO, "Hei")
    await sms.settled()
    assert len(sms.phone(VEIKKO).messages) == 1 + 10
    assert [alert.code for alert in sms.alerts] == [14109]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (web.Response(text="{}", content_type="application/json"), 12300),
        (web.Response(text="<Response>", content_type="text/xml"), 12100),
        (web.Response(text="<Hello/>", content_type="text/xml"), 12102),
    ],
)
async def test_answers_that_are_no_twiml(
    sms: TwilioNetwork, receiver: Receiver, answer: web.Response, code: int
) -> None:
    receiver.answers = [answer]
    sms.text(AINO, "Hei")
    await sms.settled()
    assert [alert.code for alert in sms.alerts] == [code]


async def test_names_and_short_codes_cannot_be_answered(sms: TwilioNetwork, receiver: Receiver) -> None:
    receiver.answers = [twiml("<Message>Hei</Message>") for _ in range(2)]
    for sender in ("16400", "POSTI"):
        sms.text(sender, "Pakettisi on perillä")
        await sms.settled()
    assert [received.form["From"] for received in receiver.received] == ["16400", "POSTI"]
    assert [alert.code for alert in sms.alerts] == [21211, 21211]


async def test_a_long_text_may_come_as_base64(sms: TwilioNetwork, receiver: Receiver) -> None:
    sms.text(AINO, "ä", base64_encoded=True)
    await sms.settled()
    assert bodies(receiver) == ["w6Q="]


async def test_calls(sms: TwilioNetwork, receiver: Receiver) -> None:
    receiver.answers = [twiml("<Reject reason='busy'/>"), twiml("<Say>Hei</Say>"), 500]
    for _ in range(3):
        sms.call(AINO)
        await sms.settled()
    calls = sms.phone(AINO).calls
    assert [(call.outcome, call.reason) for call in calls] == [
        ("refused", "busy"),
        ("answered", ""),
        ("failed", ""),
    ]
    assert receiver.received[0].path == "/voice"
    assert receiver.received[0].form["CallStatus"] == "ringing"
    assert_signed(sms, receiver)


# --- status callbacks ----------------------------------------------------------------------------------


async def test_states_are_told_in_order(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    url = f"{receiver.url}/sms/status?ref=%C3%A4-42"
    await client.messages.create_async(to=AINO, from_=sms.number, body="Hei", status_callback=f"{url}#rc=2")
    await sms.settled()
    assert statuses(receiver) == ["sent", "delivered"]
    assert {received.path for received in receiver.received} == {"/sms/status?ref=%C3%A4-42"}
    assert_signed(sms, receiver)
    delivered = next(v for v in shared("twilio_signature_vectors.json") if v.get("note") == "status delivered")
    assert set(receiver.received[-1].form) == {name for name, _ in delivered["params"]}


async def test_a_messaging_service_tells_one_more(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    await client.messages.create_async(
        to=AINO, messaging_service_sid=sms.service_sid, body="Hei", status_callback=f"{receiver.url}/s"
    )
    await sms.settled()
    assert statuses(receiver) == ["queued", "sent", "delivered"]
    assert receiver.received[0].form["MessagingServiceSid"] == sms.service_sid


@pytest.mark.parametrize(
    ("code", "told"),
    [(30005, ["sent", "undelivered"]), (30007, ["sent", "undelivered"]), (30001, ["failed"])],
)
async def test_failures_are_told_with_their_code(
    sms: TwilioNetwork, receiver: Receiver, client: Client, code: int, told: list[str]
) -> None:
    sms.phone(AINO).outcome = code
    sent = await client.messages.create_async(
        to=AINO, from_=sms.number, body="Hei", status_callback=f"{receiver.url}/s"
    )
    await sms.settled()
    assert statuses(receiver) == told
    assert receiver.received[-1].form["ErrorCode"] == str(code)
    assert sms.phone(AINO).messages == []
    assert (await client.messages(sent.sid).fetch_async()).error_code == code


async def test_callbacks_may_come_early_twice_and_out_of_order(
    sms: TwilioNetwork, receiver: Receiver, client: Client
) -> None:
    async def send() -> list[str]:
        receiver.received.clear()
        await client.messages.create_async(to=AINO, from_=sms.number, body="Hei", status_callback=f"{receiver.url}/s")
        at_return = statuses(receiver)
        await sms.settled()
        return at_return

    sms.faults.callbacks_early = 1.0
    assert await send() == ["sent", "delivered"]
    sms.faults.callbacks_early = 0.0
    sms.faults.callbacks_double = 1.0
    await send()
    assert statuses(receiver) == ["sent", "sent", "delivered", "delivered"]
    sms.faults.callbacks_double = 0.0
    sms.faults.callbacks_shuffled = 1.0
    orders = set()
    for _ in range(20):
        await send()
        orders.add(tuple(statuses(receiver)))
    assert orders == {("sent", "delivered"), ("delivered", "sent")}


async def test_a_phone_that_is_off_gets_it_later(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    sms.switch_off(AINO)
    await client.messages.create_async(to=AINO, from_=sms.number, body="Hei", status_callback=f"{receiver.url}/s")
    await sms.settled()
    assert statuses(receiver) == ["sent"]
    sms.switch_on(AINO)
    await sms.settled()
    assert statuses(receiver) == ["sent", "delivered"]
    assert sms.phone(AINO).last.body == "Hei"


async def test_what_waits_too_long_is_never_sent(sms: TwilioNetwork, receiver: Receiver, client: Client) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    sms.clock = lambda: now
    sms.hold_queue()
    for seconds in (60, 3600):
        await client.messages.create_async(
            to=AINO,
            from_=sms.number,
            body=f"{seconds} s",
            validity_period=seconds,
            status_callback=f"{receiver.url}/s?{seconds}",
        )
    now += timedelta(minutes=5)
    sms.release_queue()
    await sms.settled()
    told = {(received.path, received.form["MessageStatus"]) for received in receiver.received}
    assert told == {("/s?60", "failed"), ("/s?3600", "sent"), ("/s?3600", "delivered")}
    assert [message.body for message in sms.phone(AINO).messages] == ["3600 s"]


async def test_the_number_sends_no_faster_than_its_rate(sms: TwilioNetwork, client: Client) -> None:
    sms.parts_per_second = 100.0
    for _ in range(5):
        await client.messages.create_async(to=AINO, from_=sms.number, body="Hei")
    await sms.settled()
    assert len(sms.phone(AINO).messages) == 5
