"""The id of a Telegram message as the rest of the house sees it: "chat:message".

A message id alone is unique only within its chat. An edit, a tap and `Sent.provider_id` use the same form.
"""

from __future__ import annotations


def ref(chat_id: int, message_id: int) -> str:
    """The two numbers in their one form."""
    return f"{chat_id}:{message_id}"


def message_id(ref: str) -> int | None:
    """The message's number in "chat:message", or None where that is not one."""
    number = ref.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() else None
