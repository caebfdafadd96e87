"""iCalendar (RFC 5545) → events: read twice, an event at a time, so that a long calendar takes little memory.

The first reading gathers what one event has to know of others: zones, which times of a series were changed
(RECURRENCE-ID), which of several versions is the newest. An occurrence of a series is an event of its own; its id is
the UID and the day that the series gave it, so that moving it keeps it the same.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import vBroken

from service.calendar import HELSINKI
from service.events.draft import LONGEST
from service.events.source import zones
from service.events.source.audience import kinds
from service.events.source.clean import Cleaner, area_of, at_most
from service.events.source.content import Block, all_of, blocks, event, one, text, written
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
from service.events.source.moments import between, countable, day_of, is_after, key, later
from service.events.source.recurring import BadRule, checked, days, until
from service.events.source.survey import Calendar, Lines, named, zone_of
from service.words import Words

AHEAD = timedelta(days=366)
"""How far ahead a series is taken. What lies further comes with a later import."""
MOST_OF_A_SERIES = 400
PATIENCE = 20.0
"""Seconds of work that the rules of one file may take: one that never comes takes up to seven."""


def read(lines: Lines, calendar: Calendar, reading: Reading, patience: float = PATIENCE) -> Iterator[Item]:
    """The second reading: each event, each coming time of a series. Raises NotCalendar."""
    events = (part for part in blocks(lines()) if part.name == "VEVENT")
    for place, part in enumerate(events, 1):
        yield from _Event(part, calendar, reading, patience).items(place)


class _Event:
    """One VEVENT."""

    def __init__(self, block: Block, calendar: Calendar, reading: Reading, patience: float) -> None:
        self.part, self.calendar, self.reading, self.patience = event(block), calendar, reading, patience
        self.uid = text(self.part, "UID")
        self.title = at_most(text(self.part, "SUMMARY"), 60)

    def items(self, place: int) -> Iterator[Item]:
        """What it comes to; refused as a whole or one time of it alone."""
        if not self.uid or len(self.uid) > 200 or not self.uid.isprintable():
            yield Refusal("", self.title, "tunnus (UID) puuttuu tai on liian pitkä")
            return
        again = one(self.part, "RECURRENCE-ID")
        if self.calendar.newest[self.uid, named(again)].place != place:
            yield Passed.TWICE
            return
        if text(self.part, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
            yield Passed.UNPUBLISHED
            return
        try:
            yield from self._items(again)
        except (Unusable, BadRule) as error:
            yield Refusal(self.uid, self.title, str(error))

    def _items(self, again: Any | None) -> Iterator[Item]:
        if again is not None:
            if again.params.get("RANGE"):
                raise Unusable("muutosta, joka koskee kaikkia myöhempiä kertoja, emme osaa")
            yield self._one(f"{self.uid}/{day_of(self._moment(again)):%Y-%m-%d}", self.uid)
        elif "RRULE" not in self.part and "RDATE" not in self.part:
            yield self._one(self.uid, "")
        else:
            yield from self._series()

    # -- one time

    def _cancelled(self) -> bool:
        return self.calendar.cancelled or text(self.part, "STATUS").upper() == "CANCELLED"

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
        place, _, street = (part.strip() for part in text(self.part, "LOCATION").partition(","))
        name = cleaner.words(place, "place")
        if name is None:
            cleaner.note("paikka: puuttuu")
        words = [str(word) for line in all_of(self.part, "CATEGORIES") for word in getattr(line, "cats", [])]
        latitude, longitude = self._point()
        areas = self.reading.areas
        return {
            "title": cleaner.words(text(self.part, "SUMMARY"), "title"),
            "text": cleaner.words(text(self.part, "DESCRIPTION"), "text"),
            "place": name,
            "address": cleaner.words(street, "address"),
            "area": self.reading.area or area_of(areas, [name.fi] if name is not None else []),
            "latitude": latitude,
            "longitude": longitude,
            "url": cleaner.url(text(self.part, "URL")),
            **kinds(words),
        }

    def _point(self) -> tuple[float | None, float | None]:
        geo = one(self.part, "GEO")
        return (None, None) if geo is None or isinstance(geo, vBroken) else point(geo.latitude, geo.longitude)

    # -- when

    def _start_and_length(self) -> tuple[date, timedelta, str]:
        """A date with whole days, or a moment with how long it lasts; and a note where the end is our guess."""
        begins, end, lasts = (one(self.part, name) for name in ("DTSTART", "DTEND", "DURATION"))
        if begins is None:
            raise Unusable("alkamisaika puuttuu")
        starts = self._moment(begins)
        if end is not None:
            length = between(starts, self._moment(end, "päättymisaika"))
        elif lasts is not None:
            length = _duration(lasts)
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

    def _moment(self, value: Any, name: str = "alkamisaika") -> date:
        """A date, or a moment in its zone. Raises Unusable."""
        found = None if isinstance(value, vBroken) else value.dt
        if isinstance(found, tuple):  # a PERIOD is taken by its start
            found = found[0]
        if not isinstance(found, date):
            raise Unusable(f"{name} ei ole aika: {at_most(written(value), 30)}")
        countable(found, name)
        return self._placed(found, zone_of(value))

    def _placed(self, found: date, tzid: str) -> date:
        """A moment in the zone that this file means by the name: the library remembers those of other files."""
        if not isinstance(found, datetime) or found.tzname() == "UTC":
            return found.replace(tzinfo=UTC) if isinstance(found, datetime) else found
        zone: tzinfo | None = self.calendar.zone
        if tzid:
            zone = self.calendar.zones.get(tzid) or zones.zone(tzid)
        if zone is None:
            raise Unusable(f"aikavyöhyke on outo: {at_most(tzid, 40)}")
        return found.replace(tzinfo=zone)

    # -- a series

    def _series(self) -> Iterator[Item]:
        starts, length, note = self._start_and_length()
        now, last = self.reading.now, (self.reading.now + AHEAD).astimezone(HELSINKI).date()
        since = now.astimezone(HELSINKI).date() - length - timedelta(days=1)
        taken_out = {key(moment) for moment in self._moments("EXDATE")}
        elsewhere = {key(self._placed(at, tzid)) for at, tzid in self.calendar.changed.get(self.uid, [])}
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
        rules = all_of(self.part, "RRULE")
        if len(rules) > 1 or "EXRULE" in self.part:
            raise Unusable("toistosääntöjä on monta: niitä emme osaa")
        for day in self._days(rules[0], day_of(starts), since, last) if rules else ():
            moment = datetime.combine(day, starts.timetz()) if isinstance(starts, datetime) else day
            if (end := until(rules[0])) is not None and is_after(moment, self._placed(end, "")):
                break
            yield moment
        for moment in (*self._moments("RDATE"), starts):
            if since <= day_of(moment) <= last:
                yield moment

    def _days(self, rule: Any, first: date, since: date, last: date) -> list[date]:
        """The days of the rule, while there is patience for rules of this file."""
        if self.calendar.rules_took > self.patience:
            raise Unusable("tiedoston toistosääntöjen laskeminen kestää liian kauan")
        begun = time.process_time()
        found = list(days(checked(rule), first, since, last))
        self.calendar.rules_took += time.process_time() - begun
        return found

    def _moments(self, name: str) -> Iterator[date]:
        for line in all_of(self.part, name):
            for value in [line] if isinstance(line, vBroken) else line.dts:
                value.params.setdefault("TZID", zone_of(line))
                yield self._moment(value)


def _duration(value: Any) -> timedelta:
    found = None if isinstance(value, vBroken) else value.dt
    if not isinstance(found, timedelta):
        raise Unusable(f"kesto ei ole kesto: {at_most(written(value), 30)}")
    return found
