"""A Telegram update → Inbound, or nothing. Pure: no network, no state.

What is refused here is refused for good, so anything that a person in a private chat did comes out as
something: at least `other` names what we have no use for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from telegram import ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.contents import clean, contents
from bot.refs import ref
from service.channel import Inbound, Kind

CHANNEL: Final = "telegram"
GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)
PRESENT: Final = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)
COMMAND: Final = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")
START: Final = re.compile(r"/start ([A-Za-z0-9_-]{1,64})")
"""A deep link's payload (core.telegram.org/bots/features#deep-linking)."""
LARGEST_ID: Final = 2**63


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are: the bot's user id, known from its token, and its name, "" until Telegram has told it."""

    bot_id: int
    username: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in an update. `update_id` is None where it has none: that one cannot be kept."""

    update_id: int | None
    inbound: Inbound | None
    tap_id: str = ""  # of a callback query, to be answered whatever became of it


def read(data: object, me: Me, *, now: datetime) -> Read:
    """Any decoded JSON. Never raises: an update that cannot be understood comes out as UNREADABLE."""
    update_id = read_id(data)
    if update_id is None or not isinstance(data, dict):
        return Read(None, None)
    query = data.get("callback_query")
    tap_id = query.get("id") if isinstance(query, dict) else None
    try:
        found = inbound(Update.de_json(data, None), me, now=now)
    except Exception:  # whatever python-telegram-bot makes of a field of the wrong type
        found = unreadable(data, now=now)
    return Read(update_id, found, tap_id if isinstance(tap_id, str) else "")


def read_id(data: object) -> int | None:
    """The update's number, or None where there is no usable one."""
    number = data.get("update_id") if isinstance(data, dict) else None
    return number if _is_id(number) else None


def unreadable(data: dict[str, Any], *, now: datetime) -> Inbound:
    """The update as its own JSON, to be kept and not repeated for ever. The address is "" if unknown."""
    return Inbound(
        channel=CHANNEL,
        external_id=str(data["update_id"]),
        address=_sender(data),
        at=now,
        kind=Kind.UNREADABLE,
        text=clean(_as_json(data)),
    )


def _as_json(data: dict[str, Any]) -> str:
    """What can be parsed may still be too deep to be written again; the id is kept then, the words are not."""
    try:
        return json.dumps(data, ensure_ascii=False)
    except RecursionError:
        return f'{{"update_id": {data["update_id"]}}} (too deep)'


def inbound(update: Update, me: Me, *, now: datetime) -> Inbound | None:
    """None: not for us (channel posts, polls, groups that do not address us, kinds that we never asked for).

    `now` is the time of a tap: Telegram gives none. May raise anything where fields have the wrong type.
    """
    blank = Inbound(channel=CHANNEL, external_id=str(update.update_id), address="", at=now)
    if update.message is not None:
        return _said(blank, update.message, me)
    if update.edited_message is not None:
        return _edited(blank, update.edited_message, me)
    if update.callback_query is not None:
        return _tapped(blank, update)
    if update.my_chat_member is not None:
        return _membership(blank, update.my_chat_member)
    return None


def _said(blank: Inbound, message: Message, me: Me) -> Inbound | None:
    if message.chat.type in GROUPS:
        return _in_group(blank, message, me)
    if message.chat.type != ChatType.PRIVATE or _is_machine(message):
        return None
    found = contents(blank, message, me.bot_id)
    if found is None:
        return None
    text = COMMAND.sub(r"/\1", found.text, count=1) if found.text.startswith("/") else found.text
    start = START.fullmatch(text)
    return _of(message, replace(found, text="/start" if start else text, start=start[1] if start else ""))


def _edited(blank: Inbound, message: Message, me: Me) -> Inbound | None:
    if message.chat.type != ChatType.PRIVATE or _is_machine(message):
        return None
    found = contents(blank, message, me.bot_id)
    if found is None:
        return None
    found = replace(_of(message, found), kind=Kind.EDIT, at=message.edit_date or message.date)
    # Editing cannot prove anything: a number is linked by sharing it.
    return replace(found, contact=None if found.contact is None else replace(found.contact, own=False))


def _in_group(blank: Inbound, message: Message, me: Me) -> Inbound | None:
    """Only where we are spoken to; the address is the group's. Being added arrives as my_chat_member."""
    text = clean(message.text or message.caption or "")
    if not _addressed(message, text, me) or _is_machine(message):
        return None
    return replace(_of(message, blank), kind=Kind.GROUP, text=text)


def _addressed(message: Message, text: str, me: Me) -> bool:
    name = me.username.casefold()
    command = COMMAND.match(text)
    if command is not None:
        return command[2] is None or command[2].casefold() == name
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.bot_id:
        return True
    return bool(name) and re.search(rf"@{re.escape(name)}\b", text.casefold()) is not None


def _tapped(blank: Inbound, update: Update) -> Inbound | None:
    query = update.callback_query
    assert query is not None
    if query.data is None:  # a game
        return None
    shown = query.message  # missing when too old; only chat and number when inaccessible
    return replace(
        blank,
        kind=Kind.TAP,
        address=_address(query.from_user.id),
        tap=clean(query.data),
        ref=ref(shown.chat.id, shown.message_id) if shown is not None else "",
        language=_language(query.from_user.language_code),
    )


def _membership(blank: Inbound, change: ChatMemberUpdated) -> Inbound | None:
    before, after = change.old_chat_member.status, change.new_chat_member.status
    language = _language(change.from_user.language_code)
    found = replace(blank, address=_address(change.chat.id), at=_aware(change.date), language=language)
    if change.chat.type == ChatType.PRIVATE:
        if after == ChatMemberStatus.BANNED:  # "kicked"
            return replace(found, kind=Kind.BLOCKED)
        return replace(found, kind=Kind.UNBLOCKED) if after in PRESENT else None
    if change.chat.type in GROUPS and after in PRESENT and before not in PRESENT:
        return replace(found, kind=Kind.GROUP)
    return None


def _of(message: Message, found: Inbound) -> Inbound:
    """With where, when and whose it is."""
    user = message.from_user
    return replace(
        found,
        address=_address(message.chat.id),
        at=_aware(message.date),
        ref=ref(message.chat.id, message.message_id),
        language=_language(user.language_code if user is not None else None),
    )


def _is_machine(message: Message) -> bool:
    """Another bot: answering could go on for ever. Telegram calls an anonymous administrator a bot, too."""
    return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


def _address(number: object) -> str:
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= LARGEST_ID:
        raise TypeError("an id that is not a number")
    return str(number)


def _aware(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _language(code: str | None) -> str:
    """BCP 47 as the client says it, or "" where it does not look like that."""
    return code if code and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", code) else ""


def _is_id(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < LARGEST_ID


def _sender(data: dict[str, Any]) -> str:
    """The person's id in an update that could not be parsed, or ""."""
    for part in data.values():
        person = part.get("from") if isinstance(part, dict) else None
        number = person.get("id") if isinstance(person, dict) else None
        if _is_id(number):
            return str(number)
    return ""
