from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.send import TelegramChannel
from tests.bot import fake as fakes

SHARED = Path(os.environ.get("MEIJAN_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")


def shared(name: str) -> Any:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout (MEIJAN_SHARED_DATA)")
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
async def fake() -> AsyncIterator[fakes.Fake]:
    async with fakes.telegram() as running:
        yield running


@pytest.fixture
async def channel(fake: fakes.Fake) -> AsyncIterator[TelegramChannel]:
    async with fakes.channel(fake.api) as made:
        yield made
