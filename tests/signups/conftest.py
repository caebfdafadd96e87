"""A crowd at the coffee hour of ten seats."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from store import events
from store.database import Database
from store.events import EventRow
from tests import events as examples
from tests.signups.crowd import Crowd


@pytest.fixture
def crowd(database: Database, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """Nobody has written yet; every turn that holds the event is noted, in that order."""
    made = Crowd(database)
    lock = events.lock

    def noted(db: Connection, *, event_id: int) -> EventRow:
        row = lock(db, event_id=event_id)
        made.locked()
        return row

    monkeypatch.setattr(events, "lock", noted)
    return made


@pytest.fixture
def coffee(crowd: Crowd) -> EventRow:
    """Event 12, two days from now."""
    with crowd.database.write() as db:
        return examples.opened(db, crowd.house)
