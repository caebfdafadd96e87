"""Times as staff write them: `2026-11-26 13:00` or `26.11.2026 kello 13.00`, in Finnish time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from service.calendar import HELSINKI

_CLOCK = re.compile(r"(?:kello |klo )?(\d{1,2})(?:[.:](\d\d))?")
_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})( .*)?")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)( .*)?")
ASKED = "on aika, esimerkiksi 2026-11-26 13:00"


class BadTime(ValueError):
    """No time; the text says in Finnish what it should be, after the name of a field."""


def read_time(text: str, day: date | None = None) -> datetime:
    """A moment, aware. A clock alone is on the `day`. A day alone is its midnight. Raises BadTime.

    An hour that there is twice, in October, is the first of them unless an offset says otherwise.
    """
    text = text.strip()
    if day is not None and _CLOCK.fullmatch(text):
        text = f"{day.isoformat()} {text}"
    if finnish := _FINNISH.fullmatch(text):
        text = f"{finnish[3]}-{int(finnish[2]):02}-{int(finnish[1]):02}{finnish[4] or ''}"
    if (iso := _ISO.fullmatch(text)) and (clock := _CLOCK.fullmatch((iso[2] or "").strip())):
        text = f"{iso[1]} {int(clock[1]):02}:{clock[2] or '00'}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadTime(ASKED) from error
    if moment.tzinfo is not None:
        return moment
    local = moment.replace(tzinfo=HELSINKI)
    if local.astimezone(UTC).astimezone(HELSINKI).replace(tzinfo=None) != moment:
        raise BadTime(f"on hetki, jota ei ole: kelloja siirretään ({moment:%-d.%-m.%Y})")
    return local


def written(moment: datetime) -> str:
    """The time as `read_time` reads it; with its offset where the clock shows the same twice."""
    local = moment.astimezone(HELSINKI)
    return local.isoformat(" ", "seconds") if local.fold else _short(local.replace(tzinfo=None))


def _short(local: datetime) -> str:
    return local.isoformat(" ", "seconds" if local.second else "minutes")


def days(starts: datetime, ends: datetime) -> tuple[date, date]:
    """First and last day of an event that lasts whole days: it ends at the midnight after the last one."""
    first = starts.astimezone(HELSINKI).date()
    return first, max(first, (ends - timedelta(seconds=1)).astimezone(HELSINKI).date())


def midnight_after(day: date) -> datetime:
    """The end of a day."""
    return datetime.combine(day + timedelta(days=1), time(), HELSINKI)
