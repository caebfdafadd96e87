"""When: by the clock on the wall, never in the quiet hours, on every hour of a year with both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from service.broadcasts.moment import MARGIN, Moment, audible, evening, relative
from service.calendar import HELSINKI, quiet
from tests.broadcasts.conftest import Town, local, wall

YEAR = [local("2026-05-01T00:00") + timedelta(minutes=30 * n) for n in range(365 * 48)]
"""Every half hour from May to May: the clock goes back on 25.10.2026 and forward on 28.3.2027."""


def test_no_hour_of_a_year_is_quiet() -> None:
    """What is before something never gets later than it was by moving, what is after it never earlier."""
    for at in YEAR:
        before, after = audible(at, before=True), audible(at, before=False)
        assert not quiet(before)
        assert not quiet(after)
        assert before <= at <= after
        assert at - before < timedelta(hours=13, minutes=1)  # the night of October has an hour more
        assert after - at < timedelta(hours=13, minutes=1)
        if not quiet(at) and at.astimezone(HELSINKI).time() <= time(19, 30):
            assert before == at == after


@pytest.mark.parametrize(
    ("moment", "starts", "due"),
    [
        (Moment(kind="event", event=1, days=1, clock=time(15)), "2026-11-27T13:00", "2026-11-26T15:00"),
        (Moment(kind="event", event=1, days=1), "2026-11-27T13:00", "2026-11-26T13:00"),
        (Moment(kind="event", event=1, hours=2), "2026-11-27T13:00", "2026-11-27T11:00"),
        # two hours before nine would be seven: the evening before
        (Moment(kind="event", event=1, hours=2), "2026-11-27T09:00", "2026-11-26T19:30"),
        (Moment(kind="event", event=1, hours=1), "2026-11-27T22:30", "2026-11-27T19:30"),
        (Moment(kind="event", event=1, after=True, hours=2), "2026-11-27T19:00", "2026-11-28T08:00"),
        (Moment(kind="event", event=1, after=True, days=1, clock=time(10)), "2026-11-27T19:00", "2026-11-28T10:00"),
        # over both changes of the clock a day is a day on the wall
        (Moment(kind="event", event=1, days=1), "2026-10-25T13:00", "2026-10-24T13:00"),
        (Moment(kind="event", event=1, days=1), "2027-03-28T13:00", "2027-03-27T13:00"),
        (Moment(kind="event", event=1, after=True, days=1), "2026-10-24T15:00", "2026-10-25T15:00"),
        # and hours are hours: 24 before Sunday 13.00 is Saturday 14.00 in October, 12.00 in March
        (Moment(kind="event", event=1, hours=24), "2026-10-25T13:00", "2026-10-24T14:00"),
        (Moment(kind="event", event=1, hours=24), "2027-03-28T13:00", "2027-03-27T12:00"),
        # half past three is not there that Sunday
        (Moment(kind="event", event=1, clock=time(3, 30)), "2027-03-28T13:00", "2027-03-27T19:30"),
    ],
)
def test_relative_to_something(moment: Moment, starts: str, due: str) -> None:
    assert wall(audible(relative(moment, local(starts)), before=not moment.after)) == due


moments = st.builds(
    lambda clock, days, hours, after: Moment(
        kind="event", event=1, days=days, after=after, **({"clock": clock} if clock else {"hours": hours})
    ),
    st.one_of(st.none(), st.times()),
    st.integers(0, 60),
    st.integers(0, 72),
    st.booleans(),
)


@given(moments, st.datetimes(datetime(2026, 5, 1), datetime(2027, 5, 1)))
@settings(max_examples=500, deadline=None)
def test_never_quiet_whatever_it_is_relative_to(moment: Moment, starts: datetime) -> None:
    begins = starts.replace(tzinfo=HELSINKI).astimezone(UTC)
    assert not quiet(audible(relative(moment, begins), before=not moment.after))


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28), date(2026, 12, 24)])
def test_the_evening_is_just_before_eight(day: date) -> None:
    for hour in (8, 12, 19):
        now = datetime.combine(day, time(hour), HELSINKI)
        assert evening(now) + MARGIN == datetime.combine(day, time(20), HELSINKI)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "at"},
        {"kind": "event"},
        {"kind": "closing"},
        {"kind": "now", "days": 1},
        {"kind": "now", "event": 3},
        {"kind": "at", "at": local("2026-12-01T12:00"), "clock": time(3)},
        {"kind": "event", "event": 1, "clock": time(3), "hours": 1},
        {"kind": "at", "at": datetime(2026, 12, 1)},
    ],
)
def test_a_moment_that_is_none(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Moment(**values)  # type: ignore[arg-type]


# -- in the engine


@pytest.mark.parametrize("day", ["2026-10-24", "2026-10-25", "2027-03-27", "2027-03-28", "2026-12-31"])
def test_every_hour_of_a_day_and_its_night(town: Town, day: str) -> None:
    """With more recipients than a day can take: what leaves does so by day, and all of it in the end."""
    town.at = local(f"{day}T06:00")
    everybody = set(town.crowd(30))
    number = town.approved()
    gone: list[int] = []
    for n in range(48 * 4):
        town.at = local(f"{day}T06:00") + timedelta(minutes=15 * n)
        town.tick(feed=False)
        town.feed(number, most=2)
        sent = town.send(most=1)  # the other one waits, into the evening
        assert not (sent and quiet(town.at)), wall(town.at)
        gone += sent
    assert sorted(gone) == sorted(everybody)
    assert town.state(number)[0] == "done"


def test_a_queue_that_the_evening_finds_goes_on_in_the_morning(town: Town) -> None:
    """The clock takes it back; where the clock is late, its messages have expired."""
    town.at = local("2026-11-20T19:50")
    crowd = town.crowd(4)
    number = town.approved()
    town.tick()
    assert len(town.send(most=1)) == 1
    town.at = local("2026-11-20T20:30")
    assert town.send(most=1) == []  # no tick since: the sender itself finds it expired
    assert [state for _a, state, _t in town.put()].count("expired") == 1
    town.tick()
    assert [state for _a, state, _t in town.put()] == ["sent"]
    assert town.progress(number).total.left == 3
    town.tick("2026-11-21T07:59")
    assert town.send() == []
    town.tick("2026-11-21T08:00")
    assert len(town.send()) == 3
    town.tick()
    assert town.state(number)[0] == "done"
    assert sorted(a for a, _s, _t in town.put()) == sorted(crowd)
