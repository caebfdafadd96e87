"""Where a poster's readers write to: the ways that are on, in words and as QR codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.print import qr
from service.print.words import Words

MESSAGE, CHAT = "sms.svg", "telegram.svg"
"""The codes' files."""


@dataclass(frozen=True)
class Ways:
    """Where messages go: our number (+358…) and the bot's name, "" for a channel that is off; the poster's word."""

    number: str
    bot: str
    source: str = ""

    @property
    def shown(self) -> str:
        """ "+358 45 7000000", never broken at the end of a line."""
        import phonenumbers

        parsed = phonenumbers.parse(self.number)
        spaced = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return spaced.replace(" ", "\u00a0")


@dataclass(frozen=True)
class Sheet:
    """Values for a template and the pictures that they name."""

    values: dict[str, Any]
    pictures: dict[str, bytes]


def by_message(ways: Ways, begun: str, sentence: str, _: Words, *, more: str = "") -> tuple[dict[str, str], bytes]:
    """The way by text message and its QR code, which opens a message to us with the text `begun`."""
    form = begun.strip()
    return {
        "title": _("By text message"),
        "code": MESSAGE,
        "alt": message_alt(ways.number, form, _),
        "sentence": sentence,
        "form": form,
        "more": more,
        "open": _("Begin the text message"),
        "link": f"sms:{ways.number}?body={quote(begun)}",
    }, qr.svg(qr.sms_link(ways.number, begun))


def message_alt(number: str, form: str, _: Words) -> str:
    """What such a code is, for who cannot see it."""
    return _("QR code: opens a text message to {number} that begins {text}", number=number, text=form)


def by_chat(ways: Ways, start: str, _: Words) -> tuple[dict[str, str], bytes]:
    """The way by Telegram and its QR code; `start` tells the bot where one comes from."""
    bot = f"@{ways.bot}"
    link = qr.telegram_link(ways.bot, start)
    return {
        "title": _("On Telegram"),
        "code": CHAT,
        "alt": _("QR code: opens a chat with {bot} on Telegram", bot=bot),
        "sentence": _("Point your telephone's camera at the code, or look for {bot}.", bot=bot),
        "form": "",
        "more": "",
        "open": _("Open the chat on Telegram"),
        "link": link,
    }, qr.svg(link)
