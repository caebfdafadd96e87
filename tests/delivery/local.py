"""Both local networks without their sockets: what people do, what the provider takes, what it tells us, each by hand.

The networks' own rules decide (Twilio's words in each mode, 21610, Telegram's 403), and our own channels and tables
read what they answer; only the way between them is in the test's hands.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
from starlette.datastructures import FormData
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response as TwilioResponse  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.parse import Me, read
from bot.request import AiohttpRequest, _body
from bot.send import TelegramChannel
from bot.settings import TelegramSettings
from meijan.demo.faults import Fault, Faults
from meijan.demo.local_http import Request, Response
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.demo.twilio_webhook import WebhookAnswer
from service.channel import Channel, Inbound, Report
from sms import errors, inbound
from sms.reports import report
from sms.send import SmsChannel
from sms.settings import SmsSettings
from store import outbox
from tests.delivery.byhand import REF, Fate, Marked, Replica

TOKEN = "123456:" + "t" * 34
CALL = 10.0  # seconds after which a call of ours is given up


class Local(ABC):
    """One network. `incoming` and `reports` are on their way to us; `taken` counts what the provider took, by ref."""

    people: tuple[str, ...]
    leaving: Callable[[str], None]  # told of each call that hands a message over, by its ref

    def __init__(self) -> None:
        self.incoming: list[tuple[str, Any]] = []
        self.reports: list[Report] = []
        self.taken: Counter[str] = Counter()

    @abstractmethod
    def channel(self, replica: Replica) -> Channel:
        """Ours, for one replica."""

    @abstractmethod
    def write(self, person: str, text: str) -> None:
        """A person writes to us."""

    @abstractmethod
    def inbound(self, sent: Any) -> Inbound:
        """What came in, as our receiver reads it."""


class _SmsByHand(Marked, SmsChannel):
    pass


class _Http(AsyncTwilioHttpClient):  # type: ignore[misc]
    """Under twilio's own client."""

    def __init__(self, local: LocalSms, replica: Replica) -> None:
        super().__init__(pool_connections=False)
        self.local, self.replica = local, replica

    async def request(self, method: str, url: str, params: Any = None, data: Any = None, **more: Any) -> TwilioResponse:
        kind, ref = ("send" if method == "POST" else "list"), REF.get()
        user, password = more["auth"]
        head = {"authorization": aiohttp.encode_basic_auth(user, password)}
        body = urlencode(data or {}).encode()
        request = Request(method, urlsplit(url).path, urlencode(_known(params)), head, body)

        def work() -> Response:
            answer = self.local.network.answer(self.local.network.name_of(request), request)
            assert isinstance(answer, Response)
            self.local.taken[ref] += kind == "send" and answer.status == 201
            return answer

        if kind == "send":
            self.local.leaving(ref)
        answer = await self.replica.ask(kind, work, self._fails)
        return TwilioResponse(answer.status, answer.body.decode(), {})

    def _fails(self, fate: Fate) -> tuple[Any, BaseException | None]:
        match fate:
            case Fate.ERROR | Fate.TAKEN_ERROR:
                return self.local.network.refusal(Fault.SERVER_ERROR, "create"), None
            case Fate.REFUSED:
                return None, errors.failure("20429", 429, after=1)
            case Fate.NO_CONNECTION:
                return None, aiohttp.ConnectionTimeoutError()
        return None, aiohttp.ServerDisconnectedError()

    async def close(self) -> None:
        """There is no session."""


def _known(params: Any) -> dict[str, Any]:
    return {name: value for name, value in (params or {}).items() if value is not None}


class LocalSms(Local):
    """Twilio, in one of its modes: "default" answers and blocks English words, in "freed" they are ours."""

    people = ("+358401111111", "+358402222222")

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.network = network = TwilioNetwork(mode=mode, faults=Faults(seed=1), journal=0)
        network.messaging_url = "http://us/sms"
        network.deliver = self._at_once  # type: ignore[method-assign]
        network.webhooks.post = self._post  # type: ignore[method-assign]
        self.settings = SmsSettings(
            network.account_sid, (network.auth_token,), network.number, public_url="http://us", timeout=CALL
        )

    def channel(self, replica: Replica) -> Channel:
        async def known(sids: Collection[str]) -> Collection[str]:
            return await replica.sender.writer.write(lambda db: outbox.known_ids(db, ids=list(sids)))

        made = _SmsByHand(self.settings, known=known)
        network = self.network
        made._client = Client(network.account_sid, network.auth_token, http_client=_Http(self, replica))
        return made

    def write(self, person: str, text: str) -> None:
        self.network.text(person, text)

    def inbound(self, sent: Any) -> Inbound:
        found = inbound.message(
            sid=sent["MessageSid"],
            sender=sent["From"],
            body=sent["Body"],
            media="0",
            at=datetime.now(UTC),
            regions=("FI",),
            opt_out=sent.get("OptOutType", ""),
        )
        assert found is not None
        return found

    def _at_once(self, work: Coroutine[Any, Any, None]) -> None:
        """Nothing on Twilio's side waits: pauses and queues are the test's."""
        try:
            work.send(None)
        except StopIteration:
            return
        raise AssertionError("it waits")

    async def _post(self, address: str, fields: dict[str, str]) -> WebhookAnswer:
        """Of a webhook: it is on its way."""
        if "/sms/status" not in address:
            self.incoming.append((fields["From"], fields))
        else:
            ref = parse_qs(urlsplit(address).query)["ref"][0]
            told = report(FormData(fields), ref=ref)
            assert told is not None
            self.reports.append(told)
        return WebhookAnswer(200)


