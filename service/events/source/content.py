"""Content lines of iCalendar (RFC 5545, 3.1): unfolded, taken apart, gathered into events one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_LINE = 200_000  # bytes, unfolded
MOST_LINES = 2_000  # of one event
DEEPEST = 8
_VALUE = r"(?:\"[^\"]*\"|[^\":;,]*)"
_SETTING = rf";([A-Za-z0-9-]+)=({_VALUE}(?:,{_VALUE})*)"
_NAME = re.compile(rf"([A-Za-z0-9-]+)((?:{_SETTING})*):(.*)", re.DOTALL)
_PARAMETER = re.compile(_SETTING)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class NotCalendar(Exception):
    """The text can't be read as iCalendar; says why in Finnish."""


class Line(NamedTuple):
    """A property: its value as it is written, escapes and all."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass
class Component:
    """A part of a calendar (VEVENT, VTIMEZONE, the head of VCALENDAR) with its own lines by name."""

    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)
    count: int = 0

    def one(self, name: str) -> Line | None:
        """The first line of the name."""
        found = self.lines.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """The first line's value, or ""."""
        found = self.one(name)
        return found.value if found else ""


def unfolded(raw: Iterable[bytes]) -> Iterator[str]:
    """Lines without their folds: they may stand within a character, so they go before decoding. Raises NotCalendar."""
    kept = bytearray()
    for line in raw:
        line = line.rstrip(b"\r\n")
        if line[:1] in (b" ", b"\t"):
            kept += line[1:]
        else:
            if kept:
                yield _decoded(kept)
            kept = bytearray(line)
        if len(kept) > LONGEST_LINE:
            raise NotCalendar("rivi on liian pitkä")
    if kept:
        yield _decoded(kept)


def _decoded(line: bytearray) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotCalendar("teksti ei ole UTF-8-muodossa") from error


def parsed(text: str) -> Line | None:
    """A line taken apart; None for what is no property."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
    return Line(found[1].upper(), parameters, found[5])


def unescaped(value: str) -> str:
    """A TEXT value as a person reads it."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def components(raw: Iterable[bytes]) -> Iterator[Component]:
    """Each VTIMEZONE and VEVENT as it ends, and the head (VCALENDAR) before the first. Raises NotCalendar."""
    head = Component("VCALENDAR")
    open_parts: list[Component] = []
    told = False
    for number, text in enumerate(unfolded(raw)):
        line = parsed(text)
        if number == 0 and (line is None or line.name != "BEGIN" or line.value.upper() != "VCALENDAR"):
            raise NotCalendar("alku ei ole BEGIN:VCALENDAR")
        if line is None:
            continue
        name = line.value.strip().upper()
        if line.name == "BEGIN" and name != "VCALENDAR":
            if not told:
                told = True
                yield head
            if len(open_parts) >= DEEPEST:
                raise NotCalendar("osia on liian monta sisäkkäin")
            open_parts.append(Component(name))
        elif line.name == "END" and open_parts:
            part = open_parts.pop()
            if open_parts:
                open_parts[-1].parts.append(part)
            elif part.name in ("VEVENT", "VTIMEZONE"):
                yield part
        elif line.name not in ("BEGIN", "END"):
            _add(open_parts[-1] if open_parts else head, line)
    if open_parts:
        raise NotCalendar("tiedosto katkeaa kesken")


def _add(part: Component, line: Line) -> None:
    part.count += 1
    if part.count <= MOST_LINES:
        part.lines.setdefault(line.name, []).append(line)
