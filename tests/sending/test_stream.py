"""The stream of a broadcast's progress, read by a real client over a real socket until it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from service.broadcasts import making
from service.staffing import sessions
from staff.pages.broadcasts import watching
from store.models.staff import Role
from tests.broadcasts.conftest import Town
from tests.console import signed_in
from tests.sending.conftest import served


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.02)
    monkeypatch.setattr(watching, "HEARTBEAT", 0.1)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """Events as a browser parses them: name and data; ("", comment) for a sign of life."""
    name, data = "", list[str]()
    async for line in answer.aiter_lines():
        field, _, value = line.partition(":")
        if not line and (name or data):
            yield name, "\n".join(data)
            name, data = "", []
        elif line.startswith(":"):
            yield "", value.strip()
        elif field == "event":
            name = value.strip()
        elif field == "data":
            data.append(value.removeprefix(" "))


async def test_the_stream_tells_what_changes_and_ends_when_all_have_left(
    app: FastAPI, address: str, town: Town
) -> None:
    visitor = await signed_in(app, Role.WRITER)
    town.crowd(20)
    number = town.approved()
    town.tick()
    seen: list[str] = []
    async with (
        httpx.AsyncClient(cookies=dict(visitor.cookies), timeout=20) as browser,
        browser.stream("GET", f"{address}/staff/lahetykset/{number}/edistyminen") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        alive = 0
        async for name, data in events(answer):
            if not name:
                alive += 1
                if alive == 1:  # nothing had happened, and it said that it lives
                    await asyncio.to_thread(town.send, most=5)
                continue
            seen.append(name)
            if name == "end":
                assert 'value="20"' in data
                break
            if 'value="5"' in data:
                await asyncio.to_thread(town.send)
                await asyncio.to_thread(town.tick)
    assert seen[0] == "progress"
    assert seen[-1] == "end"
    assert alive


async def test_the_stream_ends_with_the_session(app: FastAPI, address: str, town: Town) -> None:
    """An open page neither keeps its reader signed in nor outlives being signed out."""
    visitor = await signed_in(app, Role.WRITER)
    town.crowd(3)
    number = town.approved()
    town.tick()
    got: list[tuple[str, str]] = []
    async with (
        httpx.AsyncClient(cookies=dict(visitor.cookies), timeout=20) as browser,
        browser.stream("GET", f"{address}/staff/lahetykset/{number}/edistyminen") as answer,
    ):
        async for event in events(answer):
            if not got:
                town.at += sessions.IDLE
            got.append(event)
    assert got[-1] == ("end", "")


async def test_a_pause_ends_the_stream_and_says_why(app: FastAPI, address: str, town: Town) -> None:
    visitor = await signed_in(app, Role.WRITER)
    town.crowd(3)
    number = town.approved()
    town.tick()
    got: list[tuple[str, str]] = []
    async with (
        httpx.AsyncClient(cookies=dict(visitor.cookies), timeout=20) as browser,
        browser.stream("GET", f"{address}/staff/lahetykset/{number}/edistyminen") as answer,
    ):
        async for event in events(answer):
            got.append(event)
            if town.state(number)[0] == "sending":
                await asyncio.to_thread(
                    town.do, lambda db: making.pause(db, town.house, number=number, by="Liisa", why="failures")
                )
    assert got[-1][0] == "end"
    assert "Liian moni viesti" in got[-1][1]


async def test_nobody_streams_without_signing_in(address: str, town: Town) -> None:
    town.crowd(1)
    number = town.approved()
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(f"{address}/staff/lahetykset/{number}/edistyminen")
    assert answer.status_code == 303
