"""An association, its event number 12 and people who have signed up to it, straight in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from service.calendar import HELSINKI
from service.channel import Contact, Inbound, Outbound
from service.house import House
from service.turn import body, turn
from store import associations, events, people
from store.database import Database
from store.models.events import Event, EventState, OrganiserCheck, Signup
from store.models.outbox import Outbox
from store.models.people import Reach
from store.sql import table
from store.types import new_id
from tests.delivery.channels import a_house

VILLAGE = "Haukivuoren kyläyhdistys"
VOLUNTEER = "+358401112223"
NOW = datetime(2026, 11, 24, 10, tzinfo=HELSINKI).astimezone(UTC)
STARTS = datetime(2026, 11, 26, 13, tzinfo=HELSINKI).astimezone(UTC)
CODE = "4821"
_event, _signup, _outbox, _check = table(Event), table(Signup), table(Outbox), table(OrganiserCheck)


def house(now: datetime = NOW, code: str = CODE) -> House:
    """The house at a time, whose codes are always the same."""
    return replace(a_house(), now=lambda: now, digits=lambda: code)


@dataclass
class World:
    """One database and what is in it."""

    database: Database
    association: int
    event: int
    seq: int = 0

    def say(
        self,
        text: str,
        *,
        address: str = VOLUNTEER,
        channel: str = "sms",
        at: datetime = NOW,
        code: str = CODE,
        contact: str = "",
    ) -> list[str]:
        """One message's turn; what it is answered."""
        self.seq += 1
        own = Contact(contact, own=True) if contact else None
        inbound = Inbound(channel=channel, external_id=f"w{new_id()}", address=address, at=at, text=text, contact=own)
        with self.database.write() as db:
            taken = turn(db, inbound, house(at, code))
            return [self._text(db, reply.row_id) for reply in taken.replies]

    def _text(self, db: Connection, row_id: int) -> str:
        sealed = db.execute(select(_outbox.c.sealed).where(_outbox.c.id == row_id)).scalar_one()
        return _words(body.validate_json(house().sealer.open(sealed, "outbox.sealed", row_id)))

    def left(self, *, purpose: str = "service") -> list[str]:
        """What has been put into the outbox for others, oldest first."""
        with self.database.read() as db:
            rows = db.execute(select(_outbox.c.id).where(_outbox.c.purpose == purpose).order_by(_outbox.c.id))
            return [self._text(db, row_id) for row_id in rows.scalars()]

    def checks(self) -> int:
        """How many addresses have asked for something."""
        with self.database.read() as db:
            return int(db.execute(select(func.count()).select_from(_check)).scalar_one())

    def row(self) -> events.EventRow:
        with self.database.read() as db:
            return events.by_id(db, event_id=self.event)


def _words(outbound: Outbound) -> str:
    return "\n".join([outbound.text, *(f"[{choice.label}]" for choice in outbound.choices)])


def world(database: Database, *, registered: bool = True, **values: Any) -> World:
    """The association with its event 12, two days away; `values` are columns of the event."""
    with database.write() as db:
        association = associations.add(db, name=VILLAGE, by="Liisa", now=NOW)
        if registered:
            register(db, association)
        made = events.add(
            db,
            words={"title": {"fi": "Kahvihetki"}, "place": {"fi": "pääkirjasto"}},
            values={
                "starts_at": STARTS,
                "ends_at": STARTS + timedelta(hours=2),
                "takes_signups": True,
                "association_id": association,
                **values,
            },
            capacity=None,
            by="Liisa",
            now=NOW,
        )
        published = {"state": EventState.PUBLISHED, "number": 12, "published_at": NOW}
        db.execute(update(_event).where(_event.c.id == made.id).values(**published))
    return World(database, association, made.id)


def register(db: Connection, association: int, number: str = VOLUNTEER) -> None:
    """The number runs the association's events."""
    associations.register(
        db,
        sealer=house().sealer,
        association_id=association,
        number=number,
        consent="sähköposti 20.11.",
        by="Liisa",
        now=NOW,
    )


def come(
    world: World,
    number: str,
    *,
    channel: str = "sms",
    seats: int = 1,
    waiting: int = 0,
    name: str = "",
    needs: str = "",
    shows_number: bool = False,
    reach: Reach = Reach.OPEN,
) -> int:
    """Somebody has signed up; returns the sign-up's id."""
    sealer, signup_id = house().sealer, new_id()
    with world.database.write() as db:
        met = people.meet(db, sealer=sealer, channel=channel, value=number, now=NOW)
        if channel == "telegram" and shows_number:
            people.know_number(db, sealer=sealer, address_id=met.id, number="+358407650001")
        if reach is not Reach.OPEN:
            people.set_reach(db, address_id=met.id, reach=reach, now=NOW)
        values: Mapping[str, Any] = {
            "id": signup_id,
            "event_id": world.event,
            "resident_id": met.resident_id,
            "address_id": met.id,
            "seats": seats,
            "offered": 0,
            "waiting": waiting,
            "line": 1 if waiting else None,
            "invited": False,
            "passed": 0,
            "helped": False,
            "sealed_name": sealer.seal(name, "signup.sealed_name", signup_id) if name else None,
            "sealed_needs": sealer.seal(needs, "signup.sealed_needs", signup_id) if needs else None,
            "shows_number": shows_number,
            "created_at": NOW,
            "changed_at": NOW,
        }
        db.execute(_signup.insert(), values)
        in_line = {"line": _event.c.line + waiting, "unasked": _event.c.unasked + waiting}
        in_line |= {"parties": _event.c.parties + int(waiting > 0)}
        db.execute(update(_event).where(_event.c.id == world.event).values(**in_line))
    return signup_id


def organised(database: Database, channel: str, how: str) -> World:
    """The event of transcripts: Aino, Veikko and Eino come, Kaisa waits.

    `how`: "40" more, she "herself" too, or "nobody" at all.
    """
    made = world(database, registered=False, asks_name=True)
    if how == "nobody":
        return made
    first, own = ("+3584076500{:02}", "+358401234567") if channel == "sms" else ("71{:02}", "7001")
    come(made, first.format(1), channel=channel, seats=2, name="Aino Virtanen", needs="pyörätuoli", shows_number=True)
    come(made, first.format(2), channel=channel, name="Veikko Laine")
    come(made, first.format(3), channel=channel, name="Eino Pesonen", reach=Reach.STOPPED)
    come(made, first.format(4), channel=channel, seats=0, waiting=2, name="Kaisa Moilanen")
    if how == "herself":
        come(made, own, channel=channel, name="Maija Kinnunen")
    elif how:
        for n in range(int(how)):
            come(made, first.format(10 + n), channel=channel, name=f"Osallistuja Numerolla{n + 1}")
    return made


__all__ = ["CODE", "NOW", "STARTS", "VILLAGE", "VOLUNTEER", "World", "come", "house", "organised", "register", "world"]
