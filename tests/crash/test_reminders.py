"""kill -9 in and after a tick: each reminder leaves once. Controls that mark apart from the message lose or double."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from store.database import Database
from tests.reminders.conftest import Town, local

PEOPLE = 5


def tick(url: str, log: Path, *, way: str = "ours", dies: str = "") -> int:
    """One process; its exit code."""
    at = local("2026-11-25T15:00").isoformat()
    command = [sys.executable, "-m", "tests.crash.ticking", url, at, str(log), "--way", way, "--dies", dies]
    return subprocess.run(command, check=False, timeout=60).returncode


def left(log: Path) -> Counter[int]:
    """How many people had how many reminders."""
    lines = log.read_text(encoding="utf-8").split() if log.exists() else []
    told = Counter(Counter(lines).values())
    return Counter({**told, 0: PEOPLE - len(set(lines))})


@pytest.fixture
def town(database: Database) -> Town:
    """Five people who are to be reminded at three."""
    made = Town(database)
    event_id = made.event("2026-11-26T13:00")
    for n in range(PEOPLE):
        made.sign_up(event_id, f"+35840123456{n}")
    return made


@pytest.mark.parametrize("dies", ["before", "between"])
def test_killed_before_or_after_the_commit(town: Town, database_url: str, tmp_path: Path, dies: str) -> None:
    log = tmp_path / "left"
    assert tick(database_url, log, dies=dies) == -signal.SIGKILL
    assert left(log) == {0: PEOPLE}
    # before it nothing has happened, after it every message is in the outbox
    assert Counter(outcome for _kind, _due, outcome in town.planned()) == {"sent" if dies == "between" else "": PEOPLE}
    assert len(town.put()) == (PEOPLE if dies == "between" else 0)
    assert tick(database_url, log) == 0
    assert tick(database_url, log) == 0
    assert left(log) == {1: PEOPLE, 0: 0}


@pytest.mark.parametrize(("way", "told"), [("send-then-mark", 2), ("mark-then-send", 0)])
def test_the_controls_double_or_lose(town: Town, database_url: str, tmp_path: Path, way: str, told: int) -> None:
    log = tmp_path / "left"
    assert tick(database_url, log, way=way, dies="between") == -signal.SIGKILL
    assert tick(database_url, log, way=way) == 0
    assert left(log)[told] == PEOPLE
