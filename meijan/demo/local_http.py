"""A small HTTP/1.1 server on 127.0.0.1 for the local networks.

Why not a framework: benches push 5,000 sends a second through one process that plays both the network and the
client, and the faults that matter most (no answer, a closed connection) are below what a framework shows.
httptools parses; a handler is a plain function, so that a call costs no task unless it really waits.
Requests of one connection are answered one at a time, as clients without pipelining expect.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote, unquote_plus

import httptools

log = logging.getLogger(__name__)

REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(slots=True)
class Request:
    """One request as it came; `path` is decoded, `query` is raw."""

    method: str
    path: str
    query: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";", 1)[0].strip().lower()

    def form(self) -> dict[str, str]:
        """Fields of an urlencoded body; of a repeated field the last."""
        return _fields(self.body)

    def arguments(self) -> dict[str, str]:
        """Fields of the query."""
        return _fields(self.query.encode())


def _fields(encoded: bytes) -> dict[str, str]:
    """As parse_qsl, at a third of its cost: names, keyboards and texts of broadcasts come again and again."""
    fields = {}
    for pair in encoded.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            fields[_decoded(name)] = _decoded(value) if len(value) < 4096 else _decoded.__wrapped__(value)
    return fields


@lru_cache(maxsize=4096)
def _decoded(encoded: bytes) -> str:
    return unquote_plus(encoded.decode("utf-8", "replace"))


@dataclass(slots=True)
class Response:
    """What a request is answered."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class NoResponse(Response):
    """Nothing is ever written; with `hang_up` the connection is closed, otherwise it stays silent."""

    __slots__ = ("hang_up",)

    def __init__(self, *, hang_up: bool) -> None:
        super().__init__(0)
        self.hang_up = hang_up


Answer = Response | Awaitable[Response]
Handler = Callable[[Request], Answer]


class _Connection(asyncio.Protocol):
    """One client connection."""

    __slots__ = ("body", "busy", "headers", "parser", "server", "transport", "url", "waiting")

    transport: asyncio.Transport

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.parser = httptools.HttpRequestParser(self)
        self.busy = False
        self.waiting: list[tuple[Request, bool]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class is not one by inheritance
        self.server.join(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.leave(self)

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._write(Response(400, b"", "text/plain"), keep_alive=False)

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers: dict[str, str] = {}
        self.body: list[bytes] = []

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        path, _, query = self.url.decode("latin-1").partition("?")
        method = self.parser.get_method().decode("ascii")
        request = Request(method, unquote(path), query, self.headers, b"".join(self.body))
        self.waiting.append((request, self.parser.should_keep_alive()))
        if not self.busy:
            self._serve_next()

    def _serve_next(self) -> None:
        while self.waiting and not self.busy:
            request, keep_alive = self.waiting.pop(0)
            try:
                answer = self.server.handler(request)
            except Exception:  # a mistake of ours must not look like a network that says nothing
                log.exception("cannot answer %s", request.path)
                answer = Response(500)
            if isinstance(answer, Response):
                self._write(answer, keep_alive)
            else:
                self.busy = True
                self.server.spawn(self._finish(answer, keep_alive))

    async def _finish(self, answer: Awaitable[Response], keep_alive: bool) -> None:
        try:
            response = await answer
        except Exception:
            log.exception("cannot answer")
            response = Response(500)
        self.busy = False
        self._write(response, keep_alive)
        self._serve_next()

    def _write(self, response: Response, keep_alive: bool) -> None:
        if self.transport.is_closing():
            return
        if isinstance(response, NoResponse):
            if response.hang_up:
                self.transport.abort()
            return
        lines = [
            f"HTTP/1.1 {response.status} {REASONS.get(response.status, '')}",
            f"content-length: {len(response.body)}",
            f"date: {self.server.date()}",
        ]
        if response.body:
            lines.append(f"content-type: {response.content_type}")
        if not keep_alive:
            lines.append("connection: close")
        lines.extend(f"{name}: {value}" for name, value in response.headers.items())
        self.transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + response.body)
        if not keep_alive:
            self.transport.close()


class LocalServer:
    """Listens on 127.0.0.1. `spawn` runs an answer that has to wait; its owner ends it with `stop`."""

    def __init__(
        self,
        handler: Handler,
        spawn: Callable[[Awaitable[None]], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.handler = handler
        self.spawn = spawn
        self.clock = clock
        self._date = (0, "")
        self.connections: set[_Connection] = set()
        self.port = 0
        self._server: asyncio.Server | None = None
        self._alone = asyncio.Event()

    def date(self) -> str:
        """The Date header, made once a second: by it others set their clocks."""
        now = int(self.clock())
        if self._date[0] != now:
            self._date = (now, formatdate(now, usegmt=True))
        return self._date[1]

    def join(self, connection: _Connection) -> None:
        self.connections.add(connection)
        self._alone.clear()

    def leave(self, connection: _Connection) -> None:
        self.connections.discard(connection)
        if not self.connections:
            self._alone.set()

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one, which `port` then holds."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and drop every connection; a second call does nothing."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for connection in list(self.connections):
            connection.transport.abort()
        if self.connections:
            await self._alone.wait()  # so that the next call finds nobody, not a dying connection
        await server.wait_closed()
