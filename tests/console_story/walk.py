"""A walk over all routes of a town's console as an administrator gets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import httpx

from staff.policy import cookie_name
from tests.console_story.routes import ELSEWHERE, REFUSED, Stop, stops
from tests.console_story.town import Town

PAGE = "text/html"
STREAM = "text/event-stream"


async def answered(town: Town, filled: Mapping[str, list[str]]) -> list[Stop]:
    """All of them as an administrator gets them. Raises AssertionError where one answers otherwise."""
    found, wrong = [], {}
    cookies = {cookie_name(town.console): await town.admin()}
    async with httpx.AsyncClient(base_url=f"{town.site}/staff", cookies=cookies, timeout=20) as client:
        for stop in [*stops(town.app, filled), Stop("", "/ei-ole", open=False)]:
            async with client.stream("GET", stop.path) as answer:
                if answer.status_code != (REFUSED | ELSEWHERE).get(stop.path, 200):
                    wrong[stop.path] = answer.status_code
                kind = answer.headers.get("content-type", "").split(";")[0]
                content = b"" if kind == STREAM else await answer.aread()  # a stream of progress has no end
                found.append(replace(stop, kind=kind, content=content))
    assert not wrong, wrong
    return found
