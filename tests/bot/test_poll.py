"""Polling: the offset moves after the turn, and nothing is lost or waited for without end."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import pytest

from bot.poll import TRIES, poll
from bot.send import TelegramChannel
from service.channel import Busy, Inbound, Kind, Taken
from tests.bot.fake import Fake, refused

AINO = {"id": 7001, "is_bot": False, "first_name": "Aino"}


def update(number: int) -> dict[str, Any]:
    body = {
        "message_id": number,
        "date": 1,
        "from": AINO,
        "chat": {"id": 7001, "type": "private"},
        "text": "hei",
    }
    return {"update_id": number, "message": body}


class World:
    """Ends the poller once it has taken what it should; errors come in the given order, then none."""

    def __init__(self, enough: int, *errors: BaseException | type[BaseException] | None) -> None:
        self.enough = enough
        self.errors = deque(errors)
        self.taken: list[Inbound] = []
        self.paused = 0.0

    def held(self) -> bool:
        return len(self.taken) < self.enough and self.paused < 1000

    async def take(self, inbound: Inbound) -> Taken:
        error = self.errors.popleft() if self.errors else None
        if error is not None:
            raise error
        self.taken.append(inbound)
        return Taken()

    async def pause(self, seconds: float) -> None:
        self.paused += seconds

    async def run(self, channel: TelegramChannel) -> list[str]:
        async with asyncio.timeout(10):
            await poll(channel, self.take, self.held, pause=self.pause)
        return [taken.external_id for taken in self.taken]


def offsets(fake: Fake) -> list[int | None]:
    return [call.get("offset") for method, call in fake.calls if method == "getUpdates"]


async def test_the_webhook_goes_first_and_the_offset_follows_the_turns(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)], [], [update(7)])
    assert await World(3).run(channel) == ["5", "6", "7"]
    assert fake.methods() == ["deleteWebhook", "getUpdates", "getUpdates", "getUpdates"]
    assert offsets(fake) == [None, 7, 7]
    assert fake.calls[1][1]["allowed_updates"][0] == "message"


async def test_a_crash_before_the_commit_brings_the_update_again(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)], [update(6)])
    first = World(9, None, asyncio.CancelledError)  # killed in the turn of 6
    with pytest.raises(asyncio.CancelledError):
        await first.run(channel)
    assert [taken.external_id for taken in first.taken] == ["5"]
    assert await World(1).run(channel) == ["6"]
    assert offsets(fake) == [None, None]  # nothing had been confirmed


async def test_while_the_database_is_away_the_update_waits(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)])
    world = World(2, *[Busy] * 8)
    assert await world.run(channel) == ["5", "6"]
    assert world.paused > 60


async def test_a_turn_that_fails_again_and_again_is_kept_and_passed(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)])
    world = World(2, *[RuntimeError] * TRIES)
    assert await world.run(channel) == ["5", "6"]
    assert [taken.kind for taken in world.taken] == [Kind.UNREADABLE, Kind.MESSAGE]


async def test_not_even_that_keeps_the_others_waiting(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)])
    assert await World(1, *[RuntimeError] * (TRIES + 1)).run(channel) == ["6"]


async def test_what_cannot_be_parsed_is_kept_and_passed(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [{"update_id": 5, "message": {}}, "nonsense", update(6)])
    world = World(2)
    assert await world.run(channel) == ["5", "6"]
    assert world.taken[0].kind is Kind.UNREADABLE


async def test_updates_without_a_number_do_not_make_it_spin(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", *[[{}]] * 3, [update(5)])
    world = World(1)
    assert await world.run(channel) == ["5"]
    assert world.paused >= 3


async def test_another_poller_or_no_network_is_waited_for(channel: TelegramChannel, fake: Fake) -> None:
    conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    fake.will("deleteWebhook", refused(502, "Bad Gateway"))
    fake.will("getUpdates", refused(409, conflict), ConnectionResetError, [update(5)])
    world = World(1)
    assert await world.run(channel) == ["5"]
    assert world.paused >= 1 + 2 + 4
    assert fake.methods().count("deleteWebhook") == 2


async def test_a_webhook_that_somebody_set_is_deleted_again(channel: TelegramChannel, fake: Fake) -> None:
    active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
    fake.will("getUpdates", refused(409, active), [update(5)])
    assert await World(1).run(channel) == ["5"]
    assert fake.methods() == ["deleteWebhook", "getUpdates", "deleteWebhook", "getUpdates"]


async def test_the_wait_that_telegram_asks_for_is_kept(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", refused(429, "Too Many Requests", retry_after=30), [update(5)])
    world = World(1)
    await world.run(channel)
    assert world.paused >= 30


async def test_a_lost_lease_leaves_the_rest_to_the_next_holder(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getUpdates", [update(5), update(6)])
    assert await World(1).run(channel) == ["5"]
    assert fake.methods().count("getUpdates") == 1


async def test_it_stops_at_once_when_cancelled(channel: TelegramChannel, fake: Fake) -> None:
    never = asyncio.Event()
    fake.will("getUpdates", never)
    task = asyncio.create_task(World(1).run(channel))
    await fake.until("getUpdates")
    task.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
