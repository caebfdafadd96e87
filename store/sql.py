"""Small things that SQLAlchemy leaves to the dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def insert(dialect: str, model: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, which both databases spell alike and SQLAlchemy does not."""
    return sqlite.insert(table(model)) if dialect == "sqlite" else postgresql.insert(table(model))


def dialect(db: Connection) -> str:
    """ "sqlite" or "postgresql": the key of statements that are built once."""
    return db.dialect.name
