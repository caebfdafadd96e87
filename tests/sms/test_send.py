"""Sending over a real socket: twilio's client against a Messages resource of our own."""

import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from aiohttp import ClientConnectorDNSError, ClientConnectorError

from service.channel import Channel, Choice, Delivery, Kind, Outbound, SendError, Sent
from sms import errors
from sms.send import LISTED, SmsChannel
from sms.settings import SmsSettings
from tests.sms.data import shared
from tests.sms.fake import ACCOUNT, HERS, OURS, Twilio

PUBLIC = "https://osallistu.example.fi"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HEI = Delivery("d-1/x", HERS, Outbound("Hei", choices=(Choice("1", "Anna idea", "i"),)))


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    async with Twilio().serving() as running:
        yield running


@pytest.fixture
async def channel(twilio: Twilio) -> AsyncIterator[SmsChannel]:
    made = make(twilio.base)
    yield made
    await made.close()


def make(base: str, **changed: Any) -> SmsChannel:
    known = changed.pop("known", None)
    settings = {
        "account_sid": ACCOUNT,
        "auth_tokens": ("12345", "old"),
        "number": OURS,
        "public_url": PUBLIC,
        "api": base,
        "timeout": 5.0,
        **changed,
    }
    return SmsChannel(SmsSettings(**settings), **({"known": known} if known else {}))


async def failing(channel: SmsChannel, delivery: Delivery = HEI) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(delivery)
    assert caught.value.__cause__ is None  # twilio's own errors quote the number
    assert HERS not in str(caught.value)
    return caught.value


def said(error: SendError) -> str:
    words = [word for word in ("permanent", "blocked", "unknown", "ours") if getattr(error, word)]
    return " ".join(words) or "retry"


async def test_what_is_sent(twilio: Twilio, channel: SmsChannel) -> None:
    as_channel: Channel = channel
    sent = await as_channel.send(HEI)
    assert sent == Sent(twilio.messages[0]["sid"], parts=1)
    ((method, path, form, authorization),) = twilio.requests
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert authorization.startswith("Basic ")
    assert form == {
        "To": HERS,
        "From": OURS,
        "Body": "Hei\n1 Anna idea",
        "ValidityPeriod": "14400",
        "StatusCallback": PUBLIC + "/sms/status?ref=d-1%2Fx#rc=3&rp=ct,5xx",
    }


async def test_a_long_text_is_one_message(twilio: Twilio, channel: SmsChannel) -> None:
    """The provider cuts it into parts and puts them together: several messages of ours would come in any order."""
    long = "Kiitos ideasta, luimme sen." * 20
    assert channel.cost(Outbound(long)) == 4
    await channel.send(Delivery("r", HERS, Outbound(long)))
    ((_method, _path, form, _authorization),) = twilio.requests
    assert form["Body"] == long


