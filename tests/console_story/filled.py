"""A town in which every page has something to show, and the addresses of its routes that have parameters."""

from __future__ import annotations

from staff import static
from tests.console_story import residents
from tests.console_story.residents import Taint
from tests.console_story.town import Town


async def fill(town: Town, taint: Taint = lambda words: words) -> None:
    """Let things happen that staff see."""
    await residents.everything(town, taint)


async def addresses(town: Town) -> dict[str, list[str]]:
    """By route."""
    _, token = await town.hire()
    return {
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": [f"/sisaan/{token}"],
    }
