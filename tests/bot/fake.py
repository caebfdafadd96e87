"""A small Telegram over a real socket: answers what a test tells it to, keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.send import TelegramChannel
from bot.settings import TelegramSettings

TOKEN = "666:test-token"
ME = {"id": 666, "is_bot": True, "first_name": "KuntaBot", "username": "kuntabot"}
MESSAGE = {"message_id": 77, "date": 1795485000, "chat": {"id": 7001, "type": "private"}, "text": "x"}
OK: dict[str, Any] = {
    "getMe": ME,
    "sendMessage": MESSAGE,
    "sendPhoto": MESSAGE,
    "editMessageText": MESSAGE,
    "getUpdates": [],
    "getFile": {"file_id": "F", "file_unique_id": "U", "file_path": "photos/1.jpg"},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 3},
}


def refused(code: int, description: str, **parameters: Any) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


class Fake:
    """`script` holds the next answers of a method: a response, a result, or an event to wait for instead."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.script: dict[str, deque[Any]] = {}
        self.file = b"\xff\xd8 jpeg"
        self.files: list[str] = []
        self.api = ""
        self.asked = asyncio.Condition()
        self.ended = asyncio.Event()

    def will(self, method: str, *answers: Any) -> None:
        self.script.setdefault(method, deque()).extend(answers)

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    async def until(self, method: str, times: int = 1) -> None:
        """Wait until it has been asked so often."""
        async with self.asked, asyncio.timeout(5):
            await self.asked.wait_for(lambda: self.methods().count(method) >= times)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        assert request.match_info["token"] == TOKEN
        method = request.match_info["method"]
        self.calls.append((method, await _parameters(request)))
        async with self.asked:
            self.asked.notify_all()
        waiting = self.script.get(method)
        answer = waiting.popleft() if waiting else OK.get(method, True)
        if isinstance(answer, asyncio.Event):
            waits = [asyncio.ensure_future(event.wait()) for event in (answer, self.ended)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            answer = OK.get(method, True)
        if answer is ConnectionResetError:
            assert request.transport is not None
            request.transport.abort()
            answer = True
        if isinstance(answer, web.Response):
            return answer
        return web.json_response({"ok": True, "result": answer})

    async def download(self, request: web.Request) -> web.StreamResponse:
        self.files.append(request.path)
        if not self.file:
            return web.Response(status=404)
        return web.Response(body=self.file)


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    if request.content_type == "application/octet-stream":
        return {}
    form = await request.post()
    return {k: v.file.read() if isinstance(v, web.FileField) else _decoded(k, v) for k, v in form.items()}


def _decoded(name: str, value: Any) -> Any:
    return value if name in ("caption", "parse_mode", "text") else json.loads(value)


@asynccontextmanager
async def telegram() -> AsyncIterator[Fake]:
    fake = Fake()
    app = web.Application(client_max_size=20_000_000)
    app.router.add_route("*", "/bot{token}/{method}", fake.answer)
    app.router.add_get("/file/bot{token}/{path:.+}", fake.download)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.api = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    try:
        yield fake
    finally:
        fake.ended.set()
        await runner.cleanup()


@asynccontextmanager
async def channel(api: str, **settings: Any) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(TelegramSettings(TOKEN, secret="s3cret", api=api, **settings))
    try:
        yield made
    finally:
        await made.close()
