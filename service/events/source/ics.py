"""iCalendar (RFC 5545) → events: read twice, an event at a time, so that a long calendar takes little memory.

The first reading gathers what one event has to know of others: zones, which times of a series were changed
(RECURRENCE-ID), which of several versions is the newest. An occurrence of a series is an event of its own; its id is
the UID and the day that the series gave it, so that moving it keeps it the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from service.calendar import HELSINKI
from service.events.draft import LONGEST
from service.events.source import zones
from service.events.source.clean import Cleaner, area_of, at_most
from service.events.source.content import Component, Line, components, unescaped
from service.events.source.found import (
    UNKNOWN_END,
    Found,
    Item,
    Passed,
    Reading,
    Refusal,
    Stands,
    Unusable,
)
from service.events.source.linked import finished, kinds, midnight, point, possible
from service.events.source.recurring import BadRule, days, read_rule
from service.words import Words

AHEAD = timedelta(days=366)
"""How far ahead a series is taken. What lies further comes with a later import."""
MOST_OF_A_SERIES = 400
_DURATION = re.compile(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")

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
    key = (uid, _written(again))
    found.newest[key] = max(version, found.newest.get(key, version))
    if again is not None:
        found.changed.setdefault(uid, []).append(_written(again))


def _written(line: Line | None) -> str:
    return "" if line is None else f"{line.parameters.get('TZID', '')}:{line.value.strip()}"


def read(lines: Lines, calendar: Calendar, reading: Reading) -> Iterator[Item]:
    """The second reading: each event, each coming time of a series. Raises NotCalendar."""
    events = (part for part in components(lines()) if part.name == "VEVENT")
    for place, part in enumerate(events, 1):
        yield from _Event(part, calendar, reading).items(place)


class _Event:
    """One VEVENT."""

    def __init__(self, part: Component, calendar: Calendar, reading: Reading) -> None:
        self.part, self.calendar, self.reading = part, calendar, reading
        self.uid = part.value("UID").strip()
        self.title = at_most(unescaped(part.value("SUMMARY")), 60)

    def items(self, place: int) -> Iterator[Item]:
        """What it comes to; refused as a whole or one time of it alone."""
        if not self.uid or len(self.uid) > 200 or not self.uid.isprintable():
            yield Refusal("", self.title, "tunnus (UID) puuttuu tai on liian pitkä")
            return
        again = self.part.one("RECURRENCE-ID")
        newest = self.calendar.newest[self.part.value("UID"), _written(again)]
        if newest.place != place:
            yield Passed.TWICE
            return
        if self.part.value("CLASS").strip().upper() in ("PRIVATE", "CONFIDENTIAL"):
            yield Passed.UNPUBLISHED
            return
        try:
            yield from self._items(again)
        except (Unusable, BadRule) as error:
            yield Refusal(self.uid, self.title, str(error))

    def _items(self, again: Line | None) -> Iterator[Item]:
        recurs = self.part.value("RRULE") or self.part.value("RDATE")
        if again is not None:
            if again.parameters.get("RANGE"):
                raise Unusable("muutosta, joka koskee kaikkia myöhempiä kertoja, emme osaa")
            yield self._one(f"{self.uid}/{_day(self._moment(again)):%Y-%m-%d}", self.uid)
        elif not recurs:
            yield self._one(self.uid, "")
        else:
            yield from self._series()

    # -- one time

    def _cancelled(self) -> bool:
        return self.calendar.cancelled or self.part.value("STATUS").strip().upper() == "CANCELLED"

    def _one(self, source_id: str, series: str) -> Item:
        if self._cancelled():
            return Found(source_id, Stands.CANCELLED, self.title, series=series)
        starts, length, note = self._start_and_length()
        return self._at(source_id, series, starts, length, note)

    def _at(self, source_id: str, series: str, starts: date, length: timedelta, note: str) -> Item:
        cleaner = Cleaner()
        if note:
            cleaner.note(note)
        possible(starts, "alkamisaika", self.reading.now)
        all_day = not isinstance(starts, datetime)
        if isinstance(starts, datetime):
            begins, ends = starts, _later(starts, length)
        else:
            begins, ends = midnight(starts), midnight(starts + length)
        if ends <= self.reading.now:
            return Passed.OVER
        values = {"starts": begins, "ends": ends, "all_day": all_day, **self._texts(cleaner)}
        title = values["title"]
        if not isinstance(title, Words):
            raise Unusable("otsikko puuttuu")
        return finished(Found(source_id, Stands.ON, title.fi, series=series), values, cleaner, self.reading)

    def _texts(self, cleaner: Cleaner) -> dict[str, object]:
        place, _, street = (part.strip() for part in self._text("LOCATION").partition(","))
        name = cleaner.words(place, "place")
        if name is None:
            cleaner.note("paikka: puuttuu")
        words = [unescaped(word) for line in self.part.lines.get("CATEGORIES", []) for word in line.value.split(",")]
        geo = self.part.value("GEO").split(";")
        try:
            latitude, longitude = point(float(geo[0]), float(geo[1])) if len(geo) == 2 else (None, None)
        except ValueError:
            latitude = longitude = None
        areas = self.reading.areas
        return {
            "title": cleaner.words(self._text("SUMMARY"), "title"),
            "text": cleaner.words(self._text("DESCRIPTION"), "text"),
            "place": name,
            "address": cleaner.words(street, "address"),
            "area": self.reading.area or area_of(areas, [name.fi] if name is not None else []),
            "latitude": latitude,
            "longitude": longitude,
            "url": cleaner.url(self.part.value("URL")),
            **kinds(words),
        }

    def _text(self, name: str) -> str:
        return unescaped(self.part.value(name))

    # -- when

    def _start_and_length(self) -> tuple[date, timedelta, str]:
        """A date with whole days, or a moment with how long it lasts; and a note where the end is our guess."""
        line = self.part.one("DTSTART")
        if line is None:
            raise Unusable("alkamisaika puuttuu")
        starts = self._moment(line)
        if (end := self.part.one("DTEND")) is not None:
            length = _between(starts, self._moment(end, "päättymisaika"))
        elif (said := self.part.value("DURATION").strip()) != "":
            length = _duration(said)
        elif isinstance(starts, datetime):
            return starts, UNKNOWN_END, "loppu: puuttuu, merkitsimme 2 tuntia"
        else:
            length = timedelta(days=1)
        if length < timedelta(0):
            raise Unusable("se päättyy ennen kuin alkaa")
        if length > LONGEST:
            raise Unusable("se kestää yli vuoden")
        if not isinstance(starts, datetime):
            length = max(timedelta(days=length.days), timedelta(days=1))
        return starts, length, ""

    def _moment(self, line: Line, name: str = "alkamisaika") -> date:
        """A date, or a moment in its zone. Raises Unusable."""
        found = _MOMENT.fullmatch(line.value.strip())
        if found is None:
            raise Unusable(f"{name} ei ole aika: {at_most(line.value, 30)}")
        numbers = [int(part) for part in found.groups()[:6] if part]
        try:
            if len(numbers) == 3:
                found_day = date(*numbers)
                _countable(found_day, name)
                return found_day
            year, month, day, hour, minute, second = numbers
            zone = UTC if found[7] else self._zone(line)
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)  # a leap second is none
        except ValueError as error:
            raise Unusable(f"{name} ei ole aika: {at_most(line.value, 30)}") from error
        _countable(moment, name)
        return moment

    def _zone(self, line: Line) -> tzinfo:
        tzid = line.parameters.get("TZID", "")
        if not tzid:
            return self.calendar.zone
        zone = self.calendar.zones.get(tzid) or zones.zone(tzid)
        if zone is None:
            raise Unusable(f"aikavyöhyke on outo: {at_most(tzid, 40)}")
        return zone

    # -- a series

    def _series(self) -> Iterator[Item]:
        starts, length, note = self._start_and_length()
        now, last = self.reading.now, (self.reading.now + AHEAD).astimezone(HELSINKI).date()
        since = now.astimezone(HELSINKI).date() - length - timedelta(days=1)
        taken_out = {_key(moment) for moment in self._moments("EXDATE")}
        elsewhere = {_key(self._moment(_again(text))) for text in self.calendar.changed.get(self.uid, [])}
        listed = {_key(moment): moment for moment in self._occurrences(starts, since, last)}
        ids = Counter[str]()
        yielded = 0
        for key in sorted(listed.keys() - taken_out):
            moment = listed[key]
            source_id = f"{self.uid}/{_day(moment):%Y-%m-%d}"
            ids[source_id] += 1
            if ids[source_id] > 1 and isinstance(moment, datetime):
                source_id += f"T{moment:%H%M}"
            if key in elsewhere or f"{_day(moment):%Y%m%d}" in taken_out:  # some write a date for a moment
                continue
            if self._cancelled():
                yield Found(source_id, Stands.CANCELLED, self.title, series=self.uid)
                continue
            yielded += 1
            if yielded > MOST_OF_A_SERIES:
                raise Unusable(f"sarjassa on yli {MOST_OF_A_SERIES} kertaa, loput jätettiin pois")
            yield self._at(source_id, self.uid, moment, length, note)

    def _occurrences(self, starts: date, since: date, last: date) -> Iterator[date]:
        """The times that the rule and the list give, before any is taken out."""
        first = _day(starts)
        rules = self.part.lines.get("RRULE", [])
        if len(rules) > 1 or self.part.one("EXRULE") is not None:
            raise Unusable("toistosääntöjä on monta: niitä emme osaa")
        for line in rules:
            rule = read_rule(line.value)
            until = self._moment(Line("UNTIL", {}, rule.until)) if rule.until else None
            for day in days(rule, first, since, last):
                moment = datetime.combine(day, starts.timetz()) if isinstance(starts, datetime) else day
                if until is not None and _after(moment, until):
                    break
                yield moment
        for moment in (*self._moments("RDATE"), starts):
            if since <= _day(moment) <= last:
                yield moment

    def _moments(self, name: str) -> Iterator[date]:
        for line in self.part.lines.get(name, []):
            for value in line.value.split(","):
                # a PERIOD is taken by its start
                yield self._moment(Line(name, line.parameters, value.split("/")[0]))


def _countable(moment: date, name: str) -> None:
    """Raises Unusable where another zone or a day more would leave the calendar."""
    if not 1900 <= moment.year <= 9000:
        raise Unusable(f"{name} on vuonna {moment.year}")


def _again(text: str) -> Line:
    tzid, _, value = text.rpartition(":")
    return Line("RECURRENCE-ID", {"TZID": tzid} if tzid else {}, value)


def _day(moment: date) -> date:
    """The day of a moment in its own zone; in ours for one in UTC."""
    if isinstance(moment, datetime):
        return (moment.astimezone(HELSINKI) if moment.tzinfo is UTC else moment).date()
    return moment


def _key(moment: date) -> str:
    """By which a time of a series is the same however it is written."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _after(moment: date, until: date) -> bool:
    if isinstance(moment, datetime) and isinstance(until, datetime):
        return moment > until
    return _day(moment) > _day(until)


def _between(starts: date, ends: date) -> timedelta:
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        return ends.astimezone(UTC) - starts.astimezone(UTC)
    if isinstance(starts, datetime):
        return datetime.combine(ends, time(), starts.tzinfo) - starts
    return _day(ends) - starts


def _later(starts: datetime, length: timedelta) -> datetime:
    return (starts.astimezone(UTC) + length).astimezone(starts.tzinfo)


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or text[-1] in "PT":
        raise Unusable(f"kesto ei ole kesto: {at_most(text, 30)}")
    weeks, whole, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=whole, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
