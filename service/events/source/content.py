"""An iCalendar file cut into its parts (RFC 5545, 3.4), one after another; what is in a part, the library reads.

The library reads a whole file at once, which takes ten times the file's size of memory, and whatever the file nests.
So it gets one event at a time here, without what is nested in it, and no more of it than the limits allow.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from icalendar import Event
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.parser import Contentline

LONGEST_LINE = 200_000  # bytes, unfolded
MOST_LINES = 2_000  # of one event
DEEPEST = 8
_NAME = re.compile(r"[^:;]*")
warnings.filterwarnings("ignore", category=GloballyUniqueTZIDGuessed)  # zones are ours to guess: zones.py


class NotCalendar(Exception):
    """The text can't be read as iCalendar; says why in Finnish."""


class Block(NamedTuple):
    """A part of a calendar (VEVENT, VTIMEZONE, the head of VCALENDAR): its own lines as they are written."""

    name: str
    lines: list[str]
    parts: list[Block]

    def value(self, name: str) -> str:
        """The value of the first line of a name, or ""."""
        return next((_value(line) for line in self.lines if _name(line) == name), "")


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


def _name(line: str) -> str:
    """The name of a line as the library takes it: blanks in it are nothing."""
    found = _NAME.match(line)
    return "".join(found[0].split()).upper() if found else ""


def _value(line: str) -> str:
    try:
        return str(Contentline(line).parts()[2]).strip()  # type: ignore[no-untyped-call]
    except ValueError:  # no property, which is no reason to refuse the rest
        return ""


def blocks(raw: Iterable[bytes]) -> Iterator[Block]:
    """Each VTIMEZONE and VEVENT as it ends, and the head (VCALENDAR) before the first. Raises NotCalendar."""
    head = Block("VCALENDAR", [], [])
    opened: list[Block] = []
    told = False
    for number, line in enumerate(unfolded(raw)):
        name, within = _name(line), line.partition(":")[2].strip().upper()
        if number == 0 and (name, within) != ("BEGIN", "VCALENDAR"):
            raise NotCalendar("alku ei ole BEGIN:VCALENDAR")
        if name == "BEGIN" and within != "VCALENDAR":
            if not told:
                told = True
                yield head
            if len(opened) >= DEEPEST:
                raise NotCalendar("osia on liian monta sisäkkäin")
            opened.append(Block(within, [], []))
        elif name == "END" and opened:
            part = opened.pop()
            if opened:
                opened[-1].parts.append(part)
            elif part.name in ("VEVENT", "VTIMEZONE"):
                yield part
        elif name not in ("BEGIN", "END") and len((opened[-1] if opened else head).lines) < MOST_LINES:
            (opened[-1] if opened else head).lines.append(line)
    if opened:
        raise NotCalendar("tiedosto katkeaa kesken")


def event(block: Block, only: Collection[str] = ()) -> Event:
    """A VEVENT as the library reads it, all of it or some names only; what it can't read is a `vBroken`."""
    lines = [line for line in block.lines if not only or _name(line) in only]
    found = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
    assert isinstance(found, Event)  # the lines begin and end nothing
    return found


def all_of(part: Event, name: str) -> list[Any]:
    """The values of a name, none or many."""
    found = part.get(name, [])
    return found if isinstance(found, list) else [found]


def one(part: Event, name: str) -> Any | None:
    """The first value of a name."""
    return next(iter(all_of(part, name)), None)


def text(part: Event, name: str) -> str:
    """The first value of a name as a person reads it, or ""."""
    return str(one(part, name) or "").strip()


def written(value: Any) -> str:
    """A value as it stands in the file."""
    raw = value.to_ical()
    return raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
