"""The server under both networks, spoken to in bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from meijan.demo.local_http import Answer, LocalServer, NoResponse, Request, Response


async def slow(request: Request) -> Response:
    await asyncio.sleep(0)
    if request.query == "fail":
        raise ValueError("late")
    return Response(200, b"slow")


def handle(request: Request) -> Answer:
    match request.path:
        case "/slow":
            return slow(request)
        case "/fail":
            raise ValueError("at once")
        case "/hang up":
            return NoResponse(hang_up=True)
    return Response(200, f"{request.method} {request.form()} {request.arguments()}".encode(), "text/plain")


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    server = LocalServer(handle, asyncio.ensure_future)  # type: ignore[arg-type]
    await server.start()
    yield server
    await server.stop()
    await server.stop()


async def exchange(server: LocalServer, *pieces: bytes) -> bytes:
    """Everything that is answered to the pieces, until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


async def test_a_form_in_pieces_and_a_chunked_one(server: LocalServer) -> None:
    head = b"POST /x?a=%C3%A4 HTTP/1.1\r\nconnection: close\r\n"
    answer = await exchange(server, head + b"content-length: 8\r\n", b"\r\nb=1", b"+2&c=")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\ncontent-length: ")
    assert answer.endswith("\r\n\r\nPOST {'b': '1 2', 'c': ''} {'a': 'ä'}".encode())
    chunked = await exchange(server, head + b"transfer-encoding: chunked\r\n\r\n", b"3\r\nb=1\r\n0\r\n\r\n")
    assert b"{'b': '1'}" in chunked


async def test_requests_of_one_connection_are_answered_in_order(server: LocalServer) -> None:
    answer = await exchange(
        server,
        b"GET /slow HTTP/1.1\r\n\r\n" + b"GET /?n=1 HTTP/1.1\r\n\r\n" + b"GET /?n=2 HTTP/1.0\r\n\r\n",
    )
    assert [part.split(b"\r\n\r\n")[1] for part in answer.split(b"HTTP/1.1 200 OK")[1:]] == [
        b"slow",
        b"GET {} {'n': '1'}",
        b"GET {} {'n': '2'}",
    ]


@pytest.mark.parametrize("path", [b"/fail", b"/slow?fail"])
async def test_a_mistake_of_ours_is_a_500(server: LocalServer, path: bytes) -> None:
    answer = await exchange(server, b"GET " + path + b" HTTP/1.1\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 500 ")


async def test_what_is_no_http_is_refused(server: LocalServer) -> None:
    assert (await exchange(server, b"hello\r\n\r\n")).startswith(b"HTTP/1.1 400 ")


async def test_hanging_up(server: LocalServer) -> None:
    assert await exchange(server, b"GET /hang%20up HTTP/1.1\r\n\r\n") == b""
