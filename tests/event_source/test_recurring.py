"""Rules that recur: the days that another reader of RFC 5545 finds, and an end whatever the rule."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from service.events.source.recurring import WEEKDAYS, BadRule, days, read_rule

SINCE, UNTIL = date(2026, 6, 1), date(2027, 12, 31)
MONTH_DAYS = st.sampled_from([1, 13, 15, 28, 29, 30, 31, -1, -2])


@st.composite
def rules(draw: Any) -> str:
    """Rules that calendars write, and stranger ones. The oracle takes "1MO,TU" for nothing: those are not mixed."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts, chosen = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"], False
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    if draw(st.booleans()):
        nth = freq in ("MONTHLY", "YEARLY") and draw(st.booleans())
        weekdays = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True))
        numbers = st.sampled_from(["1", "2", "-1", "4"]) if nth else st.just("")
        parts.append("BYDAY=" + ",".join(draw(numbers) + day for day in weekdays))
        chosen = True
    elif freq != "WEEKLY" and draw(st.booleans()):
        parts.append(
            "BYMONTHDAY=" + ",".join(map(str, draw(st.lists(MONTH_DAYS, min_size=1, max_size=3, unique=True))))
        )
        chosen = True
    if draw(st.booleans()):
        parts.append("BYMONTH=" + ",".join(map(str, sorted(draw(st.sets(st.integers(1, 12), min_size=4, max_size=9))))))
    if chosen and freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, -1]))}")
    parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return ";".join(parts)


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(rules(), st.dates(date(2022, 1, 1), date(2026, 12, 31)))
def test_as_another_reader_finds_them(rule: str, start: date) -> None:
    ours = list(days(read_rule(rule), start, SINCE, UNTIL))
    theirs = rrulestr(rule, dtstart=datetime.combine(start, datetime.min.time()))
    assert ours == [found.date() for found in theirs.between(datetime(2026, 6, 1), datetime(2027, 12, 31), inc=True)]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;COUNT=x",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=99MO",
        "FREQ=MONTHLY;BYDAY=",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;COUNT=2;UNTIL=20261201",
        "FREQ=WEEKLY;WKST=XX",
        "FREQ=WEEKLY;COUNT=" + "9" * 5000,
        "DAILY",
    ],
)
def test_refused(rule: str) -> None:
    if rule == "FREQ=MONTHLY;BYDAY=":  # as if it were not there
        assert read_rule(rule).days == ()
        return
    with pytest.raises(BadRule):
        read_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=WEEKLY;INTERVAL=1000;COUNT=10000",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1;COUNT=9999",
    ],
)
def test_a_rule_that_never_comes_ends(rule: str) -> None:
    begun = time.process_time()
    assert len(list(days(read_rule(rule), date(1990, 1, 1), SINCE, UNTIL))) < 3
    assert time.process_time() - begun < 2


def test_a_rule_of_the_year_one_is_refused() -> None:
    with pytest.raises(BadRule, match="vuonna 1"):
        list(days(read_rule("FREQ=DAILY"), date(1, 1, 1), SINCE, UNTIL))
