"""From what Twilio tells of a message, in a webhook or in its list, to an `Inbound`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection
from datetime import datetime

import phonenumbers
from phonenumbers import PhoneNumberType

from service.channel import Inbound, Kind

NAME = "sms"
LONGEST = 10_000  # characters kept; a message of Twilio's has 1,600 at most

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{216,}={0,2}")
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_OPT_OUT = {"STOP", "START", "HELP"}


def person(sender: str) -> bool:
    """Whether the sender can be a person: a name ("POSTI") or a short code is a machine's: replies loop."""
    return bool(_E164.fullmatch(sender))


def ours_to_answer(sender: str, regions: Collection[str]) -> bool:
    """A mobile of an allowed region. 0600 and 0700 parse as valid: answering one would cost us its price."""
    try:
        number = phonenumbers.parse(sender)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.region_code_for_number(number) in regions and phonenumbers.number_type(number) in _MOBILE


def readable(body: str) -> str:
    """The text as it was written: long ones sometimes arrive in base64. NUL is refused by PostgreSQL."""
    text = _from_base64(body) or body
    # The API's JSON can hold half a surrogate pair, which no database takes.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")[:LONGEST]


def _from_base64(body: str) -> str:
    """What the body says in base64, or "". Only where nobody can have meant the letters themselves.

    216 letters without a space that happen to be canonical base64 of printable UTF-8 with a space in it.
    """
    letters = re.sub(r"[\r\n]", "", body.strip())
    if len(letters) % 4 or not _BASE64.fullmatch(letters):
        return ""
    try:
        raw = base64.b64decode(letters, validate=True)
        text = raw.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    plain = all(char.isprintable() or char in "\r\n\t\xa0\u200d\ufe0f" for char in text)
    canonical = base64.b64encode(raw).decode() == letters
    return text if canonical and plain and " " in text and len(text) > 160 else ""


def message(
    *,
    sid: str,
    sender: str,
    body: str,
    media: str,
    at: datetime,
    regions: Collection[str],
    opt_out: str = "",
    late: bool = False,
) -> Inbound | None:
    """An SMS as an `Inbound`; None where nobody may be answered or told (a machine's message)."""
    if not person(sender):
        return None
    return Inbound(
        channel=NAME,
        external_id=sid,
        address=sender,
        at=at,
        kind=Kind.MESSAGE if ours_to_answer(sender, regions) else Kind.FOREIGN,
        text=readable(body),
        ref=sid,
        other="mms" if media.isdecimal() and int(media) else "",
        late=late,
        opt_out=opt_out.upper() if opt_out.upper() in _OPT_OUT else "",
    )


def call(*, sid: str, sender: str, at: datetime, regions: Collection[str]) -> Inbound | None:
    """A telephone call. From a number we may not text it is FOREIGN with `other="call"`: for staff alone."""
    if not person(sender):
        return None
    if ours_to_answer(sender, regions):
        return Inbound(channel=NAME, external_id=sid, address=sender, at=at, kind=Kind.CALL)
    return Inbound(channel=NAME, external_id=sid, address=sender, at=at, kind=Kind.FOREIGN, other="call")
