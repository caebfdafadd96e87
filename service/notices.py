"""What staff write to residents: on their channel, in their language, not at night."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dialogs.kit import Lines, Say, T, Verbatim
from dialogs.talk import Talk, freeze_talk, push_question, thaw_talk
from service.calendar import HELSINKI, not_quiet
from service.channel import Outbound
from service.house import House
from store import bell, outbox, people, talk
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


def answer(db: Connection, house: House, *, thread_id: int, by: str, text: str) -> bool:
    """A staff member's message to a resident, which opens the thread for what they answer. Raises LookupError.

    It waits for the morning in quiet hours unless the person wrote within the hour. False: held back by LOPETA.
    """
    now = house.now()
    address_id = talk.answer(db, sealer=house.sealer, thread_id=thread_id, by=by, text=text, now=now)
    known = people.known(db, address_id=address_id)
    lately = now - known.heard_at <= WITHIN
    if known.reach not in (Reach.OPEN, Reach.STOPPED) or (known.reach is Reach.STOPPED and not lately):
        return False
    saved = people.talk(db, sealer=house.sealer, address_id=address_id)
    local = now.astimezone(HELSINKI)
    before: Talk = thaw_talk(saved, local)
    after = push_question(before, "contact.thread", local)
    people.keep_talk(db, sealer=house.sealer, address_id=address_id, frozen=freeze_talk(after), now=now)
    say = Say(Lines((Verbatim(text), T("{name}, {city}", name=by, city=house.names[known.language]))))
    send(
        db,
        house,
        known=known,
        say=say,
        due_at=now if lately else not_quiet(now),
        # the answer to one's own message is not held back by LOPETA
        purpose=Purpose.REPLY if lately else Purpose.SERVICE,
    )
    return True
