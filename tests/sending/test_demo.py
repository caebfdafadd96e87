"""`make run` has a broadcast to finish."""

from __future__ import annotations

from meijan.demo import broadcasts, events
from service.broadcasts import preview
from tests.broadcasts.conftest import Town


def test_the_demo_has_a_draft_that_could_be_sent(town: Town) -> None:
    town.person()
    town.do(lambda db: events.load(db, town.house))
    assert town.do(lambda db: broadcasts.load(db, town.house)) == 1
    assert town.do(lambda db: broadcasts.load(db, town.house)) == 0
    with town.database.read() as db:
        found = preview.of(db, town.house, town.row(1))
    assert found.faults == ()
    assert max(one.parts for one in found.seen) == 1
    assert not any("tuplaa" in warning or "linkki" in warning for warning in found.warnings)
