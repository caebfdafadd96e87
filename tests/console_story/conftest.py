"""One demo for all stories and walks of a process."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.console_story.town import Town
from tests.demo import running_demo


@pytest_asyncio.fixture(scope="session")
async def town(tmp_path_factory) -> AsyncIterator[Town]:  # type: ignore[no-untyped-def]
    """The demo on a free port with a database of its own."""
    folder = tmp_path_factory.mktemp("console")
    async with running_demo(f"sqlite:///{folder / 'demo.db'}") as running:
        yield Town(running)
