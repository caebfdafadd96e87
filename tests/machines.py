"""What state machines over a database share: examples that are the same each time, and no waiting for the disk."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import event

from store.database import Database


def examples_of(most: int, steps: int, *, shrink: bool = False) -> settings:
    """So many examples of so many steps; `shrink` says in few steps what was found, and takes its time."""
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=most,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
    )


def without_sync(database: Database) -> None:
    """Where only processes die and not the machine, nobody need wait for its disk."""
    if database.sqlite:

        def set_up(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        event.listen(database.engine, "connect", set_up)
