"""kill -9 while a broadcast is fed: each recipient has one message. Controls with two commits lose or double.

With real processes and networks: `python -m bench.crash_broadcasts`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from store.database import Database
from tests.broadcasts.conftest import Town

PEOPLE = 5


@pytest.fixture
def town(database: Database) -> Town:
    """A broadcast to five people that has begun."""
    made = Town(database)
    made.crowd(PEOPLE)
    assert made.approved() == 1
    made.tick(feed=False)
    return made


def feed(url: str, town: Town, log: Path, *, way: str = "ours", dies: str = "") -> int:
    """One process; its exit code."""
    command = [sys.executable, "-m", "tests.crash.feeding", url, town.at.isoformat(), str(log)]
    return subprocess.run([*command, "--way", way, "--dies", dies], check=False, timeout=60).returncode


def left(log: Path) -> Counter[int]:
    """How many people had how many messages."""
    lines = log.read_text(encoding="utf-8").split() if log.exists() else []
    return +Counter({**Counter(Counter(lines).values()), 0: PEOPLE - len(set(lines))})


@pytest.mark.parametrize("dies", ["before", "between"])
def test_killed_before_or_after_the_commit(town: Town, database_url: str, tmp_path: Path, dies: str) -> None:
    log = tmp_path / "left"
    assert feed(database_url, town, log, dies=dies) == -signal.SIGKILL
    assert left(log) == {0: PEOPLE}
    assert len(town.put()) == (PEOPLE if dies == "between" else 0)
    assert town.progress(1).total.left == PEOPLE
    assert feed(database_url, town, log) == 0
    assert feed(database_url, town, log) == 0
    assert left(log) == {1: PEOPLE}
    assert town.progress(1).total.done == PEOPLE


@pytest.mark.parametrize(("way", "told"), [("put-then-mark", 2), ("mark-then-put", 0)])
def test_the_controls_double_or_lose(town: Town, database_url: str, tmp_path: Path, way: str, told: int) -> None:
    log = tmp_path / "left"
    assert feed(database_url, town, log, way=way, dies="between") == -signal.SIGKILL
    assert feed(database_url, town, log, way=way) == 0
    assert left(log) == {told: PEOPLE}
