"""Two residents become one: what leads to the one leads to the other from now on.

Where a person may have a thing only once (a sign-up to an event, a support of an idea, an answer about a topic),
service/people/merging.py says beforehand which of the two stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Table, and_, delete, exists, select, update

from store.held import registry
from store.models import metadata
from store.models.consents import Consent
from store.models.events import Signup
from store.models.people import Address, Resident
from store.sql import table

_address, _resident, _consent, _signup = table(Address), table(Resident), table(Consent), table(Signup)


def lock(db: Connection, *, residents: Sequence[int]) -> list[int]:
    """The addresses of these people, locked in the order of their ids: two merges at once can't wait for each other."""
    rows = db.execute(
        select(_address.c.id).where(_address.c.resident_id.in_(residents)).order_by(_address.c.id).with_for_update()
    )
    return [row.id for row in rows]


def resident_of(db: Connection, *, address_id: int) -> int | None:
    """Whose an address is; None: it is not here any more."""
    found: int | None = db.execute(
        select(_address.c.resident_id).where(_address.c.id == address_id)
    ).scalar_one_or_none()
    return found


def _leading() -> Iterator[tuple[Table, Column[int]]]:
    """Tables with a column that leads to a resident."""
    for one in metadata.sorted_tables:
        for column in one.c:
            if any(key.column.table is _resident for key in column.foreign_keys):
                yield one, column


def stricter_consents(db: Connection, *, keep: int, gone: int, now: datetime) -> list[str]:
    """Where one said yes and the other no, no holds; topics that are not wanted any more."""
    other = _consent.alias()
    refused = exists().where(other.c.topic == _consent.c.topic, other.c.resident_id == gone, other.c.granted.is_(False))
    lost = db.execute(
        update(_consent)
        .where(_consent.c.resident_id == keep, _consent.c.granted.is_(True), refused)
        .values(granted=False, since=now)
        .returning(_consent.c.topic)
    )
    return sorted(row.topic for row in lost)


def both_signed_up(db: Connection, *, keep: int, gone: int) -> list[tuple[int, int, int]]:
    """Event, the one's sign-up and the other's, where both have one, also a cancelled one."""
    other = _signup.alias()
    rows = db.execute(
        select(_signup.c.event_id, _signup.c.id, other.c.id)
        .join(other, and_(other.c.event_id == _signup.c.event_id, other.c.resident_id == gone))
        .where(_signup.c.resident_id == keep)
        .order_by(_signup.c.event_id)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def hand_over(db: Connection, *, keep: int, gone: int) -> None:
    """Everything that leads to the one leads to the other; what both have stays the other's. The one is no more."""
    for one, column in _leading():
        only_once = [key for key in one.primary_key.columns if key is not column] if column.primary_key else []
        if column.primary_key:
            other = one.alias()
            twice = exists().where(other.c[column.name] == keep, *(other.c[k.name] == k for k in only_once))
            db.execute(delete(one).where(column == gone, twice))
        db.execute(update(one).where(column == gone).values({column.name: keep}))
    db.execute(delete(_resident).where(_resident.c.id == gone))


def drop_signup(db: Connection, *, signup_id: int) -> None:
    """A cancelled sign-up that stands in the way of the person's other one goes, and what leads to it."""
    for name in ("event_notice", "reminder"):
        one = metadata.tables[name]
        assert registry()[name].erase == "delete"
        db.execute(delete(one).where(one.c.signup_id == signup_id))
    db.execute(delete(_signup).where(_signup.c.id == signup_id))
