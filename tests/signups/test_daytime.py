"""Until when an offer is open: daytime hours by the clock on the wall, across both changes of the clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.calendar import HELSINKI, QUIET, not_quiet
from service.events.daytime import SHORTEST, open_until, soon
from tests.events import local

MINUTES = 60 * 24 * 400
FIRST = local("2026-09-01T00:00")


def daytime_between(since: datetime, until: datetime) -> timedelta:
    """How much of the time is day, 8-20 Europe/Helsinki: counted day by day, in another way than the engine does."""
    evening, morning = QUIET
    at, end = (moment.astimezone(HELSINKI) for moment in (since, until))
    found, day = timedelta(), at.date()
    while day <= end.date():
        opens = max(at, datetime.combine(day, morning, HELSINKI))
        closes = min(end, datetime.combine(day, evening, HELSINKI))
        found += max(timedelta(), closes - opens)
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("sent", "starts", "until"),
    [
        ("2026-11-24T10:00", "2026-11-26T13:00", "2026-11-24T13:00"),  # three hours of the day
        ("2026-11-24T10:01", "2026-11-26T13:00", "2026-11-24T13:15"),  # a time that is easy to read
        ("2026-11-24T18:30", "2026-11-26T13:00", "2026-11-25T09:30"),  # the night does not count
        ("2026-11-24T23:10", "2026-11-26T13:00", "2026-11-25T11:00"),  # it leaves at eight
        ("2026-11-24T10:00", "2026-11-28T13:00", "2026-11-25T10:00"),  # further away: a day
        ("2026-10-24T19:00", "2026-10-26T12:00", "2026-10-25T10:00"),  # the clocks go back at night
        ("2027-03-27T19:00", "2027-03-29T12:00", "2027-03-28T10:00"),  # and forward
        ("2026-10-24T12:00", "2026-11-01T12:00", "2026-10-25T12:00"),  # 25 hours, the same time of day
        ("2027-03-27T12:00", "2027-04-04T12:00", "2027-03-28T13:00"),  # never fewer than 24 hours
    ],
)
def test_until_when(sent: str, starts: str, until: str) -> None:
    found = open_until(local(sent), local(starts))
    assert found is not None
    assert found.astimezone(HELSINKI) == local(until)


@pytest.mark.parametrize(
    ("sent", "starts"),
    [("2026-11-26T10:30", "2026-11-26T13:00"), ("2026-11-25T19:00", "2026-11-26T09:00")],
)
def test_no_time_to_wait(sent: str, starts: str) -> None:
    assert open_until(local(sent), local(starts)) is None


@given(st.integers(0, MINUTES), st.integers(1, 60 * 24 * 8))
def test_an_offer_is_never_short_and_never_ends_at_night(minute: int, ahead: int) -> None:
    sent = (FIRST + timedelta(minutes=minute)).astimezone(HELSINKI)
    starts = sent + timedelta(minutes=ahead)
    until = open_until(sent, starts)
    leaves = not_quiet(sent)
    if until is None:
        assert daytime_between(leaves, starts) < SHORTEST + timedelta(minutes=15)
        return
    assert daytime_between(leaves, until) >= SHORTEST
    assert time(8) <= until.astimezone(HELSINKI).time() <= time(20)
    assert until <= starts


@pytest.mark.parametrize(
    ("now", "starts", "leaves"),
    [
        ("2026-11-25T22:00", "2026-11-26T09:00", "2026-11-25T22:00"),
        ("2026-11-25T22:00", "2026-11-26T10:00", "2026-11-26T08:00"),
        ("2026-11-25T22:00", "2026-11-27T09:00", "2026-11-26T08:00"),
        ("2026-11-26T03:00", "2026-11-26T09:00", "2026-11-26T03:00"),
        ("2026-11-25T12:00", "2026-11-26T09:00", "2026-11-25T12:00"),
    ],
)
def test_a_cancellation_at_night_leaves_only_for_an_early_event(now: str, starts: str, leaves: str) -> None:
    assert soon(local(now), local(starts)) == local(leaves)
