"""Everything that the database holds of a person, opened: for themselves, never for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from store.erasing import theirs
from store.held import registry
from store.models import metadata
from store.models.ideas import Idea
from store.sealed import SEALED
from store.sealing import Sealer
from store.sql import table

_OPENS = {(sealed.table.name, sealed.name): sealed for sealed in SEALED}
_idea = table(Idea)


@dataclass(frozen=True)
class Row:
    """A row of a person's: its columns as they are, what was sealed opened; None where that is no text."""

    table: str
    values: Mapping[str, Any]


def rows(db: Connection, *, sealer: Sealer, resident_id: int, name: str) -> Iterator[Row]:
    """A person's rows of a table, the oldest first."""
    one = metadata.tables[name]
    whose = _idea.c.resident_id == resident_id if one is _idea else theirs(one)
    query = select(one).where(whose).order_by(*one.primary_key.columns)
    for row in db.execute(query, {} if one is _idea else {"whose": resident_id}).mappings():
        yield Row(name, {column.name: _open(sealer, name, column.name, row) for column in one.c})


def _open(sealer: Sealer, name: str, column: str, row: Mapping[Any, Any]) -> Any:
    value = row[column]
    sealed = _OPENS.get((name, column))
    if sealed is None or value is None:
        return None if column in registry()[name].personal and isinstance(value, bytes) else value
    try:
        return sealer.open_bytes(value, sealed.where, row[sealed.row]).decode()
    except UnicodeDecodeError:
        return None  # a picture, a voice
