"""One ballot a voter, whatever happens; and wrong stores, to see that the machine finds what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from store import votes
from store.database import Database
from tests.delivery.channels import a_house
from tests.machines import examples_of, without_sync
from tests.votes.machine import Voters, Wrong


def tried(database: Database, *, examples: int) -> None:
    """Run the machine; the same examples each time. Raises Wrong."""
    members: dict[str, Any] = {"database": database, "house": a_house()}
    run_state_machine_as_test(
        type("Tried", (Voters,), members),
        settings=examples_of(examples, 30),
    )


@pytest.fixture(autouse=True)
def unsynced(database: Database) -> None:
    without_sync(database)


def test_whatever_happens(database: Database) -> None:
    tried(database, examples=25 if database.sqlite else 8)


def test_a_voter_who_is_two_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks that differ from one message to the next: two ballots for one voter."""
    real, seen = votes._mark, [0]

    def another(key: bytes, kind: str, voter: str) -> bytes:
        seen[0] += 1
        return real(key, kind, f"{voter}{seen[0] // 7}")

    monkeypatch.setattr(votes, "_mark", another)
    with pytest.raises(Wrong):
        tried(database, examples=5)


def test_votes_that_ignore_their_time_are_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message found late that takes the place of a newer one."""
    monkeypatch.setattr(votes, "last", lambda *_args, **_more: None)
    real = votes.cast

    def now(db: Any, **more: Any) -> votes.Cast:
        db.execute(votes._turnout.update().values(at=more["at"]))
        return real(db, **more)

    monkeypatch.setattr(votes, "cast", now)
    with pytest.raises(Wrong):
        tried(database, examples=25)
