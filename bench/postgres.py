"""A PostgreSQL for benches: the tests' throwaway server, all forced to the disk, and SQLite's rows in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from store import schema
from store.database import Database
from store.models.outbox import Outbox
from store.models.people import Address, Resident
from store.sql import table
from tests import postgres_server

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


@contextmanager
def filled(path: Path) -> Iterator[str]:
    """The URL of a server with the residents, addresses and outbox of a SQLite file."""
    postgres_server.SETTINGS.update(DURABLE)
    with postgres_server.throwaway_server() as server:
        url = server if isinstance(server, str) else str(server)
        there, here = Database(url), Database(f"sqlite:///{path}", pool=1)
        schema.upgrade(there)
        with here.read() as source, there.write() as target:
            for model in (Resident, Address, Outbox):
                rows = source.execute(select(table(model))).mappings().all()
                for start in range(0, len(rows), 1000):
                    target.execute(table(model).insert(), [dict(row) for row in rows[start : start + 1000]])
        with there.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("ANALYZE")
        here.close()
        there.close()
        yield url
