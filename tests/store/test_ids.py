"""Keys sort by time, also inside a millisecond: two messages of one turn keep their order."""

from __future__ import annotations

import time

import pytest

from store.types import new_id


def test_in_order_within_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands; chance alone would put half of them in the wrong order."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    made = [new_id() for _ in range(1000)]
    assert made == sorted(set(made))


def test_a_clock_that_was_wrong_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back by a second: still in order. By an hour: the new time is believed."""
    now = time.time_ns()
    hour, second = 3_600_000_000_000, 1_000_000_000
    made = []
    for at in (now + hour, now + hour - second, now):
        monkeypatch.setattr(time, "time_ns", lambda at=at: at)
        made.append(new_id())
    assert made[2] < made[0] < made[1]
