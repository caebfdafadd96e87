"""The crash trial in short: 20 times kill -9 on each database. The long one: `python -m bench.crash`, docs/crash.md."""

from __future__ import annotations

import pytest

from bench.crash import CONTROLS, trial, verdict
from bench.replicas import Nursery


async def test_twenty_kills(database_url: str, shared: Nursery) -> None:
    """Nothing lost, doubled or stuck; unknown no more than were in flight."""
    replicas = 1 if database_url.startswith("sqlite") else 3
    kept = await trial(database_url, kills=20, replicas=replicas, people=150, shared=shared)
    assert kept["count"]["kills"] == 20
    assert verdict("ours", kept["count"]) == "", kept["wrong"]


@pytest.mark.parametrize("sender", list(CONTROLS))
async def test_the_trial_sees_what_a_wrong_sender_does(sqlite_url: str, shared: Nursery, sender: str) -> None:
    """Mark-then-send loses, send-then-record doubles, and the trial says so."""
    kept = await trial(
        sqlite_url,
        kills=60,
        replicas=1,
        sender=sender,
        people=150,
        shared=shared,
        until=lambda count: verdict("ours", count),
    )
    assert CONTROLS[sender] in verdict("ours", kept["count"])
    assert verdict(sender, kept["count"]) == ""
