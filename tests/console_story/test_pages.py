"""Every page of the console in a real browser: WCAG 2.2 AA by axe, focus, 320 px, weight, and what it must not do."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import watch_outside
from tests.console_story.filled import addresses, fill
from tests.console_story.looking import HEAVIEST, faults, settled, too_wide, unseen_focus, watched
from tests.console_story.routes import REFUSED, Stop
from tests.console_story.town import Town
from tests.console_story.walk import PAGE, answered

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(scope="module")
async def pages(town: Town) -> list[Stop]:
    """The routes that answer with a page; not those with a part of one, for a script to put in its place."""
    await fill(town)
    found = await answered(town, await addresses(town))
    return [stop for stop in found if stop.kind == PAGE and stop.content.startswith(b"<!doctype html>")]


async def test_every_page_is_accessible_light_and_quiet(town: Town, pages: list[Stop], browser: Browser) -> None:
    inside = await town.desk(browser, await town.admin())
    outside = await browser.new_context(locale="fi-FI", viewport={"width": 1280, "height": 900})
    elsewhere = [watch_outside(inside), watch_outside(outside)]
    found: dict[str, list[str]] = {}
    for context in (inside, outside):
        async with watched(context) as (page, seen):
            for stop in pages:
                if stop.open != (context is outside):
                    continue
                seen.bytes = 0
                await page.goto(f"{town.site}/staff{stop.path}", wait_until="load")
                weight = [f"weighs {seen.bytes} bytes"] if seen.bytes > HEAVIEST else []
                await settled(page)
                said = [one for one in seen.said if stop.path not in REFUSED or "status of 404" not in one]
                seen.said.clear()
                found[stop.path] = weight + said + await too_wide(page) + await faults(page) + await unseen_focus(page)
    await inside.close()
    await outside.close()
    assert {path: told for path, told in found.items() if told} == {}
    assert elsewhere == [[], []]


async def test_the_walk_sees_what_is_wrong(browser: Browser) -> None:
    """A page with every fault: each is found."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    async with watched(context) as (page, seen):
        await page.set_content(
            "<html><style>:focus { outline: none }</style><main><img src='data:,'><a href='#'>x</a>"
            "<p style='width: 50rem'>wide</p><script>console.log('hello')</script></main></html>"
        )
        assert "hello" in seen.said
        assert any(fault.startswith("image-alt") for fault in await faults(page))
        assert len(await unseen_focus(page)) == 1
        assert any("wide" in one for one in await too_wide(page))
    await context.close()
