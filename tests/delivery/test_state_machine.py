"""Deliveries in any order of events, tried by Hypothesis; and wrong senders, to see that it finds what is wrong."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event

from store.database import Database
from tests.delivery.channels import a_house
from tests.delivery.local import PLACES, Where
from tests.delivery.machine import Deliveries, Wrong


def tried(
    database: Database, where: Where, *, variant: str = "ours", examples: int, steps: int = 40, shrink: bool = False
) -> None:
    """Run the machine; the same examples each time. Raises Wrong."""
    members: dict[str, Any] = {
        "where": where,
        "database": database,
        "house": a_house(twilio_opt_out=where.opt_out),
        "variant": variant,
    }
    machine = type("Tried", (Deliveries,), members)
    run_state_machine_as_test(
        machine,
        settings=settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        ),
    )


@pytest.fixture
def unsynced(database: Database) -> Database:
    """Nothing is crashed here but replicas, so that the disk need not be waited for."""
    if database.sqlite:
        event.listen(
            database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF")
        )
    return database


@pytest.mark.parametrize("where", PLACES, ids=lambda where: where.name)
def test_whatever_happens(unsynced: Database, where: Where) -> None:
    """States only move forward, nobody hears anything twice or against their will, and nothing is left lying."""
    tried(unsynced, where, examples=int(os.environ.get("EX","15")))


@pytest.mark.parametrize(
    ("variant", "where"),
    [("deaf", 1), ("deaf", 3), ("careless", 3), ("impatient", 1), ("mark-then-send", 1), ("send-then-record", 3), ("forgetful", 1)],
)
def test_it_finds_what_is_wrong(unsynced: Database, variant: str, where: int) -> None:
    """A sender with one fault, of those that the crash trials know."""
    with pytest.raises(Wrong) as found:
        tried(unsynced, PLACES[where], variant=variant, examples=150)
    print(found.value)
