"""The crash trial over a real broadcast in short. The long one: `python -m bench.crash_broadcasts`, docs/crash.md."""

from __future__ import annotations

from bench.crash import verdict
from bench.crash_broadcasts import trial
from bench.replicas import Nursery


async def test_ten_kills(database_url: str, shared: Nursery) -> None:
    """Nothing lost, doubled or stuck, and staff are shown what the phones have."""
    replicas = 1 if database_url.startswith("sqlite") else 3
    kept = await trial(database_url, kills=10, replicas=replicas, people=100, shared=shared)
    assert kept["count"]["kills"] == 10
    assert verdict("ours", kept["count"]) == "", kept["wrong"]
