"""Twilio's own client, with its traps closed: time limits, no repeats, no numbers in logs or exceptions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeVar

from aiohttp import ClientConnectorError, ConnectionTimeoutError, InvalidURL
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from service.channel import SendError
from sms import errors
from sms.http import Http
from sms.settings import SmsSettings

T = TypeVar("T")


class TwilioClient:
    """One account at Twilio. Built without I/O; every failure of a call is a SendError."""

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._client: Any = None

    async def open(self) -> None:
        """Make the client; it wants a running loop. Asks nothing of the network."""
        if self._client is not None:
            return
        for name in ("twilio", "twilio.http_client", "twilio.async_http_client", "aiohttp"):
            logging.getLogger(name).setLevel(logging.WARNING)  # at INFO they write telephone numbers
        token = next(iter(self._settings.auth_tokens), "")
        http = Http(connect=self._settings.connect)
        self._client = Client(self._settings.account_sid, token, http_client=http)
        self._client.api.base_url = self._settings.api.rstrip("/")
        self._client.messaging.base_url = self._settings.messaging_api

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.http_client.close()

    async def _ask(self, call: Callable[[Any], Awaitable[T]]) -> T:
        """One call of the API in its time; whatever goes wrong becomes a SendError.

        Nothing is chained: twilio's exceptions quote the recipient's number.
        """
        await self.open()
        try:
            async with asyncio.timeout(self._settings.timeout):  # the client's own `timeout` does nothing
                return await call(self._client)
        except SendError:
            raise
        except Exception as error:
            _fail(error)


def _fail(error: Exception) -> NoReturn:
    if isinstance(error, (ClientConnectorError, ConnectionTimeoutError)):
        raise SendError("connect") from None  # nothing was sent
    if isinstance(error, InvalidURL):
        raise SendError("address of the API", ours=True) from None
    if isinstance(error, TwilioException):
        answer: Any = error if hasattr(error, "status") else next(iter(error.args[1:]), None)
        status = number(getattr(answer, "status", None) or getattr(answer, "status_code", None))
        raise errors.failure(str(getattr(answer, "code", None) or status), status) from None
    # Read timeout, connection cut, an answer that is no JSON: it may have been taken.
    raise SendError(type(error).__name__, unknown=True) from None


def number(value: object) -> int:
    """A whole number as Twilio writes it, 0 for what is none."""
    text = str(value)
    return int(text) if text.isdecimal() else 0
