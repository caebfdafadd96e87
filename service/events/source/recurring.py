"""RRULE (RFC 5545, 3.3.10): the days on which something recurs. Bounded whatever the rule: it walks a window.

A rule within a day (HOURLY, BYHOUR …) or by week and day of the year is refused: no event of a city needs it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
EARLIEST = date(1990, 1, 1)
_DAY = timedelta(days=1)


class BadRule(ValueError):
    """The rule is broken or not one that we follow; says why in Finnish."""


@dataclass(frozen=True)
class Rule:
    """A rule that was read. `days` are (nth, weekday), nth 0: every one. `until` as it is written."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def read_rule(text: str) -> Rule:
    """Raises BadRule."""
    parts: dict[str, str] = {}
    for pair in text.strip().strip(";").upper().split(";"):
        name, equals, value = pair.partition("=")
        if not equals or name in parts:
            raise BadRule("toistosääntö ei ole ehjä")
        parts[name] = value
    if strange := sorted(set(parts) - KNOWN):
        raise BadRule(f"toistosääntöä {', '.join(strange)[:40]} emme osaa")
    freq = parts.get("FREQ", "")
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise BadRule(f"toistoa {freq[:20] or 'ilman FREQ-kenttää'} emme osaa")
    days = tuple(_weekday(day) for day in parts["BYDAY"].split(",")) if parts.get("BYDAY") else ()
    if freq in ("DAILY", "WEEKLY") and any(nth for nth, _day in days):
        raise BadRule("toistosääntö ei ole ehjä")
    week_start = parts.get("WKST", "MO")
    if week_start not in WEEKDAYS or ("COUNT" in parts and "UNTIL" in parts):
        raise BadRule("toistosääntö ei ole ehjä")
    return Rule(
        freq,
        interval=_numbers(parts.get("INTERVAL", "1"), 1, 1000)[0],
        count=_numbers(parts["COUNT"], 1, 10_000)[0] if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        days=days,
        month_days=_numbers(parts.get("BYMONTHDAY", ""), -31, 31),
        months=_numbers(parts.get("BYMONTH", ""), 1, 12),
        positions=_numbers(parts.get("BYSETPOS", ""), -366, 366),
        week_start=WEEKDAYS.index(week_start),
    )


def _weekday(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text.strip())
    if found is None or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise BadRule("toistosääntö ei ole ehjä")
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    if not text:
        return ()
    try:
        found = tuple(int(part) for part in text.split(",")) if len(text) < 2000 else ()
    except ValueError:
        found = ()
    if not found or not all(least <= number <= most and number for number in found):
        raise BadRule("toistosääntö ei ole ehjä")
    return found


def days(rule: Rule, start: date, since: date, until: date) -> Iterator[date]:
    """The days of the rule from `since` to `until`, both within; the first may be `start`. Raises BadRule."""
    if start < EARLIEST:
        raise BadRule(f"toisto alkaa vuonna {start.year}")
    left = rule.count
    for period in _periods(rule, start, since if left is None else start, until):
        for day in sorted(_chosen(rule, start, period)):
            if day < start:
                continue
            if day > until or left == 0:
                return
            left = left - 1 if left is not None else None
            if day >= since:
                yield day


def _periods(rule: Rule, start: date, since: date, until: date) -> Iterator[date]:
    """The first day of each period that the interval takes, from the one in which `since` may be."""
    n = rule.interval
    if rule.freq in ("DAILY", "WEEKLY"):
        step = n * (7 if rule.freq == "WEEKLY" else 1)
        first = start - timedelta(days=(start.weekday() - rule.week_start) % 7) if rule.freq == "WEEKLY" else start
        first += timedelta(days=max(0, (since - first).days // step) * step)
        while first <= until:
            yield first
            first += timedelta(days=step)
        return
    per_year = 12 if rule.freq == "MONTHLY" else 1
    at = start.year * per_year + (start.month - 1 if per_year == 12 else 0)
    wanted = since.year * per_year + (since.month - 1 if per_year == 12 else 0)
    at += max(0, (wanted - at) // n) * n
    while (first := date(at // per_year, at % per_year + 1, 1)) <= until:
        yield first
        at += n


def _chosen(rule: Rule, start: date, period: date) -> list[date]:
    found = sorted(set(_candidates(rule, start, period)))
    if not rule.positions:
        return found
    places = {place - 1 if place > 0 else len(found) + place for place in rule.positions}
    return [found[place] for place in sorted(places) if 0 <= place < len(found)]


def _candidates(rule: Rule, start: date, period: date) -> Iterator[date]:
    match rule.freq:
        case "DAILY":
            yield from (day for day in (period,) if _fits(rule, day))
        case "WEEKLY":
            weekdays = {weekday for _nth, weekday in rule.days} or {start.weekday()}
            week = (period + _DAY * n for n in range(7))
            yield from (day for day in week if day.weekday() in weekdays and _in_months(rule, day))
        case "MONTHLY":
            if _in_months(rule, period):
                yield from _of_month(rule, start, period)
        case _:
            yield from _of_year(rule, start, period)


def _fits(rule: Rule, day: date) -> bool:
    return (
        _in_months(rule, day)
        and (not rule.month_days or _month_day(rule, day))
        and (not rule.days or day.weekday() in {weekday for _nth, weekday in rule.days})
    )


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _month_day(rule: Rule, day: date) -> bool:
    return day.day in rule.month_days or day.day - _length(day) - 1 in rule.month_days


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _of_month(rule: Rule, start: date, first: date) -> Iterator[date]:
    for n in range(_length(first)):
        day = first + _DAY * n
        if rule.month_days and not _month_day(rule, day):
            continue
        if rule.days and not _nth_of_month(rule, day):
            continue
        if rule.month_days or rule.days or day.day == start.day:
            yield day


def _nth_of_month(rule: Rule, day: date) -> bool:
    forth, back = (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1)
    return any(weekday == day.weekday() and nth in (0, forth, back) for nth, weekday in rule.days)


def _of_year(rule: Rule, start: date, first: date) -> Iterator[date]:
    if rule.days and not rule.months:  # then "nth" is of the year
        year = (first + _DAY * n for n in range(366))
        for day in year:
            if day.year == first.year and _nth_of_year(rule, day) and (not rule.month_days or _month_day(rule, day)):
                yield day
        return
    months = rule.months or (range(1, 13) if rule.month_days else (start.month,))
    for month in months:
        yield from _of_month(rule, start, first.replace(month=month))


def _nth_of_year(rule: Rule, day: date) -> bool:
    length = date(day.year, 12, 31).timetuple().tm_yday
    at = day.timetuple().tm_yday
    forth, back = (at - 1) // 7 + 1, -((length - at) // 7 + 1)
    return any(weekday == day.weekday() and nth in (0, forth, back) for nth, weekday in rule.days)
