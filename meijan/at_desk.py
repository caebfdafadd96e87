"""The desk at which a command is given."""

from __future__ import annotations

import typer

from meijan.desk import Desk
from meijan.terminal import settings


def desk(ctx: typer.Context) -> Desk:
    """The desk of a running conversation, or one over the settings' database."""
    if isinstance(ctx.obj, Desk):
        return ctx.obj
    from meijan.wiring import house
    from store import schema
    from store.database import Database

    chosen = settings()
    database = Database(chosen.database_url, pool=2)
    schema.upgrade(database)
    return Desk(database, house(chosen))
