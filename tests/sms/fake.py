"""A Messages resource on a socket of this machine: keeps what it is sent, answers what it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

ACCOUNT = "AC00000000000000000000000000000001"
OURS = "+358457000000"
HERS = "+358401234567"


class Twilio:
    """`answer` is given instead of taking a message: a status and JSON, or "hang", "cut" or "garbage".

    With `keeps` the message is taken all the same: the answer gets lost, not the request.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], str]] = []  # method, path, parameters, authorization
        self.messages: list[dict[str, Any]] = []  # newest first, as Twilio lists them
        self.answer: tuple[int, Any] | str | None = None
        self.headers: dict[str, str] = {}
        self.keeps = False
        self.base = ""
        self._over = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Twilio]:
        app = web.Application()
        messages = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
        app.router.add_post(messages + ".json", self._create)
        app.router.add_get(messages + ".json", self._list)
        app.router.add_post(messages + "/{sid}.json", self._update)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self._over.set()
            await runner.cleanup()

    def has(self, **fields: Any) -> dict[str, Any]:
        """Put a message into the list."""
        message = {
            "sid": f"SM{len(self.messages):032x}",
            "to": HERS,
            "from": OURS,
            "body": "Hei",
            "direction": "outbound-api",
            "status": "queued",
            "num_segments": "1",
            "num_media": "0",
            "messaging_service_sid": None,
            "date_created": datetime.now(UTC),
            "date_sent": None,
            **fields,
        }
        for name in ("date_created", "date_sent"):
            message[name] = message[name] and format_datetime(message[name])
        self.messages.insert(0, message)
        return message

    async def _told(self, request: web.Request) -> web.StreamResponse | None:
        if self.answer == "hang":
            await self._over.wait()
        if self.answer in ("hang", "cut"):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if self.answer == "garbage":
            return web.Response(status=201, text="<html>")
        if isinstance(self.answer, tuple):
            status, body = self.answer
            return web.json_response(body, status=status, headers=self.headers)
        return None

    async def _seen(self, request: web.Request) -> dict[str, str]:
        sent: dict[str, str] = (
            {name: str(value) for name, value in (await request.post()).items()}
            if request.method == "POST"
            else dict(request.query)
        )
        self.requests.append((request.method, request.path, sent, request.headers.get("Authorization", "")))
        return sent

    async def _create(self, request: web.Request) -> web.StreamResponse:
        sent = await self._seen(request)
        if self.answer is None or self.keeps:
            service = sent.get("MessagingServiceSid")
            made = self.has(to=sent["To"], body=sent["Body"], messaging_service_sid=service)
            made["from"] = sent.get("From")
        told = await self._told(request)
        return told if told is not None else web.json_response(made, status=201)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        sent = await self._seen(request)
        told = await self._told(request)
        if told is not None:
            return told
        wanted = [m for m in self.messages if m["to"] == sent.get("To", m["to"])]
        page, size = int(sent.get("Page", 0)), int(sent.get("PageSize", 50))
        rest = len(wanted) > (page + 1) * size
        query = f"To={sent.get('To', '').replace('+', '%2B')}&Page={page + 1}&PageSize={size}"
        return web.json_response(
            {
                "messages": wanted[page * size : (page + 1) * size],
                "next_page_uri": f"{request.path}?{query}" if rest else None,
                "page": page,
                "page_size": size,
            }
        )

    async def _update(self, request: web.Request) -> web.StreamResponse:
        sent = await self._seen(request)
        for message in self.messages:
            if message["sid"] == request.match_info["sid"]:
                message["body"] = sent["Body"]
                return web.json_response(message)
        return web.json_response({"code": 20404, "message": "not found", "status": 404}, status=404)
