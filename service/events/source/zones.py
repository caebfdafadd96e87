"""TZID → a zone: names of the IANA database, what programs make of them, and the names of Windows."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from service.events.source.content import Block

_NAMED = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()} | {
    "fle standard time": "Europe/Helsinki",  # one zone of Windows for Finland and Kyiv: a calendar here means Finland
    "helsinki, kyiv, riga, sofia, tallinn, vilnius": "Europe/Helsinki",
    "helsinki, kiova, riika, sofia, tallinna, vilna": "Europe/Helsinki",
    "coordinated universal time": "UTC",
}
# A zone of a file's own making is known by its offsets: its rules, which may be anything, are not followed.
_OFFSETS = {("+0200", "+0300"): "Europe/Helsinki", ("+0100", "+0200"): "Europe/Berlin"}


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo | None:
    """The zone of a name, or None: "Europe/Helsinki", "/example.org/Europe/Helsinki", "FLE Standard Time"."""
    name = name.strip().strip('"')
    tail = name.rsplit("/", 2)[-2:]
    for tried in (name.lstrip("/"), "/".join(tail), _NAMED.get(name.casefold().split(") ")[-1], "")):
        if not tried or len(tried) > 60:
            continue
        try:
            return ZoneInfo(tried)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def own(block: Block) -> tuple[str, ZoneInfo | None]:
    """A VTIMEZONE's TZID with the zone that its name, its location or its offsets mean."""
    tzid = block.value("TZID")
    offsets = {inner.name: inner.value("TZOFFSETTO") for inner in block.parts}
    pair = (offsets.get("STANDARD", ""), offsets.get("DAYLIGHT", ""))
    return tzid, zone(tzid) or zone(block.value("X-LIC-LOCATION")) or zone(_OFFSETS.get(pair, ""))
