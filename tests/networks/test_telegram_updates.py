"""How updates of the local Telegram reach the service: webhook, long polling, faults on the way."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict

from meijan.demo.faults import Mishap
from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_network import TelegramNetwork
from tests.networks.receiver import Receiver

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


async def set_webhook(bot: telegram.Bot, receiver: Receiver, **options: object) -> None:
    await bot.set_webhook(f"{receiver.url}/telegram", **options)  # type: ignore[arg-type]


def texts(receiver: Receiver) -> list[str]:
    return [received.json["message"]["text"] for received in receiver.received]


async def test_the_webhook_gets_updates_in_order_with_the_secret(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver, secret_token="hush-hush_1")
    said = [f"viesti {number}" for number in range(20)]
    for text in said:
        network.write(aino, text)
    await network.settled()
    assert texts(receiver) == said
    assert {received.headers["X-Telegram-Bot-Api-Secret-Token"] for received in receiver.received} == {"hush-hush_1"}
    ids = [received.json["update_id"] for received in receiver.received]
    assert ids == list(range(ids[0], ids[0] + 20))


async def test_a_failed_update_is_repeated_until_it_is_taken(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver)
    receiver.answers = [500, 403, web.Response(status=503, headers={"Retry-After": "0"}), 302, 204]
    network.write(aino, "yksi")
    network.write(aino, "kaksi")
    await network.until(lambda: len(receiver.received) >= 3)
    info = await bot.get_webhook_info()
    assert info.last_error_message is not None
    assert info.last_error_message.startswith("Wrong response from the webhook: ")
    await network.settled()
    assert texts(receiver) == ["yksi"] * 5 + ["kaksi"]
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_nobody_listening_is_repeated_too(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    dead = Receiver()
    await dead.start()
    await dead.stop()
    await set_webhook(bot, dead)
    network.write(aino, "hei")
    assert network.updates.webhook is not None
    webhook = network.updates.webhook
    await network.until(lambda: webhook.last_error == "Connection refused")
    await set_webhook(bot, receiver)
    await network.settled()
    assert texts(receiver) == ["hei"]


async def test_one_chat_waits_and_others_pass(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver, max_connections=2)
    receiver.hold.clear()
    network.write(aino, "1a")
    network.write(aino, "1b")
    for number in (2, 3):
        network.write(network.person(number), str(number))
    await network.until(lambda: len(receiver.received) == 2)
    assert texts(receiver) == ["1a", "2"]
    receiver.hold.set()
    await network.settled()
    assert receiver.at_once == 2
    assert sorted(texts(receiver)) == ["1a", "1b", "2", "3"]


async def test_only_allowed_kinds_are_made(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver, allowed_updates=["message"])
    message = network.write(aino, "hei")
    network.edit(aino, message.id, "moi")
    network.block(aino)
    await network.settled()
    await set_webhook(bot, receiver)  # not given: as before
    network.unblock(aino)
    await set_webhook(bot, receiver, allowed_updates=[])
    network.block(aino)
    await network.settled()
    assert [sorted(received.json)[0] for received in receiver.received] == ["message", "my_chat_member"]


async def test_a_bad_secret_and_address_are_refused(bot: telegram.Bot, receiver: Receiver) -> None:
    with pytest.raises(BadRequest, match=r"(?i)secret token contains unallowed characters"):
        await set_webhook(bot, receiver, secret_token="ä")
    with pytest.raises(BadRequest, match=r"(?i)invalid webhook URL"):
        await bot.set_webhook("no address")


async def test_updates_may_come_twice_or_late(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver)
    network.faults.mishap_next(Mishap.DOUBLE)
    network.faults.hold = 60.0
    network.write(aino, "kahdesti")
    await network.settled()
    network.faults.mishap_next(Mishap.LATE)
    network.write(aino, "ensin")
    network.write(aino, "sitten")
    await network.settled()
    assert texts(receiver) == ["kahdesti", "kahdesti", "sitten", "ensin"]
    ids = [received.json["update_id"] for received in receiver.received]
    assert ids[0] == ids[1] < ids[3] < ids[2]


async def test_a_webhook_may_answer_with_a_method(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    await set_webhook(bot, receiver)
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": aino.id, "text": "Kiitos"})]
    network.write(aino, "hei")
    await network.settled()
    assert aino.last.text == "Kiitos"


async def test_polling_confirms_by_offset(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    for text in "abc":
        network.write(aino, text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["a", "b"]
    assert (await bot.get_updates(limit=2))[0] == first[0]  # not confirmed: again
    assert len(await bot.get_updates(offset=first[-1].update_id + 1)) == 1
    last = await bot.get_updates(offset=-1)
    assert [update.message.text for update in last if update.message] == ["c"]
    assert await bot.get_updates(offset=last[0].update_id + 1) == ()
    await network.settled()


async def test_a_poll_waits_for_the_next_update(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await network.until(lambda: network.updates.polled)
    network.write(aino, "hei")
    assert len(await asyncio.wait_for(poll, 5)) == 1


async def test_a_second_poller_ends_the_first(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await network.until(lambda: network.updates.polled)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 5)
    network.write(aino, "hei")
    assert len(await asyncio.wait_for(second, 5)) == 1


async def test_webhook_and_polling_exclude_each_other(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot, receiver: Receiver
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await network.until(lambda: network.updates.polled)
    await set_webhook(bot, receiver)
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await asyncio.wait_for(poll, 5)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    receiver.hold.clear()
    network.write(aino, "hei")
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1  # what was undelivered is kept
    await set_webhook(bot, receiver, drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_every_act_makes_the_update_that_a_client_would(
    network: TelegramNetwork, aino: Person, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(
        aino.id,
        "Hei",
        reply_markup=telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("A", callback_data="a:1")]]),
    )
    start = network.press_start(aino, "tori")
    network.edit(aino, start.id, "/apua@meijan_demo_bot")
    network.write(aino, "joo", reply_to=sent.message_id)
    network.tap(aino, sent.message_id, "A")
    network.tap(aino, sent.message_id, "vote:99", forged=True)
    network.tap(aino, 5, "old:1")
    network.send_photo(aino, b"no picture", "kuva")
    network.send_voice(aino, b"OggS")
    network.send_sticker(aino)
    network.send_location(aino, 61, 27)
    network.share_contact(aino)
    network.share_contact(aino, other_number="+358409999999", other_user_id=9)
    network.share_contact(aino, own=False)
    network.share_contact(aino, forwarded=True)
    network.write(aino, "ä" * 5000)
    network.block(aino)
    network.press_start(aino)
    network.write_in_group(aino, -100123, "ihan muuta")
    network.write_in_group(aino, -100123, "/idea")
    updates = await bot.get_updates()
    kinds = Counter(kind for update in updates for kind in update.to_dict() if kind != "update_id")
    assert kinds == {"message": 14, "edited_message": 1, "callback_query": 3, "my_chat_member": 3}
    assert updates[0].message is not None
    assert updates[0].message.text == "/start tori"  # as it was before the edit
    taps = [update.callback_query for update in updates if update.callback_query]
    assert [tap.data for tap in taps] == ["a:1", "vote:99", "old:1"]
    assert taps[2].message is not None
    assert not taps[2].message.is_accessible
    statuses = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert statuses == ["kicked", "member", "member"]


async def test_a_tap_is_answered_once_known(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    query_id = network.tap(aino, 5, "old:1")
    await bot.answer_callback_query(query_id, "Kiitos", show_alert=True)
    assert [(toast.text, toast.alert) for toast in aino.toasts] == [("Kiitos", True)]
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query("1")
    with pytest.raises(LookupError, match="no button"):
        network.tap(aino, network.write(aino, "x").id, "A")
    with pytest.raises(ValueError, match="payload"):
        network.press_start(aino, "ä")


async def test_whoever_watches_hears_of_it(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    with network.changes() as news:
        await bot.send_message(aino.id, "Hei")
        change = await asyncio.wait_for(news.get(), 5)
    assert (change.who, change.what, change.message) == (aino.id, "message", aino.last)
    with pytest.raises(TimeoutError):
        await network.until(lambda: False, within=0.01)
