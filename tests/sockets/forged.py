"""Requests that a test makes itself, as Telegram and Twilio would, or as somebody who would like to be them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.sockets.city import AUTH, SECRET, City

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FORM = "application/x-www-form-urlencoded"
_ids = itertools.count(50_000)


def update(text: str, *, chat: int = 7001, number: int = 0, **fields: Any) -> dict[str, Any]:
    """An update with words in it, in a private chat."""
    user = {"id": chat, "is_bot": False, "first_name": "Aino", "language_code": "fi"}
    message: dict[str, Any] = {
        "message_id": next(_ids),
        "date": int(datetime.now(UTC).timestamp()),
        "from": user,
        "chat": {"id": chat, "type": "private", "first_name": "Aino"},
        "text": text,
        **fields,
    }
    return {"update_id": number or next(_ids), "message": message}


async def post_update(city: City, body: object, secret: str | None = SECRET) -> int:
    """The status of our answer. `body`: bytes as they are, anything else as JSON."""
    headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
    if isinstance(body, bytes):
        return await city.post("/telegram", data=body, headers=headers)
    return await city.post("/telegram", json=body, headers=headers)


def message(city: City, number: str, text: str, *, sid: str = "", **fields: str) -> dict[str, str]:
    """The form of a text message, as Twilio's webhook has it."""
    sid = sid or city.sms.sid("SM")
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": city.sms.account_sid,
        "From": number,
        "To": city.sms.number,
        "Body": text,
        "NumMedia": "0",
        "NumSegments": "1",
        "FromCity": "",
        **fields,
    }


def sign(city: City, path: str, fields: Mapping[str, str], token: str = AUTH, url: str = "") -> str:
    """Twilio's signature of a form."""
    made: str = RequestValidator(token).compute_signature(f"{url or city.url}{path}", fields)
    return made


async def post_form(city: City, path: str, fields: Mapping[str, str], signature: str | None = None) -> int:
    """The status of our answer to a form; signed properly unless a signature is given, "" for none."""
    signature = sign(city, path, fields) if signature is None else signature
    headers = {"Content-Type": FORM} | ({"X-Twilio-Signature": signature} if signature else {})
    return await city.post(path, data=urlencode(fields).encode(), headers=headers)
