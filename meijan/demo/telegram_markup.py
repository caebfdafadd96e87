"""Checks of what a bot hangs below a message: inline buttons, a keyboard, its removal.

Rules: https://core.telegram.org/bots/api#inlinekeyboardbutton and #replykeyboardmarkup.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from meijan.demo.telegram_chats import Json
from meijan.demo.telegram_requests import bad_request, parsed

LONGEST_DATA = 64  # bytes
# what an inline button may do; exactly one of these
ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)


def read_markup(params: Json) -> Json | None:
    """The checked reply_markup of a call, not to be changed. Raises BotError."""
    given = params.get("reply_markup")
    if not given:
        return None
    return _read_text(given) if isinstance(given, str) else _checked(given)


@lru_cache(maxsize=1024)
def _read_text(text: str) -> Json:
    """A keyboard from its JSON. Cached: a broadcast has one for thousands of messages."""
    return _checked(parsed({"reply_markup": text}, "reply_markup", "reply keyboard markup"))


def _checked(markup: Any) -> Json:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        for button in _buttons(markup["inline_keyboard"]):
            _check_inline(button)
    elif "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("keyboard button text must be non-empty")
    return markup


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Array')
    return [button for row in rows for button in row]


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    actions = ACTIONS & button.keys()
    if len(actions) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and urlsplit(url).scheme not in ("http", "https", "tg"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
