"""Ideas for tests of the console: given by residents, and looked at through the store."""

from __future__ import annotations

from sqlalchemy import Connection, select

from service.house import House
from service.ideas import moving
from store import ideas, people
from store.ideas import IdeaRow
from store.models.ideas import Idea, IdeaState
from store.models.outbox import Outbox
from store.sql import table


def given(
    db: Connection, house: House, code: str, text: str, *, by: str = "", area: str = "", finish: bool = True
) -> int:
    """An idea as a resident gives it by text message; the resident's id."""
    met = people.meet(
        db, sealer=house.sealer, channel="sms", value=by or f"+35840{int(code, 36) % 10**7:07}", now=house.now()
    )
    ideas.keep(
        db,
        sealer=house.sealer,
        code=code,
        resident_id=met.resident_id,
        address_id=met.id,
        channel="sms",
        language="fi",
        text=text,
        sure=True,
        source="",
        origin=None,
        now=house.now(),
    )
    if area:
        ideas.mend(db, sealer=house.sealer, code=code, resident_id=met.resident_id, area=area)
    if finish:
        day = house.calendar.after(house.now().date(), house.read_days)
        ideas.give(db, code=code, resident_id=met.resident_id, read_by=day, now=house.now())
    return met.resident_id


def published(db: Connection, house: House, code: str, text: str, *, by: str = "") -> int:
    """An idea that everyone may read; its giver's id."""
    resident_id = given(db, house, code, text, by=by)
    moving.move(db, house, code=code, state=IdeaState.ASSESSED, by="Maija", public_text=text)
    return resident_id


def row(db: Connection, house: House, code: str) -> IdeaRow:
    """The idea."""
    found = ideas.by_code(db, sealer=house.sealer, code=code)
    assert found is not None
    return found


def messages(db: Connection, house: House, code: str) -> list[tuple[str, str]]:
    """State and words of the messages to an idea's giver, oldest first."""
    outbox, idea = table(Outbox), table(Idea)
    query = select(outbox).join(idea, idea.c.address_id == outbox.c.address_id).where(idea.c.code == code)
    rows = db.execute(query.order_by(outbox.c.id)).all()
    return [(r.state, house.sealer.open(r.sealed, "outbox.sealed", r.id)) for r in rows]
