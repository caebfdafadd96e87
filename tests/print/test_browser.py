"""The public pages in a real browser: axe finds nothing, nothing runs off a narrow screen, the policy holds."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from PIL import Image
from playwright.async_api import Page

from meijan.demo.run import Server
from meijan.election_pages import router
from service.elections.plan import Plan
from service.elections.print import pages
from service.elections.result import Decision, Result, TurnoutRow
from service.house import House
from service.print import html
from service.words import LANGUAGES
from store.database import Database
from tests.print.conftest import CODE, WAYS

pytestmark = pytest.mark.browser
PATHS = {
    "result": f"/tulokset/{CODE}",
    "annex": f"/tulokset/{CODE}/liite",
    "targets": f"/aanestys/{CODE}",
    "absent": "/tulokset/kameli",
}
NARROW, WIDE = 320, 1100
OVER = """() => [...document.querySelectorAll('svg.bars')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  const right = svg.getBoundingClientRect().right + 1;
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  return boxes.filter(([, box]) => box.right > right).map(([said]) => said).concat(boxes.flatMap(([one, a], i) =>
    boxes.slice(i + 1).filter(([, b]) => over(a, b)).map(([other]) => `${one} / ${other}`)));
})"""
"""Texts of charts that run off them or stand over each other."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest_asyncio.fixture
async def address(published: Database, town: House) -> AsyncIterator[str]:
    """Where the pages of the published election are served."""
    app = FastAPI()
    app.include_router(router(published, town))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(app, port)
    serving = asyncio.create_task(server.serve())
    await server.listening.wait()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def complaints(page: Page) -> list[str]:
    """What axe finds, and whether anything but a table in its own frame is wider than the screen."""
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [violation["id"] for violation in found.response["violations"]] + (["wider than the screen"] if wide else [])


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", PATHS)
async def test_pages_are_for_everyone(page: Page, address: str, name: str, width: int) -> None:
    """In each language; the browser says nothing, so the policy let style and pictures in."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.set_viewport_size({"width": width, "height": 900})
    for language in LANGUAGES:
        await page.goto(f"{address}{PATHS[name]}?kieli={language}")
        assert await complaints(page) == []
    assert [text for text in said if "404" not in text] == []


async def test_a_worse_page_is_seen(page: Page, address: str) -> None:
    """That the test above can fail."""
    await page.set_viewport_size({"width": NARROW, "height": 900})
    await page.goto(f"{address}{PATHS['result']}")
    await page.evaluate(
        "document.documentElement.lang = ''; document.querySelector('svg').removeAttribute('aria-labelledby')"
    )
    await page.evaluate(
        "document.querySelector('svg').style.width = '900px'; document.querySelector('title + desc').remove()"
    )
    found = await complaints(page)
    assert "html-has-lang" in found
    assert "wider than the screen" in found


async def test_deviations_steps_and_areas_are_for_everyone_too(
    page: Page, plan: Plan, result: Result, decision: Decision
) -> None:
    """The page with all that it can have; a poster that is one file."""
    link = '<link rel="stylesheet" href="/tulokset/tyyli.css">'
    full = pages.result(plan, result, decision, [], "Mikkelin kaupunki", "sv").replace(
        link, f"<style>{html.style()}</style>"
    )
    alone = pages.poster_alone(plan, {}, WAYS, "Mikkelin kaupunki", "fi")
    annex = pages.annex(plan, result, decision, "Mikkelin kaupunki", "en", alone=True)
    for content in (full, alone, annex):
        for width in (NARROW, WIDE):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.set_content(content)
            assert await complaints(page) == []


async def test_no_letters_stand_over_others_in_the_charts(
    page: Page, plan: Plan, result: Result, decision: Decision
) -> None:
    """Which axe does not see. Every way to vote, and all of them long."""
    link = '<link rel="stylesheet" href="/tulokset/tyyli.css">'
    ways = [("sms", "number"), ("telegram", "contact"), ("desk", "code"), ("web", "batch"), ("paper", "batch")]
    rows = tuple(TurnoutRow(way=way, identified=how, helped=False, n=1_000) for way, how in ways)
    every = result.model_copy(update={"turnout": rows})
    for language in LANGUAGES:
        made = pages.result(plan, every, decision, [], "Mikkelin kaupunki", language)
        await page.set_content(made.replace(link, f"<style>{html.style()}</style>"))
        for width in (NARROW, WIDE):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await page.evaluate(OVER) == [], (width, language)
    await page.evaluate("document.querySelector('text').textContent = 'x'.repeat(400)")
    assert len(await page.evaluate(OVER)) == 1


async def test_the_page_is_printed_in_black_on_white_without_its_links_bar(page: Page, address: str) -> None:
    await page.goto(f"{address}{PATHS['result']}")
    await page.emulate_media(media="print")
    assert not await page.locator("nav").is_visible()
    picture = Image.open(io.BytesIO(await page.screenshot())).convert("L")
    assert picture.getpixel((2, 2)) == 255
    assert picture.getextrema()[0] < 60
