"""The pages about broadcasts over a town with people: visitors of several roles, and forms that are filled in."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI

from store.database import Database
from tests.broadcasts.conftest import Town
from tests.console import Visitor, console_over

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


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real socket, under /staff as in production; its address."""
    outer = FastAPI()
    outer.mount("/staff", app)
    server = uvicorn.Server(uvicorn.Config(outer, port=0, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


async def written(visitor: Visitor, **fields: str) -> str:
    """A new broadcast's address, on the mounted application."""
    answer = await visitor.send_form("/lahetykset/uusi", **{**FORM, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/staff").removesuffix("/muokkaa")


def number_of(where: str) -> int:
    """A broadcast's number, from its address."""
    return int(where.rsplit("/", 1)[1])
