"""iCalendar as text (RFC 5545): lines folded at 75 octets, values escaped, the time zone of Finland."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from service.calendar import HELSINKI

LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""
ZONE = "Europe/Helsinki"
VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T030000",  # the European Union's rule since 1996 (directive 94/21/EC)
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0300",
    "TZNAME:EEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T040000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0300",
    "TZOFFSETTO:+0200",
    "TZNAME:EET",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


def text(name: str, value: str, language: str = "") -> str:
    """A property whose value is text."""
    value = _CONTROL.sub("", _BREAK.sub("\n", value))
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return f"{name}{f';LANGUAGE={language}' if language else ''}:" + value.replace("\n", "\\n")


def address(name: str, value: str) -> str:
    """A property whose value is a URI: it is not escaped, so it may have no break."""
    return f"{name}:" + _CONTROL.sub("", _BREAK.sub("", value))


def day(name: str, value: date) -> str:
    """A property whose value is a day."""
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def moment(name: str, value: datetime) -> str:
    """A property that is a time by the clock in Finland; of an hour that comes twice, the second one as UTC."""
    local = value.astimezone(HELSINKI)
    return utc(name, value) if local.fold else f"{name};TZID={ZONE}:{local:%Y%m%dT%H%M%S}"


def utc(name: str, value: datetime) -> str:
    """A property that is a time in UTC."""
    return f"{name}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def written(lines: Sequence[str]) -> bytes:
    """The lines as a file: folded, each ended with CRLF."""
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """Never within a character, which its readers might take for two."""
    data = line.encode()
    if len(data) <= LONGEST:
        return line
    parts, at, room = [], 0, LONGEST
    while at < len(data):
        end = min(at + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(data[at:end].decode())
        at, room = end, LONGEST - 1
    return "\r\n ".join(parts)
