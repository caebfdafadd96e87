"""What staff write to residents: on their channel, in their language, not at night."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dialogs.kit import Say
from service.calendar import not_quiet
from service.channel import Outbound
from service.house import House
from store import bell, outbox, people
from store.models.outbox import Purpose
from store.models.people import Reach

LASTS = timedelta(days=3)
WITHIN = timedelta(hours=1)  # who wrote so lately may be answered in the quiet hours
body = TypeAdapter(Outbound)


class Refused(Exception):
    """Staff asked for something that can't be; the text says why, in Finnish."""


def notify(db: Connection, house: House, *, address_id: int, say: Say) -> bool:
    """A message of our own accord, outside the quiet hours.

    False where the person must not be written to: then the call list has it.
    """
    known = people.known(db, address_id=address_id)
    now = house.now()
    row_id = send(db, house, known=known, say=say, due_at=not_quiet(now), purpose=Purpose.SERVICE)
    if known.reach is not Reach.OPEN:
        outbox.put_unreached(db, row_id=row_id, why=known.reach, now=now)
        return False
    return True


def send(db: Connection, house: House, *, known: people.Known, say: Say, due_at: datetime, purpose: Purpose) -> int:
    """Word a message for an address and put it into the outbox; returns the row's id."""
    worded = house.wording.word(
        say, known.language, narrow=known.channel in house.narrow, data=lambda value: f"menu~:{value}"
    )
    bell.ring(db, channel=known.channel)
    return outbox.put(
        db,
        sealer=house.sealer,
        channel=known.channel,
        address_id=known.id,
        purpose=purpose,
        body=body.dump_json(worded).decode(),
        now=house.now(),
        due_at=due_at,
        expires_at=due_at + LASTS,
    )
