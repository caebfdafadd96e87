"""A town in which every page has something to show, and the addresses of its routes that have parameters."""

from __future__ import annotations

from staff import static
from tests.console_story.town import Town


async def fill(town: Town) -> dict[str, list[str]]:
    """Let things happen that staff see; the addresses by route."""
    _, token = await town.hire()
    return {
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": [f"/sisaan/{token}"],
    }
