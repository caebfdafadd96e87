"""Deliveries in any order of events, tried by Hypothesis; and wrong senders, to see that it finds what is wrong.

`tried(…, examples=1000, shrink=True)` looks longer, and says in few steps what it has found.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from store.database import Database
from tests.delivery.channels import a_house
from tests.delivery.local import PLACES, Where
from tests.delivery.machine import Deliveries, Wrong
from tests.machines import examples_of, without_sync

BY_NAME = {where.name: where for where in PLACES}


def tried(database: Database, where: Where, *, variant: str = "ours", examples: int, shrink: bool = False) -> None:
    """Run the machine; the same examples each time. Raises Wrong."""
    members: dict[str, Any] = {
        "where": where,
        "database": database,
        "house": a_house(twilio_opt_out=where.opt_out),
        "variant": variant,
    }
    run_state_machine_as_test(
        type("Tried", (Deliveries,), members),
        settings=examples_of(examples, 60, shrink=shrink),
    )


@pytest.fixture(autouse=True)
def unsynced(database: Database) -> None:
    without_sync(database)


@pytest.mark.parametrize("where", PLACES, ids=lambda where: where.name)
def test_whatever_happens(database: Database, where: Where) -> None:
    """States only move forward, nobody hears anything twice or against their will, and nothing is left lying."""
    tried(database, where, examples=8 if database.sqlite else 3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("variant", "where", "what"),
    [
        ("deaf", "freed", "it is sent to somebody who is stopped"),
        ("impatient", "telegram", "it was sent 2 times"),
        ("mark-then-send", "freed", "a call is made for it"),
        ("send-then-record", "telegram", "a call is made for it"),
    ],
)
def test_it_finds_what_is_wrong(database: Database, variant: str, where: str, what: str) -> None:
    """A sender with one fault, of those that the crash trials know."""
    with pytest.raises(Wrong) as found:
        tried(database, BY_NAME[where], variant=variant, examples=100)
    assert what in str(found.value)
