"""When reminders are due: the rules one by one, and over a year of events at any minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.calendar import HELSINKI, quiet
from service.events import when


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def due(starts: str, *, hours: float = 2, narrow: bool = False, feedback: bool = False) -> dict[str, str]:
    """By kind, as the clock on the wall shows it."""
    begins = local(starts).astimezone(UTC)
    found = when.times(begins, begins + timedelta(hours=hours), narrow=narrow, feedback=feedback)
    assert all(at.tzinfo is UTC for at in found.values())
    return {kind: f"{at.astimezone(HELSINKI):%Y-%m-%dT%H:%M}" for kind, at in found.items()}


def test_a_day_and_two_hours_before_and_an_hour_after() -> None:
    assert due("2026-11-26T13:00") == {
        "day": "2026-11-25T15:00",
        "hours": "2026-11-26T11:00",
        "feedback": "2026-11-26T16:00",
    }


def test_a_text_message_is_one() -> None:
    """It costs money. Feedback is asked for only where the event says so."""
    assert due("2026-11-26T13:00", narrow=True) == {"day": "2026-11-25T15:00"}
    assert set(due("2026-11-26T13:00", narrow=True, feedback=True)) == {"day", "feedback"}


@pytest.mark.parametrize(
    ("starts", "hours"),
    [
        # two hours before would be in the quiet hours, and the evening before is less than six hours after 15
        ("2026-11-26T00:00", None),
        ("2026-11-26T06:00", None),
        ("2026-11-26T09:00", None),
        ("2026-11-26T09:59", None),
        # the first minute that is not quiet, and the last
        ("2026-11-26T10:00", "2026-11-26T08:00"),
        ("2026-11-26T21:30", "2026-11-26T19:30"),
        # the same evening, early enough for all of them to leave before it is quiet
        ("2026-11-26T21:31", "2026-11-26T19:30"),
        ("2026-11-26T22:00", "2026-11-26T19:30"),
        ("2026-11-26T23:59", "2026-11-26T19:30"),
    ],
)
def test_before_the_quiet_hours_and_not_twice_the_same(starts: str, hours: str | None) -> None:
    assert due(starts).get("hours") == hours


@pytest.mark.parametrize(
    ("ends", "asked"),
    [
        ("2026-11-26T18:30", "2026-11-26T19:30"),
        ("2026-11-26T18:31", "2026-11-27T08:00"),
        ("2026-11-26T19:00", "2026-11-27T08:00"),
        ("2026-11-27T02:00", "2026-11-27T08:00"),
    ],
)
def test_nobody_is_asked_at_night_how_it_was(ends: str, asked: str) -> None:
    begins, over = local("2026-11-26T13:00"), local(ends)
    found = when.times(begins.astimezone(UTC), over.astimezone(UTC), narrow=False, feedback=False)
    assert f"{found['feedback'].astimezone(HELSINKI):%Y-%m-%dT%H:%M}" == asked


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        # the clocks go back in the night to 25.10.2026: it is 25 hours long from 15 to 15
        ("2026-10-25T13:00", {"day": "2026-10-24T15:00", "hours": "2026-10-25T11:00", "feedback": "2026-10-25T16:00"}),
        ("2026-10-25T03:30", {"day": "2026-10-24T15:00", "feedback": "2026-10-25T08:00"}),
        ("2026-10-26T10:00", {"day": "2026-10-25T15:00", "hours": "2026-10-26T08:00", "feedback": "2026-10-26T13:00"}),
        # and forward in the night to 28.3.2027, when there is no half past three
        ("2027-03-28T13:00", {"day": "2027-03-27T15:00", "hours": "2027-03-28T11:00", "feedback": "2027-03-28T16:00"}),
        ("2027-03-28T04:30", {"day": "2027-03-27T15:00", "feedback": "2027-03-28T08:00"}),
        ("2027-03-29T10:00", {"day": "2027-03-28T15:00", "hours": "2027-03-29T08:00", "feedback": "2027-03-29T13:00"}),
    ],
)
def test_by_the_clock_on_the_wall(starts: str, expected: dict[str, str]) -> None:
    assert due(starts) == expected


YEAR = datetime(2026, 8, 1, tzinfo=UTC)  # both clock changes lie within
MINUTES = st.integers(0, 366 * 24 * 60)


@settings(max_examples=2000, deadline=None)
@given(MINUTES, st.integers(0, 3 * 24 * 60), st.booleans(), st.booleans())
def test_over_a_year_at_any_minute(minute: int, length: int, narrow: bool, feedback: bool) -> None:
    """Nothing is due in the quiet hours, no reminder after the start or within its last hour, no two that are close."""
    starts = YEAR + timedelta(minutes=minute)
    ends = starts + timedelta(minutes=length)
    found = when.times(starts, ends, narrow=narrow, feedback=feedback)
    assert not any(quiet(at) for at in found.values())
    begin = starts.astimezone(HELSINKI)
    day = found["day"].astimezone(HELSINKI)
    assert (day.hour, day.minute) == (15, 0)
    assert begin.date() - day.date() == timedelta(days=1)
    if "hours" in found:
        assert found["hours"] <= starts - when.SHORTLY
        assert found["hours"] - found["day"] > when.APART
    elif not narrow:
        assert quiet(starts - when.SHORTLY)  # then the evening before is close to the afternoon
    for kind in ("day", "hours"):
        if kind in found:
            assert found[kind] < starts
            # punctual, it helps and has time to leave
            assert when.helps(kind, found[kind], starts=starts, ends=ends)  # type: ignore[arg-type]
            left = when.last(kind, found[kind], starts=starts) - found[kind]  # type: ignore[arg-type]
            assert left >= when.LEEWAY
    assert ("feedback" in found) == (feedback or not narrow)
    if "feedback" in found:
        assert found["feedback"] > ends
        assert when.helps("feedback", found["feedback"], starts=starts, ends=ends)


def test_the_property_can_fail() -> None:
    """The rule without the quiet hours is found out within the same year."""
    assert any(quiet(YEAR + timedelta(minutes=minute) - when.SHORTLY) for minute in range(0, 24 * 60, 60))
