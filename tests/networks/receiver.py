"""A tiny receiving server: what a network brings to the service, seen without the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    form: Any = None  # a MultiDict of a form
    json: Any = None


@dataclass
class Receiver:
    """Answers come from `answers`, one a request; when they are used up, 200 and `<Response/>`."""

    received: list[Received] = field(default_factory=list)
    answers: list[web.Response | int] = field(default_factory=list)
    at_once: int = 0  # most requests at the same time
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    told: Callable[[], None] = lambda: None

    async def start(self) -> str:
        self.hold.set()
        self._now = 0
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self.url

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self._now += 1
        self.at_once = max(self.at_once, self._now)
        try:
            body = await request.read()
            received = Received(request.path_qs, dict(request.headers), body)
            if request.content_type == "application/json":
                received.json = await request.json()
            elif request.content_type == "application/x-www-form-urlencoded":
                received.form = await request.post()
            self.received.append(received)
            self.told()
            answer = self.answers.pop(0) if self.answers else twiml()
            await self.hold.wait()
            return web.Response(status=answer) if isinstance(answer, int) else answer
        finally:
            self._now -= 1


def twiml(inside: str = "") -> web.Response:
    return web.Response(text=f"<Response>{inside}</Response>", content_type="text/xml")
