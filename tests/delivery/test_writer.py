"""The writer commits jobs together, each answered after the commit; one that fails undoes only itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from service.channel import Busy
from service.together import Together
from service.writer import Writer
from store.database import Database
from store.models.people import Resident
from store.sql import table

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_resident = table(Resident)


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    made = Writer(database)
    yield made
    made.close()


def add(db: Connection, number: int) -> int:
    db.execute(_resident.insert(), {"id": number, "created_at": NOW})
    if number < 0:
        raise ValueError("negative")
    return number


async def test_a_failed_job_undoes_only_itself(writer: Writer) -> None:
    jobs = [writer.write(lambda db, n=n: add(db, n)) for n in (1, -2, 3)]  # type: ignore[misc]
    one, two, three = await asyncio.gather(*jobs, return_exceptions=True)
    assert (one, three) == (1, 3)
    assert isinstance(two, ValueError)
    with writer.database.read() as db:
        assert sorted(db.execute(select(_resident.c.id)).scalars()) == [1, 3]


async def test_who_gave_up_harms_nobody(writer: Writer) -> None:
    gone = asyncio.ensure_future(writer.write(lambda db: add(db, 1)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await writer.write(lambda db: add(db, 2)) == 2


async def test_a_second_try_after_a_clash(writer: Writer) -> None:
    await writer.write(lambda db: add(db, 7))
    numbers = iter((7, 8))
    assert await writer.write(lambda db: add(db, next(numbers))) == 8


async def test_too_much_is_said_at_once(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.writer.WAITING", 0)
    with pytest.raises(Busy):
        await writer.write(lambda db: add(db, 1))


async def test_what_waits_is_counted(writer: Writer) -> None:
    """One thread on SQLite, eight on PostgreSQL: what they have in hand does not wait."""
    begun, free = threading.Event(), threading.Event()

    def hold(_db: Connection) -> None:
        begun.set()
        free.wait(10)

    first = asyncio.ensure_future(writer.write(hold))
    await asyncio.to_thread(begun.wait, 10)
    others = [asyncio.ensure_future(writer.write(hold)) for _ in range(11)]
    await asyncio.sleep(0)
    assert writer.waiting == (11 if writer.database.sqlite else 4)
    free.set()
    await asyncio.gather(first, *others)
    assert writer.waiting == 0


async def test_small_writes_go_together(writer: Writer) -> None:
    sizes: list[int] = []

    def work(db: Connection, items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        return [add(db, item) for item in items]

    together: Together[int, int] = Together(writer, work)
    found = await asyncio.gather(*(together.write(n) for n in range(1, 101)))
    assert found == list(range(1, 101))
    assert len(sizes) <= 3
    with writer.database.read() as db:
        assert db.execute(select(func.count()).select_from(_resident)).scalar_one() == 100


async def test_together_they_fail(writer: Writer) -> None:
    together: Together[int, int] = Together(writer, lambda db, items: [add(db, item) for item in items])
    found: list[Any] = await asyncio.gather(*(together.write(n) for n in (1, -2)), return_exceptions=True)
    assert [type(item) for item in found] == [ValueError, ValueError]
    assert await together.write(3) == 3


async def test_a_cancelled_item_is_not_written(writer: Writer) -> None:
    together: Together[int, int] = Together(writer, lambda db, items: [add(db, item) for item in items])
    first = asyncio.ensure_future(together.write(1))
    gone = asyncio.ensure_future(together.write(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await first == 1
    with writer.database.read() as db:
        assert db.execute(select(_resident.c.id)).scalars().all() in ([1], [1, 2])
