"""What the bot tells Telegram of itself, and how it wants its updates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from meijan.demo.telegram_chats import Json
from meijan.demo.telegram_requests import BotError, bad_request, parsed, text_of, true, whole
from meijan.demo.telegram_updates import Webhook

if TYPE_CHECKING:
    from meijan.demo.telegram_world import TelegramWorld

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
LONGEST_POLL = 50  # seconds, as the real server


class Settings:
    """Methods that send nothing to people."""

    def __init__(self, world: TelegramWorld) -> None:
        self.world = world
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.descriptions: dict[tuple[str, str], str] = {}  # by kind and language
        self.by_name: dict[str, Callable[[Json], Any]] = {
            "getme": self.get_me,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": lambda params: self.world.updates.info(),
            "getupdates": self.get_updates,
            "setmycommands": self.set_my_commands,
            "getmycommands": self.get_my_commands,
            "deletemycommands": self.delete_my_commands,
            "setmydescription": lambda params: self._describe(params, "description", 512),
            "getmydescription": lambda params: self._described(params, "description"),
            "setmyshortdescription": lambda params: self._describe(params, "short_description", 120),
            "getmyshortdescription": lambda params: self._described(params, "short_description"),
        }

    def get_me(self, params: Json) -> Json:
        return self.world.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.world.reads_all_in_groups,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def set_webhook(self, params: Json) -> bool:
        url = text_of(params, "url")
        drop = true(params, "drop_pending_updates")
        if not url:
            return self.delete_webhook(params)
        if not urlsplit(url).hostname:
            raise bad_request("bad webhook: invalid webhook URL specified")
        secret = text_of(params, "secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._allow(params)
        connections = min(max(whole(params, "max_connections", 40), 1), 100)
        self.world.updates.set_webhook(Webhook(url, secret, connections), drop_pending=drop)
        return True

    def delete_webhook(self, params: Json) -> bool:
        self.world.updates.delete_webhook(drop_pending=true(params, "drop_pending_updates"))
        return True

    async def get_updates(self, params: Json) -> list[Json]:
        """The only method that waits."""
        updates = self.world.updates
        if updates.webhook is not None:
            raise BotError(409, WEBHOOK_ACTIVE)
        self._allow(params)
        if offset := whole(params, "offset"):
            updates.confirm(offset)
        limit = min(max(whole(params, "limit", 100), 1), 100)
        timeout = min(max(whole(params, "timeout"), 0), LONGEST_POLL)
        conflict, found = await updates.poll(limit, timeout)
        if conflict:
            raise BotError(409, conflict)
        return found

    def set_my_commands(self, params: Json) -> bool:
        commands = parsed(params, "commands", "commands") or []
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[self._scope(params)] = [
            {"command": c["command"].removeprefix("/"), "description": c["description"]} for c in commands
        ]
        return True

    def get_my_commands(self, params: Json) -> list[Json]:
        return self.commands.get(self._scope(params), [])

    def delete_my_commands(self, params: Json) -> bool:
        self.commands.pop(self._scope(params), None)
        return True

    def _scope(self, params: Json) -> tuple[str, str]:
        scope = parsed(params, "scope", "scope") or {"type": "default"}
        return str(sorted(scope.items())), text_of(params, "language_code")

    def _describe(self, params: Json, kind: str, longest: int) -> bool:
        text = text_of(params, kind)
        if len(text) > longest:
            raise bad_request("BOT_ABOUT_TOO_LONG" if kind == "short_description" else "BOT_DESCRIPTION_TOO_LONG")
        self.descriptions[kind, text_of(params, "language_code")] = text
        return True

    def _described(self, params: Json, kind: str) -> Json:
        language = text_of(params, "language_code")
        default = self.descriptions.get((kind, ""), "")
        return {kind: self.descriptions.get((kind, language), default)}

    def _allow(self, params: Json) -> None:
        """Not given: as before. An empty list: the default, which has all kinds that the network makes."""
        allowed = parsed(params, "allowed_updates", "allowed updates")
        if allowed is not None:
            self.world.updates.allowed = [str(kind) for kind in allowed]
