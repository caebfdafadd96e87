"""The desk at which a command is given."""

from __future__ import annotations

import typer

from meijan.desk import Desk
from meijan.terminal import settings


def desk(ctx: typer.Context) -> Desk:
    """The desk of a running conversation, or one over the settings' database."""
    if isinstance(ctx.obj, Desk):
        return ctx.obj
    from meijan.texts.editing import Editing
    from meijan.wiring import house, own_texts
    from service.texts import Rewording
    from store import schema
    from store.database import Database

    chosen = settings()
    database = Database(chosen.database_url, pool=2)
    schema.upgrade(database)
    made = house(chosen)
    Rewording(database, Editing(made.wording, own_texts(chosen))).look()
    return Desk(database, made)
