"""A nursery for all crash tests of a run: its start takes seconds, a replica's then a tenth of one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.replicas import Nursery, nursery
from tests.postgres import FreshDatabase

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here kills or freezes processes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("crash")


@pytest.fixture
def postgres_db(fresh_postgres_database: FreshDatabase, postgres_template: str) -> str:
    """The address of a migrated PostgreSQL database."""
    return fresh_postgres_database(postgres_template)


@pytest.fixture(scope="session")
async def shared() -> AsyncIterator[Nursery]:
    """The nursery; it and all that it has forked are gone at the end."""
    async with nursery() as made:
        yield made
