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
    def address_id(self) -> int: ...


def city_of(db: Connection, house: House, signup: Whose) -> CityView:
    """The world as who signed up sees it, on the channel that they came by."""
    known = people.known(db, address_id=signup.address_id)
    met = people.Met(known.id, known.resident_id, known.channel, known.reach, known.language, False, house.now(), False)
    return CityView(db, house, met, house.now(), "")


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

    `kind`: a newer message of this kind takes an older one back that has not left. False: the person must not be
    written to, and is on the call list.
    """
    known = people.known(db, address_id=signup.address_id)
    now = house.now()
    due = due_at or not_quiet(now)
    asked = Question(question or menu.Menu(), 0, now)
    worded = house.wording.word(
        say, known.language, narrow=known.channel in house.narrow, data=lambda value: button(asked, value)
    )
    if kind:
        notices.take_back(db, signup_id=signup.id, kind=kind, now=now)
    row_id = outbox.put(
        db,
        sealer=house.sealer,
        channel=known.channel,
        address_id=known.id,
        purpose=purpose,
        body=body.dump_json(worded).decode(),
        now=now,
        due_at=due,
        expires_at=expires_at or due + LASTS,
    )
    bell.ring(db, channel=known.channel)
    if kind:
        notices.note(db, outbox_id=row_id, signup_id=signup.id, kind=kind)
    if known.reach is not Reach.OPEN:
        outbox.put_unreached(db, row_id=row_id, why=known.reach, now=now)
        return False
    if question is not None:
        talk.put_question(db, address_id=known.id, step=json.dumps(freeze(question)), at=due)
    return True
