"""How python-telegram-bot reaches Telegram: its BaseRequest over aiohttp.

Its own HTTPXRequest costs several times the CPU for a message (bench/bot_send.py). Two things matter beyond
speed: whether a failed call can have reached Telegram (`not_sent`), and that no address gets into the words
of an exception: the token is in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import TelegramObject
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

MAX_BYTES: Final = 5 * 1024 * 1024
"""The longest answer that is read: our limit for a picture or a voice message. getUpdates stays far below."""


_encode = json.JSONEncoder(default=lambda value: _plain(value)).encode


class TooLarge(Exception):
    """The answer has more than MAX_BYTES."""


def not_sent(error: BaseException) -> bool:
    """Did the call certainly not reach Telegram: no connection was made, or none was free in time?

    aiohttp never repeats a POST by itself, so anything after the connection may have been acted upon.
    """
    return isinstance(
        error.__cause__,
        aiohttp.ClientConnectorError | aiohttp.ClientHttpProxyError | aiohttp.ConnectionTimeoutError,
    )


def answered(error: BaseException) -> bool:
    """Did an HTTP answer come, whatever it says? A 5xx may come from before, within or behind the Bot API."""
    return not isinstance(error.__cause__, aiohttp.ClientError | OSError | TooLarge)


class AiohttpRequest(BaseRequest):
    """One keep-alive session, made at the first call: building it needs no running loop and no network."""

    __slots__ = ("_connect", "_connections", "_proxy", "_read", "_session", "_upload")

    def __init__(
        self, *, connect: float, read: float, upload: float, connections: int, proxy: str | None = None
    ) -> None:
        self._connect = connect
        self._read = read
        self._upload = upload
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        """Make the session, in the running loop; again after `shutdown`."""
        if self._session is None:
            # We close idle connections before Telegram does: a POST on a dying one would be "unknown".
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=15)
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: status and bytes of the answer. Raises TimedOut or NetworkError with its cause."""
        if self._session is None:
            await self.initialize()
        assert self._session is not None
        uploads = request_data is not None and request_data.contains_files
        timeout = self._timeout(
            connect=_given(connect_timeout, self._connect),
            read=_given(read_timeout, self._upload if uploads else self._read),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await _read(response)
        except TimeoutError as error:  # aiohttp's own are subclasses
            raise TimedOut from error
        except (aiohttp.ClientError, OSError, TooLarge) as error:
            raise NetworkError(type(error).__name__) from error  # its text may hold the address

    @staticmethod
    def _timeout(*, connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
        total = None if connect is None or read is None else connect + 2 * read  # however slowly it trickles
        return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library does, without writing the answer (a resident's message) into the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


@dataclass(frozen=True, slots=True)
class JsonData:
    """Stands for a RequestData without files: the library's own first makes JSON of each value (60 µs a message)."""

    parameters: dict[str, Any]
    contains_files: bool = False


def as_json(data: Mapping[str, object]) -> RequestData:
    """Parameters as they are, for `BaseRequest.post`."""
    return cast(RequestData, JsonData({name: value for name, value in data.items() if value is not None}))


def _plain(value: object) -> object:
    if isinstance(value, TelegramObject):
        return value.to_dict()
    raise TypeError(f"no JSON for a {type(value).__name__}")


def _given(value: object, default: float) -> float | None:
    """A time limit of one call, None for none, or ours where the caller did not say."""
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return value if isinstance(value, int | float) else None


def _body(request_data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """Parameters as JSON, which costs half of a form; with files, parts of a multipart form."""
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return _encode(request_data.parameters).encode(), {"Content-Type": "application/json"}
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address, asked once.

    aiohttp's `trust_env` asks for each request, in a thread: 0.3 ms of CPU, more than the request itself.
    """
    parts = urlsplit(address)
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    return proxy if proxy.startswith("http") else None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The whole answer. Raises TooLarge."""
    if (response.content_length or 0) > MAX_BYTES:
        raise TooLarge
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise TooLarge
    return bytes(body)