class _TelegramByHand(Marked, TelegramChannel):
    pass


class _Bot(BaseRequest):
    """Under python-telegram-bot's Bot."""

    def __init__(self, local: LocalTelegram, replica: Replica) -> None:
        self.local, self.replica = local, replica

    read_timeout = None
    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)

    async def initialize(self) -> None:
        """There is no session."""

    async def shutdown(self) -> None:
        """As above."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        body, head = _body(request_data)
        lower = {name.lower(): value for name, value in head.items()}
        request = Request(method, urlsplit(url).path, "", lower, body if isinstance(body, bytes) else b"")
        network, name, ref = self.local.network, self.local.network.name_of(request), REF.get()

        def work() -> Response:
            answer = network.answer(name, request)
            assert isinstance(answer, Response)
            self.local.taken[ref] += answer.status == 200
            return answer

        if network.spared(name):
            answer = network.answer(name, request)
        else:
            self.local.leaving(ref)
            answer = await self._called(work)
        return answer.status, answer.body

    async def _called(self, work: Any) -> Any:
        try:
            async with asyncio.timeout(CALL):
                return await self.replica.ask("send", work, self._fails)
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error

    def _fails(self, fate: Fate) -> tuple[Any, BaseException | None]:
        match fate:
            case Fate.ERROR | Fate.TAKEN_ERROR:
                return self.local.network.refusal(Fault.SERVER_ERROR, ""), None
            case Fate.REFUSED:
                return self.local.network.refusal(Fault.TOO_MANY, ""), None
            case Fate.NO_CONNECTION:
                return None, aiohttp.ConnectionTimeoutError()
        return None, aiohttp.ServerDisconnectedError()


class LocalTelegram(Local):
    """Telegram: updates wait until they are fetched."""

    people = ("7001", "7002")

    def __init__(self) -> None:
        super().__init__()
        self.network = TelegramNetwork(TOKEN, faults=Faults(seed=1), journal=0)
        for person in self.people:
            self.network.person(int(person), started=True)

    def channel(self, replica: Replica) -> Channel:
        made = _TelegramByHand(TelegramSettings(token=TOKEN, api="http://telegram/bot"))
        made.bot._request = (_Bot(self, replica), _Bot(self, replica))  # type: ignore[assignment]
        return made

    def write(self, person: str, text: str) -> None:
        if self.network.find(int(person)).blocked:
            self.network.unblock(int(person))
        self.network.write(int(person), text)
        self._collect()

    def block(self, person: str) -> None:
        """They block the bot."""
        self.network.block(int(person))
        self._collect()

    def unblock(self, person: str) -> None:
        """They take the block away, without a word."""
        self.network.unblock(int(person))
        self._collect()

    def _collect(self) -> None:
        for update in self.network.updates.pending.values():
            self.incoming.append((str(update.queue[1]), update.api))
        self.network.updates.pending.clear()

    def inbound(self, sent: Any) -> Inbound:
        found = read(sent, Me(int(TOKEN.partition(":")[0])), now=datetime.now(UTC)).inbound
        assert found is not None
        return found


@dataclass(frozen=True)
class Where:
    """Where a trial plays: a network in one of its modes."""

    name: str

    def local(self) -> Local:
        return LocalTelegram() if self.name == "telegram" else LocalSms(self.name)

    @property
    def channel(self) -> str:
        return "telegram" if self.name == "telegram" else "sms"

    @property
    def opt_out(self) -> str:
        """Our own setting for it."""
        return "default" if self.name == "default" else "freed"


PLACES = tuple(map(Where, ("default", "freed", "advanced", "telegram")))
