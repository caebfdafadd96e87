"""A town that starts with a token alone: no public address, so updates are fetched, by one process at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import meijan.app
from bot.poll import Poller
from meijan.app import Service
from service.channel import Inbound, Taken
from store import leases
from tests.sockets import said
from tests.sockets.city import TOKEN, City
from tests.sockets.conftest import Start


def polls(city: City) -> list[int]:
    """Statuses of all getUpdates so far."""
    return [call.status for call in city.telegram.journal if call.name == "getUpdates"]


async def test_without_a_public_address(start: Start) -> None:
    """The webhook of an earlier life is deleted first; what had waited there is answered too."""
    city = await start(before=_an_old_webhook, polling=True)
    city.telegram.write(city.aino, "/ohje")
    await city.told(city.aino, said.HELP)
    assert city.telegram.updates.webhook is None
    city.telegram.write(city.aino, "/idea Penkki rantaan")
    await city.tap(city.aino, "Keskusta")
    await city.told(city.aino, said.WHOSE)
    await city.rest()
    assert len(city.aino.toasts) == 1
    assert await city.post("/telegram", json={}) == 404
    assert await city.health() == {"telegram": "sending", "sms": "sending"}


async def _an_old_webhook(telegram: Any, _sms: Any) -> None:
    telegram.methods.call("setWebhook", {"url": "http://127.0.0.1:9/telegram"})


async def two_processes(start: Start) -> City:
    """Two processes on one database; somebody writes a few times."""
    first, second = await start(polling=True), await start(polling=True)
    for n in range(4):
        first.telegram.write(first.aino, f"/idea Penkki numero {n}")
        await first.telegram.settled()
        await first.until(lambda n=n: second.received == n + 1)  # type: ignore[misc]
    return first


async def test_only_the_holder_of_the_lease_polls(start: Start) -> None:
    """Telegram ends the older of two polls with 409; that never happens."""
    city = await two_processes(start)
    assert set(polls(city)) <= {200}
    assert city.received == 4


async def test_without_the_lease_they_would_fight(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everybody holds the lease."""
    monkeypatch.setattr(leases, "hold", lambda db, **_named: 1)
    city = await two_processes(start)
    await city.until(lambda: 409 in polls(city))


async def test_the_second_takes_over(start: Start) -> None:
    first, second = await start(polling=True), await start(polling=True)
    first.telegram.write(first.aino, "/ohje")
    await first.told(first.aino, said.HELP)
    await first.end()
    second.telegram.write(second.aino, "/idea Penkki rantaan")
    await second.told(second.aino, said.KEPT)
    await second.rest()
    assert len(second.read(second.aino)) == 2


async def test_somebody_else_polls_too(start: Start) -> None:
    """A forgotten old server with the same token: 409 for us, and we go on."""
    city = await start(polling=True)
    stranger = f"{city.telegram.base_url}{TOKEN}/getUpdates?timeout=0"
    for n in range(3):
        await city.until(lambda: city.telegram.updates.polled)
        async with city.web.get(stranger) as answer:
            assert answer.status == 200
        await city.until(lambda n=n: polls(city).count(409) == n + 1)  # type: ignore[misc]
    city.telegram.write(city.aino, "/ohje")
    await city.told(city.aino, said.HELP)
    await city.rest()
    assert len(city.read(city.aino)) == 1


# -- a crash between the turn and the offset


async def crash(start: Start, monkeypatch: pytest.MonkeyPatch, *, after_the_commit: bool) -> City:
    """A process gets an update and dies, before its commit or after it; another one starts."""
    taking, take = asyncio.Event(), Service.take

    async def dying(self: Service, inbound: Inbound) -> Taken:
        if after_the_commit:
            await take(self, inbound)
        taking.set()
        await asyncio.Event().wait()
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(meijan.app.Service, "take", dying)
        first = await start(polling=True)
        first.telegram.write(first.aino, "/idea Penkki rantaan")
        await asyncio.wait_for(taking.wait(), 10)
        assert first.received == after_the_commit
        await first.end()
    return await start(polling=True)


@pytest.mark.parametrize("after_the_commit", [False, True])
async def test_the_offset_moves_after_the_commit(
    start: Start, monkeypatch: pytest.MonkeyPatch, after_the_commit: bool
) -> None:
    """Nothing lost, nothing twice."""
    city = await crash(start, monkeypatch, after_the_commit=after_the_commit)
    await city.told(city.aino, said.KEPT)
    await city.rest()  # until the update is confirmed
    assert (city.received, len(city.read(city.aino))) == (1, 1)


async def test_moved_before_it_would_lose_the_message(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: confirmed first, as python-telegram-bot's Updater does."""
    batch = Poller._batch

    async def hasty(self: Poller, found: list[Any]) -> None:
        if found:
            self.offset = found[-1]["update_id"] + 1
            await self.channel.updates(self.offset, wait=0)
        await batch(self, found)

    monkeypatch.setattr(Poller, "_batch", hasty)
    city = await crash(start, monkeypatch, after_the_commit=False)
    await city.until(lambda: city.telegram.updates.polled)
    await city.rest()
    assert (city.received, city.read(city.aino)) == (0, [])
