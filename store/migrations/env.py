"""Alembic's way into the tables; called through store.schema, which gives it a connection."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import BigInteger

from store.models import metadata
from store.types import Instant


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Our own column type by its name."""
    if kind == "type" and isinstance(item, Instant):
        autogen.imports.add("from store.types import Instant")
        return "Instant()"
    if kind == "type" and item is not None and type(item).__name__ == "AutoString":
        return "sa.String()"
    if kind == "type" and isinstance(item, BigInteger):
        autogen.imports.add("from store.types import Key")
        return "Key"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
