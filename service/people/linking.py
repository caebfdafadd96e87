"""Linking: the number that a Telegram account shares is the same person's.

A number that nobody has written from is theirs on Telegram's word. One that somebody has is asked by a text message
with a code, which they write into the chat: 6 digits, 10 minutes, 5 tries, and 3 codes a day to a number, so that who
guesses for a day succeeds in 17 of a million cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from dialogs.kit import Say, T, Text
from dialogs.person import Link
from service.house import House
from service.notices import send
from store import linking, people, talk
from store.linking import Check
from store.models.outbox import Purpose
from store.models.people import Reach
from store.models.rights import PersonWork
from store.people import Met

LASTS = timedelta(minutes=10)
TRIES = 5
CODES = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tried:
    """What came of a code: right, wrong (so many tries left), or over."""

    right: bool = False
    left: int = 0


def bring(db: Connection, house: House, *, met: Met, number: str) -> None:
    """An account has shared its own number: attach it, or ask it whether they are one person."""
    now = house.now()
    people.know_number(db, sealer=house.sealer, address_id=met.id, number=number)
    attached = linking.attach(
        db, sealer=house.sealer, number=number, resident_id=met.resident_id, language=met.language, now=now
    )
    if attached:
        return
    other_id = people.find(db, sealer=house.sealer, channel="sms", value=number)
    assert other_id is not None, "it was there a moment ago"
    other = people.known(db, address_id=other_id)
    if other.resident_id == met.resident_id:
        return
    if other.reach is not Reach.OPEN:
        _tell(db, house, met, T("We can't send a code to your number. Write ALOITA to us from it first, then YHDISTÄ."))
    elif linking.sent_to(db, other_id=other_id, since=now - DAY) >= CODES:
        _tell(db, house, met, T("We have sent many codes to your number. Try again tomorrow: YHDISTÄ"))
    else:
        _ask(db, house, met=met, other=other)


def _tell(db: Connection, house: House, met: Met, why: Text) -> None:
    known = people.known(db, address_id=met.id)
    send(db, house, known=known, say=Say(why), due_at=house.now(), purpose=Purpose.REPLY)


def _ask(db: Connection, house: House, *, met: Met, other: people.Known) -> None:
    """A code to the number, and the question for it in the chat."""
    now, code = house.now(), house.six()
    before = linking.check(db, address_id=met.id)
    sent = before.sent + 1 if before is not None and now - before.begun_at < DAY else 1
    begun = before.begun_at if before is not None and sent > 1 else now
    linking.put_check(db, new=Check(met.id, other.id, code, 0, sent, now + LASTS, begun))
    to_number = T(
        "Your code is {code}. Write it to us in Telegram. Did you not ask for a code? Then do not tell it to anybody.",
        code=code,
    )
    send(db, house, known=other, say=Say(to_number), due_at=now, purpose=Purpose.REPLY)
    talk.put_question(db, address_id=met.id, outbox_id=_invite(db, house, met), step='{"step": "person.link"}', at=now)


def _invite(db: Connection, house: House, met: Met) -> int:
    known = people.known(db, address_id=met.id)
    return send(db, house, known=known, say=Link().invitation(), due_at=house.now(), purpose=Purpose.REPLY)


def look(db: Connection, house: House, *, address_id: int, code: str) -> Tried:
    """Whether the code is the one; changes nothing."""
    found = linking.check(db, address_id=address_id)
    if found is None or not found.code or found.tries >= TRIES or house.now() >= found.expires_at:
        return Tried()
    return Tried(right=code == found.code, left=TRIES - found.tries - 1)


def answer(db: Connection, house: House, *, met: Met, code: str) -> None:
    """A code was written: if it is right, the two become one; a wrong one is counted."""
    tried = look(db, house, address_id=met.id, code=code)
    found = linking.check(db, address_id=met.id)
    if found is None:
        return
    if not tried.right:
        linking.missed(db, address_id=met.id)
        return
    now = house.now()
    linking.end_check(db, address_id=met.id, now=now)
    other = people.known(db, address_id=found.other_id)
    linking.ask(db, kind=PersonWork.MERGE, address_id=met.id, other_id=other.resident_id, now=now)


def unlink(db: Connection, house: House, *, met: Met) -> bool:
    """The address is somebody else's from now on; what was theirs stays with their other way. False: there is none."""
    if not linking.others(db, resident_id=met.resident_id, but=met.id):
        return False
    people.unlink(db, address_id=met.id, now=house.now())
    return True
