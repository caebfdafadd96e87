"""Daytime hours, in which people can answer: by the clock on the wall, which never changes between eight and eight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.calendar import HELSINKI, QUIET, not_quiet

SHORTEST = timedelta(hours=3)
"""An offer of a seat is open for at least so much daytime (issue E)."""
LONG = timedelta(hours=24)
QUARTER = timedelta(minutes=15)
FAR = timedelta(days=3)
"""Of an event that is further away than this an offer is open for a day."""


def after_daytime(since: datetime, hours: timedelta) -> datetime:
    """The moment at which so much daytime has passed; a quarter of an hour, and never in the quiet hours."""
    evening, morning = QUIET
    at = not_quiet(since).astimezone(HELSINKI)
    while True:
        closes = datetime.combine(at.date(), evening, HELSINKI)
        if at + hours <= closes:
            return _quarter(at + hours).astimezone(since.tzinfo)
        hours -= closes - at
        at = datetime.combine(at.date() + timedelta(days=1), morning, HELSINKI)


def _quarter(at: datetime) -> datetime:
    """The next quarter of an hour: an offer is open for what it promises, and until a time that is easy to read."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (QUARTER - over) if over else at


def open_until(sent: datetime, starts: datetime) -> datetime | None:
    """Until when an offer that is sent then is open; None: there is no time to wait, all in line are asked at once."""
    leaves = not_quiet(sent)
    if starts - leaves > FAR:
        wall = leaves.astimezone(HELSINKI) + LONG  # the same clock time on the next day
        until = max(wall.astimezone(UTC), leaves.astimezone(UTC) + LONG)
        return _quarter(not_quiet(until).astimezone(HELSINKI)).astimezone(sent.tzinfo)
    until = after_daytime(leaves, SHORTEST)
    return until if until <= starts else None


def soon(now: datetime, starts: datetime) -> datetime:
    """When a cancellation leaves: at night only where the event begins before ten in the morning that follows."""
    morning = not_quiet(now).astimezone(HELSINKI)
    if morning > now and starts.astimezone(HELSINKI) < morning.replace(hour=10, minute=0, second=0, microsecond=0):
        return now
    return not_quiet(now)
