"""The bell: whoever puts a message wakes the process that sends, without its having to look.

On PostgreSQL by NOTIFY within the transaction, so that it is heard at the commit and never before
(postgresql.org/docs/current/sql-notify.html). On SQLite the server is one process, which wakes its sender itself.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from psycopg import AsyncConnection
from sqlalchemy import URL, Connection, func, select

from store.database import ALIVE

NAME = "outbox"


def ring(db: Connection, *, channel: str) -> None:
    """Once this transaction is committed, whoever listens hears that the channel has something to send."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_notify(NAME, channel)))


async def heard(url: URL) -> AsyncGenerator[str, None]:
    """Channels that have something to send, as it is rung; first "": anything may have been missed before.

    Raises psycopg.Error when the connection is lost.
    """
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await AsyncConnection.connect(address, autocommit=True, **ALIVE) as connection:
        await connection.execute(f"LISTEN {NAME}")
        yield ""
        async for rung in connection.notifies():
            yield rung.payload
