"""A migrated database for a test, on SQLite and on PostgreSQL: a copy of a template, so that it costs milliseconds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store import schema
from store.database import Database
from tests.postgres import create_database, drop_database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody writes to."""
    path = tmp_path_factory.mktemp("template") / "meijan.db"
    database = Database(f"sqlite:///{path}", pool=1)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """A migrated PostgreSQL database that nobody is connected to."""
    url = create_database(postgres_url)
    database = Database(url, pool=1)
    schema.upgrade(database)
    database.close()
    yield url
    drop_database(postgres_url, url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database of one's own."""
    path = tmp_path / "meijan.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database; the test runs once on each engine."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("sqlite_url")
        return url
    fresh: Callable[[str], str] = request.getfixturevalue("fresh_postgres_database")
    return fresh(request.getfixturevalue("postgres_template"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database; the test runs once on each engine."""
    made = Database(database_url)
    yield made
    made.close()
