"""Events as a calendar file, one or many, in a language of the city: for telephones and for programs that subscribe."""

from __future__ import annotations

from collections.abc import Sequence

from service.events import calendar_text as line
from service.events.times import days
from service.print.words import Words
from store.events import EventRow
from store.models.events import EventState

STATUS = {EventState.CANCELLED: "CANCELLED", EventState.POSTPONED: "TENTATIVE", EventState.PUBLISHED: "CONFIRMED"}
MIME = "text/calendar; charset=utf-8"


def ics(rows: Sequence[EventRow], *, language: str = "fi", name: str = "", site: str = "", number: str = "") -> bytes:
    """The published, postponed and cancelled of these events. It is the same again until one of them changes.

    `name` is that of the whole calendar, for subscribers; `site` the address under which `/tapahtumat` is served and
    `number` the one that takes sign-ups by text message, both "" where there is none.
    """
    _ = Words(language)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mikkeli//Meijan kanava//FI", "CALSCALE:GREGORIAN"]
    head += ["METHOD:PUBLISH"]
    if name:
        head += [line.text("NAME", name), line.text("X-WR-CALNAME", name), f"X-WR-TIMEZONE:{line.ZONE}"]
        head += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    events = [part for row in rows if row.state in STATUS for part in _event(row, _, site, number)]
    return line.written([*head, *line.VTIMEZONE, *events, "END:VCALENDAR"])


def uid(row: EventRow) -> str:
    """The event's name for other programs, for ever: its number may one day be another's."""
    return f"{row.id}@tapahtumat.meijan"


def _event(row: EventRow, _: Words, site: str, number: str) -> list[str]:
    if row.all_day:
        first, last = days(row.starts_at, row.ends_at)
        when = [line.day("DTSTART", first), line.day("DTEND", last.fromordinal(last.toordinal() + 1))]
    else:
        when = [line.moment("DTSTART", row.starts_at)]
        # an end that is the beginning is none (RFC 5545, 3.8.2.2: it must be later)
        when += [line.moment("DTEND", row.ends_at)] if row.ends_at > row.starts_at else []
    where = ", ".join(filter(None, (row.said("place", _.language), row.said("address", _.language))))
    spoken = _.language if _.language in row.words.get("title", {}) else "fi"
    address = f"{site}/tapahtumat/{row.number}" if site and row.number is not None else row.url
    return [
        "BEGIN:VEVENT",
        f"UID:{uid(row)}",
        line.utc("DTSTAMP", row.changed_at),
        line.utc("LAST-MODIFIED", row.changed_at),
        f"SEQUENCE:{row.sequence}",
        f"STATUS:{STATUS[row.state]}",
        line.text("SUMMARY", _summary(row, _), spoken),
        *when,
        *([line.text("LOCATION", where)] if where else []),
        *_point(row),
        *([line.text("DESCRIPTION", said)] if (said := _description(row, _, number)) else []),
        *([line.address("URL", address)] if address else []),
        "END:VEVENT",
    ]


def _point(row: EventRow) -> list[str]:
    if row.latitude is None or row.longitude is None:
        return []
    return [f"GEO:{row.latitude:.6f};{row.longitude:.6f}"]


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
