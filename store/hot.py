"""Statements of the hot path: built and compiled once, then run on the driver's own cursor.

SQLAlchemy spends 60-100 µs on each execution of a cached statement, the driver 5-15; a turn has about ten. So what
every turn and every delivery does is compiled once for each database, with SQLAlchemy's own conversions of values
(points in time, dates, true and false), and its errors are raised as SQLAlchemy's. Everything else uses
`Connection.execute`; both live in the same transaction.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Float
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors

from store.types import Instant

Build = Callable[[str], Any]
Convert = Callable[[Any], Any]


class Hot:
    """A Core statement, or a function that builds it for a dialect's name where the two databases differ.

    Parameters are given by name; an INSERT writes those columns that are given, or with `all_columns` what stands in
    it. Lists (`IN`) only as constants.
    """

    def __init__(self, statement: Any, *, all_columns: bool = False) -> None:
        self._all_columns = all_columns
        self._build: Build = statement if not hasattr(statement, "compile") else lambda _name: statement
        self._ready: dict[tuple[str, ...], _Ready] = {}

    def run(self, db: Connection, params: Mapping[str, Any]) -> int:
        """Run it; how many rows it touched."""
        touched: int = self._execute(db, params)[0].rowcount
        return touched

    def rows(self, db: Connection, params: Mapping[str, Any]) -> list[Any]:
        """Its rows, with the columns by name."""
        cursor, ready = self._execute(db, params)
        return [ready.row(found) for found in cursor.fetchall()]

    def first(self, db: Connection, params: Mapping[str, Any]) -> Any:
        """Its first row, or None."""
        cursor, ready = self._execute(db, params)
        found = cursor.fetchone()
        return ready.row(found) if found is not None else None

    def scalar(self, db: Connection, params: Mapping[str, Any]) -> Any:
        """The first column of its first row, or None."""
        found = self.first(db, params)
        return found[0] if found is not None else None

    def _execute(self, db: Connection, params: Mapping[str, Any]) -> tuple[Any, _Ready]:
        key = (db.dialect.name, *params)
        ready = self._ready.get(key)
        if ready is None:
            ready = self._ready[key] = _Ready(self._build(db.dialect.name), db, params, all_columns=self._all_columns)
        if not db.in_transaction():
            db.begin()  # as SQLAlchemy's own execute does
        driver: Any = db.connection.dbapi_connection
        try:
            return driver.execute(ready.sql, ready.bind(params)), ready
        except Exception as error:
            raise _as_sqlalchemy(db, ready.sql, error) from error


class _Ready:
    """A statement compiled for one database and one set of parameters."""

    def __init__(self, statement: Any, db: Connection, params: Mapping[str, Any], *, all_columns: bool) -> None:
        self.dialect = db.dialect
        fixed = visitors.cloned_traverse(statement, {}, {"bindparam": _written_out})
        given = list(params) if statement.is_insert and not all_columns else None
        made = fixed.compile(dialect=db.dialect, column_keys=given)
        known = made.construct_params({**_defaults(made), **params})
        full = made._process_parameters_for_postcompile(known)
        self.sql: str = full.statement
        values = {**known, **full.additional_parameters}
        converts: Mapping[str, Convert] = {**made._bind_processors, **full.processors}
        self.positional = bool(made.positional)
        self.names: list[str] = list(full.positiontup if made.positional else values)
        self.constants = {name: values[name] for name in self.names if name not in params}
        self.converts = [
            (place, _moments(db.dialect.name, convert) if isinstance(made.binds[name].type, Instant) else convert)
            for place, name in enumerate(self.names)
            if (convert := converts.get(name)) is not None
        ]
        self.row = self._rows_of(made)

    def bind(self, params: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: in order (SQLite) or by name (PostgreSQL)."""
        given = {**self.constants, **params} if self.constants else params
        found = [given[name] for name in self.names]
        for place, convert in self.converts:
            found[place] = convert(found[place])
        return found if self.positional else dict(zip(self.names, found, strict=True))

    def _rows_of(self, made: Any) -> Callable[[Iterable[Any]], Any]:
        columns = made._result_columns
        if not columns:
            return tuple
        row: Any = namedtuple("Row", [column.keyname for column in columns])  # type: ignore[misc]
        make: Convert = row._make
        converts = [(n, self._convert(column.type)) for n, column in enumerate(columns)]
        needed = [(n, convert) for n, convert in converts if convert is not None]
        if not needed:
            return make

        def converted(found: Iterable[Any]) -> Any:
            values = list(found)
            for n, convert in needed:
                values[n] = convert(values[n])
            return make(values)

        return converted

    def _convert(self, kind: Any) -> Convert | None:
        if isinstance(kind, Float):
            return None  # both drivers give floats; SQLAlchemy would ask the cursor which kind of number it is
        found: Convert | None = kind._cached_result_processor(self.dialect, None)
        return found


_moments_of: dict[str, Convert] = {}


def _moments(dialect: str, convert: Convert) -> Convert:
    """The conversion of points in time, remembered for all statements: a turn writes its own moment ten times."""
    return _moments_of.setdefault(dialect, lru_cache(maxsize=128)(convert))


def _defaults(made: Any) -> dict[str, Any]:
    """Values of columns of an INSERT that nobody gave and the model has a fixed default for."""
    columns = made.insert_prefetch if made.isinsert else ()
    if unfit := [column.key for column in columns if not column.default.is_scalar]:
        raise TypeError(f"a value must be given: {unfit}")
    return {column.key: column.default.arg for column in columns}


def _written_out(value: Any) -> None:
    """A constant stands in the text: PostgreSQL's general plans find no partial index through a parameter."""
    if not value.required:
        value.literal_execute = True


def _as_sqlalchemy(db: Connection, sql: str, error: Exception) -> BaseException:
    """The driver's error as callers know it, without parameters: they are personal."""
    driver: Any = db.dialect.loaded_dbapi
    if not isinstance(error, driver.Error):
        return error
    gone = db.dialect.is_disconnect(error, db.connection.dbapi_connection, None)
    wrapped: BaseException = DBAPIError.instance(
        sql, None, error, driver.Error, hide_parameters=True, connection_invalidated=gone, dialect=db.dialect
    )
    if gone:
        db.invalidate(error)
    return wrapped
