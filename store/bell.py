"""The bell: whoever puts a message wakes the process that sends, without its having to look.

On PostgreSQL by NOTIFY within the transaction, so that it is heard at the commit and never before
(postgresql.org/docs/current/sql-notify.html). On SQLite the server is one process, which wakes its sender itself.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator

import psycopg
from psycopg import AsyncConnection, sql
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
    async with await AsyncConnection.connect(_address(url), autocommit=True, **ALIVE) as connection:
        await connection.execute(f"LISTEN {NAME}")
        yield ""
        async for rung in connection.notifies():
            yield rung.payload


def works(url: URL, *, within: float = 1.0) -> bool:
    """Whether one connection hears another. A pooler in transaction mode lends connections out, and it does not.

    Nobody else is woken: it is rung under a name of its own. `within` in seconds. Raises psycopg.Error.
    """
    name = sql.Identifier(f"try_{secrets.token_hex(8)}")
    address = _address(url)
    with (
        psycopg.connect(address, autocommit=True, **ALIVE) as listener,
        psycopg.connect(address, autocommit=True, **ALIVE) as ringer,
    ):
        listener.execute(sql.SQL("LISTEN {}").format(name))
        ringer.execute(sql.SQL("NOTIFY {}").format(name))
        return any(True for _heard in listener.notifies(timeout=within, stop_after=1))


def _address(url: URL) -> str:
    """As libpq takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
