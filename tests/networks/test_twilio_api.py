"""The REST API of the local Twilio, called by Twilio's own client."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from meijan.demo.faults import Fault
from meijan.demo.twilio_network import TwilioNetwork
from meijan.demo.twilio_segments import segments
from tests.conformance import check_twilio_response, shared

AINO = "+358401234567"
SERVICE = "MG00000000000000000000000000000001"


async def test_a_message_is_queued_and_arrives(sms: TwilioNetwork, client: Client) -> None:
    sent = await client.messages.create_async(to=AINO, from_=sms.number, body="Hei Åke ääni")
    assert (sent.status, sent.direction, sent.num_segments, sent.date_sent) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    assert sms.phone(AINO).last.body == "Hei Åke ääni"
    later = await client.messages(sent.sid).fetch_async()
    assert (later.status, later.price, later.error_code) == ("delivered", "-0.0750", None)
    assert later.date_sent is not None


async def test_a_messaging_service_chooses_the_sender(sms: TwilioNetwork, client: Client) -> None:
    sms.hold_queue()
    sent = await client.messages.create_async(to=AINO, messaging_service_sid=SERVICE, body="€" * 100)
    assert (sent.status, sent.from_, sent.num_segments) == ("accepted", None, "0")
    sms.release_queue()
    await sms.settled()
    later = await client.messages(sent.sid).fetch_async()
    assert (later.status, later.from_, later.num_segments) == ("delivered", sms.number, "2")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"to": "12"}, 21211),
        ({"to": "hello"}, 21211),
        ({"to": "+358151234567"}, 21614),
        ({"body": "ä" * 1601}, 21617),
        ({"body": ""}, 21602),
        ({"from_": "+358409999999"}, 21606),
        ({"from_": ""}, 21603),
        ({"messaging_service_sid": "MG00000000000000000000000000000009"}, 21701),
        ({"status_callback": "no address"}, 21609),
        ({"validity_period": 36_001}, 90007),
    ],
)
async def test_refusals(sms: TwilioNetwork, client: Client, params: dict[str, object], code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(**{"to": AINO, "from_": sms.number, "body": "Hei", **params})
    assert (caught.value.code, caught.value.status) == (code, 400)
    assert not sms.ledger.by_sid


async def test_1600_characters_and_a_foreign_mobile_are_taken(sms: TwilioNetwork, client: Client) -> None:
    sent = await client.messages.create_async(to="+372 512 3456", from_=sms.number, body="ä" * 1600)
    assert (sent.num_segments, sent.to) == ("11", "+3725123456")


async def test_only_the_owner_gets_in(sms: TwilioNetwork) -> None:
    url = f"{sms.base_url}/2010-04-01/Accounts/{sms.account_sid}/Messages.json"
    stranger = {"Authorization": aiohttp.encode_basic_auth(sms.account_sid, "wrong")}
    async with aiohttp.ClientSession() as http, http.get(url, headers=stranger) as answer:
        assert answer.status == 401
        check_twilio_response("list", 401, await answer.json())
    other = url.replace(sms.account_sid, "AC" + "0" * 32)
    owner = {"Authorization": aiohttp.encode_basic_auth(sms.account_sid, sms.auth_token)}
    async with aiohttp.ClientSession(headers=owner) as http:
        for address in (other, f"{sms.base_url}/elsewhere"):
            async with http.get(address) as answer:
                assert answer.status == 404
                check_twilio_response("list", 404, await answer.json())


async def test_lists_are_paged_newest_first(sms: TwilioNetwork, client: Client) -> None:
    for number in range(7):
        await client.messages.create_async(to=AINO, from_=sms.number, body=str(number))
    await client.messages.create_async(to="+358407654321", from_=sms.number, body="other")
    sms.text(AINO, "Hei")
    found = await client.messages.list_async(to=AINO, page_size=3)
    assert [message.body for message in found] == list("6543210")
    page = await client.messages.page_async(to=AINO, page_size=3)
    assert page.previous_page_url is None
    assert page.next_page_url.startswith(sms.base_url)
    incoming = await client.messages.list_async(from_=AINO)
    assert [(message.body, message.status, message.direction) for message in incoming] == [
        ("Hei", "received", "inbound")
    ]
    both = await client.messages.list_async(from_=sms.number, to=AINO, limit=2)
    assert [message.body for message in both] == ["6", "5"]
    assert len(await client.messages.list_async()) == 9
    await sms.settled()


async def test_lists_by_date_sent_leave_out_what_is_queued(sms: TwilioNetwork, client: Client) -> None:
    now = datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC)
    sms.clock = lambda: now
    await client.messages.create_async(to=AINO, from_=sms.number, body="sent")
    sms.hold_queue()
    await client.messages.create_async(to=AINO, from_=sms.number, body="queued")

    async def bodies(**filters: object) -> list[str | None]:
        return [message.body for message in await client.messages.list_async(**filters)]

    assert await bodies() == ["queued", "sent"]
    assert await bodies(date_sent=now.date()) == ["sent"]
    assert await bodies(date_sent=now) == ["sent"]
    assert await bodies(date_sent_after=now) == ["sent"]
    assert await bodies(date_sent_before=now) == ["sent"]
    assert await bodies(date_sent_after=now + timedelta(seconds=1)) == []
    assert await bodies(date_sent_before=now.date() - timedelta(days=1)) == []
    with pytest.raises(TwilioException):  # of a list the client raises the wider one
        await bodies(date_sent="someday")


async def test_redaction_and_deletion(sms: TwilioNetwork, client: Client) -> None:
    sent = await client.messages.create_async(to=AINO, from_=sms.number, body="Salaisuus")
    with pytest.raises(TwilioRestException):
        await client.messages(sent.sid).update_async(body="Muu")
    with pytest.raises(TwilioRestException):
        await client.messages(sent.sid).update_async(status="canceled")
    assert (await client.messages(sent.sid).update_async(body="")).body == ""
    assert await client.messages(sent.sid).delete_async()
    with pytest.raises(TwilioRestException) as caught:
        await client.messages(sent.sid).fetch_async()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    sms.hold_queue()
    waiting = await client.messages.create_async(to=AINO, from_=sms.number, body="Salaisuus")
    with pytest.raises(TwilioRestException) as caught:
        await client.messages(waiting.sid).delete_async()
    assert caught.value.code == 20009


async def test_the_number_knows_its_webhooks(sms: TwilioNetwork, client: Client) -> None:
    assert await client.incoming_phone_numbers.list_async(phone_number="+358409999999") == []
    (number,) = await client.incoming_phone_numbers.list_async(phone_number=sms.number)
    await number.update_async(sms_url="https://mikkeli.fi/sms#rc=3", voice_url="https://mikkeli.fi/voice")
    assert (sms.messaging_url, sms.voice_url) == ("https://mikkeli.fi/sms#rc=3", "https://mikkeli.fi/voice")
    fetched = await client.incoming_phone_numbers(number.sid).fetch_async()
    assert (fetched.sms_url, fetched.phone_number) == (sms.messaging_url, sms.number)
    with pytest.raises(TwilioRestException):
        await client.incoming_phone_numbers("PN" + "0" * 32).fetch_async()


@pytest.mark.parametrize(
    ("fault", "status", "code", "taken"),
    [
        (Fault.TOO_MANY, 429, 20429, False),
        (Fault.FORBIDDEN, 403, 20003, False),
        (Fault.SERVER_ERROR, 500, 20500, False),
        (Fault.TAKEN_ERROR, 500, 20500, True),
    ],
)
async def test_faults_that_answer(
    sms: TwilioNetwork, client: Client, fault: Fault, status: int, code: int, taken: bool
) -> None:
    sms.faults.fail_next(fault)
    await client.messages.list_async()  # hands nothing over: spared
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(to=AINO, from_=sms.number, body="Hei")
    assert (caught.value.status, caught.value.code) == (status, code)
    assert len(sms.phone(AINO).messages) == taken


@pytest.mark.parametrize(
    ("fault", "taken"),
    [
        (Fault.SILENT, False),
        (Fault.HANG_UP, False),
        (Fault.TAKEN_SILENT, True),
        (Fault.TAKEN_HANG_UP, True),
    ],
)
async def test_faults_without_an_answer(sms: TwilioNetwork, client: Client, fault: Fault, taken: bool) -> None:
    sms.faults.fail_next(fault)
    create = client.messages.create_async(to=AINO, from_=sms.number, body="Hei")
    with pytest.raises((TimeoutError, aiohttp.ClientError)):
        async with asyncio.timeout(0.2):
            await create
    assert len(await client.messages.list_async(to=AINO)) == taken


async def test_nobody_listens(sms: TwilioNetwork, client: Client) -> None:
    await sms.refuse()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.messages.list_async()
    await sms.listen()
    assert await client.messages.list_async() == []


def test_segments_are_counted_as_twilio_does() -> None:
    vectors = shared("sms_segment_vectors.json")
    assert len(vectors) == 139
    wrong = [v["text"] for v in vectors if segments(v["text"]) != max(1, v["plain"]["segments"])]
    assert wrong == []


async def test_the_account_and_its_messaging_service(client: Client, sms: TwilioNetwork) -> None:
    account = await client.api.v2010.accounts(sms.account_sid).fetch_async()
    assert (account.status, account.type) == ("active", "Full")
    client.messaging.base_url = sms.base_url
    service = client.messaging.v1.services(sms.service_sid)
    assert (await service.fetch_async()).use_inbound_webhook_on_number
    assert [one.phone_number for one in await service.phone_numbers.list_async()] == [sms.number]
    elsewhere = f"{sms.messaging_url}/service"
    changed = await service.update_async(inbound_request_url=elsewhere, use_inbound_webhook_on_number=False)
    assert (changed.inbound_request_url, sms.incoming_url) == (elsewhere, elsewhere)
    with pytest.raises(TwilioRestException):
        await client.messaging.v1.services("MG" + 32 * "f").fetch_async()
