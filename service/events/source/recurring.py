"""RRULE (RFC 5545, 3.3.10): the days on which something recurs, as dateutil finds them.

A rule within a day (HOURLY, BYHOUR …) or by week and day of the year is refused: no event of a city needs it.
A rule that never comes (30 February) is looked for until the year 9999, which takes seconds: who asks for many
looks at the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import vRecur

KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
MOST = {"INTERVAL": 1_000, "COUNT": 10_000}
EARLIEST = date(1990, 1, 1)
BROKEN = "toistosääntö ei ole ehjä"


class BadRule(ValueError):
    """The rule is broken or not one that we follow; says why in Finnish."""


def checked(rule: Any) -> vRecur:
    """A rule that `days` follows. Raises BadRule."""
    if not isinstance(rule, vRecur):
        raise BadRule(BROKEN)
    frequency = str(_one(rule, "FREQ"))
    if frequency not in FREQUENCIES:
        raise BadRule(f"toistoa {frequency[:20] or 'ilman FREQ-kenttää'} emme osaa")
    if strange := sorted(set(rule) - KNOWN):
        raise BadRule(f"toistosääntöä {', '.join(strange)[:40]} emme osaa")
    for name, most in MOST.items():
        if name in rule and not 1 <= _one(rule, name) <= most:
            raise BadRule(BROKEN)
    nth = [bool(day.relative) for day in rule.get("BYDAY", [])]
    if ("COUNT" in rule and "UNTIL" in rule) or (any(nth) and frequency in ("DAILY", "WEEKLY")):
        raise BadRule(BROKEN)
    if any(nth) and not all(nth):  # dateutil takes "1MO,TU" for the Mondays that are Tuesdays
        raise BadRule("toistosääntöä, jossa on sekä 1MO että TU, emme osaa")
    return rule


def _one(rule: vRecur, name: str) -> Any:
    found = rule.get(name, "")
    return (found[0] if found else "") if isinstance(found, list) else found


def until(rule: vRecur) -> date | None:
    """The end of the rule as it is written: a date, or a moment that may have no zone."""
    found = _one(rule, "UNTIL")
    return found if isinstance(found, date) else None


def days(rule: vRecur, start: date, since: date, last: date) -> Iterator[date]:
    """The days of a checked rule from `since` to `last`, both within, without its UNTIL. Raises BadRule."""
    if start < EARLIEST:
        raise BadRule(f"toisto alkaa vuonna {start.year}")
    text = vRecur({name: value for name, value in rule.items() if name != "UNTIL"}).to_ical()  # type: ignore[no-untyped-call]
    try:
        for moment in rrulestr(text.decode(), dtstart=datetime.combine(start, time())):
            if moment.date() > last:
                return
            if moment.date() >= since:
                yield moment.date()
    except (ValueError, IndexError) as error:  # an index: dateutil of the sixtieth Monday, of the thirteenth month
        raise BadRule(BROKEN) from error
