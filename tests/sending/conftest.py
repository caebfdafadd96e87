"""The pages about broadcasts over a town with people: visitors of several roles, and forms that are filled in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from store.database import Database
from tests.broadcasts.conftest import Town
from tests.console import console_over

FORM = {
    "name": "Kahvihetki",
    "topic": "events",
    "signups": "all",
    "fi": "Mikkelin kaupunki: kahvihetki on torstaina. Tervetuloa!",
    "when": "now",
    "days": "1",
    "hours": "0",
    "way": "before",
}
"""What a browser sends of a form that somebody filled in."""


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def app(town: Town) -> Iterator[FastAPI]:
    with console_over(town.database, town.house) as app:
        yield app
