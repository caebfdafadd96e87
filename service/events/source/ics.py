"""iCalendar (RFC 5545) → events: read twice, an event at a time, so that a long calendar takes little memory.

The first reading gathers what one event has to know of others: zones, which times of a series were changed
(RECURRENCE-ID), which of several versions is the newest. An occurrence of a series is an event of its own; its id is
the UID and the day that the series gave it, so that moving it keeps it the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from service.calendar import HELSINKI
from service.events.draft import LONGEST
from service.events.source import zones
from service.events.source.audience import kinds
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
from service.events.source.linked import finished, midnight, point, possible
from service.events.source.moments import between, countable, day_of, duration, is_after, key, later
from service.events.source.recurring import BadRule, days, read_rule
from service.events.source.survey import Calendar, Lines, written
from service.words import Words

AHEAD = timedelta(days=366)
"""How far ahead a series is taken. What lies further comes with a later import."""
MOST_OF_A_SERIES = 400
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


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
        newest = self.calendar.newest[self.part.value("UID"), written(again)]
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
            yield self._one(f"{self.uid}/{day_of(self._moment(again)):%Y-%m-%d}", self.uid)
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
            begins, ends = starts, later(starts, length)
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
            length = between(starts, self._moment(end, "päättymisaika"))
        elif (said := self.part.value("DURATION").strip()) != "":
            length = duration(said)
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
                countable(found_day, name)
                return found_day
            year, month, day, hour, minute, second = numbers
            zone = UTC if found[7] else self._zone(line)
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)  # a leap second is none
        except ValueError as error:
            raise Unusable(f"{name} ei ole aika: {at_most(line.value, 30)}") from error
        countable(moment, name)
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
        taken_out = {key(moment) for moment in self._moments("EXDATE")}
        elsewhere = {key(self._moment(_again(text))) for text in self.calendar.changed.get(self.uid, [])}
        listed = {key(moment): moment for moment in self._occurrences(starts, since, last)}
        ids = Counter[str]()
        yielded = 0
        for at in sorted(listed.keys() - taken_out):
            moment = listed[at]
            source_id = f"{self.uid}/{day_of(moment):%Y-%m-%d}"
            ids[source_id] += 1
            if ids[source_id] > 1 and isinstance(moment, datetime):
                source_id += f"T{moment:%H%M}"
            if at in elsewhere or f"{day_of(moment):%Y%m%d}" in taken_out:  # some write a date for a moment
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
        first = day_of(starts)
        rules = self.part.lines.get("RRULE", [])
        if len(rules) > 1 or self.part.one("EXRULE") is not None:
            raise Unusable("toistosääntöjä on monta: niitä emme osaa")
        for line in rules:
            rule = read_rule(line.value)
            until = self._moment(Line("UNTIL", {}, rule.until)) if rule.until else None
            for day in days(rule, first, since, last):
                moment = datetime.combine(day, starts.timetz()) if isinstance(starts, datetime) else day
                if until is not None and is_after(moment, until):
                    break
                yield moment
        for moment in (*self._moments("RDATE"), starts):
            if since <= day_of(moment) <= last:
                yield moment

    def _moments(self, name: str) -> Iterator[date]:
        for line in self.part.lines.get(name, []):
            for value in line.value.split(","):
                # a PERIOD is taken by its start
                yield self._moment(Line(name, line.parameters, value.split("/")[0]))


def _again(text: str) -> Line:
    tzid, _, value = text.rpartition(":")
    return Line("RECURRENCE-ID", {"TZID": tzid} if tzid else {}, value)