async def test_a_messaging_service_sends_instead_and_no_address_means_no_callback(twilio: Twilio) -> None:
    channel = make(twilio.base, messaging_service_sid="MG" + "1" * 32, public_url="")
    await channel.send(HEI)
    form = twilio.requests[0][2]
    assert form["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in form
    assert "StatusCallback" not in form
    await channel.close()


async def test_every_parameter_is_in_twilios_description(twilio: Twilio, channel: SmsChannel) -> None:
    described = shared("twilio_messages_only.json")["paths"]
    messages = described["/2010-04-01/Accounts/{AccountSid}/Messages.json"]
    one = described["/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"]
    form = "application/x-www-form-urlencoded"
    create = messages["post"]["requestBody"]["content"][form]["schema"]["properties"]
    update = one["post"]["requestBody"]["content"][form]["schema"]["properties"]
    query = {parameter["name"] for parameter in messages["get"]["parameters"]}
    sent = await channel.send(HEI)
    await channel.settle(HEI, since=datetime.now(UTC))
    await channel.list_incoming(datetime.now(UTC))
    await channel.redact(sent.provider_id)
    allowed = [set(create), query, query, set(update)]
    assert [set(request[2]) <= names for request, names in zip(twilio.requests, allowed, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [
        (timedelta(days=3), "36000"),
        (timedelta(seconds=90.7), "90"),
        (timedelta(0), "1"),
        (timedelta(hours=-1), "1"),
    ],
)
async def test_validity(twilio: Twilio, channel: SmsChannel, valid_for: timedelta, seconds: str) -> None:
    await channel.send(Delivery("r", HERS, Outbound("Hei"), valid_for))
    assert twilio.requests[0][2]["ValidityPeriod"] == seconds


async def test_parts_are_ours_where_twilio_does_not_know_yet(twilio: Twilio, channel: SmsChannel) -> None:
    twilio.answer = (201, {"sid": "SM1", "num_segments": "0"})
    assert (await channel.send(Delivery("r", HERS, Outbound("a" * 161)))).parts == 2


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 21211, "permanent"),
        (400, 21614, "permanent"),
        (400, 21610, "permanent blocked"),
        (400, 21606, "ours"),
        (400, 21617, "ours"),
        (401, 20003, "ours"),
        (404, 20404, "ours"),
        (400, 29999, "ours"),
        (400, None, "ours"),
        (302, None, "ours"),
        (400, 21611, "retry"),
        (429, 20429, "retry"),
        (429, None, "retry"),
        (500, 20500, "unknown"),
        (500, 21211, "unknown"),
        (502, None, "unknown"),
        (503, None, "unknown"),
    ],
)
async def test_refusals(twilio: Twilio, channel: SmsChannel, status: int, code: int | None, expected: str) -> None:
    number = f"The 'To' number {HERS} ..."
    twilio.answer = (status, {"code": code, "message": number, "status": status} if code else [number])
    error = await failing(channel)
    assert said(error) == expected
    assert len(twilio.requests) == 1  # and nobody repeated it


async def test_problem_details_are_understood_too(twilio: Twilio, channel: SmsChannel) -> None:
    """RFC 9457, which twilio's client makes another exception of."""
    twilio.answer = (400, {"type": "about:blank", "title": HERS, "status": 400, "code": 21610})
    assert said(await failing(channel)) == "permanent blocked"


async def test_429_waits_as_long_as_asked(twilio: Twilio, channel: SmsChannel) -> None:
    twilio.answer = (429, {"code": 20429, "status": 429})
    assert (await failing(channel)).retry_after == timedelta(seconds=1)
    twilio.headers = {"Retry-After": "7"}
    assert (await failing(channel)).retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("answer", ["hang", "cut", "garbage"])
async def test_an_answer_that_does_not_come_is_an_unknown_outcome(twilio: Twilio, answer: str) -> None:
    channel = make(twilio.base, timeout=0.1)
    twilio.answer = answer
    assert said(await failing(channel)) == "unknown"
    assert len(twilio.requests) == 1
    await channel.close()


