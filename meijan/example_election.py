"""The example vote of the demo as docs, tests and benches see it: the 14 targets of Mikkeli in 2024."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from dialogs.city import ElectionView
from service.calendar import HELSINKI
from service.elections.plan import Plan
from service.elections.shown import Opened
from store.models.votes import ElectionState
from store.votes import ElectionRow, canonical

FILE = Path(__file__).parent / "demo/budjetti.yaml"
OPENS = datetime(2026, 11, 1, 8, tzinfo=HELSINKI)
"""Before the day on which examples and tests play; the file itself opens later."""


@cache
def _written() -> Plan:
    from service.elections.files import read_file  # YAML and pictures, which no service needs

    return read_file(FILE).plan


def plan(**otherwise: object) -> Plan:
    """Its configuration as the city would write it, open already, with some of it `otherwise`."""
    return _written().model_copy(update={"opens": OPENS, **otherwise})


def row(state: ElectionState = ElectionState.OPEN, result: Mapping[str, object] | None = None) -> ElectionRow:
    """The example as the store would have it."""
    made = plan()
    return ElectionRow(
        id=0,
        code=made.code,
        kind=made.kind,
        state=state,
        plan=canonical(made.as_json()),
        plan_hash="",
        opens_at=made.opens,
        closes_at=made.closes,
        result=canonical(dict(result)) if result else "",
        decision="",
        counted_at=None,
        decided_at=None,
        published_at=None,
    )


def election(language: str, now: datetime) -> ElectionView:
    """The example as a dialogue sees it while it is open."""
    return Opened(row()).view(language, now)
