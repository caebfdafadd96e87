"""What a registered number asked for, until that number has answered with a code: senders can be forged.

Wrong codes add up for a day, however many codes are asked for meanwhile: a dialogue locks the address after a few.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from store.models.events import OrganiserCheck
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_check = table(OrganiserCheck)
_WHERE = "organiser_check.sealed"
LASTS = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)
"""How long wrong codes count after the last code ran out."""


@dataclass(frozen=True)
class CheckRow:
    """`asked` is "" once the code was used or given up: then only the wrong codes are remembered."""

    asked: str
    code: str
    tries: int
    expires_at: datetime
    locked_until: datetime | None

    def locked(self, now: datetime) -> datetime | None:
        """Until when nothing is taken after wrong codes; None: it is taken."""
        return self.locked_until if self.locked_until is not None and now < self.locked_until else None

    def holds(self, now: datetime) -> bool:
        """Whether its code may still be answered."""
        return bool(self.asked) and self.locked(now) is None and now < self.expires_at


def held(db: Connection, *, sealer: Sealer, address_id: int) -> CheckRow | None:
    """What an address asked for. Raises SealBroken."""
    row = db.execute(select(_check).where(_check.c.address_id == address_id)).one_or_none()
    if row is None:
        return None
    return CheckRow(sealer.open(row.sealed, _WHERE, row.id), row.code, row.tries, row.expires_at, row.locked_until)


def hold(db: Connection, *, sealer: Sealer, address_id: int, asked: str, code: str, now: datetime) -> None:
    """Keep what is asked until its code comes, in the place of what was asked before. Wrong codes add up over both."""
    before = db.execute(select(_check.c.tries, _check.c.expires_at).where(_check.c.address_id == address_id)).first()
    tries = before.tries if before is not None and now < before.expires_at + REMEMBERED else 0
    db.execute(delete(_check).where(_check.c.address_id == address_id))
    row_id = new_id()
    db.execute(
        _check.insert(),
        {
            "id": row_id,
            "address_id": address_id,
            "sealed": sealer.seal(asked, _WHERE, row_id),
            "code": code,
            "tries": tries,
            "expires_at": now + LASTS,
        },
    )


def wrong(db: Connection, *, address_id: int) -> None:
    """One more wrong code."""
    db.execute(update(_check).where(_check.c.address_id == address_id).values(tries=_check.c.tries + 1))


def lock(db: Connection, *, address_id: int, until: datetime) -> None:
    """No code is given or taken until then."""
    db.execute(update(_check).where(_check.c.address_id == address_id).values(locked_until=until))


def give_up(db: Connection, *, sealer: Sealer, address_id: int, now: datetime) -> None:
    """What was asked is not wanted; wrong codes stay remembered."""
    row_id = db.execute(select(_check.c.id).where(_check.c.address_id == address_id)).scalar_one_or_none()
    if row_id is not None:
        sealed = sealer.seal("", _WHERE, row_id)
        db.execute(update(_check).where(_check.c.id == row_id).values(sealed=sealed, code="", expires_at=now))


def release(db: Connection, *, address_id: int) -> None:
    """The right code came: the number is who it says, and its mistakes are forgotten."""
    db.execute(delete(_check).where(_check.c.address_id == address_id))


def forget_before(db: Connection, *, before: datetime) -> int:
    """Erase what ran out before then; returns how many."""
    return db.execute(delete(_check).where(_check.c.expires_at < before)).rowcount
