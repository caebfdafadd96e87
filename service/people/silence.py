"""A number that has been silent for a year may be somebody else's by now.

So whoever writes from it is somebody new at first, and nothing old is shown. They are asked once whether they wrote
before; on yes both are one person again.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from service.house import House
from store import linking, people
from store.models.rights import PersonWork
from store.people import Met

YEAR = timedelta(days=365)


def begin_anew(db: Connection, house: House, met: Met) -> int:
    """Who writes from a silent number is somebody new; their resident's id."""
    resident_id = people.unlink(db, address_id=met.id, now=house.now())
    linking.remember_before(db, address_id=met.id, before_id=met.resident_id)
    return resident_id


def answered(db: Connection, house: House, *, met: Met, wrote_before: bool) -> None:
    """Did they write before? Then they are who wrote before."""
    before = linking.before(db, address_id=met.id)
    linking.forget_before(db, address_id=met.id)
    if wrote_before and before is not None:
        linking.ask(db, kind=PersonWork.MERGE, address_id=met.id, other_id=before, now=house.now())


def mark(db: Connection, house: House, limit: int = 500) -> int:
    """Mark numbers that have been silent for a year; how many."""
    return linking.mark_silent(db, heard_before=house.now() - YEAR, limit=limit)
