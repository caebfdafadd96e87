"""The load generator's HTTP client: one keep-alive connection, one request at a time, as little CPU as possible.

A client library would cost more than the server under test and hide what is measured.
"""

from __future__ import annotations

import asyncio
from typing import cast


class Line(asyncio.Protocol):
    """A connection to the server. `post` sends a request that is ready to write and gives the status."""

    def __init__(self) -> None:
        self.seen = b""
        self.answer: asyncio.Future[int] | None = None

    @classmethod
    async def to(cls, port: int) -> Line:
        loop = asyncio.get_running_loop()
        _transport, line = await loop.create_connection(cls, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, gap, rest = self.seen.partition(b"\r\n\r\n")
        if not gap:
            return
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(rest) >= length and self.answer is not None:
            self.seen = b""
            answer, self.answer = self.answer, None
            if not answer.done():
                answer.set_result(int(head[9:12]))

    async def post(self, request: bytes) -> int:
        """Write a request, wait for its answer."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer

    def close(self) -> None:
        self.transport.close()


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
