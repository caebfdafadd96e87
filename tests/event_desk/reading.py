"""A calendar file read by a program that did not write it: unfolded, split, its zone by dateutil."""

from __future__ import annotations

import io
import re
from datetime import datetime, tzinfo
from typing import NamedTuple

from dateutil import tz


class Property(NamedTuple):
    """A line: parameters by name, and the value as it stands."""

    params: dict[str, str]
    value: str


def unfolded(data: bytes) -> list[str]:
    """Logical lines; physical ones must keep to the limit."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    for line in physical:
        line.decode()  # never cut within a character
        assert b"\n" not in line
        assert b"\r" not in line
    return re.sub("\r\n[ \t]", "", data.decode()).split("\r\n")[:-1]


def events(data: bytes) -> list[dict[str, Property]]:
    """The properties of each event."""
    found: list[dict[str, Property]] = []
    inside = False
    for line in unfolded(data):
        if line in ("BEGIN:VEVENT", "END:VEVENT"):
            inside = line.startswith("BEGIN")
            found += [{}] if inside else []
        elif inside:
            head, _, value = line.partition(":")
            name, *params = head.split(";")
            assert name not in found[-1]
            found[-1][name] = Property(dict(param.split("=", 1) for param in params), value)
    return found


def said(value: str) -> str:
    """A text without its escapes."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def zone(data: bytes) -> tzinfo:
    """The time zone of the file, as its own rules have it."""
    text = data.decode()
    begin, end = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE")
    found = tz.tzical(io.StringIO(text[begin:end].replace("\r\n", "\n") + "END:VTIMEZONE\n")).get()
    assert found is not None
    return found


def moment(found: Property, of: tzinfo) -> datetime:
    """The time of a property, aware."""
    if found.value.endswith("Z"):
        return datetime.strptime(found.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=tz.UTC)
    assert found.params == {"TZID": "Europe/Helsinki"}
    return datetime.strptime(found.value, "%Y%m%dT%H%M%S").replace(tzinfo=of)
