"""Outbound → a call of the Bot API: the method and its parameters.

Text goes as HTML with everything in it escaped. Choices are buttons under the message, each with its whole
label, one column but for those that stand beside the one before. Where a contact or a place is wanted, the buttons
take the keyboard's place instead (Telegram shows one kind a message), and a choice is sent back as its label.
`one_time` hides such a keyboard after use; it is not removed: that would cost a message of its own.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any, Final

from telegram import (
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.cut import cut
from bot.refs import message_id
from service.channel import Choice, Outbound, Venue

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True).to_dict()
UNFIT: Final = re.compile("[\0\ud800-\udfff]")
"""What cannot be sent as UTF-8, or is refused."""
MOST_BUTTONS: Final = 100
"""Of one keyboard (observed: 400 REPLY_MARKUP_TOO_LONG above it); the rest is typed."""


@dataclass(frozen=True, slots=True)
class Call:
    """A method of the Bot API with its parameters, as python-telegram-bot encodes them."""

    method: str
    data: dict[str, Any]


def render(address: str, outbound: Outbound, *, plain: bool = False) -> Call:
    """The one call that says it. `plain`: without markup, for the case that Telegram cannot parse it.

    Raises ValueError where the address or the message breaks the contract of a channel.
    """
    chat = int(address)
    keys = _keys(outbound, private=chat > 0)
    data: dict[str, Any] = {"chat_id": chat} | ({} if plain else {"parse_mode": "HTML"})
    if keys is not None:
        data["reply_markup"] = keys
    edited = message_id(outbound.replaces)
    if edited is not None and not _more_than_text(outbound) and not isinstance(keys, ReplyKeyboardMarkup):
        return Call("editMessageText", data | _text(outbound, plain) | {"message_id": edited})
    answered = message_id(outbound.reply_to)
    if answered is not None:
        data["reply_parameters"] = ReplyParameters(answered, allow_sending_without_reply=True)
    if outbound.picture:
        return Call("sendPhoto", data | _picture(outbound, plain))
    if outbound.document:
        return Call("sendDocument", data | _document(outbound, plain))
    if outbound.venue is not None:
        data.pop("parse_mode", None)
        return Call("sendVenue", data | _venue(outbound.venue))
    return Call("sendMessage", data | _text(outbound, plain))


def _more_than_text(outbound: Outbound) -> bool:
    return bool(outbound.picture or outbound.document or outbound.venue)


def words(outbound: Outbound) -> str:
    """The text with its tail, which follows it here since the choices are buttons."""
    return UNFIT.sub("", "\n\n".join(part for part in (outbound.text, outbound.tail) if part))


def _text(outbound: Outbound, plain: bool) -> dict[str, Any]:
    text = cut(words(outbound), MessageLimit.MAX_TEXT_LENGTH)
    if not text.strip():
        raise ValueError("a message without text")
    return {"text": _escaped(text, plain), "link_preview_options": NO_PREVIEW}


def _picture(outbound: Outbound, plain: bool) -> dict[str, Any]:
    name = "kuva.png" if outbound.picture.startswith(b"\x89PNG") else "kuva.jpg"
    caption = cut(words(outbound), MessageLimit.CAPTION_LENGTH)
    return {"photo": InputFile(outbound.picture, filename=name), "caption": _escaped(caption, plain)}


def _document(outbound: Outbound, plain: bool) -> dict[str, Any]:
    caption = cut(words(outbound), MessageLimit.CAPTION_LENGTH)
    file = InputFile(outbound.document, filename=outbound.document_name)
    return {"document": file, "caption": _escaped(caption, plain)}


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "latitude": venue.latitude,
        "longitude": venue.longitude,
        "title": UNFIT.sub("", venue.title),
        "address": UNFIT.sub("", venue.address),
    }


def _escaped(text: str, plain: bool) -> str:
    return text if plain else html.escape(text, quote=False)


def _keys(outbound: Outbound, *, private: bool) -> dict[str, Any] | ReplyKeyboardMarkup | None:
    if outbound.wants and private:  # Telegram refuses to ask for a contact or a place in a group
        return _asking(outbound)
    if not outbound.choices:
        return None
    rows: list[list[dict[str, str]]] = []
    for choice in outbound.choices[:MOST_BUTTONS]:
        if choice.beside and rows:
            rows[-1].append(_button(choice))
        else:
            rows.append([_button(choice)])
    return {"inline_keyboard": rows}


def _asking(outbound: Outbound) -> ReplyKeyboardMarkup:
    ask = KeyboardButton(
        outbound.wants_label,
        request_contact=outbound.wants == "contact" or None,
        request_location=outbound.wants == "place" or None,
    )
    typed = [[KeyboardButton(choice.label)] for choice in outbound.choices if not choice.url]
    return ReplyKeyboardMarkup([[ask], *typed], one_time_keyboard=True, resize_keyboard=True)


def _button(choice: Choice) -> dict[str, str]:
    """An InlineKeyboardButton: the library's own object costs five times as much (bench/bot_send.py)."""
    if choice.url:
        return {"text": choice.label, "url": choice.url}
    size = len(choice.data.encode())
    if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(f"button data of {size} bytes")
    return {"text": choice.label, "callback_data": choice.data}
