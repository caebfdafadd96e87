"""The doctor hears whether one connection to PostgreSQL wakes another, also where a pooler stands between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from meijan.doctor import house
from meijan.settings import load
from tests.operating.conftest import RING

TOLD = b"A"  # NotificationResponse, postgresql.org/docs/current/protocol-message-formats.html
postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
Pass = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def as_it_comes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """All bytes."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def without_what_is_told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What a client sees of a pooler in transaction mode: between its transactions no server speaks to it."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readexactly(5)
            rest = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            if head[:1] != TOLD:
                writer.write(head + rest)
                await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def between(url: URL, answers: Pass) -> AsyncIterator[URL]:
    """An address that leads to the server through somebody."""
    folder = url.query.get("host")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if folder:
            server = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{url.port or 5432}")
        else:
            server = await asyncio.open_connection(url.host, url.port or 5432)
        await asyncio.gather(as_it_comes(reader, server[1]), answers(server[0], writer))

    pooler = await asyncio.start_server(serve, "127.0.0.1", 0)
    query = {"sslmode": "disable", "gssencmode": "disable"}
    yield url.set(host="127.0.0.1", port=pooler.sockets[0].getsockname()[1], query=query)
    pooler.close()


@postgres
@pytest.mark.parametrize(("answers", "level"), [(as_it_comes, "OK"), (without_what_is_told, "VAROITUS")])
async def test_a_pooler(database_url: str, clean: Path, answers: Pass, level: str) -> None:
    """Behind one in transaction mode a warning; the control passes everything on, and all is well."""
    async with between(make_url(database_url), answers) as url:
        chosen = load(database_url=url.render_as_string(hide_password=False), keys=RING.text())
        found = await asyncio.to_thread(house.store, chosen)
    (line,) = [finding.line for finding in found if finding.about == "Herätys"]
    assert line.startswith(level)


@postgres
async def test_straight_to_the_server(database_url: str, clean: Path) -> None:
    found = await asyncio.to_thread(house.store, load(database_url=database_url, keys=RING.text()))
    assert [str(finding.level) for finding in found if finding.about == "Herätys"] == ["OK"]
