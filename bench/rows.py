"""Many rows at once into a migrated database of either kind: COPY in PostgreSQL, the driver's inserts in SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection
from sqlmodel import SQLModel

from store.sql import dialect, table

BATCH = 20_000


def put(db: Connection, model: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Rows by the names of their columns; a column that a row does not name has the model's default."""
    columns = [column.name for column in table(model).columns]
    fields = model.model_fields
    defaults = {name: None if fields[name].is_required() else fields[name].get_default() for name in columns}
    values = ([row.get(name, defaults[name]) for name in columns] for row in rows)
    names = ", ".join(f'"{name}"' for name in columns)
    into = f'"{table(model).name}" ({names})'
    driver: Any = db.connection.driver_connection
    if dialect(db) == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    for batch in _batches(values):
        driver.executemany(f"INSERT INTO {into} VALUES ({marks})", batch)


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch = []
    for row in rows:
        batch.append([_as_sqlite(value) for value in row])
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _as_sqlite(value: Any) -> Any:
    """As SQLAlchemy writes it there."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
