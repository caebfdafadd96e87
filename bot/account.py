"""The bot's account at Telegram: opening it, and what is set there once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from telegram import Bot, BotCommand, InputFile, WebhookInfo

from bot.errors import as_send_errors
from bot.request import AiohttpRequest, as_json, proxy_for
from bot.settings import TelegramSettings

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""All that `parse` reads. Named explicitly: otherwise Telegram keeps what was set before (setWebhook)."""


class RawBot(Bot):
    """python-telegram-bot's Bot, with answers left as they are and parameters that go as JSON at once.

    Parsing an answer into a Message costs more CPU than sending it (bench/bot_send.py), and `Bot.get_updates`
    loses a whole batch to one update that cannot be parsed.
    """

    async def raw(self, method: str, data: dict[str, Any], *, read_timeout: float | None = None) -> Any:
        """`result` of the answer. Raises TelegramError, and KeyError where the answer has none."""
        if any(isinstance(value, InputFile) for value in data.values()):
            return await self._post(method, data)
        timeout = {} if read_timeout is None else {"read_timeout": read_timeout}
        return await self._request[1].post(f"{self.base_url}/{method}", as_json(data), **timeout)


class Account:
    """Built without I/O. Calls work before `open`, which asks who we are; every failure is a SendError."""

    def __init__(self, settings: TelegramSettings) -> None:
        self.settings = settings
        self.username = ""  # known after `open`
        self._request = AiohttpRequest(
            connect=settings.connect_timeout,
            read=settings.read_timeout,
            upload=settings.upload_timeout,
            connections=settings.connections,
            proxy=proxy_for(settings.api),
        )
        self.bot = RawBot(
            settings.token,
            base_url=settings.api,
            base_file_url=settings.files,
            request=self._request,
            get_updates_request=self._request,
        )

    async def open(self) -> None:
        """Learn our own name. Not `Bot.initialize`: its exception for a wrong token quotes the token."""
        with as_send_errors():
            self.username = (await self.bot.get_me()).username or ""

    async def close(self) -> None:
        """End the session. A call after it would make a new one."""
        await self._request.shutdown()

    async def set_webhook(self, url: str = "", *, max_connections: int = 40) -> None:
        """Have updates posted to `url`, ours by default, with our secret. A deploy step, not a replica's."""
        with as_send_errors():
            await self.bot.set_webhook(
                url or self.settings.webhook,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=max_connections,
                secret_token=self.settings.secret,
            )

    async def delete_webhook(self) -> None:
        """Needed before polling; what Telegram holds for us is kept."""
        with as_send_errors():
            await self.bot.delete_webhook(drop_pending_updates=False)

    async def webhook_info(self) -> WebhookInfo:
        """Where updates go, how many wait, and the last error: for `doctor`."""
        with as_send_errors():
            return await self.bot.get_webhook_info()

    async def set_commands(self, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """The menu of commands by language, "" for all others. Commands: a-z 0-9 _ only (setMyCommands)."""
        with as_send_errors():
            for language, pairs in commands.items():
                menu = [BotCommand(command, description) for command, description in pairs]
                await self.bot.set_my_commands(menu, language_code=language or None)

    async def commands(self, language: str) -> list[tuple[str, str]]:
        """The menu that `set_commands` has set for a language, "" for all others."""
        with as_send_errors():
            found = await self.bot.get_my_commands(language_code=language or None)
        return [(one.command, one.description) for one in found]

    async def updates(self, offset: int | None, *, wait: int) -> list[Any]:
        """One getUpdates, unparsed. `offset` confirms everything before it; `wait` seconds at Telegram."""
        data = {"offset": offset, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        with as_send_errors():
            found = await self.bot.raw("getUpdates", data, read_timeout=wait + self.settings.read_timeout)
        return found if isinstance(found, list) else []
