"""An event in words, in one language: when, where, what it costs, how one signs up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.calendar import HELSINKI
from service.events.shown import takes
from service.events.times import days
from service.print.words import Said, Words
from store.events import EventRow
from store.models.events import EventState

JOIN = "ILMO"


def told(row: EventRow, _: Words, now: datetime) -> dict[str, Any]:
    """Values of an event for a template. Every text of the arranger's is a pair of text and language."""
    return {
        "number": row.number,
        "title": said(row, "title", _),
        "notice": _notice(row, _),
        "when": capital(when(row, _)),
        "place": said(row, "place", _),
        "address": said(row, "address", _),
        "area": row.area,
        "price": said(row, "price", _),
        "kinds": kinds(row, _),
        "access": said(row, "access", _),
        "arranger": row.association or row.arranger,
        "text": [
            Said(part, said(row, "text", _).lang) for part in said(row, "text", _).text.splitlines() if part.strip()
        ],
        "url": row.url,
        "signup": signup(row, _, now),
    }


def said(row: EventRow, name: str, _: Words) -> Said:
    """A text of the event with the language that it is in."""
    words = row.words.get(name, {})
    own = words.get(_.language, "")
    return Said(own, _.language) if own else Said(words.get("fi", ""), "fi")


def capital(text: str) -> str:
    """A text as it begins a line."""
    return text[:1].upper() + text[1:]


def when(row: EventRow, _: Words) -> str:
    """ "torstaina 26.11.2026 kello 13–15", or two sentences where it ends on another day."""
    first, last = span(row, _)
    return _("Begins: {start}. Ends: {end}.", start=first, end=last) if last else first


def span(row: EventRow, _: Words) -> tuple[str, str]:
    """When it is; or, where it ends on another day, its beginning and its end."""
    starts, ends = row.starts_at.astimezone(HELSINKI), row.ends_at.astimezone(HELSINKI)
    if row.all_day:
        first, last = days(starts, ends)
        return (_.day(first), _.day(last)) if last > first else (_("{day}, all day", day=_.day(first)), "")
    if starts.date() != ends.date():
        return _.moment(starts), _.moment(ends)
    return _.moment(starts) + (f"–{_.clock(ends)}" if ends > starts else ""), ""


def kinds(row: EventRow, _: Words) -> list[str]:
    """What sort of event it is, as one may look for it."""
    known = ((row.free_of_charge, _("Free of charge")), (row.accessible, _("Accessible")))
    return [word for yes, word in (*known, (row.for_children, _("For children"))) if yes]


def _notice(row: EventRow, _: Words) -> str:
    if row.state is EventState.CANCELLED:
        return _("This event is cancelled.")
    return _("This event is postponed. The new time is not known yet.") if row.state is EventState.POSTPONED else ""


def signup(row: EventRow, _: Words, now: datetime) -> list[str]:
    """How it stands with sign-ups, in sentences; how one signs up is with the ways."""
    match takes(row, now):
        case "later":
            opens = row.signup_opens_at or row.starts_at
            return [_("Sign-up opens: {moment}.", moment=_.moment(opens)), *_limits(row, _)]
        case "over":
            return [_("Sign-up has ended.")] if row.starts_at > now else []
        case "open":
            free = [_.ngettext("{n} seat is free.", "{n} seats are free.", row.free)] if row.capacity else []
            return [*free, *_until(row, _), *_limits(row, _)]
        case "line":
            return [_("All seats are taken. You can wait in line for a seat."), *_until(row, _), *_limits(row, _)]
        case "full":
            return [_("All seats are taken.")]
    return []


def _until(row: EventRow, _: Words) -> list[str]:
    return (
        [_("Sign up at the latest: {moment}.", moment=_.moment(row.signup_closes_at))] if row.signup_closes_at else []
    )


def _limits(row: EventRow, _: Words) -> list[str]:
    return [_("You must be at least {n} years old.", n=_.number(row.age_least))] if row.age_least else []
