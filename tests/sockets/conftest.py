"""A city for one test, on SQLite and on PostgreSQL, on a Tuesday at ten; every call it made is checked afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from types import SimpleNamespace

import pytest
import time_machine
import uvicorn.server
from sqlalchemy import Engine, event

import bot.poll
import service.clock
import service.media
import service.sender
import store.database
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from tests import conformance
from tests.sockets import journal
from tests.sockets.city import City, networks, running

TUESDAY = "2026-11-24T10:00:00+02:00"
Start = Callable[..., Awaitable[City]]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Tuesday at ten, going on; `clock.shift` is a leap. The loop's own clock is untouched."""
    with time_machine.travel(TUESDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for longer than a test can bear: these are pauses between tries, never what is tried."""
    monkeypatch.setattr(service.sender, "POLL", 0.1)
    monkeypatch.setattr(service.sender, "RENEW", 0.2)
    monkeypatch.setattr(service.sender, "SETTLE", 0.1)
    monkeypatch.setattr(service.media, "EVERY", 0.1)
    monkeypatch.setattr(service.clock, "EVERY", 0.1)
    monkeypatch.setattr(bot.poll, "LONGEST", 0.05)


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine loses its power here: nobody waits for the disk."""
    make = store.database._sqlite

    def without_waiting(url: str, pool: int) -> Engine:
        engine = make(url, pool)
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
        return engine

    monkeypatch.setattr(store.database, "_sqlite", without_waiting)


@pytest.fixture(autouse=True)
def unlingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn looks every tenth of a second whether all connections are closed; a test's are at once."""

    async def sleep(_seconds: float) -> None:
        await asyncio.sleep(0.002)

    monkeypatch.setattr(uvicorn.server, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))


@pytest.fixture
async def start(database_url: str) -> AsyncIterator[Start]:
    """Start a city, with options of `city.running`; a second call starts another process beside the first."""
    nets: list[tuple[TelegramNetwork, TwilioNetwork]] = []
    started: list[City] = []
    async with AsyncExitStack() as stack:

        async def begin(
            *,
            mode: str = "freed",
            before: Callable[[TelegramNetwork, TwilioNetwork], Awaitable[None]] | None = None,
            **options: object,
        ) -> City:
            if not nets:
                nets.append(await stack.enter_async_context(networks(mode)))
            if before is not None:
                await before(*nets[0])
            city = await stack.enter_async_context(
                running(
                    database_url, *nets[0], standby=any(c.service.senders["sms"].holding for c in started), **options
                )  # type: ignore[arg-type]
            )
            started.append(city)
            return city

        yield begin
    if conformance.DATA.exists():
        for telegram, sms in nets:
            journal.check(telegram, sms)


@pytest.fixture
async def city(start: Start) -> City:
    """A city with everything up."""
    return await start()
