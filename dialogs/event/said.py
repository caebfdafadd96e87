"""How events and sign-ups are named in what we say, and what still fits a text message of one part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from dialogs.city import EventView, SignupView
from dialogs.kit import TN, Moment, Say, Short, T, Text, Weekday

ONE_PART = 160
"""Characters of a text message of one part, all of them in GSM-7."""
REMINDED_AT = time(15)
"""The day before, local time: when a text message reminds."""
WEEK = timedelta(days=6)


class Listener(Protocol):
    """Who hears it: what City also tells, for what is said outside a turn."""

    @property
    def narrow(self) -> bool: ...

    @property
    def now(self) -> datetime: ...

    def in_words(self, text: Text) -> str: ...


def when(event: EventView) -> Moment | date:
    """Weekday, date and clock time; of an event without hours the day."""
    return event.starts.date() if event.all_day else Moment(event.starts)


def what(event: EventView) -> Text:
    """ "Kahvihetki, torstaina 26.11. kello 13": the name as messages have it, with its time."""
    return T("{title}, {when}", title=event.name, when=when(event))


def dated(event: EventView) -> Text:
    """ "Kahvihetki 26.11."."""
    return T("{title} {date}", title=event.name, date=Short(event.starts.date()))


def length(to: Listener, texts: Sequence[Text]) -> int:
    """Characters of the texts with a space between."""
    return sum(len(to.in_words(text)) + 1 for text in texts) - 1


def fitting(to: Listener, *texts: Text | None, spare: Sequence[Text | None] = ()) -> Say:
    """The texts in one message. By text message those of `spare` are left out, in turn, until the rest is one part."""
    kept = [text for text in texts if text is not None]
    for text in spare:
        if not to.narrow or length(to, kept) <= ONE_PART:
            break
        if text in kept:
            kept.remove(text)
    return Say(kept[-1], before=tuple(kept[:-1]))


def leave(event: EventView, *, more: bool = False) -> Text:
    """How to leave; every message about a sign-up says it. `more`: something follows."""
    if more:
        return T("Can't come? PERU {number}.", number=str(event.number))
    return T("Can't come? PERU {number}", number=str(event.number))


def leave_line(event: EventView, *, more: bool = False) -> Text:
    """How to leave the line. `more`: something follows."""
    if more:
        return T("Out of the line? PERU {number}.", number=str(event.number))
    return T("Out of the line? PERU {number}", number=str(event.number))


def place(event: EventView) -> Text | None:
    """Where."""
    return T("Place: {place}.", place=event.place) if event.place else None


def reminder_day(event: EventView, now: datetime) -> Text | None:
    """ "Muistutamme keskiviikkona.": None where the time for it has passed."""
    day = event.starts.date() - timedelta(days=1)
    if now >= datetime.combine(day, REMINDED_AT, event.starts.tzinfo):
        return None
    if day - now.date() <= WEEK:
        return T("We remind you on {weekday}.", weekday=Weekday(day))
    return T("We remind you on {day}.", day=day)


def in_line(signup: SignupView) -> Text | None:
    """How many of the party wait, and where they are in line; None where nobody waits."""
    n, at = signup.waiting, str(signup.place)
    if n == 0:
        return None
    if signup.seats == 0:
        return T("You are in line, your place is {place}.", place=at)
    if signup.seats == 1 and n == 1:
        return T("The other one of you is in line, the place is {place}.", place=at)
    return TN(
        "{n} of you is in line, the place is {place}.", "{n} of you are in line, the place is {place}.", n, place=at
    )


def seats(signup: SignupView) -> Text:
    """How many seats they have."""
    return TN("You got {n} seat.", "You got {n} seats.", signup.seats)
