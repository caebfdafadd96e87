"""Telegram and Twilio for benches: the local networks, a person who waits for each answer, and what they write."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import urlencode

from bench.lines import request
from meijan.demo.local_http import Response
from meijan.demo.local_network import Change
from meijan.demo.telegram_chats import Json
from meijan.demo.telegram_limits import Limits
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork

TOKEN, SECRET = "123456:bench", "bench-secret"
PUBLIC = "https://kanava.example"
IDEA = "Penkki Satamalahden rantaan, kiitos, numero {}"
GUIDED = ("IDEA", IDEA, "3", "1", "1")  # the guided idea on Telegram, typed; peers ask the same five things
SHORT = ("IDEA " + IDEA, "Matkustajasataman vieressä, laituri {}")


class World(Protocol):
    """A channel's network. `heard` holds who waits for the answer to a message."""

    script: tuple[str, ...]
    heard: dict[Any, deque[asyncio.Future[None]]]
    start: Callable[[], Awaitable[str]]
    stop: Callable[[], Awaitable[None]]

    def meet(self, number: int) -> Any:
        """Somebody new, by a small number; returns the name under which they wait."""

    def say(self, who: Any, text: str) -> bytes:
        """The webhook's request for what they write."""


class Telegram(TelegramNetwork):
    """The local Telegram. Updates go past its queues: the load generator posts them itself."""

    script = GUIDED

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(TOKEN, journal=0, keep=2, limits=limits)
        self.too_many = 0
        self.heard: dict[int, deque[asyncio.Future[None]]] = defaultdict(deque)
        self.got = 0
        self._numbers = itertools.count(1)

    @staticmethod
    def number(number: int) -> int:
        return 7_000_000 + number

    def meet(self, number: int) -> int:
        return self.person(self.number(number), "Aino", started=True).id

    def say(self, who: int, text: str) -> bytes:
        number = next(self._numbers)
        user = {"id": who, "is_bot": False, "first_name": "Aino", "language_code": "fi"}
        message: dict[str, Any] = {
            "message_id": number,
            "from": user,
            "chat": {"id": who, "first_name": "Aino", "type": "private"},
            "date": int(time.time()),
            "text": text,
        }
        body = json.dumps({"update_id": int(time.time()) * 1000 + number, "message": message}).encode()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        return request("/telegram", headers, body)

    def tell(self, change: Change) -> None:
        if change.what == "message":
            self.got += 1
            _answered(self.heard.get(change.who))  # type: ignore[call-overload]

    def _noted(self, name: str, params: Json, response: Response, result: Any) -> Response:
        self.too_many += response.status == 429
        return response


class Twilio(TwilioNetwork):
    """The local Twilio, which forgets what it was told to send."""

    script = SHORT

    def __init__(self) -> None:
        super().__init__(journal=0)
        self.heard: dict[str, deque[asyncio.Future[None]]] = defaultdict(deque)
        self.got = 0

    def meet(self, number: int) -> str:
        return f"+35840{5_000_000 + number}"

    def say(self, who: str, text: str) -> bytes:
        sid = self.sid("SM")
        fields = {f"{side}{part}": "" for side in ("To", "From") for part in ("City", "State", "Zip")}
        fields |= {
            "ToCountry": "FI",
            "FromCountry": "FI",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": text,
            "To": self.number,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "From": who,
            "ApiVersion": "2010-04-01",
        }
        signed = f"{PUBLIC}/sms" + "".join(name + fields[name] for name in sorted(fields))
        signature = hmac.new(self.webhooks.validator.token, signed.encode(), hashlib.sha1).digest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": b64encode(signature).decode(),
        }
        return request("/sms", headers, urlencode(fields).encode())

    def take(self, **sms: Any) -> Any:
        """Without status callbacks: their address is nobody's, and the floor has none."""
        taken = super().take(**{**sms, "callback": ""})
        if len(self.ledger.by_sid) > 2000:  # what benches have sent is nobody's to read
            self.ledger = type(self.ledger)()
            self.phones.clear()
        return taken

    def tell(self, change: Change) -> None:
        if change.what == "message":
            self.got += 1
            _answered(self.heard.get(change.who))  # type: ignore[call-overload]


def _answered(waiting: deque[asyncio.Future[None]] | None) -> None:
    """The oldest message of a person is answered."""
    if waiting and not (first := waiting.popleft()).done():
        first.set_result(None)
