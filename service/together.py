"""Small writes of the same kind that wait for each other: those that come while one is under way make the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection

from service.writer import Writer

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 64


class Together(Generic[Item, Result]):
    """Writes items with `work`, which gives a result for each, in one job and so in one commit.

    A burst costs a few jobs; a lone item waits for nobody. If the job fails, it fails for all of its items.
    """

    def __init__(self, writer: Writer, work: Callable[[Connection, Sequence[Item]], Sequence[Result]]) -> None:
        self._writer, self._work = writer, work
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, item: Item) -> Result:
        """The item's result, after the commit. Raises Busy."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = [(item, future) for item, future in self._waiting[:MOST] if not future.cancelled()]
                del self._waiting[:MOST]
                await self._one(batch)
        finally:
            self._writing = None

    async def _one(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        items = [item for item, _future in batch]
        try:
            results = await self._writer.write(lambda db: self._work(db, items))
        except BaseException as error:
            for _item, future in batch:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for (_item, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
