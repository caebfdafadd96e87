"""TZID → a zone: names of the IANA database, what programs make of them, and the names of Windows."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.events.source.content import Component

# Unicode CLDR, windowsZones.xml, territory 001: those that a calendar here may meet
_WINDOWS = {
    "fle standard time": "Europe/Helsinki",
    "e. europe standard time": "Europe/Chisinau",
    "gtb standard time": "Europe/Bucharest",
    "w. europe standard time": "Europe/Berlin",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "romance standard time": "Europe/Paris",
    "gmt standard time": "Europe/London",
    "greenwich standard time": "Atlantic/Reykjavik",
    "russian standard time": "Europe/Moscow",
    "turkey standard time": "Europe/Istanbul",
    "eastern standard time": "America/New_York",
    "utc": "UTC",
    "coordinated universal time": "UTC",
    "helsinki, kyiv, riga, sofia, tallinn, vilnius": "Europe/Helsinki",
    "helsinki, kiova, riika, sofia, tallinna, vilna": "Europe/Helsinki",
}
_OFFSETS = {("+0200", "+0300"): "Europe/Helsinki", ("+0100", "+0200"): "Europe/Berlin"}


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo | None:
    """The zone of a name, or None: "Europe/Helsinki", "/example.org/Europe/Helsinki", "FLE Standard Time"."""
    name = name.strip().strip('"')
    tail = name.rsplit("/", 2)[-2:]
    for tried in (name.lstrip("/"), "/".join(tail), _WINDOWS.get(name.casefold().split(") ")[-1], "")):
        if not tried or len(tried) > 60:
            continue
        try:
            return ZoneInfo(tried)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def own(part: Component) -> tuple[str, ZoneInfo | None]:
    """A VTIMEZONE's TZID with the zone that its name, its location or its offsets mean."""
    tzid = part.value("TZID")
    offsets = {inner.name: inner.value("TZOFFSETTO") for inner in part.parts}
    pair = (offsets.get("STANDARD", ""), offsets.get("DAYLIGHT", ""))
    return tzid, zone(tzid) or zone(part.value("X-LIC-LOCATION")) or zone(_OFFSETS.get(pair, ""))
