"""The pages of events in a real browser: axe finds nothing, nothing runs off a narrow screen, the policy holds."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Page

from meijan import election_pages, event_pages
from meijan.demo import events as demo
from meijan.demo.run import Server
from service.events.print import pages
from service.house import House
from service.print.ways import Ways
from service.words import LANGUAGES
from store.database import Database
from store.models.events import EventState
from tests.event_desk.facts import NOW, row
from tests.events import opened
from tests.print.test_browser import NARROW, WIDE, complaints

pytestmark = pytest.mark.browser
LONG = "Pitkäaikaisasunnottomuudenvähentämisohjelmatapahtuma" * 3


@pytest_asyncio.fixture
async def address(database: Database, town: House) -> AsyncIterator[str]:
    """Where the pages are served, with the demo's events and one of nothing but long words."""
    with database.write() as db:
        demo.load(db, town)
        opened(db, town, number=50, title=LONG, name="Kahvit", place=LONG, address=LONG, text=LONG, arranger=LONG[:120])
    app = FastAPI()
    app.include_router(event_pages.router(database, town))
    app.include_router(election_pages.router(database, town))  # it serves the style sheet
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(app, port)
    serving = asyncio.create_task(server.serve())
    await server.listening.wait()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("path", ["/tapahtumat", "/tapahtumat/1", "/tapahtumat/3", "/tapahtumat/50", "/tapahtumat/99"])
async def test_pages_are_for_everyone(page: Page, address: str, path: str, width: int) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.set_viewport_size({"width": width, "height": 900})
    for language in LANGUAGES:
        await page.goto(f"{address}{path}?kieli={language}")
        assert await complaints(page) == []
    assert [text for text in said if "404" not in text] == []


async def test_a_worse_page_is_seen(page: Page, address: str) -> None:
    """That the test above can fail."""
    await page.set_viewport_size({"width": NARROW, "height": 900})
    await page.goto(f"{address}/tapahtumat")
    await page.evaluate("document.documentElement.lang = ''")
    await page.evaluate("document.querySelector('.events h3').style.width = '900px'")
    found = await complaints(page)
    assert "html-has-lang" in found
    assert "wider than the screen" in found


async def test_the_style_reaches_the_page(page: Page, address: str) -> None:
    await page.goto(f"{address}/tapahtumat")
    colour = await page.evaluate("getComputedStyle(document.querySelector('.number')).backgroundColor")
    assert colour == "rgb(11, 79, 138)"


@pytest.mark.parametrize("state", [EventState.PUBLISHED, EventState.POSTPONED])
async def test_a_poster_as_a_page_is_for_everyone(page: Page, state: EventState) -> None:
    ways = Ways("+358457000000", "MikkelinKanavaBot", "TORI")
    for language in LANGUAGES:
        made = pages.poster_alone(row(state=state), ways, "Mikkelin kaupunki", language, NOW)
        for width in (NARROW, WIDE):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.set_content(made)
            assert await complaints(page) == []
