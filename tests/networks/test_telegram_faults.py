"""Faults of the local Telegram as python-telegram-bot meets them: what was taken, what is known of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from meijan.demo.faults import Fault, Faults
from meijan.demo.local_http import LocalServer, NoResponse
from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_network import TelegramNetwork


@pytest.mark.parametrize(
    ("fault", "error", "taken"),
    [
        (Fault.TOO_MANY, RetryAfter, False),
        (Fault.FORBIDDEN, Forbidden, False),
        (Fault.SERVER_ERROR, NetworkError, False),
        (Fault.SILENT, TimedOut, False),
        (Fault.HANG_UP, NetworkError, False),
        (Fault.TAKEN_ERROR, NetworkError, True),
        (Fault.TAKEN_SILENT, TimedOut, True),
        (Fault.TAKEN_HANG_UP, NetworkError, True),
    ],
)
async def test_each_fault(
    network: TelegramNetwork,
    aino: Person,
    bot: telegram.Bot,
    fault: Fault,
    error: type[Exception],
    taken: bool,
) -> None:
    network.faults.fail_next(fault)
    assert (await bot.get_me()).is_bot  # no message: spared
    with pytest.raises(error) as caught:
        await bot.send_message(aino.id, "Hei", read_timeout=0.2)
    assert [message.text for message in aino.messages] == (["Hei"] if taken else [])
    if error is TimedOut:
        assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    await bot.send_message(aino.id, "Moi")
    assert aino.last.text == "Moi"


async def test_nobody_listens(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    await bot.get_me()
    await network.refuse()
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(aino.id, "Hei")
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    await network.listen()
    await bot.send_message(aino.id, "Hei")
    assert len(aino.messages) == 1


async def test_faults_by_share_repeat_with_the_seed(aino: Person, network: TelegramNetwork, bot: telegram.Bot) -> None:
    async def run() -> list[bool]:
        network.faults = Faults(share={Fault.FORBIDDEN: 0.5}, seed=7)
        outcomes = []
        for _ in range(20):
            try:
                await bot.send_message(aino.id, "Hei")
                outcomes.append(True)
            except Forbidden:
                outcomes.append(False)
        return outcomes

    first = await run()
    assert 3 < sum(first) < 17
    assert await run() == first
    network.faults.clear()
    await bot.send_message(aino.id, "Hei")


async def test_a_fault_for_one_method(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    network.faults.fail_next(Fault.TOO_MANY, only="getMe")
    network.faults.retry_after = 17
    await bot.send_message(aino.id, "Hei")
    with pytest.raises(RetryAfter) as caught:
        await bot.get_me()
    assert caught.value._retry_after == timedelta(seconds=17)
    network.faults.share = {Fault.TOO_MANY: 1.0}
    network.faults.only = frozenset({"sendPhoto"})
    await bot.send_message(aino.id, "Hei")


async def test_stopping_ends_whatever_is_under_way(aino: Person, network: TelegramNetwork, bot: telegram.Bot) -> None:
    dead = LocalServer(lambda request: NoResponse(hang_up=False), asyncio.ensure_future)  # type: ignore[arg-type]
    await dead.start()
    await bot.set_webhook(f"http://127.0.0.1:{dead.port}")
    network.write(aino, "Hei")
    network.faults.fail_next(Fault.SILENT)
    call = asyncio.create_task(bot.send_message(aino.id, "Hei", read_timeout=30))
    await network.until(lambda: network.journal[-1].answer is Fault.SILENT)
    await network.stop()
    with pytest.raises(NetworkError):
        await asyncio.wait_for(call, 5)
    await dead.stop()
    assert not network._tasks


async def test_latency_and_the_journal(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    network.faults.latency = 0.02
    await bot.send_message(aino.id, "Hei")
    call = network.journal[-1]
    assert (call.name, call.params["text"], call.status) == ("sendMessage", "Hei", 200)
    network.faults.fail_next(Fault.SILENT)
    with pytest.raises(TimedOut):
        await bot.send_message(aino.id, "Hei", read_timeout=0.1)
    call = network.journal[-1]
    assert (call.name, call.params["text"], call.status, call.answer) == (
        "sendMessage",
        "Hei",
        0,
        Fault.SILENT,
    )
