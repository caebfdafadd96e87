"""Retention: the `keep` rules of the registry, run in small steps.

Finding is reading and may take its time; forgetting is a short write that looks again at what it was handed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from store.held import Keep, registry
from store.models import metadata
from store.models.rights import Forgotten
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import first_id

_forgotten = table(Forgotten)
Keys = Sequence[tuple[Any, ...]]
EMPTY = 1 + 12 + 16
"""Bytes of a sealed empty text: the key's name, the nonce, the tag (store/sealing.py)."""


@dataclass(frozen=True)
class Rule:
    """One `keep` rule of a table."""

    table: Table
    keep: Keep

    @property
    def name(self) -> str:
        """ "received.sealed" where only that is emptied, "received" where the row goes."""
        return ".".join((self.table.name, *self.keep.blank))

    @property
    def key(self) -> tuple[Column[Any], ...]:
        """The primary key's columns."""
        return tuple(self.table.primary_key.columns)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, those of a row before those of the row that it leads to."""
    tables = reversed(metadata.sorted_tables)
    return tuple(Rule(table, keep) for table in tables for keep in registry()[table.name].keep)


def _old(rule: Rule, now: datetime) -> ColumnElement[bool]:
    before = now - timedelta(days=rule.keep.days)
    column, _, at = rule.keep.since.partition(".")
    if column == "id" and not at:
        return rule.table.c.id < first_id(before)
    if not at:
        return rule.table.c[column] < before
    (key,) = rule.table.c[column].foreign_keys
    led_to = key.column.table
    return rule.table.c[column].in_(select(key.column).where(led_to.c[at] < before))


def _left(column: Column[Any]) -> ColumnElement[bool]:
    """Whether there is something to empty."""
    if column.nullable:
        return column.is_not(None)
    return func.length(column) > EMPTY if isinstance(column.type, LargeBinary) else column != ""


def _due(rule: Rule, now: datetime) -> ColumnElement[bool]:
    conditions = [_old(rule, now), *(rule.table.c[name].in_(values) for name, values in rule.keep.only.items())]
    if rule.keep.blank:
        conditions.append(or_(*(_left(rule.table.c[name]) for name in rule.keep.blank)))
    return and_(*conditions)


def due(db: Connection, *, rule: Rule, now: datetime, limit: int) -> Keys:
    """Keys of rows whose time is over, at most so many."""
    return [tuple(row) for row in db.execute(select(*rule.key).where(_due(rule, now)).limit(limit))]


def forget(db: Connection, *, sealer: Sealer, rule: Rule, keys: Keys, now: datetime) -> int:
    """Erase these rows, or empty what the rule names, if their time is still over; how many."""
    if not keys:
        return 0
    these = and_(tuple_(*rule.key).in_(keys), _due(rule, now))
    if not rule.keep.blank:
        return int(db.execute(delete(rule.table).where(these)).rowcount)
    found = db.execute(select(*rule.key).where(these)).all()
    for row in found:
        db.execute(
            update(rule.table)
            .where(tuple_(*rule.key) == tuple(row))
            .values(blanks(rule.table, rule.keep.blank, sealer, row))
        )
    return len(found)


def blanks(table: Table, names: Sequence[str], sealer: Sealer, key: Sequence[Any]) -> dict[str, object]:
    """The columns with nothing in them: NULL where that may be, a sealed or plain empty text else."""
    return {name: _nothing(table.c[name], sealer, key[0]) for name in names}


def _nothing(column: Column[Any], sealer: Sealer, row_id: int) -> object:
    if column.nullable:
        return None
    if isinstance(column.type, LargeBinary):
        return sealer.seal("", f"{column.table.name}.{column.name}", row_id)
    return ""


def note(db: Connection, *, rule: Rule, rows: int, day: date) -> None:
    """So many rows went by the rule on the day, for the report of what retention did."""
    if not rows:
        return
    new = insert(dialect(db), Forgotten)
    more = new.on_conflict_do_update(
        index_elements=["day", "what"], set_={"rows": _forgotten.c.rows + new.excluded.rows}
    )
    db.execute(more, {"day": day.isoformat(), "what": rule.name, "rows": rows})


def report(db: Connection, *, since: date) -> list[tuple[str, str, int]]:
    """Day, what and how many, since the day; the latest first."""
    rows = db.execute(
        select(_forgotten)
        .where(_forgotten.c.day >= since.isoformat())
        .order_by(_forgotten.c.day.desc(), _forgotten.c.what)
    )
    return [(row.day, row.what, row.rows) for row in rows]
