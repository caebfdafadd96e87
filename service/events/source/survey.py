"""The first reading of a calendar: what one event has to know of the others, gathered before any is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

from service.calendar import HELSINKI
from service.events.source import zones
from service.events.source.content import Component, Line, components

Lines = Callable[[], Iterable[bytes]]


class Version(NamedTuple):
    """By what the newest of several is told."""

    sequence: int
    changed: str
    place: int  # in the file


@dataclass
class Calendar:
    """What the first reading gathered."""

    zone: tzinfo = HELSINKI
    cancelled: bool = False  # METHOD:CANCEL: the file takes back what it lists
    zones: dict[str, tzinfo] = field(default_factory=dict)
    newest: dict[tuple[str, str], Version] = field(default_factory=dict)  # by UID and RECURRENCE-ID
    changed: dict[str, list[str]] = field(default_factory=dict)  # the RECURRENCE-IDs of a UID, as they are written
    total: int = 0


def survey(lines: Lines) -> Calendar:
    """The first reading. Raises NotCalendar."""
    found = Calendar()
    for part in components(lines()):
        if part.name == "VCALENDAR":
            found.zone = zones.zone(part.value("X-WR-TIMEZONE")) or HELSINKI
            found.cancelled = part.value("METHOD").strip().upper() == "CANCEL"
        elif part.name == "VTIMEZONE":
            tzid, zone = zones.own(part)
            if zone is not None:
                found.zones[tzid] = zone
        else:
            _note(found, part)
    return found


def _note(found: Calendar, part: Component) -> None:
    found.total += 1
    uid, again = part.value("UID"), part.one("RECURRENCE-ID")
    if not uid:
        return
    sequence = part.value("SEQUENCE").strip()
    changed = part.value("LAST-MODIFIED").strip()[:16] or part.value("DTSTAMP").strip()[:16]
    version = Version(int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0, changed, found.total)
    which = (uid, written(again))
    found.newest[which] = max(version, found.newest.get(which, version))
    if again is not None:
        found.changed.setdefault(uid, []).append(written(again))


def written(line: Line | None) -> str:
    """A RECURRENCE-ID as it stands in the file, with its zone; "" for none."""
    return "" if line is None else f"{line.parameters.get('TZID', '')}:{line.value.strip()}"