async def test_nobody_there_is_safe_to_repeat() -> None:
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        channel = make(f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert said(await failing(channel)) == "retry"
        await channel.close()
    assert issubclass(ClientConnectorDNSError, ClientConnectorError)  # no such name: the same way


async def test_a_connection_that_does_not_come_about_is_safe_to_repeat() -> None:
    """A full backlog never answers the handshake: told from a missing answer by the time for connecting."""
    with socket.socket() as deaf, contextlib.ExitStack() as others:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(8):
            other = others.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(deaf.getsockname())
        channel = make(f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout=0.2, connect=0.1)
        assert said(await failing(channel)) == "retry"
        await channel.close()


async def test_a_wrong_address_of_the_api_is_ours() -> None:
    channel = make("api")
    assert said(await failing(channel)) == "ours"
    await channel.close()


async def test_it_opens_by_itself_and_again_after_closing(twilio: Twilio, channel: SmsChannel) -> None:
    await channel.close()
    await channel.open()
    await channel.open()
    await channel.send(HEI)
    await channel.close()
    await channel.send(HEI)
    assert len(twilio.messages) == 2


async def test_no_number_is_logged(twilio: Twilio, channel: SmsChannel, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await channel.send(HEI)
    await channel.settle(HEI, since=datetime.now(UTC))
    assert HERS not in caplog.text
    assert HERS[1:] not in caplog.text


@pytest.mark.parametrize("answer", ["hang", "cut", "garbage", (500, {}), (503, {})])
async def test_a_lost_answer_is_found_and_sent_once(twilio: Twilio, answer: Any) -> None:
    channel = make(twilio.base, timeout=0.1)
    since = datetime.now(UTC)
    twilio.answer, twilio.keeps = answer, True
    assert said(await failing(channel)) == "unknown"
    twilio.answer = None
    assert await channel.settle(HEI, since=since) == Sent(twilio.messages[0]["sid"], 1)
    assert await channel.settle(HEI, since=since) == Sent(twilio.messages[0]["sid"], 1)  # asked again
    assert len(twilio.messages) == 1
    await channel.close()


@time_machine.travel(NOW, tick=False)
async def test_absence_is_proven_sixty_seconds_after_a_calls_time(twilio: Twilio, channel: SmsChannel) -> None:
    """The call may have begun at `since` and have taken its time-out, five seconds here."""
    with pytest.raises(SendError) as caught:
        await channel.settle(HEI, since=NOW - timedelta(seconds=64))
    assert caught.value.unknown
    assert await channel.settle(HEI, since=NOW - timedelta(seconds=65)) is None


@time_machine.travel(NOW, tick=False)
async def test_found_however_long_the_service_was_away(twilio: Twilio, channel: SmsChannel) -> None:
    """A crash, and a start three hours later: the message that Twilio made then is ours."""
    made = NOW - timedelta(hours=3)
    sid = twilio.has(body="Hei\n1 Anna idea", date_created=made)["sid"]
    assert await channel.settle(HEI, since=made) == Sent(sid, 1)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "other",
    [
        {"body": "Hei"},
        {"from": "+358457000099"},
        {"to": "+358409999999"},
        {"direction": "inbound"},
        {"date_created": NOW - timedelta(minutes=10)},
    ],
)
async def test_another_message_is_not_this_one(twilio: Twilio, channel: SmsChannel, other: dict[str, Any]) -> None:
    twilio.has(**{"body": "Hei\n1 Anna idea", "date_created": NOW - timedelta(minutes=2), **other})
    assert await channel.settle(HEI, since=NOW - timedelta(minutes=2)) is None


async def test_one_message_is_found_by_one_delivery(twilio: Twilio) -> None:
    """Three same texts to the same person: one committed, one just sent, one lost."""
    committed = twilio.has(body="Hei\n1 Anna idea")["sid"]

    async def known(asked: Collection[str]) -> Collection[str]:
        return {committed} & set(asked)

    channel = make(twilio.base, known=known)
    since = datetime.now(UTC)
    sent = await channel.send(Delivery("second", HERS, HEI.outbound))
    with pytest.raises(SendError):
        await channel.settle(HEI, since=since)
    lost = twilio.has(body="Hei\n1 Anna idea")["sid"]
    assert lost not in (committed, sent.provider_id)
    assert await channel.settle(HEI, since=since) == Sent(lost, 1)
    with pytest.raises(SendError):
        await channel.settle(Delivery("third", HERS, HEI.outbound), since=since)
    await channel.close()


async def test_a_queued_message_of_a_service_has_no_sender_yet(twilio: Twilio) -> None:
    service = "MG" + "1" * 32
    channel = make(twilio.base, messaging_service_sid=service)
    made = twilio.has(**{"body": "Hei\n1 Anna idea", "from": None, "messaging_service_sid": service})
    found = await channel.settle(HEI, since=datetime.now(UTC))
    assert found == Sent(made["sid"], 1)
    await channel.close()


@time_machine.travel(NOW, tick=False)
async def test_settling_says_unknown_whatever_goes_wrong(twilio: Twilio, channel: SmsChannel) -> None:
    for answer in ((401, {"code": 20003}), (429, {}), (500, {}), "cut", (200, {"odd": 1, "even": 2})):
        twilio.answer = answer
        with pytest.raises(SendError) as caught:
            await channel.settle(HEI, since=NOW - timedelta(hours=1))
        assert caught.value.unknown
        assert not caught.value.permanent
    twilio.answer = None
    for _ in range(LISTED):
        twilio.has(body="muuta")
    with pytest.raises(SendError):  # it may be further back in the list
        await channel.settle(HEI, since=NOW - timedelta(hours=1))


async def test_messages_that_never_reached_us(twilio: Twilio, channel: SmsChannel) -> None:
    def came(body: str, minute: int, **other: Any) -> None:
        at = NOW + timedelta(minutes=minute)
        incoming = {"to": OURS, "from": HERS, "direction": "inbound", "date_created": at, "date_sent": at}
        twilio.has(**{"body": body, **incoming, **other})

    came("vanha", -1)
    came("3 7 12", 1, num_media="1")
    came("tere", 2, **{"from": "+3725123456"})
    came("mainos", 3, **{"from": "POSTI"})
    came("silmukka", 3, **{"from": OURS})
    came("vastaus", 4, direction="outbound-api")
    came("\ud83d rikki", 5)
    found = await channel.list_incoming(NOW)
    assert [(one.text, one.kind, one.at, one.other, one.late) for one in found] == [
        ("3 7 12", Kind.MESSAGE, NOW + timedelta(minutes=1), "mms", True),
        ("tere", Kind.FOREIGN, NOW + timedelta(minutes=2), "", True),
        ("\ufffd rikki", Kind.MESSAGE, NOW + timedelta(minutes=5), "", True),
    ]
    assert {one.address for one in found} == {HERS, "+3725123456"}
    assert twilio.requests[0][2]["DateSent>"] == "2026-11-23T00:00:00Z"


async def test_a_long_list_is_read_to_its_end(twilio: Twilio, channel: SmsChannel) -> None:
    for _ in range(1005):
        twilio.has(to=OURS, **{"from": HERS}, direction="inbound", date_created=NOW)
    assert len(await channel.list_incoming(NOW)) == 1005
    assert len(twilio.requests) == 2


async def test_a_list_that_fails_says_why(twilio: Twilio, channel: SmsChannel) -> None:
    twilio.answer = (401, {"code": 20003})
    with pytest.raises(SendError) as caught:
        await channel.list_incoming(NOW)
    assert caught.value.ours


async def test_redacting(twilio: Twilio, channel: SmsChannel) -> None:
    sent = await channel.send(HEI)
    await channel.redact(sent.provider_id)
    assert twilio.messages[0]["body"] == ""
    assert twilio.requests[-1][2] == {"Body": ""}
    await channel.redact("SM" + "f" * 32)  # gone already
    twilio.answer = None
    with pytest.raises(SendError) as caught:
        await channel.fetch("ME1")
    assert caught.value.permanent


def test_our_table_agrees_with_the_classes_found() -> None:
    """The classes of the shared data, in our words."""
    words = {
        "permanent-recipient": "permanent",
        "config": "ours",
        "unsubscribed": "blocked",
        "retry-later": "retry",
        "retry-now": "retry",
        "maybe-later": "retry",
        "bug": "ours",
        "our webhook failed": "ours",
        "our content type": "ours",
        "filtered": "ours",
        "unknown-retry-once": "unknown",
        "unknown-outcome": "unknown",
    }
    for code, row in shared("twilio_error_classes.json").items():
        assert errors.TABLE[code].kind == words[row["class"].partition("(")[0]], code


def test_the_table_is_whole() -> None:
    assert {row.kind for row in errors.TABLE.values()} == {"permanent", "blocked", "retry", "unknown", "ours"}
    assert all(row.why for row in errors.TABLE.values())
    assert all(code.isdecimal() for code in errors.TABLE)
