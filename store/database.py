"""Engines: SQLite by default, PostgreSQL beyond one machine, with the same tables and functions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 12.0
IDLE_SECONDS = 10.0  # a replica that is frozen in a transaction must not keep its locks from the others
# of libpq: a server that is gone without a word is noticed in seconds, not in a quarter of an hour
ALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


class Database:
    """One database: an engine, and how a write transaction begins on it."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(str(url), pool) if self.sqlite else _postgres(str(url), pool)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end. On SQLite it takes the write lock at once (BEGIN IMMEDIATE)."""
        with self.engine.connect() as connection:
            connection.info["write"] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop("write", None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def scrub(self, *tables: str) -> bool:
        """Erase from the file what deleted and rewritten rows of the tables left there.

        SQLite: the whole file is written anew and the write-ahead log emptied. PostgreSQL: the tables are; its log
        is the archive's to expire (docs/going-live.md). False where somebody has been reading for so long that
        what they may still see could not go: then it is to be done again.
        """
        with self.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection  # neither may run inside a transaction
            if self.sqlite:
                driver.execute("VACUUM")
                busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
            driver.autocommit = True
            try:
                if not _unseen(driver):
                    return False
                for name in tables:
                    # statistics keep samples of the old values
                    driver.execute(f"VACUUM (FULL, ANALYZE) {name}")
                driver.execute("CHECKPOINT")
            finally:
                driver.autocommit = False
        return True

    def truncate_log(self) -> bool:
        """Empty SQLite's write-ahead log of what was erased. False: a reader was in the way all the time."""
        if not self.sqlite:
            return True  # the log is the archive's to expire (docs/going-live.md)
        until = time.monotonic() + BUSY_SECONDS
        with self.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA busy_timeout=0")  # whoever waits for a reader here would hold up every writer
            try:
                while driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    if time.monotonic() > until:
                        return False
                    time.sleep(0.05)
            finally:
                driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        return True

    def close(self) -> None:
        self.engine.dispose()


def _unseen(driver: Any) -> bool:
    """Wait until no transaction of PostgreSQL sees rows as they were before now: VACUUM would keep those for it."""
    (now,) = driver.execute("SELECT pg_current_xact_id()::xid::text").fetchone()
    older = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND age(backend_xmin) >= age(%s::xid)"
    )
    until = time.monotonic() + BUSY_SECONDS
    while driver.execute(older, (now,)).fetchone()[0]:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _sqlite(url: str, pool: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS, "autocommit": True}
        if hasattr(sqlite3, "LEGACY_TRANSACTION_CONTROL")
        else {"check_same_thread": False, "timeout": BUSY_SECONDS, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # NORMAL may forget an acknowledged message when the power goes
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a read transaction that turns into a write fails at once if another has written meanwhile
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("BEGIN IMMEDIATE" if connection.info.get("write") else "BEGIN")
        except sqlite3.Error as error:
            raise OperationalError("BEGIN", None, error) from error

    return engine


def _postgres(url: str, pool: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=5,
        pool_pre_ping=True,
        connect_args={
            **ALIVE,
            "options": "-c timezone=UTC -c lock_timeout=10s"
            f" -c idle_in_transaction_session_timeout={int(IDLE_SECONDS * 1000)}",
        },
    )
