"""The writer: every write of the server goes through it, off the event loop.

SQLite has one writer at a time; waiting for its lock by polling starves callers for seconds. So one thread
writes, and commits several waiting jobs together, each in a savepoint, each answered after the commit: the
fsync is shared. On PostgreSQL a small pool of threads writes, each job in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError

from service.channel import Busy
from store.database import Database

Result = TypeVar("Result")
Job = Callable[[Connection], Result]
Outcome = tuple[Any, BaseException | None]

TOGETHER = 64
WAITING = 2_000  # jobs; beyond it the caller is told to come again: memory stays bounded in a storm

log = structlog.get_logger()


class _Waiting(NamedTuple):
    job: Job[Any]
    future: asyncio.Future[Any]


class Writer:
    """Runs jobs in write transactions. A job may run twice (its first transaction undone), never commit twice.

    Busy says that it was most likely not committed; only where the database went away during the commit it may have
    been. `away` is the kind of the last write's failure, "" when it went well.
    """

    def __init__(self, database: Database, *, threads: int = 8) -> None:
        self.database = database
        self.away = ""
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._threads, self._in_hand = threads, 0
        self._pool: ThreadPoolExecutor | None = None
        self._thread: threading.Thread | None = None
        if database.sqlite:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()
        else:
            self._pool = ThreadPoolExecutor(threads, thread_name_prefix="writer")

    async def write(self, job: Job[Result]) -> Result:
        """The job's result, after the commit. Raises Busy while the database is away or too much is waiting."""
        loop = asyncio.get_running_loop()
        if self.waiting >= WAITING:
            raise Busy("too much is waiting")
        if self._pool is not None:
            self._in_hand += 1
            try:
                return await loop.run_in_executor(self._pool, self._alone, job)
            finally:
                self._in_hand -= 1
        future: asyncio.Future[Result] = loop.create_future()
        self._waiting.put(_Waiting(job, future))
        return await future

    @property
    def waiting(self) -> int:
        """Jobs that wait for their turn."""
        return self._waiting.qsize() if self._pool is None else max(0, self._in_hand - self._threads)

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
        if self._pool is not None:
            self._pool.shutdown()

    def _alone(self, job: Job[Result]) -> Result:
        for last in (False, True):
            done = False
            try:
                with self.database.write() as connection:
                    result = job(connection)
                    done = True
            except IntegrityError:
                # two first contacts at once, or a public code drawn twice: the second run sees the first's rows
                if last:
                    raise
            except (OperationalError, InterfaceError, InternalError) as error:
                # a commit without an answer may have gone through: that job is not run again
                if last or done or not error.connection_invalidated:
                    self.away = type(error.orig).__name__
                    raise Busy(self.away) from error
            else:
                self.away = ""
                return result
        raise AssertionError("unreachable")

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            stop = False
            while len(batch) < TOGETHER and not self._waiting.empty():
                item = self._waiting.get()
                if item is None:
                    stop = True
                    break
                batch.append(item)
            _answer(batch, self._commit(batch))
            if stop:
                return

    def _commit(self, batch: list[_Waiting]) -> list[Outcome]:
        """What became of each job, after the commit of all."""
        outcomes: list[Outcome] = []
        try:
            with self.database.write() as connection:
                for job, future in batch:
                    if future.cancelled():
                        outcomes.append((None, None))
                        continue
                    try:
                        outcomes.append((self._in_savepoint(connection, job), None))
                    except OperationalError:
                        raise  # the disk is full, the file is gone: nothing of the batch can be trusted
                    except Exception as error:
                        outcomes.append((None, error))
        except Exception as error:
            log.error("write_failed", error=type(error).__name__, jobs=len(batch))
            answer = Busy(type(error).__name__) if isinstance(error, DBAPIError) else error
            self.away = type(error).__name__
            return [(None, answer)] * len(batch)
        self.away = ""
        return outcomes

    def _in_savepoint(self, connection: Connection, job: Job[Any]) -> Any:
        # the driver's own words: SQLAlchemy's savepoint costs as much as five statements
        driver: Any = connection.connection.dbapi_connection
        for last in (False, True):
            driver.execute("SAVEPOINT job")
            try:
                result = job(connection)
            except OperationalError:
                raise  # SQLite may have undone the whole transaction by itself
            except Exception as error:
                driver.execute("ROLLBACK TO job")
                if last or not isinstance(error, IntegrityError):
                    raise
            else:
                driver.execute("RELEASE job")
                return result
        raise AssertionError("unreachable")


def _answer(batch: list[_Waiting], outcomes: list[Outcome]) -> None:
    """Wake those who wait, each loop once: waking it for each job costs more than the job."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for (_job, future), outcome in zip(batch, outcomes, strict=True):
        loops.setdefault(future.get_loop(), []).append((future, outcome))
    for loop, answered in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, answered)


def _settle(answered: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, (result, error) in answered:
        if future.done():
            continue  # whoever waited was cancelled
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
