"""The writer: every write of the server goes through it, off the event loop.

SQLite has one writer at a time; waiting for its lock by polling starves callers for seconds. So one thread
writes, and commits several waiting jobs together, each in a savepoint, each answered after the commit: the
fsync is shared. On PostgreSQL a small pool of threads writes, each job in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError

from service.channel import Busy
from store.database import Database

Result = TypeVar("Result")
Job = Callable[[Connection], Result]

TOGETHER = 64
WAITING = 2_000  # jobs; beyond it the caller is told to come again: memory stays bounded in a storm

log = structlog.get_logger()


class Writer:
    """Runs jobs in write transactions. A job may run twice (its first transaction undone), never commit twice.

    Busy says that it was most likely not committed; only where the database went away during the commit it may have
    been. `away` is the kind of the last write's failure, "" when it went well.
    """

    def __init__(self, database: Database, *, threads: int = 8) -> None:
        self.database = database
        self.away = ""
        self._waiting: queue.Queue[tuple[Job[Any], Future[Any]] | None] = queue.Queue()
        self._pool: ThreadPoolExecutor | None = None
        self._thread: threading.Thread | None = None
        if database.sqlite:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()
        else:
            self._pool = ThreadPoolExecutor(threads, thread_name_prefix="writer")

    async def write(self, job: Job[Result]) -> Result:
        """The job's result, after the commit. Raises Busy while the database is away or too much is waiting."""
        return await asyncio.wrap_future(self.submit(job))

    def submit(self, job: Job[Result]) -> Future[Result]:
        """As `write`, for callers in a thread."""
        if self._pool is not None:
            return self._pool.submit(self._alone, job)
        if self._waiting.qsize() >= WAITING:
            raise Busy("too much is waiting")
        future: Future[Result] = Future()
        self._waiting.put((job, future))
        return future

    @property
    def waiting(self) -> int:
        """Jobs that wait for their turn."""
        return self._waiting.qsize()

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
            while len(batch) < TOGETHER:
                try:
                    item = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if item is None:
                    stop = True
                    break
                batch.append(item)
            self._commit(batch)
            if stop:
                return

    def _commit(self, batch: list[tuple[Job[Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        failed: list[tuple[Future[Any], BaseException]] = []
        try:
            with self.database.write() as connection:
                for job, future in batch:
                    if not future.set_running_or_notify_cancel():
                        continue
                    try:
                        done.append((future, self._in_savepoint(connection, job)))
                    except OperationalError:
                        raise  # the disk is full, the file is gone: nothing of the batch can be trusted
                    except Exception as error:
                        failed.append((future, error))
        except Exception as error:
            log.error("write_failed", error=type(error).__name__, jobs=len(batch))
            answer = Busy(type(error).__name__) if isinstance(error, DBAPIError) else error
            self.away = type(error).__name__
            for _job, future in batch:
                if not future.done():
                    if not future.running():
                        future.set_running_or_notify_cancel()
                    future.set_exception(answer)
            return
        self.away = ""
        for future, result in done:
            future.set_result(result)
        for future, problem in failed:
            future.set_exception(problem)

    def _in_savepoint(self, connection: Connection, job: Job[Any]) -> Any:
        for last in (False, True):
            try:
                with connection.begin_nested():
                    return job(connection)
            except IntegrityError:
                if last:
                    raise
        raise AssertionError("unreachable")
