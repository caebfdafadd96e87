"""A local Telegram: people with phones on one side, the Bot API over a real socket on the other.

    network = TelegramNetwork(token="123456:demo")
    await network.start()                      # network.base_url, network.base_file_url for telegram.Bot
    aino = network.person(7001, "Aino", language_code="fi", phone="+358401234567")
    network.write(aino, "Hei")                 # an update leaves by webhook or long polling
    await network.until(lambda: aino.messages[-1].by_bot)
    network.tap(aino, aino.last.id, "Anna idea")

Acts of people (telegram_people.py) return at once; the update is on its way (`settled` waits for it).
Methods of the bot are in telegram_methods.py, the ways of updates in telegram_updates.py.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from typing import Any

from meijan.demo.faults import Fault
from meijan.demo.local_http import Answer, Request, Response
from meijan.demo.local_network import Call
from meijan.demo.telegram_chats import Json
from meijan.demo.telegram_people import TelegramPeople
from meijan.demo.telegram_requests import BotError, failed, read_params, succeeded

_PATH = re.compile(r"/bot([^/]+)/([A-Za-z]+)/?")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SPARED = (  # calls that hand no message over
    "getMe getUpdates setWebhook deleteWebhook getWebhookInfo getFile download setMyCommands getMyCommands "
    "deleteMyCommands setMyDescription getMyDescription setMyShortDescription getMyShortDescription"
)
SPARED = frozenset(_SPARED.split())


class TelegramNetwork(TelegramPeople):
    """The whole of it: the socket at which the bot calls, and people behind it."""

    def name_of(self, request: Request) -> str:
        found = _PATH.fullmatch(request.path)
        return found[2] if found else "download"

    def params_of(self, request: Request) -> Json:
        try:
            return read_params(request)
        except BotError:
            return {}

    def spared(self, name: str) -> bool:
        return name in SPARED

    def refusal(self, fault: Fault, name: str) -> Response:
        wait = self.faults.retry_after
        match fault:
            case Fault.TOO_MANY:
                return failed(BotError(429, f"Too Many Requests: retry after {wait}", retry_after=wait))
            case Fault.FORBIDDEN:
                return failed(BotError(403, "Forbidden: bot was blocked by the user"))
            case _:
                return failed(BotError(502, "Bad Gateway"))

    def answer(self, name: str, request: Request) -> Answer:
        path = _PATH.fullmatch(request.path)
        if path is None:
            return self._download(request.path)
        params: Json = {}
        try:
            if not _TOKEN.fullmatch(path[1]):
                raise BotError(404, "Not Found")
            if path[1] != self.token:
                raise BotError(401, "Unauthorized")
            params = read_params(request)
            result = self.methods.call(name, params)
        except BotError as error:
            return self._noted(name, params, failed(error), error.description)
        if asyncio.iscoroutine(result):
            return self._later(name, params, result)
        return self._noted(name, params, succeeded(result), result)

    async def _later(self, name: str, params: Json, result: Awaitable[Any]) -> Response:
        try:
            found = await result
        except BotError as error:
            return self._noted(name, params, failed(error), error.description)
        return self._noted(name, params, succeeded(found), found)

    def _noted(self, name: str, params: Json, response: Response, result: Any) -> Response:
        if self._journal_on:
            self.note(Call(name, params, self.clock(), response.status, result))
        return response

    def _download(self, path: str) -> Response:
        stored = self.files.by_path.get(path.removeprefix(f"/file/bot{self.token}/"))
        if stored is None:
            return failed(BotError(404, "Not Found"))
        return Response(200, stored.content, "application/octet-stream")

    async def settled(self, within: float = 10.0) -> None:
        """Wait until the service has taken every update. Raises TimeoutError."""
        await self.until(lambda: not self.updates.pending and not self._on_the_way, within)
