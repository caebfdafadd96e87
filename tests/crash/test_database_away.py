"""The database is locked, away, or has no room left while 200 messages are on their way: none is lost or doubled."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random

import aiohttp
import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.replica import Pace
from bench.replicas import Nursery
from bench.world import CHANNELS, Person, World, folk, world
from tests.crash.phones import S, arrived, rest

QUICK = replace(Pace(), busy=0.3)


async def ready(here: World) -> bool:
    """What /health/ready says."""
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{here.port}/health/ready") as answer:
        return answer.status == 200


async def unready(here: World) -> bool:
    return not await ready(here)


@asynccontextmanager
async def locked(here: World) -> AsyncIterator[None]:
    """SQLite: another process, this one, holds the write lock."""
    path = here.database.url.database
    assert path is not None
    other = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()


@asynccontextmanager
async def away(here: World) -> AsyncIterator[None]:
    """PostgreSQL: all connections are cut, and no new one is let in."""
    url = make_url(here.database.url).set(drivername="postgresql")
    name = sql.Identifier(url.database or "")
    server = url.set(database="postgres").render_as_string(hide_password=False)
    allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(allow.format(name, sql.SQL("false")))
        try:
            connection.execute(cut, [url.database])
            yield
        finally:
            connection.execute(allow.format(name, sql.SQL("true")))


async def _under_way(here: World) -> list[Person]:
    """100 people with a message due, some of which have left, and 100 others who are about to write."""
    everybody = folk(1_000_000, 200, CHANNELS, Random(1), 0.0)
    due, writers = everybody[:100], everybody[100:]
    for person in writers:
        person.writes = True
    await asyncio.to_thread(here.put, due)

    async def some_left() -> bool:
        return 10 <= arrived(here, due)[1] <= 90

    await here.until(some_left)
    return everybody


async def _all_through(here: World, everybody: list[Person]) -> None:
    """In the end: each message that was due came once, each that was written was answered once."""
    due, writers = [p for p in everybody if not p.writes], [p for p in everybody if p.writes]

    async def answered() -> bool:
        return all(here.got(person) for person in writers)

    await here.until(answered)
    await rest(here)
    assert arrived(here, due) == {1: 100}
    assert {len(here.got(person)) for person in writers} == {1}


def _writing(here: World, everybody: list[Person]) -> None:
    for person in everybody:
        if person.writes:
            if person.channel == "telegram":
                here.telegram.person(person.number, started=True)
            here.writes(person)


async def _outage(here: World) -> list[Person]:
    """Until the lease is over, writing fails, and every repeat of a text message's webhook has been in vain."""
    everybody = await _under_way(here)
    gone = locked if here.database.sqlite else away
    async with gone(here):
        await here.until(lambda: unready(here))
        _writing(here, everybody)
        await here.twilio.settled(60)
        assert not any(len(here.got(person)) for person in everybody if person.writes)
        if here.database.sqlite:  # readers are not locked out
            await here.until(lambda: here.lease_over("sms", by=here.pace.lease))
    return everybody


async def test_nothing_is_lost_or_doubled(database_url: str, shared: Nursery) -> None:
    """200 messages, half of them in, half of them out."""
    async with world(database_url, pace=QUICK, shared=shared) as here:
        everybody = await _outage(here)
        await _all_through(here, everybody)
        await here.until(lambda: ready(here))


async def test_the_control_forgets(sqlite_url: str, shared: Nursery) -> None:
    """A sender that gives up what it can't write, and looks for nothing, leaves rows behind for ever."""
    async with world(sqlite_url, pace=QUICK, variant="forgetful", shared=shared) as here:
        everybody = await _outage(here)
        late = [person for person in everybody if person.writes]

        async def answered() -> bool:
            return all(here.got(person) for person in late)

        await here.until(answered)  # it works on
        assert await here.rows(S.CLAIMED, S.SENDING)


async def test_a_lock_that_is_shorter_than_the_patience(sqlite_url: str, shared: Nursery) -> None:
    """Everybody waits, the lease runs out meanwhile, and then everything goes through; nobody is sent away."""
    async with world(sqlite_url, shared=shared) as here:
        everybody = await _under_way(here)
        async with locked(here):
            _writing(here, everybody)
            await here.until(lambda: here.lease_over("sms", by=here.pace.lease))
        await _all_through(here, everybody)
        assert not here.twilio.alerts


async def test_no_room_on_the_disk(sqlite_url: str, shared: Nursery) -> None:
    """The files can't grow (RLIMIT_FSIZE): unready, nothing half-done; with room again everything goes through."""
    async with world(sqlite_url, pace=QUICK, shared=shared) as here:
        everybody = await _under_way(here)
        pid, full = here.replicas[0].pid, (4096, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, full)
        await here.until(lambda: unready(here))
        _writing(here, everybody)
        await here.twilio.settled(60)
        rows, received = await here.everything()
        assert received == 0  # the disk was really full
        assert rows == 100
        assert await here.read(lambda db: db.exec_driver_sql("PRAGMA integrity_check").scalar_one()) == "ok"
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await _all_through(here, everybody)
        await here.until(lambda: ready(here))
