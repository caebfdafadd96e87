"""How Twilio calls the service: signed forms, time-outs, repeats, and what it makes of the TwiML answer.

Sources, below https://www.twilio.com/docs: usage/security (signature), messaging/twiml, voice/twiml/reject,
usage/webhooks/webhooks-connection-overrides (the fragment: rc repeats, rp which failures are repeated, ct and
rt and tt time-outs in ms; by default one repeat, of failed connections only).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from yarl import URL

MOST_REPEATS = 5
MOST_AT_ONCE = 100  # requests; a burst over more connections is slower
POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})


@dataclass(frozen=True, slots=True)
class Overrides:
    """Seconds and repeats of one webhook address."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    repeats: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def read_from(cls, address: str) -> tuple[str, Overrides]:
        """The address as it is requested and signed, and what its fragment says, as far as known."""
        url, _, fragment = address.partition("#")
        given = dict(parse_qsl(fragment))
        policy = frozenset(given.get("rp", "ct").split(",")) & POLICIES
        return url, cls(
            connect=_milliseconds(given, "ct", 5000, 10_000),
            read=_milliseconds(given, "rt", 15_000, 15_000),
            total=_milliseconds(given, "tt", 15_000, 15_000),
            repeats=min(max(_whole(given, "rc", 1), 0), MOST_REPEATS),
            policy=policy or frozenset({"ct"}),
        )


def _milliseconds(given: dict[str, str], key: str, default: int, most: int) -> float:
    return min(max(_whole(given, key, default), 100), most) / 1000


def _whole(given: dict[str, str], key: str, default: int) -> int:
    return int(given[key]) if given.get(key, "").isdecimal() else default


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the service said, or why it said nothing: failure is ct, rt, 4xx, 5xx or ""."""

    status: int = 0
    content_type: str = ""
    body: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A line in Twilio's debugger: https://www.twilio.com/docs/api/errors."""

    code: int
    url: str
    detail: str = ""


class Webhooks:
    """Posts forms as Twilio does. `alerts` is the debugger."""

    def __init__(self, auth_token: str, http: Callable[[], aiohttp.ClientSession]) -> None:
        self.validator = RequestValidator(auth_token)
        self.http = http
        self.alerts: list[Alert] = []
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)

    async def post(self, address: str, fields: dict[str, str]) -> WebhookAnswer:
        """Post until it is taken or the policy gives up. Waiting for a slot counts for no time-out."""
        async with self._slots:
            return await self._post(address, fields)

    async def _post(self, address: str, fields: dict[str, str]) -> WebhookAnswer:
        url, overrides = Overrides.read_from(address)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "X-Twilio-Signature": self.validator.compute_signature(url, fields),
        }
        body = urlencode(fields).encode()
        ends = monotonic() + overrides.total
        for attempt in range(overrides.repeats + 1):
            answer = await self._post_once(url, body, headers, overrides, ends - monotonic())
            repeated = answer.failure in overrides.policy or "all" in overrides.policy
            if not answer.failure or not repeated or attempt == overrides.repeats or monotonic() >= ends:
                break
        if answer.failure:
            self.alerts.append(Alert(11200, url, answer.failure))
        return answer

    async def _post_once(
        self, url: str, body: bytes, headers: dict[str, str], overrides: Overrides, left: float
    ) -> WebhookAnswer:
        timeout = aiohttp.ClientTimeout(
            total=max(left, 0.001), sock_connect=overrides.connect, sock_read=overrides.read
        )
        try:
            async with self.http().post(
                URL(url, encoded=True), data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                text = await answer.text("utf-8", errors="replace")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return WebhookAnswer(failure="ct")
        except (aiohttp.ClientError, TimeoutError):
            # also a connection closed before the answer: what Twilio calls that is not documented
            return WebhookAnswer(failure="rt")
        failure = f"{answer.status // 100}xx" if answer.status >= 400 else ""
        return WebhookAnswer(answer.status, answer.content_type, text, failure)

    def read_twiml(self, url: str, answer: WebhookAnswer) -> ElementTree.Element | None:
        """The <Response> of an answer; None, and an alert, where there is none."""
        if answer.failure or not answer.body.strip():
            return None
        if answer.content_type not in ("text/xml", "application/xml", "text/html"):
            if answer.content_type != "text/plain":
                self.alerts.append(Alert(12300, url, answer.content_type))
            return None
        try:
            root = ElementTree.fromstring(answer.body)  # noqa: S314 - from our own service on this machine
        except ElementTree.ParseError as error:
            self.alerts.append(Alert(12100, url, str(error)))
            return None
        if root.tag != "Response":
            self.alerts.append(Alert(12102, url, root.tag))
            return None
        return root


def replies_in(response: ElementTree.Element) -> list[str]:
    """Texts of the <Message> (or old <Sms>) verbs."""
    found = []
    for verb in response:
        if verb.tag in ("Message", "Sms"):
            body = verb.find("Body")
            text = (verb.text if body is None else body.text) or ""
            if text.strip():
                found.append(text.strip())
    return found
