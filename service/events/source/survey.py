"""The first reading of a calendar: what one event has to know of the others, gathered before any is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, NamedTuple

from icalendar import Event, vBroken

from service.calendar import HELSINKI
from service.events.source import zones
from service.events.source.content import blocks, event, one, text, written

Lines = Callable[[], Iterable[bytes]]
_ASKED = {"UID", "RECURRENCE-ID", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP"}


class Version(NamedTuple):
    """By what the newest of several is told."""

    sequence: int
    changed: str
    place: int  # in the file


@dataclass
class Calendar:
    """What the first reading gathered; and how long the rules of its series took, in seconds of work."""

    zone: tzinfo = HELSINKI
    cancelled: bool = False  # METHOD:CANCEL: the file takes back what it lists
    zones: dict[str, tzinfo] = field(default_factory=dict)
    newest: dict[tuple[str, str], Version] = field(default_factory=dict)  # by UID and RECURRENCE-ID
    changed: dict[str, list[tuple[date, str]]] = field(default_factory=dict)  # the times of a UID, each with its TZID
    total: int = 0
    rules_took: float = 0.0


def survey(lines: Lines) -> Calendar:
    """The first reading. Raises NotCalendar."""
    found = Calendar()
    for part in blocks(lines()):
        if part.name == "VCALENDAR":
            found.zone = zones.zone(part.value("X-WR-TIMEZONE")) or HELSINKI
            found.cancelled = part.value("METHOD").upper() == "CANCEL"
        elif part.name == "VTIMEZONE":
            tzid, zone = zones.own(part)
            if zone is not None:
                found.zones[tzid] = zone
        else:
            _note(found, event(part, _ASKED))
    return found


def _note(found: Calendar, part: Event) -> None:
    found.total += 1
    uid, again = text(part, "UID"), one(part, "RECURRENCE-ID")
    if not uid:
        return
    sequence = one(part, "SEQUENCE")
    changed = one(part, "LAST-MODIFIED") or one(part, "DTSTAMP")
    number = sequence if isinstance(sequence, int) else 0
    version = Version(number, written(changed)[:16] if changed is not None else "", found.total)
    which = (uid, named(again))
    found.newest[which] = max(version, found.newest.get(which, version))
    if not isinstance(again, vBroken) and isinstance(at := getattr(again, "dt", None), date):
        found.changed.setdefault(uid, []).append((at, zone_of(again)))


def named(again: Any | None) -> str:
    """A RECURRENCE-ID as it stands in the file, with its zone; "" for none."""
    return "" if again is None else f"{zone_of(again)}:{written(again)}"


def zone_of(value: Any) -> str:
    """The TZID of a value, or ""."""
    return str(value.params.get("TZID", ""))
