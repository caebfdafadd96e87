"""What all tests share. Marks follow from the fixtures a test takes, so none can be forgotten."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.browser import browser, page
from tests.databases import database, database_url, postgres_template, sqlite_template, sqlite_url
from tests.postgres import fresh_postgres_database, postgres_url

__all__ = [
    "browser",
    "database",
    "database_url",
    "fresh_postgres_database",
    "page",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]

MARKS = {"browser": "browser", "postgres_url": "postgres"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that takes a browser or a PostgreSQL server."""
    for item in items:
        for fixture, mark in MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
        if "postgres" in getattr(getattr(item, "callspec", None), "params", {}).values():
            item.add_marker("postgres")


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A command that runs within a test silences the logs of its process; the next test must hear them again."""
    yield
    logging.disable(logging.NOTSET)
    structlog.reset_defaults()
