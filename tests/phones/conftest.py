"""The demo runs in the tests' own loop, so that a test can ask the networks what a person would see."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page

from meijan.demo.run import Demo
from tests.demo import running_demo
from tests.phones.hands import Hands

NEW = count(1_000_000)  # nobody has met them


@pytest_asyncio.fixture(scope="session")
async def demo(tmp_path_factory) -> AsyncIterator[Demo]:  # type: ignore[no-untyped-def]
    """The demo on a free port with a database of its own."""
    folder: Path = tmp_path_factory.mktemp("demo")
    async with running_demo(f"sqlite:///{folder / 'demo.db'}") as running:
        yield running


@pytest_asyncio.fixture
async def hands(demo: Demo, page: Page) -> AsyncIterator[Hands]:
    """Both phones on the page, each held by somebody new; fails on anything the browser complains of."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # the address as it is printed; the page fixture refuses any other machine
    hands = Hands(page, demo, demo.service.settings.public_url.replace("127.0.0.1", "localhost") + "/phones")
    people = [next(NEW), next(NEW)]
    for person in people:
        demo.telegram.person(person, "Kerttu", "fi", f"+35850{person}")
    await hands.open()
    for phone, person in zip(("sms", "chat"), people, strict=True):
        await hands.hold(phone, person)
    yield hands
    assert not complaints
