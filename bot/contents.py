"""What a message holds: words, picture, voice, place, contact, or something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import phonenumbers
from telegram import Contact as SharedContact
from telegram import Message, MessageOriginUser
from telegram.constants import ChatType
from telegram.helpers import effective_message_type

from bot.refs import ref
from bot.request import MAX_BYTES
from service.channel import Contact, Inbound, Media, MediaKind, Place

MOST_TEXT: Final = 10_000
"""Characters kept; Telegram's own limit for a message is 4,096."""
UNFIT: Final = re.compile("[\0\ud800-\udfff]")
"""NUL (PostgreSQL refuses it) and halves of surrogate pairs (no UTF-8)."""
REGION: Final = "FI"
USELESS: Final = (
    *("animation", "audio", "checklist", "dice", "document", "game", "giveaway", "invoice"),
    *("paid_media", "poll", "sticker", "story", "video", "video_note"),
)
"""Kinds that a person sends and that we have no use for. `animation` comes before `document`: it has both."""
USEFUL: Final = ("photo", "voice", "location", "contact")


def clean(text: str) -> str:
    """The text without what nobody can see or store, cut to the longest that Telegram lets through."""
    return UNFIT.sub("", text)[:MOST_TEXT]


def contents(blank: Inbound, message: Message, bot_id: int) -> Inbound | None:
    """`blank` with what the message holds; None for a service message (a pin, say): nobody said anything."""
    found = replace(
        blank,
        text=clean(message.text or message.caption or ""),
        media=_media(message),
        place=_place(message),
        contact=_contact(message),
        reply_to=_answered(message, bot_id),
    )
    if _is_ours(message, bot_id):
        return replace(found, text="", media=(), other="forward")
    used = bool(found.media or found.place or found.contact)
    found = replace(found, other="" if message.text or used else _unused(message))
    return found if used or found.text or found.other else None


def _media(message: Message) -> tuple[Media, ...]:
    """The largest size of the picture that we would fetch, or the voice message."""
    fitting = [size for size in message.photo if (size.file_size or 0) <= MAX_BYTES]
    if fitting:
        largest = max(fitting, key=lambda size: size.width * size.height)
        return (Media(MediaKind.PHOTO, clean(largest.file_id)),)
    if message.voice is not None and (message.voice.file_size or 0) <= MAX_BYTES:
        return (Media(MediaKind.VOICE, clean(message.voice.file_id)),)
    return ()


def _place(message: Message) -> Place | None:
    where = message.location
    if where is None or not (-90 <= where.latitude <= 90 and -180 <= where.longitude <= 180):
        return None
    return Place(float(where.latitude), float(where.longitude))


def _contact(message: Message) -> Contact | None:
    """`own` only if Telegram says that the number is the sender's, shared by the sender, here and now."""
    shared, sender = message.contact, message.from_user
    if shared is None:
        return None
    number = e164(shared)
    if number is None:
        return None
    own = (
        sender is not None
        and shared.user_id == sender.id
        and message.chat.type == ChatType.PRIVATE
        and message.forward_origin is None
        and message.via_bot is None
    )
    return Contact(number, own)


def e164(shared: SharedContact) -> str | None:
    """Telegram writes numbers of its users without "+"; a phone book may have the national form."""
    raw = shared.phone_number.strip()
    for text, region in (("+" + raw.lstrip("+"), None), (raw, REGION)):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _answered(message: Message, bot_id: int) -> str:
    """The message of ours that this one answers by Telegram's "reply"."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != bot_id:
        return ""
    return ref(replied.chat.id, replied.message_id)


def _is_ours(message: Message, bot_id: int) -> bool:
    """Our own message, forwarded back: its words are not the person's."""
    origin = message.forward_origin
    return isinstance(origin, MessageOriginUser) and origin.sender_user.id == bot_id


def _unused(message: Message) -> str:
    """The kind of a message that gave nothing: of no use, too large, not a number, or unknown."""
    for kind in USELESS:
        if message[kind]:
            return kind
    known = effective_message_type(message)
    if known is None and message.api_kwargs:
        return clean(min(message.api_kwargs))[:40]  # newer than the library
    return str(known) if known in USEFUL else ""
