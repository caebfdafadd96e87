"""Dates and moments of a calendar beside each other: an all-day event has a date, any other a moment in a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from service.calendar import HELSINKI
from service.events.source.found import Unusable


def countable(moment: date, name: str) -> None:
    """Raises Unusable where another zone or a day more would leave the calendar."""
    if not 1900 <= moment.year <= 9000:
        raise Unusable(f"{name} on vuonna {moment.year}")


def day_of(moment: date) -> date:
    """The day of a moment in its own zone; in ours for one in UTC."""
    if isinstance(moment, datetime):
        return (moment.astimezone(HELSINKI) if moment.tzinfo is UTC else moment).date()
    return moment


def key(moment: date) -> str:
    """By which a time of a series is the same however it is written."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def is_after(moment: date, until: date) -> bool:
    """Whether a moment is past the end of a series, which may be told as a date."""
    if isinstance(moment, datetime) and isinstance(until, datetime):
        return moment > until
    return day_of(moment) > day_of(until)


def between(starts: date, ends: date) -> timedelta:
    """How long it is from a start to an end, in real time; in days between dates."""
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        return ends.astimezone(UTC) - starts.astimezone(UTC)
    if isinstance(starts, datetime):
        return datetime.combine(ends, time(), starts.tzinfo) - starts
    return day_of(ends) - starts


def later(starts: datetime, length: timedelta) -> datetime:
    """So much real time after a moment, in its own zone."""
    return (starts.astimezone(UTC) + length).astimezone(starts.tzinfo)
