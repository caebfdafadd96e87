"""Column types and ids that SQLite and PostgreSQL share."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

_EPOCH_MS = 1_767_225_600_000  # 2026-01-01, so that 41 bits last until 2095


# in SQLite an INTEGER primary key is the row itself, a BIGINT one an index beside it
Key = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A point in time: aware UTC outside, timestamptz in PostgreSQL, naive UTC in SQLite; naive input is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> int:
    """A key made before the insert, since sealing binds a value to its row: 41 bits of milliseconds, 22 of chance.

    Sorts by time, fits a 64-bit integer. Two alike within a millisecond (1 in 4 million) fail on the primary key.
    """
    ms = time.time_ns() // 1_000_000 - _EPOCH_MS
    # nobody gains by guessing it, and the system's source costs ten times as much; a forked child is seeded anew
    return (ms << 22) | random.getrandbits(22)
