"""Events as a calendar file, one or many, in a language of the city: for telephones and for programs that subscribe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Component, Event, Timezone

from service.calendar import HELSINKI
from service.events.times import days
from service.print.words import Words
from store.events import EventRow
from store.models.events import EventState

STATUS = {EventState.CANCELLED: "CANCELLED", EventState.POSTPONED: "TENTATIVE", EventState.PUBLISHED: "CONFIRMED"}
MIME = "text/calendar; charset=utf-8"
ZONE = "Europe/Helsinki"
# the European Union's rule since 1996 (directive 94/21/EC)
VTIMEZONE = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
END:STANDARD
END:VTIMEZONE
"""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


def ics(rows: Sequence[EventRow], *, language: str = "fi", name: str = "", site: str = "", number: str = "") -> bytes:
    """The published, postponed and cancelled of these events. It is the same again until one of them changes.

    `name` is that of the whole calendar, for subscribers; `site` the address under which `/tapahtumat` is served and
    `number` the one that takes sign-ups by text message, both "" where there is none.
    """
    _ = Words(language)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Mikkeli//Meijan kanava//FI")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    if name:
        for label, value in (("NAME", name), ("X-WR-CALNAME", name), ("X-WR-TIMEZONE", ZONE)):
            calendar.add(label, _clean(value))
        calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", "PT1H")
    calendar.add_component(Timezone.from_ical(VTIMEZONE))
    for row in rows:
        if row.state in STATUS:
            calendar.add_component(_event(row, _, site, number))
    return bytes(calendar.to_ical(sorted=False))


def uid(row: EventRow) -> str:
    """The event's name for other programs, for ever: its number may one day be another's."""
    return f"{row.id}@tapahtumat.meijan"


def _event(row: EventRow, _: Words, site: str, number: str) -> Component:
    spoken = _.language if _.language in row.words.get("title", {}) else "fi"
    where = ", ".join(filter(None, (row.said("place", _.language), row.said("address", _.language))))
    address = f"{site}/tapahtumat/{row.number}" if site and row.number is not None else row.url
    event = Event()
    event.add("UID", uid(row))
    event.add("DTSTAMP", row.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", row.changed_at.astimezone(UTC))
    event.add("SEQUENCE", row.sequence)
    event.add("STATUS", STATUS[row.state])
    event.add("SUMMARY", _clean(_summary(row, _)), parameters={"LANGUAGE": spoken})
    _when(event, row)
    if row.latitude is not None and row.longitude is not None:
        event.add("GEO", (row.latitude, row.longitude))
    for label, value in (("LOCATION", where), ("DESCRIPTION", _description(row, _, number))):
        if value := _clean(value):
            event.add(label, value)
    if address := _clean(address).replace("\n", ""):  # an address is not escaped, so it may have no break
        event.add("URL", address)
    return event


def _clean(text: str) -> str:
    """A text without control characters, and with one kind of break."""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def _when(event: Component, row: EventRow) -> None:
    if row.all_day:
        first, last = days(row.starts_at, row.ends_at)
        event.add("DTSTART", first)
        event.add("DTEND", last + timedelta(days=1))
        return
    event.add("DTSTART", _moment(row.starts_at))
    if row.ends_at > row.starts_at:  # an end that is the beginning is none (RFC 5545, 3.8.2.2: it must be later)
        event.add("DTEND", _moment(row.ends_at))


def _moment(value: datetime) -> datetime:
    """A time by the clock in Finland; of an hour that comes twice, the second one as UTC."""
    local = value.astimezone(HELSINKI)
    return local.astimezone(UTC) if local.fold else local


def _summary(row: EventRow, _: Words) -> str:
    """Many calendars do not show a status, so the title says what can't be missed."""
    title = row.said("title", _.language)
    if row.state is EventState.CANCELLED:
        return _("CANCELLED: {title}", title=title)
    return _("POSTPONED: {title}", title=title) if row.state is EventState.POSTPONED else title


def _description(row: EventRow, _: Words, number: str) -> str:
    said = [row.said(name, _.language) for name in ("text", "price", "access")]
    if row.association or row.arranger:
        said.append(_("Arranged by {who}.", who=(row.association or row.arranger).rstrip(".")))
    if row.takes_signups and row.state is EventState.PUBLISHED and number and row.number is not None:
        form = f"ILMO {row.number}"
        said.append(_("Sign up by text message to {number}: {form}", number=number, form=form))
    return "\n".join(filter(None, said))
