"""The bot's side of the local Telegram, called by python-telegram-bot."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import aiohttp
import pytest
import telegram
from PIL import Image
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_limits import Limits
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.telegram_text import CannotParse, parse_html, trimmed

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Anna idea", callback_data="menu:1")],
        [InlineKeyboardButton("Mikkeli", url="https://mikkeli.fi")],
    ]
)


def picture(width: int = 640, height: int = 480) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "green").save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_message_with_buttons_is_seen(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    sent = await bot.send_message(aino.id, "<b>Hei</b> Åke &amp; ääni 👍 <i>nyt</i> ", "HTML", reply_markup=BUTTONS)
    assert sent.text == aino.last.text == "Hei Åke & ääni 👍 nyt"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 3), ("italic", 18, 3)]
    assert aino.last.labels == ["Anna idea", "Mikkeli"]
    assert sent.message_id == aino.last.id
    assert sent.from_user is not None
    assert sent.from_user.username == "meijan_demo_bot"


async def test_who_the_bot_is(network: TelegramNetwork, bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.is_bot, me.username, me.can_join_groups) == (True, "meijan_demo_bot", True)


@pytest.mark.parametrize(
    ("params", "code", "description"),
    [
        ({"chat_id": 1, "text": "Hei"}, 400, "Bad Request: chat not found"),
        ({"chat_id": "@nobody", "text": "Hei"}, 400, "Bad Request: chat not found"),
        ({"text": "Hei"}, 400, "Bad Request: chat_id is empty"),
        ({"chat_id": 7001, "text": " \n "}, 400, "Bad Request: message text is empty"),
        ({"chat_id": 7001}, 400, "Bad Request: message text is empty"),
        ({"chat_id": 7001, "text": "ä" * 4097}, 400, "Bad Request: message is too long"),
        ({"chat_id": 7001, "text": "x", "parse_mode": "BBCode"}, 400, "Bad Request: unsupported parse_mode"),
        (
            {"chat_id": 7001, "text": "<p>x</p>", "parse_mode": "HTML"},
            400,
            'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        (
            {"chat_id": 7001, "text": "x", "reply_markup": "{"},
            400,
            "Bad Request: can't parse reply keyboard markup JSON object",
        ),
        (
            {
                "chat_id": 7001,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "ä", "callback_data": "ä" * 33}]]},
            },
            400,
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"chat_id": 7001, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "ä"}]]}},
            400,
            "Bad Request: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_refusals_of_a_message(
    network: TelegramNetwork, aino: Person, params: dict[str, object], code: int, description: str
) -> None:
    url = f"{network.base_url}{network.token}/sendMessage"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as answer:
        assert answer.status == code
        assert await answer.json() == {"ok": False, "error_code": code, "description": description}
    assert aino.messages == []


async def test_4096_letters_and_64_bytes_are_allowed(aino: Person, bot: telegram.Bot) -> None:
    button = InlineKeyboardButton("x", callback_data="ä" * 32)
    await bot.send_message(aino.id, "ä" * 4096, reply_markup=InlineKeyboardMarkup([[button]]))
    assert len(aino.last.text) == 4096


async def test_tokens_and_methods(network: TelegramNetwork) -> None:
    async with aiohttp.ClientSession() as http:
        for path, status in [
            ("123456:wrong/getMe", 401),
            ("nonsense/getMe", 404),
            (f"{network.token}/sendTelepathy", 404),
            (f"{network.token}/getme", 200),
        ]:
            async with http.get(network.base_url + path) as answer:
                assert answer.status == status, path
                assert (await answer.json())["ok"] == (status == 200)
    with pytest.raises(InvalidToken):
        await telegram.Bot("123456:wrong", base_url=network.base_url).get_me()


async def test_every_way_to_write_a_call(network: TelegramNetwork, aino: Person) -> None:
    url = f"{network.base_url}{network.token}/sendMessage"
    params = {"chat_id": "7001", "text": "a+b & ä"}
    form = aiohttp.FormData(params, default_to_multipart=True)
    async with aiohttp.ClientSession() as http:
        for kind in ({"params": params}, {"data": params}, {"json": params}, {"data": form}):
            async with http.post(url, **kind) as answer:
                assert answer.status == 200
    assert [message.text for message in aino.messages] == ["a+b & ä"] * 4


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(network: TelegramNetwork, bot: telegram.Bot) -> None:
    veikko = network.person(7002, "Veikko")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(veikko.id, "Hei")
    network.press_start(veikko, "tori")
    await bot.send_message(veikko.id, "Hei")
    network.block(veikko)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(veikko.id, "Hei")
    with pytest.raises(ValueError, match="unblock"):
        network.write(veikko, "Hei")
    network.unblock(veikko)
    await bot.send_message(veikko.id, "Hei")


async def test_editing(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    sent = await bot.send_message(aino.id, "Valitse", reply_markup=BUTTONS)
    edited = await bot.edit_message_text("Kiitos", aino.id, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup, aino.last.buttons) == ("Kiitos", None, [])
    assert edited.edit_date is not None
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("Kiitos", aino.id, sent.message_id)
    await bot.edit_message_reply_markup(aino.id, sent.message_id, reply_markup=BUTTONS)
    assert aino.last.labels == ["Anna idea", "Mikkeli"]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(aino.id, sent.message_id, reply_markup=BUTTONS)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", aino.id, 1)
    own = network.write(aino, "Hei")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", aino.id, own.id)


async def test_deleting_reacting_typing(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    own = network.write(aino, "Kiitos")
    await bot.set_message_reaction(aino.id, own.id, "👍")
    assert own.reaction == "👍"
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await bot.set_message_reaction(aino.id, own.id, "🌲")
    await bot.send_chat_action(aino.id, "typing")
    assert aino.typing
    sent = await bot.send_message(aino.id, "Hei", reply_parameters=telegram.ReplyParameters(own.id))
    assert not aino.typing
    assert sent.reply_to_message is not None
    assert await bot.delete_message(aino.id, sent.message_id)
    assert aino.seen() == [own]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(aino.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(aino.id, "Hei", reply_parameters=telegram.ReplyParameters(99))


async def test_pictures_and_documents(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    content = picture()
    sent = await bot.send_photo(aino.id, content, caption="<b>Ranta</b>", parse_mode="HTML", reply_markup=BUTTONS)
    assert (aino.last.kind, aino.last.text, aino.last.labels[0]) == ("photo", "Ranta", "Anna idea")
    assert [(size.width, size.height) for size in sent.photo] == [(90, 68), (640, 480)]
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == content
    again = await bot.send_photo(aino.id, sent.photo[-1].file_id)
    assert again.photo[-1].width == 640
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(aino.id, b"no picture")
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", aino.id, sent.message_id)
    edited = await bot.edit_message_caption(aino.id, sent.message_id, caption="Uusi")
    assert isinstance(edited, telegram.Message)
    assert (edited.caption, edited.caption_entities) == ("Uusi", ())
    document = await bot.send_document(aino.id, b"\x00\xff;1\r\n", filename="äänet.csv")
    assert document.document is not None
    assert document.document.file_name == "äänet.csv"
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        await bot.get_file("no such file")


async def test_what_a_person_sends_can_be_fetched(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    network.send_photo(aino, picture(), "Kuoppa")
    network.send_voice(aino, b"OggS")
    photo, voice = (update.message for update in await bot.get_updates())
    assert photo is not None
    assert voice is not None
    assert voice.voice is not None
    assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray()) == picture()
    assert bytes(await (await voice.voice.get_file()).download_as_bytearray()) == b"OggS"


async def test_a_place(aino: Person, bot: telegram.Bot) -> None:
    sent = await bot.send_location(aino.id, 61.6886, 27.2723)
    assert sent.location is not None
    assert sent.location.latitude == 61.6886


async def test_a_venue(aino: Person, bot: telegram.Bot) -> None:
    sent = await bot.send_venue(aino.id, 61.6886, 27.2723, "Kahvihetki", "pääkirjasto")
    assert sent.venue is not None
    assert (sent.venue.title, sent.venue.address) == ("Kahvihetki", "pääkirjasto")
    with pytest.raises(BadRequest, match=r"(?i)venue address must be non-empty"):
        await bot.send_venue(aino.id, 61.6886, 27.2723, "Kahvihetki", " ")


async def test_commands_and_descriptions(network: TelegramNetwork, bot: telegram.Bot) -> None:
    await bot.set_my_commands([BotCommand("idea", "Anna idea")], language_code="fi")
    assert [command.command for command in await bot.get_my_commands(language_code="fi")] == ["idea"]
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("äänestä", "Äänestä")])
    await bot.set_my_description("Kaupungin kanava")
    await bot.set_my_short_description("Kanava", language_code="fi")
    assert (await bot.get_my_description()).description == "Kaupungin kanava"
    assert (await bot.get_my_short_description("fi")).short_description == "Kanava"


async def test_the_keyboard_below(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    keys = [
        [KeyboardButton("Jaa numero", request_contact=True)],
        [KeyboardButton("Jaa paikka", request_location=True)],
    ]
    await bot.send_message(aino.id, "Numero?", reply_markup=ReplyKeyboardMarkup([*keys, ["Ohita"]]))
    assert aino.last.buttons == []
    for label in ("Jaa numero", "Jaa paikka", "Ohita"):
        network.press(aino, label)
    contact, place, skipped = (update.message for update in await bot.get_updates())
    assert contact is not None
    assert contact.contact is not None
    assert (contact.contact.user_id, contact.contact.phone_number) == (aino.id, "358401234567")
    assert place is not None
    assert place.location is not None
    assert skipped is not None
    assert skipped.text == "Ohita"
    await bot.send_message(aino.id, "Kiitos", reply_markup=telegram.ReplyKeyboardRemove())
    assert aino.keyboard == []


async def test_limits(network: TelegramNetwork, aino: Person, bot: telegram.Bot) -> None:
    network.limits = Limits(per_second=2)
    await bot.send_message(aino.id, "1")
    await bot.send_message(aino.id, "2")
    with pytest.raises(telegram.error.RetryAfter) as caught:
        await bot.send_message(aino.id, "3")
    assert caught.value._retry_after == timedelta(seconds=1)
    network.limits = Limits(per_chat=1, chat_burst=1)
    await bot.send_message(aino.id, "1")
    with pytest.raises(telegram.error.RetryAfter):
        await bot.send_message(aino.id, "2")
    other = network.person(7002, started=True)
    await bot.send_message(other.id, "1")


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &copy; &#228;", 'a <b> & "c" &copy; ä', []),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ('<a href="https://mikkeli.fi?a=1&amp;b=2">ä</a>', "ä", [("text_link", 0, 1)]),
        ("<a>ä</a>", "ä", []),
        (
            '👍<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">y</span>',
            "👍xy",
            [("spoiler", 2, 1), ("spoiler", 3, 1)],
        ),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_that_telegram_reads(source: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    text, found = parse_html(source)
    assert text == plain
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("ä<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_html_that_telegram_refuses(source: str, error: str) -> None:
    with pytest.raises(CannotParse) as caught:
        parse_html(source)
    assert str(caught.value) == error


def test_entities_move_when_white_space_is_cut() -> None:
    text, entities = parse_html("  <b> x </b> ")
    assert trimmed(text, entities) == ("x", [{"type": "bold", "offset": 0, "length": 1}])
