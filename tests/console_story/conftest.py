"""A town for each module: the whole demo on a Tuesday at ten in the morning, when nothing is quiet."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest
import pytest_asyncio
import time_machine

from service.calendar import HELSINKI
from tests.console_story.town import Town
from tests.demo import running_demo

MORNING = datetime(2026, 11, 24, 10, tzinfo=HELSINKI)


@pytest.fixture(scope="module")
def morning() -> Iterator[time_machine.Traveller]:
    """The clock goes on from there; `shift` is a leap."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


@pytest_asyncio.fixture(scope="module")
async def town(tmp_path_factory, morning: time_machine.Traveller) -> AsyncIterator[Town]:  # type: ignore[no-untyped-def]
    """The demo on a free port with a database of its own."""
    folder = tmp_path_factory.mktemp("console")
    async with running_demo(f"sqlite:///{folder / 'demo.db'}") as running:
        yield Town(running)
