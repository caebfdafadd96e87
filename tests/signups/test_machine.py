"""Seats add up and nobody is overtaken, whatever happens; and wrong engines, to see that the machine finds them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from service.events import line, signing
from store import signups
from store.database import Database
from tests.delivery.channels import a_house
from tests.machines import examples_of, without_sync
from tests.signups.machine import Comers, Wrong


def tried(database: Database, *, examples: int) -> None:
    """Run the machine; the same examples each time. Raises Wrong."""
    members: dict[str, Any] = {"database": database, "house": a_house()}
    run_state_machine_as_test(type("Tried", (Comers,), members), settings=examples_of(examples, 30))


@pytest.fixture(autouse=True)
def unsynced(database: Database) -> None:
    without_sync(database)


def test_whatever_happens(database: Database) -> None:
    tried(database, examples=40 if database.sqlite else 10)


def test_seats_that_are_not_given_back_are_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signups, "release", lambda *_args, **_more: None)
    with pytest.raises(Wrong):
        tried(database, examples=15)


def test_a_newcomer_who_jumps_the_line_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "closed_line", lambda *_args: False)
    monkeypatch.setattr(signing, "offer_free", lambda *_args, **_more: 0)
    with pytest.raises(Wrong):
        tried(database, examples=15)


def test_a_seat_that_nobody_is_offered_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "offer_free", lambda *_args, **_more: 0)
    with pytest.raises(Wrong):
        tried(database, examples=15)


def test_offers_that_never_end_are_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "open_until", lambda sent, starts: starts + timedelta(hours=1))
    with pytest.raises(Wrong):
        tried(database, examples=15)
