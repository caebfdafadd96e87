"""Each way in which sending can fail, over a socket."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.send import TelegramChannel
from service.channel import Channel, Choice, Delivery, Outbound, SendError, Sent
from tests.bot import fake as fakes
from tests.bot.fake import Fake, refused

HELLO = Delivery("d1", "7001", Outbound("Hei & <tervetuloa>"))
EDIT = Delivery("d2", "7001", Outbound("Uusi", replaces="7001:50"))


def facts(error: SendError) -> dict[str, Any]:
    names = ("code", "permanent", "unknown", "blocked", "ours", "retry_after")
    return {name: value for name in names if (value := getattr(error, name))}


async def failing(channel: TelegramChannel, delivery: Delivery = HELLO) -> dict[str, Any]:
    with pytest.raises(SendError) as caught:
        await channel.send(delivery)
    return facts(caught.value)


async def test_a_message_is_sent(channel: TelegramChannel, fake: Fake) -> None:
    as_channel: Channel = channel
    assert await as_channel.send(HELLO) == Sent("7001:77")
    [(method, sent)] = fake.calls
    assert method == "sendMessage"
    assert sent == {
        "chat_id": 7001,
        "text": "Hei &amp; &lt;tervetuloa&gt;",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


BLOCKED = {"permanent": True, "blocked": True}
OURS = {"permanent": True, "ours": True}
REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", {"code": "forbidden", **BLOCKED}),
    (400, "Bad Request: chat not found", {"code": "chat-not-found", **BLOCKED}),
    (400, "Bad Request: user is deactivated", {"code": "user-deactivated", **BLOCKED}),
    (400, "Bad Request: not enough rights to send text messages", {
        "code": "no-right-to-write", "permanent": True}),
    (400, "Bad Request: BUTTON_DATA_INVALID", {"code": "bad-request", **OURS}),
    (401, "Unauthorized", {"code": "token", "ours": True}),
    (404, "Not Found", {"code": "token", "ours": True}),
    (409, "Conflict: terminated by other getUpdates request", {"code": "conflict", "ours": True}),
    (413, "Request Entity Too Large", {"code": "too-large", **OURS}),
    (429, "Too Many Requests", {"code": "too-many-requests"}),
    (500, "Internal Server Error", {"code": "server-error", "unknown": True}),
    (502, "Bad Gateway", {"code": "server-error", "unknown": True}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "words", "expected"), REFUSALS)
async def test_refusals(
    channel: TelegramChannel, fake: Fake, status: int, words: str, expected: dict[str, Any]
) -> None:
    fake.will("sendMessage", refused(status, words))
    assert await failing(channel) == expected
    assert fake.methods() == ["sendMessage"]  # asked once: nothing is repeated here


async def test_too_fast(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("sendMessage", refused(429, "Too Many Requests: retry after 7", retry_after=7))
    assert await failing(channel) == {"code": "too-many-requests", "retry_after": timedelta(seconds=7)}


async def test_a_group_that_moved(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("sendMessage", refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009))
    assert await failing(channel) == {"code": "chat-migrated", "permanent": True}


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>", status=200),
        web.json_response({"ok": True}),
        web.json_response([]),
        web.json_response({"ok": True, "result": True}),
    ],
)
async def test_an_answer_that_says_nothing_leaves_it_unknown(
    channel: TelegramChannel, fake: Fake, answer: web.Response
) -> None:
    fake.will("sendMessage", answer)
    assert await failing(channel) == {"code": "answer-not-understood", "unknown": True}


async def test_a_proxy_page_instead_of_telegram_leaves_it_unknown(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("sendMessage", web.Response(text="<html>", status=504))
    assert await failing(channel) == {"code": "server-error", "unknown": True}


async def test_a_connection_that_breaks_leaves_it_unknown(channel: TelegramChannel, fake: Fake) -> None:
    await channel.send(HELLO)  # on a kept connection, where a client might repeat by itself
    fake.will("sendMessage", ConnectionResetError)
    assert await failing(channel) == {"code": "network", "unknown": True}
    assert fake.methods() == ["sendMessage"] * 2


async def test_no_answer_in_time_leaves_it_unknown(fake: Fake) -> None:
    never = asyncio.Event()
    fake.will("sendMessage", never)
    async with fakes.channel(fake.api, read_timeout=0.05) as channel:
        assert await failing(channel) == {"code": "timed-out", "unknown": True}


async def test_a_long_poll_has_its_own_time(fake: Fake) -> None:
    later = asyncio.Event()
    fake.will("getUpdates", later)
    asyncio.get_running_loop().call_later(0.15, later.set)
    async with fakes.channel(fake.api, read_timeout=0.05) as channel:
        assert await channel.updates(None, wait=5) == []
        fake.will("getUpdates", asyncio.Event())
        with pytest.raises(SendError):  # and an end
            await asyncio.wait_for(channel.updates(None, wait=0), 5)


async def test_nobody_listening_is_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound, never listening: refused
        async with fakes.channel(f"http://127.0.0.1:{free.getsockname()[1]}/bot") as channel:
            assert await failing(channel) == {"code": "no-connection"}
            with pytest.raises(SendError):
                await channel.open()


async def test_no_connection_in_time_is_not_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # the kernel accepts one or two, and lets the next wait
        waiting = []
        try:
            for _ in range(4):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(full.getsockname())
                waiting.append(one)
            async with fakes.channel(f"http://127.0.0.1:{full.getsockname()[1]}/bot", connect_timeout=0.05) as channel:
                assert await failing(channel) == {"code": "no-connection"}
        finally:
            for one in waiting:
                one.close()


async def test_no_free_connection_is_not_sent(fake: Fake) -> None:
    never = asyncio.Event()
    fake.will("sendMessage", never)
    async with fakes.channel(fake.api, connections=1, connect_timeout=0.05) as channel:
        first = asyncio.create_task(channel.send(HELLO))
        await fake.until("sendMessage")
        assert await failing(channel) == {"code": "no-connection"}
        never.set()
        await asyncio.gather(first, return_exceptions=True)


async def test_an_edit_that_changes_nothing_is_done(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("editMessageText", refused(400, "Bad Request: message is not modified: specified new message"))
    assert await channel.send(EDIT) == Sent("7001:50")


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_what_cannot_be_edited_is_sent_anew(channel: TelegramChannel, fake: Fake, words: str) -> None:
    fake.will("editMessageText", refused(400, f"Bad Request: {words}"))
    assert await channel.send(EDIT) == Sent("7001:77")
    assert fake.methods() == ["editMessageText", "sendMessage"]


async def test_markup_that_cannot_be_parsed_goes_plain(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("sendMessage", refused(400, "Bad Request: can't parse entities: unsupported start tag"))
    assert await channel.send(HELLO) == Sent("7001:77")
    assert fake.calls[1][1]["text"] == "Hei & <tervetuloa>"
    assert "parse_mode" not in fake.calls[1][1]
    fake.will("sendMessage", *(refused(400, "Bad Request: can't parse entities") for _ in "12"))
    assert await failing(channel) == {"code": "markup", **OURS}


async def test_a_picture_that_telegram_cannot_show_goes_as_text(channel: TelegramChannel, fake: Fake) -> None:
    with_picture = Delivery("d", "7001", Outbound("Kartta", picture=b"\x89PNG..."))
    assert await channel.send(with_picture) == Sent("7001:77")
    assert fake.calls[0] == ("sendPhoto", {
        "chat_id": 7001, "photo": b"\x89PNG...", "caption": "Kartta", "parse_mode": "HTML"
    })  # fmt: skip
    fake.will("sendPhoto", refused(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    assert await channel.send(with_picture) == Sent("7001:77")
    assert fake.methods() == ["sendPhoto", "sendPhoto", "sendMessage"]


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery("d", "not-a-chat", Outbound("x")),
        Delivery("d", "7001", Outbound(" ")),
        Delivery("d", "7001", Outbound("x", choices=(Choice("1", "Yksi", "ä" * 33),))),
    ],
)
async def test_what_breaks_the_contract_is_ours(channel: TelegramChannel, fake: Fake, delivery: Delivery) -> None:
    assert await failing(channel, delivery) == {"code": "not-renderable", **OURS}
    assert fake.calls == []


async def test_telegram_cannot_be_asked(channel: TelegramChannel) -> None:
    with pytest.raises(SendError) as caught:
        await channel.settle(HELLO, since=datetime.now(UTC))
    assert caught.value.unknown


async def test_opening_fails_and_is_tried_again(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getMe", refused(502, "Bad Gateway"))
    with pytest.raises(SendError):
        await channel.open()
    assert await channel.send(HELLO) == Sent("7001:77")  # sending does not wait for it
    await channel.open()
    assert channel.username == "kuntabot"


async def test_a_wrong_token_is_never_quoted(channel: TelegramChannel, fake: Fake) -> None:
    fake.will("getMe", refused(401, "Unauthorized"))
    with pytest.raises(SendError) as caught:
        await channel.open()
    error: BaseException | None = caught.value
    while error is not None:
        assert "test-token" not in f"{error!r}{error}"
        error = error.__cause__ or error.__context__


async def test_files_are_fetched_from_beside_the_api(channel: TelegramChannel, fake: Fake) -> None:
    assert await channel.fetch("F") == fake.file
    assert fake.files == [f"/file/bot{fakes.TOKEN}/photos/1.jpg"]


async def test_a_file_that_is_too_large_is_not_fetched(channel: TelegramChannel, fake: Fake) -> None:
    said = {"file_id": "F", "file_unique_id": "U", "file_path": "a", "file_size": 6_000_000}
    fake.will("getFile", said, {**said, "file_size": 5}, refused(400, "Bad Request: file is too big"))
    fake.file = b"x" * (5 * 1024 * 1024 + 1)
    for _ in range(3):  # as announced, as found, as refused
        with pytest.raises(SendError) as caught:
            await channel.fetch("F")
        assert facts(caught.value) == {"code": "file-too-big", "permanent": True}
    assert len(fake.files) == 1


async def test_a_file_that_is_gone_does_not_accuse_the_token(channel: TelegramChannel, fake: Fake) -> None:
    fake.file = b""
    with pytest.raises(SendError) as caught:
        await channel.fetch("F")
    assert facts(caught.value) == {"code": "file-gone", "permanent": True}


async def test_what_is_set_once(channel: TelegramChannel, fake: Fake) -> None:
    await channel.set_webhook("https://kanava.example/telegram", max_connections=20)
    await channel.set_commands({"": [("apua", "Ohje")], "sv": [("apua", "Hjälp")]})
    assert (await channel.webhook_info()).pending_update_count == 3
    assert fake.calls[0][1] == {
        "url": "https://kanava.example/telegram",
        "max_connections": 20,
        "secret_token": "s3cret",
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert [call[1].get("language_code") for call in fake.calls[1:3]] == [None, "sv"]
