"""What people are told about a sign-up of our own accord, with the question that it puts.

The message is a row of the outbox and the question one that the person's next turn takes onto their talk: neither
needs their address, which a turn of theirs holds while it waits for the event that we hold.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from dialogs import menu
from dialogs.kit import Say, Step, freeze
from dialogs.talk import Question, button
from service.calendar import not_quiet
from service.house import House
from service.notices import body
from service.view import CityView
from store import bell, notices, outbox, people, talk
from store.models.outbox import Purpose
from store.models.people import Reach

LASTS = timedelta(days=3)


class Whose(Protocol):
    """A sign-up, as far as one who tells needs it."""

    @property
    def id(self) -> int: ...

    @property
    def resident_id(self) -> int: ...

    @property
    def address_id(self) -> int: ...


def city_of(db: Connection, house: House, signup: Whose) -> CityView:
    """The world as who signed up sees it, on the channel that they came by."""
    known = people.known(db, address_id=signup.address_id)
    met = people.Met(known.id, known.resident_id, known.channel, known.reach, known.language, False, house.now(), False)
    return CityView(db, house, met, house.now(), "")


def _worded(house: House, known: people.Known, say: Say, question: Step) -> str:
    """The message as the outbox keeps it."""
    asked = Question(question, 0, house.now())
    narrow = known.channel in house.narrow
    worded = house.wording.word(say, known.language, narrow=narrow, data=lambda value: button(asked, value))
    return body.dump_json(worded).decode()


def tell(
    db: Connection,
    house: House,
    *,
    signup: Whose,
    say: Say,
    question: Step | None = None,
    kind: str = "",
    purpose: Purpose = Purpose.SERVICE,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Put the message; `question` has buttons that work for ever and is open from when the message may leave.

    `kind`: a newer one takes an older one back that has not left. False: they must be phoned, or the number is
    somebody else's now.
    """
    known = people.known(db, address_id=signup.address_id)
    if known.resident_id != signup.resident_id:
        return False  # the number is somebody else's now ("väärä numero"): there is no way to who signed up
    now = house.now()
    due = due_at or not_quiet(now)
    if kind:
        notices.take_back(db, signup_id=signup.id, kind=kind, now=now)
    row_id = outbox.put(
        db,
        sealer=house.sealer,
        channel=known.channel,
        address_id=known.id,
        purpose=purpose,
        body=_worded(house, known, say, question or menu.Menu()),
        now=now,
        due_at=due,
        expires_at=expires_at or due + LASTS,
    )
    if kind:
        notices.note(db, outbox_id=row_id, signup_id=signup.id, kind=kind)
    bell.ring(db, channel=known.channel)
    if known.reach is not Reach.OPEN:
        outbox.put_unreached(db, row_id=row_id, why=known.reach, now=now)
        return False
    if question is not None:
        talk.put_question(db, address_id=known.id, outbox_id=row_id, step=json.dumps(freeze(question)), at=due)
    return True
