"""A real PostgreSQL for tests: a new empty database in some 20 ms.

The server is that of MEIJAN_TEST_POSTGRES_URL (15 or newer, a role that may create databases), else a throwaway one.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.absent import absent
from tests.postgres_server import DRIVER, NoServerError, throwaway_server

FreshDatabase = Callable[..., str]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of the server's maintenance database; ask `fresh_postgres_database` for one to write in."""
    given = os.environ.get("MEIJAN_TEST_POSTGRES_URL")
    if given:
        yield _text(make_url(given).set(drivername=DRIVER))
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(throwaway_server())
        except NoServerError as error:
            absent(f"PostgreSQL: {error}")
        yield url


@pytest.fixture
def fresh_postgres_database(postgres_url: str) -> Iterator[FreshDatabase]:
    """A function that gives the URL of a new database, empty or a copy of `template`; all go away after the test."""
    made: list[str] = []

    def fresh(template: str | None = None) -> str:
        made.append(create_database(postgres_url, template=template))
        return made[-1]

    yield fresh
    for url in made:
        drop_database(postgres_url, url)


def create_database(server: str, *, template: str | None = None) -> str:
    """A new database's URL. `template` is the URL of a database without open connections, say a migrated one."""
    name = f"meijan_{uuid4().hex}"
    source = make_url(template).database if template else "template0"
    # Copying files is twice as quick as logging them, PostgreSQL's default, when they are few.
    statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
    _execute(server, sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(source or "")))
    return _text(make_url(server).set(database=name))


def drop_database(server: str, url: str) -> None:
    """Remove a database, whoever is still connected to it."""
    name = sql.Identifier(make_url(url).database or "")
    _execute(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _execute(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(_text(make_url(server).set(drivername="postgresql")), autocommit=True) as connection:
        connection.execute(statement)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
