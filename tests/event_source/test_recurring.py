"""Rules that recur: what calendars write is followed, what lies within a day is refused, and each comes to an end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from meijan.event_import import _units
from service.events.source import ics
from service.events.source.found import Found, Item, Reading, Refusal
from service.events.source.recurring import BadRule, checked, days
from service.events.source.survey import survey
from tests.event_source.conftest import AREAS, NOW
from tests.event_source.test_ics import calendar

SINCE, UNTIL = date(2026, 6, 1), date(2027, 12, 31)


def rule(text: str) -> Any:
    """The rule as the library reads it in an event."""
    event = Event.from_ical(f"BEGIN:VEVENT\r\nRRULE:{text}\r\nEND:VEVENT\r\n")
    return event["RRULE"]


def first(text: str, start: date, most: int = 3) -> list[str]:
    """The first days of a rule in the window."""
    return [f"{day:%-d.%-m.%Y}" for day in list(days(checked(rule(text)), start, SINCE, UNTIL))[:most]]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=DAILY;COUNT=2", date(2026, 6, 1), ["1.6.2026", "2.6.2026"]),
        ("FREQ=DAILY;COUNT=2", date(2026, 5, 31), ["1.6.2026"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU", date(2026, 6, 2), ["2.6.2026", "4.6.2026", "16.6.2026"]),
        ("FREQ=MONTHLY;BYDAY=1MO", date(2026, 1, 5), ["1.6.2026", "6.7.2026", "3.8.2026"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 1, 30), ["26.6.2026", "31.7.2026", "28.8.2026"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 31), ["31.7.2026", "31.8.2026", "31.10.2026"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", date(2026, 1, 30), ["30.6.2026", "31.7.2026", "31.8.2026"]),
        ("FREQ=YEARLY", date(2024, 2, 29), []),
        ("FREQ=MONTHLY;BYMONTH=13", date(2026, 1, 1), []),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", date(2020, 3, 29), ["28.3.2027"]),
    ],
)  # fmt: skip
def test_days(text: str, start: date, expected: list[str]) -> None:
    assert first(text, start) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;COUNT=x",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=1MO,TU",
        "FREQ=MONTHLY;BYDAY=99XX",
        "FREQ=MONTHLY;BYDAY=",
        "FREQ=DAILY;COUNT=2;UNTIL=20261201",
        "FREQ=WEEKLY;WKST=XX",
        "FREQ=WEEKLY;COUNT=" + "9" * 5000,
        "DAILY",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(BadRule):
        first(text, date(2026, 1, 1))


PARTS = [
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
    "FREQ=WEEKLY",
    "INTERVAL=2",
    "INTERVAL=x",
    "COUNT=3",
    "BYDAY=1MO",
    "BYDAY=MO,TU",
]
PARTS += [
    "BYMONTHDAY=0",
    "BYMONTHDAY=-1,40",
    "BYSETPOS=0",
    "BYSETPOS=-400",
    "BYMONTH=0",
    "BYMONTH=1L",
    "WKST=SU",
    "UNTIL",
]
PARTS += [
    "BYEASTER=1",
    "RSCALE=HEBREW",
    "SKIP=OMIT",
    "COUNT=1,2",
    "BYDAY=60MO",
    "=",
    "FREQ",
    "WKST=MO,TU",
    "UNTIL=PT1H",
]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=5))
def test_whatever_a_rule_says_it_is_followed_or_refused(parts: list[str]) -> None:
    lines = "UID:a\nSUMMARY:K\nDTSTART:20261126T110000Z\nRRULE:" + ";".join(["FREQ=MONTHLY", *parts])
    assert all(isinstance(item, Found | Refusal) for item in items(lines.replace("\r", "").encode("utf-8", "replace")))


def items(*events: bytes, patience: float = ics.PATIENCE) -> list[Item]:
    """What a calendar of these events comes to."""
    raw = calendar(*(event.decode() for event in events)).splitlines(keepends=True)
    return list(ics.read(lambda: raw, survey(lambda: raw), Reading(NOW, AREAS, _units), patience))


def test_rules_that_never_come_do_not_hold_up_an_import() -> None:
    """Each is looked for until the year 9999; when that has taken long enough, the rest is refused unread."""
    never = b"UID:%d\nSUMMARY:K\nDTSTART:20260101T110000Z\nRRULE:FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1"
    found = items(*(never % n for n in range(50)), b"UID:x\nSUMMARY:Kahvit\nDTSTART:20261126T110000Z", patience=0.1)
    tired = [item for item in found if isinstance(item, Refusal)]
    assert 40 < len(tired) < 50, "at least one was looked for"
    assert {item.why for item in tired} == {"tiedoston toistosääntöjen laskeminen kestää liian kauan"}
    assert isinstance(found[-1], Found), "what has no rule is read"


def test_a_rule_of_the_year_one_is_refused() -> None:
    with pytest.raises(BadRule, match="vuonna 1"):
        first("FREQ=DAILY", date(1, 1, 1))
