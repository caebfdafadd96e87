"""What the Telegram channel needs to know from outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PATH = "/telegram"
"""Where Telegram posts updates, under the public address."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot account. Times in seconds.

    `api` ends in "/bot", as python-telegram-bot writes it; the token follows. `secret` is what Telegram
    repeats in a header of each update (1-256 of A-Z a-z 0-9 _ -, setWebhook); with an empty one nothing is
    accepted over the web. Without a `public_url` updates are polled. Raises ValueError on what cannot work.
    """

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    api: str = "https://api.telegram.org/bot"
    public_url: str = ""
    region: str = "FI"  # how a telephone number without a country is read
    connect_timeout: float = 5.0
    read_timeout: float = 10.0
    upload_timeout: float = 30.0
    poll_seconds: int = 25  # how long one getUpdates waits at Telegram
    connections: int = 32  # to Telegram, at most

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d+:[\w-]+", self.token, re.ASCII):
            raise ValueError("the Telegram token is not of the form 123456:letters")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", self.secret):
            raise ValueError("the Telegram secret may have A-Z a-z 0-9 _ - and 256 characters at most")
        if not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?/bot", self.api):
            raise ValueError("the address of the Telegram API must end in /bot")

    @property
    def files(self) -> str:
        """Where files are fetched from: …/bot → …/file/bot (Bot API, getFile)."""
        return self.api.removesuffix("/bot") + "/file/bot"

    @property
    def bot_id(self) -> int:
        """The bot's own user id: the part of the token before the colon."""
        return int(self.token.partition(":")[0])

    @property
    def webhook(self) -> str:
        """The address that Telegram posts to, or "" where there is none."""
        return self.public_url.rstrip("/") + PATH if self.public_url else ""
