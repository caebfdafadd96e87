"""A real browser for tests: Chromium, driven by Playwright, that sees nothing beyond this machine."""

import os
import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.absent import absent

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox does not
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The wall: no other name or address resolves, whoever asks, the browser's own services included.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
LOCAL = {"127.0.0.1", "localhost"}


def chromium() -> str | None:
    """The path of the Chromium to use, if there is one."""
    return os.environ.get("MEIJAN_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of a process; take `page`, or a context of your own for two people at once."""
    program = chromium()
    if program is None:
        absent("Chromium is not installed")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page in a fresh profile; the test fails if anything on it asked for another machine."""
    context = await browser.new_context(locale="fi-FI", timezone_id="Europe/Helsinki")
    outside = watch_outside(context)
    yield await context.new_page()
    await context.close()
    assert not outside, f"the page asked for {outside}"


def watch_outside(context: BrowserContext) -> list[str]:
    """A list that grows with every address beyond this machine that a page of `context` asks for."""
    outside: list[str] = []

    def note(url: str) -> None:
        address = urlsplit(url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOCAL:
            outside.append(url)

    context.on("request", lambda request: note(request.url))
    return outside
