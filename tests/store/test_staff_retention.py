"""What signing in and writing left behind goes after thirty days, and what is in use stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from service.house import House
from service.retention import STAFF_KEPT, erase_old
from service.staffing import links, members, oidc, sessions, tries
from store import staff
from store.database import Database
from store.models.staff import FormDraft, Role, SignInStep, SignInTry, StaffLink, StaffSession
from store.sql import table
from tests.console import a_house

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TABLES = (StaffSession, StaffLink, FormDraft, SignInStep, SignInTry)


def left(database: Database) -> list[int]:
    with database.read() as db:
        return [db.execute(select(func.count()).select_from(table(one))).scalar_one() for one in TABLES]


def leave_things(database: Database, house: House) -> None:
    """One session, one unused link, one draft, one step, one try."""
    with database.write() as db:
        members.add(db, house, name="Maija", roles=[Role.READER], by="testi")
        token = members.link(db, house, name="Maija", by="testi")
        assert links.use(db, house, token=token, agent="") is not None
        member = staff.by_name(db, name="Maija")
        assert member is not None
        staff.save_draft(db, sealer=house.sealer, staff_id=member.id, form="a", fields={"t": "x"}, now=house.now())
        oidc.begin(db, house, kept={})
        tries.too_many(db, house, source="192.0.2.1")


def test_after_thirty_days_nothing_is_left(database: Database) -> None:
    leave_things(database, a_house(NOW))
    assert left(database) == [1] * 5
    soon = timedelta(seconds=1)
    for age, expected in (
        (oidc.LASTS - soon, [1, 1, 1, 1, 1]),
        (oidc.LASTS + soon, [1, 1, 1, 0, 1]),
        (tries.REMEMBERED + soon, [1, 1, 1, 0, 0]),
        (STAFF_KEPT - soon, [1, 1, 1, 0, 0]),
        (STAFF_KEPT + soon, [0, 1, 0, 0, 0]),
        (STAFF_KEPT + members.LINK_LASTS + soon, [0, 0, 0, 0, 0]),
    ):
        with database.write() as db:
            erase_old(db, now=NOW + age)
        assert left(database) == expected, age


def test_a_session_in_use_stays(database: Database) -> None:
    leave_things(database, a_house(NOW))
    with database.write() as db:
        session = db.execute(select(table(StaffSession).c.id)).scalar_one()
        sessions.see(db, a_house(NOW + STAFF_KEPT), session_id=session)
        erase_old(db, now=NOW + STAFF_KEPT + timedelta(hours=1))
    assert left(database)[0] == 1
