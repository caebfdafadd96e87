"""Who is on the local Telegram and what each of them sees: people, groups, messages, buttons, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """One button: inline (data or url), or of the keyboard below the text (`wants` contact or location)."""

    label: str
    data: str = ""
    url: str = ""
    wants: str = ""


Rows = list[list[Button]]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the network's servers. `path` is what getFile gives."""

    id: str
    unique_id: str
    path: str
    content: bytes
    name: str = ""


@dataclass(slots=True, eq=False)
class ChatMessage:
    """One message as both sides see it. `api` is the Bot API's Message, kept current."""

    id: int
    chat_id: int
    at: datetime
    by_bot: bool
    api: Json
    kind: str = "text"  # text photo voice sticker location venue contact document
    buttons: Rows = field(default_factory=list)
    file: StoredFile | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    reaction: str = ""

    @property
    def text(self) -> str:
        """Text or caption, without formatting."""
        text: str = self.api.get("text") or self.api.get("caption") or ""
        return text

    @property
    def entities(self) -> list[Json]:
        entities: list[Json] = self.api.get("entities") or self.api.get("caption_entities") or []
        return entities

    @property
    def labels(self) -> list[str]:
        """Labels of its buttons, top to bottom."""
        return [button.label for row in self.buttons for button in row]

    def button(self, data_or_label: str) -> Button:
        """The button with this label or data. Raises LookupError."""
        for row in self.buttons:
            for button in row:
                if data_or_label in (button.label, button.data):
                    return button
        raise LookupError(f"no button {data_or_label!r} on message {self.id}, only {self.labels}")


@dataclass(frozen=True, slots=True)
class Toast:
    """What answerCallbackQuery showed. An empty text only stops the button's progress wheel."""

    text: str
    alert: bool
    query_id: str
    at: datetime


@dataclass(slots=True, eq=False)
class Chat:
    """Messages of one chat in order."""

    id: int
    api: Json  # the Bot API's Chat
    messages: list[ChatMessage] = field(default_factory=list)
    by_id: dict[int, ChatMessage] = field(default_factory=dict)

    def add(self, message: ChatMessage, keep: int) -> None:
        """Add a message; with `keep` older ones are forgotten."""
        self.messages.append(message)
        self.by_id[message.id] = message
        if keep and len(self.messages) > keep:
            del self.by_id[self.messages.pop(0).id]

    def seen(self) -> list[ChatMessage]:
        """What is on the screen: everything but what was deleted."""
        return [message for message in self.messages if not message.deleted]

    @property
    def last(self) -> ChatMessage:
        """The newest message of the bot. Raises LookupError."""
        for message in reversed(self.messages):
            if message.by_bot and not message.deleted:
                return message
        raise LookupError(f"the bot has said nothing in chat {self.id}")


@dataclass(slots=True, eq=False)
class Person(Chat):
    """Somebody with a Telegram client, and their private chat with the bot."""

    first_name: str = ""
    language_code: str = ""
    phone: str = ""
    started: bool = False  # a bot cannot write first
    blocked: bool = False
    keyboard: Rows = field(default_factory=list)  # shown instead of letters
    keyboard_hint: str = ""
    toasts: list[Toast] = field(default_factory=list)
    typing: bool = False  # "… is typing", until the next message

    @property
    def user(self) -> Json:
        """The Bot API's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True, eq=False)
class Group(Chat):
    """A supergroup that the bot is a member of; it numbers its own messages."""

    count: int = 0


def read_buttons(markup: Mapping[str, Any]) -> Rows:
    """Buttons of an InlineKeyboardMarkup or a ReplyKeyboardMarkup."""
    rows: Rows = []
    for row in markup.get("inline_keyboard") or markup.get("keyboard") or []:
        rows.append([_read_button(button) for button in row])
    return rows


def _read_button(button: str | Mapping[str, Any]) -> Button:
    if isinstance(button, str):  # the API allows a plain string in a reply keyboard
        return Button(button)
    wants = ""
    if button.get("request_contact"):
        wants = "contact"
    elif button.get("request_location"):
        wants = "location"
    return Button(button["text"], button.get("callback_data", ""), button.get("url", ""), wants)
