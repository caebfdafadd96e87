"""Networks for one test each; every call they answered is checked against the vendors' descriptions."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram
from telegram.request import HTTPXRequest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from meijan.demo.faults import Faults
from meijan.demo.local_network import Call, Change
from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from tests import conformance
from tests.networks.receiver import Receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.start()
    yield receiver
    await receiver.stop()


@pytest.fixture
async def network(receiver: Receiver) -> AsyncIterator[TelegramNetwork]:
    network = TelegramNetwork(faults=Faults(seed=1))
    receiver.told = lambda: network.tell(Change("", "received"))
    network.updates.retry_unit = 0.001
    await network.start()
    yield network
    await network.stop()
    if conformance.DATA.exists():
        for call in network.journal:
            check_telegram(call)
        for received in receiver.received:
            conformance.check_update(received.json)


def check_telegram(call: Call) -> None:
    if call.status != 200 or call.name == "download":
        return  # tests make wrong calls on purpose
    conformance.check_telegram_call(call.name, call.params)
    conformance.check_telegram_result(call.name, call.answer)
    if call.name == "getUpdates":
        for update in call.answer:
            conformance.check_update(update)


@pytest.fixture
def aino(network: TelegramNetwork) -> Person:
    return network.person(7001, "Aino", phone="+358401234567", started=True)


@pytest.fixture
async def bot(network: TelegramNetwork) -> AsyncIterator[telegram.Bot]:
    requests = [HTTPXRequest(connection_pool_size=20, read_timeout=5, connect_timeout=2) for _ in range(2)]
    yield telegram.Bot(
        network.token,
        base_url=network.base_url,
        base_file_url=network.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    )
    for request in requests:
        await request.shutdown()


@pytest.fixture
async def sms(receiver: Receiver) -> AsyncIterator[TwilioNetwork]:
    network = TwilioNetwork(faults=Faults(seed=1))
    receiver.told = lambda: network.tell(Change("", "received"))
    network.messaging_url = f"{receiver.url}/sms"
    network.voice_url = f"{receiver.url}/voice"
    await network.start()
    yield network
    await network.stop()
    if conformance.DATA.exists():
        for call in network.journal:
            check_twilio(call)


MESSAGES = ("create", "list", "fetch", "update", "delete")  # the part of the API whose description is there


def check_twilio(call: Call) -> None:
    if 200 <= call.status < 300 and call.name in MESSAGES:  # tests make wrong calls on purpose
        conformance.check_twilio_request(call.name, call.params, call.path)
        conformance.check_twilio_response(call.name, call.status, call.answer)


@pytest.fixture
async def client(sms: TwilioNetwork) -> AsyncIterator[Client]:
    http = AsyncTwilioHttpClient()
    client = Client(sms.account_sid, sms.auth_token, http_client=http)
    client.api.base_url = sms.base_url
    yield client
    await http.close()
