"""Column types and ids that SQLite and PostgreSQL share."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

_EPOCH_MS = 1_767_225_600_000  # 2026-01-01, so that 41 bits last until 2095
_SET_BACK = 60_000 << 22  # a minute; a clock that was wrong by more is believed
_last = 0
_one_at_a_time = threading.Lock()


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


def first_id(at: datetime) -> int:
    """The lowest key that `new_id` makes at that time or later."""
    return max(0, int(at.timestamp() * 1000) - _EPOCH_MS) << 22


def new_id() -> int:
    """A key made before the insert, since sealing binds a value to its row: 41 bits of milliseconds, 22 of chance.

    Sorts by time, within a process also inside a millisecond, and fits a 64-bit integer. Two processes that draw the
    same within a millisecond (1 in 4 million) fail on the primary key.
    """
    global _last
    # nobody gains by guessing it, and the system's source costs ten times as much; a forked child is seeded anew
    made = (time.time_ns() // 1_000_000 - _EPOCH_MS) << 22 | random.getrandbits(22)
    with _one_at_a_time:
        # two messages of one turn must not change places; a clock set back a little does not matter either
        _last = made if made > _last or _last - made > _SET_BACK else _last + 1
        return _last
