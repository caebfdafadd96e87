"""An answer to a resident: whether it can go and when, how it looks and what it costs, sending it, taking it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from dialogs.contact import Thread
from dialogs.kit import Lines, Say, T, Verbatim, freeze
from dialogs.words.sensitive import mask_personal_id
from service.calendar import not_quiet
from service.channel import Outbound
from service.house import House
from service.notices import WITHIN, Refused, send
from store import audit, outbox, people, talk, thread_messages, threads
from store.models.outbox import Purpose
from store.models.people import Reach
from store.people import Known

GRACE = timedelta(seconds=15)
"""How long an answer waits at the door, so that its writer can take it back."""
LONGEST = {"sms": 1_600, "telegram": 4_000}
"""Characters that a message may have: Twilio's and Telegram's own limits, the latter without what formatting adds."""


class Newer(Refused):
    """Something came into the thread that the writer of an answer has not seen."""


@dataclass(frozen=True)
class Leaving:
    """Whether and when an answer can go."""

    goes: bool
    why: Reach  # why not
    lately: bool  # the person wrote within the hour: it is the answer to their own message
    due_at: datetime

    @property
    def purpose(self) -> Purpose:
        """The answer to one's own message is not held back by LOPETA."""
        return Purpose.REPLY if self.lately else Purpose.SERVICE


def leaving(*, reach: Reach, wrote_at: datetime, now: datetime, grace: timedelta = GRACE) -> Leaving:
    """By the rule: it waits for the morning in quiet hours unless the person wrote within the hour; LOPETA holds back
    all but the answer to one's own message."""
    lately = now - wrote_at <= WITHIN
    ready = now + grace
    goes = reach is Reach.OPEN or (reach is Reach.STOPPED and lately)
    return Leaving(goes, reach, lately, ready if lately else not_quiet(ready))


def waits_for_morning(plan: Leaving, *, now: datetime, grace: timedelta = GRACE) -> bool:
    """Whether it stays for longer than its writer's second thoughts."""
    return plan.due_at > now + grace


# -- how it looks


@dataclass(frozen=True)
class Look:
    """An answer as it will be seen, and what it costs."""

    text: str
    narrow: bool
    parts: int  # of a text message; 0 where messages cost nothing
    dear: str  # characters that make all of it cost double
    personal_id: bool
    too_long: int  # characters over the limit


def worded(house: House, *, language: str, channel: str, by: str, text: str) -> Outbound:
    """The message as it is sent: the words and who wrote them."""
    return house.wording.word(_say(house, language, by, text), language, narrow=channel in house.narrow)


def _say(house: House, language: str, by: str, text: str) -> Say:
    return Say(Lines((Verbatim(text.strip()), T("{name}, {city}", name=by, city=house.names[language]))))


def look(house: House, *, language: str, channel: str, by: str, text: str) -> Look:
    """What the writer sees before it goes."""
    seen = worded(house, language=language, channel=channel, by=by, text=text).text
    narrow = channel in house.narrow
    return Look(
        text=seen,
        narrow=narrow,
        parts=house.parts(seen) if narrow else 0,
        dear=_dear(house, seen) if narrow else "",
        personal_id=mask_personal_id(text)[1],
        too_long=max(0, len(seen) - LONGEST.get(channel, LONGEST["telegram"])),
    )


def _dear(house: House, text: str) -> str:
    """The characters of which 71 alone make two parts: GSM-7 has not got them, and carries 80 of the dearest it has."""
    return "".join(sign for sign in dict.fromkeys(text) if house.parts(sign * 71) > 1)


# -- sending


@dataclass(frozen=True)
class Answered:
    """What became of an answer."""

    message_id: int
    plan: Leaving


def answer(
    db: Connection,
    house: House,
    *,
    thread_id: int,
    by: str,
    text: str,
    seen: int | None = None,
    grace: timedelta = timedelta(),
) -> Answered:
    """A staff member's message to a resident, which opens the thread for what they answer.

    `seen`: the last message that its writer has seen. What can't go is kept, and the call list has it. Raises Refused,
    Newer.
    """
    now = house.now()
    if not threads.lock(db, thread_id=thread_id):
        raise Refused(f"Viestiketjua {thread_id} ei löydy.")
    if seen is not None and thread_messages.newest_message(db, thread_id=thread_id) != seen:
        raise Newer("Ketjuun tuli uusi viesti sillä välin. Katso se ensin. Vastauksesi on tallessa.")
    row = threads.by_id(db, thread_id=thread_id)
    assert row is not None
    known = people.known(db, address_id=row.address_id)
    _fits(look(house, language=known.language, channel=known.channel, by=by, text=text), text)
    plan = leaving(reach=known.reach, wrote_at=known.heard_at, now=now, grace=grace)
    outbox_id = send(
        db, house, known=known, say=_say(house, known.language, by, text), due_at=plan.due_at, purpose=plan.purpose
    )
    if plan.goes:
        _open(db, known, outbox_id, plan)
    else:
        outbox.put_unreached(db, row_id=outbox_id, why=known.reach, now=now)
    message_id = talk.answer(
        db, sealer=house.sealer, thread_id=thread_id, by=by, text=text.strip(), now=now, outbox_id=outbox_id
    )
    audit.note(db, who=by, what="thread.answer", on_what=f"viesti {thread_id}", now=now)
    return Answered(message_id, plan)


def _fits(seen: Look, text: str) -> None:
    if not text.strip():
        raise Refused("Kirjoita vastaus.")
    if seen.too_long:
        raise Refused(f"Vastaus on liian pitkä. Lyhennä sitä {seen.too_long} merkkiä.")
    if seen.personal_id:
        raise Refused("Vastauksessa on henkilötunnus. Poista se: viesti ei ole sille turvallinen paikka.")


def _open(db: Connection, known: Known, outbox_id: int, plan: Leaving) -> None:
    """From when the message may leave on, the person's thread takes what they write; taken back, it opens nothing."""
    talk.put_question(db, address_id=known.id, outbox_id=outbox_id, step=json.dumps(freeze(Thread())), at=plan.due_at)


def take_back(db: Connection, house: House, *, message_id: int, by: str) -> str:
    """An answer that has not left yet is unwritten; its text, to be mended. Raises Refused."""
    found = thread_messages.message(db, sealer=house.sealer, message_id=message_id)
    if found is None or found.outbox_id is None or found.by != by:
        raise Refused("Tätä vastausta ei voi perua.")
    threads.lock(db, thread_id=found.thread_id)
    if not outbox.take_back(db, ids=outbox.only(found.outbox_id), now=house.now()):
        raise Refused("Vastaus lähti jo.")
    thread_messages.take_back(db, message=found)
    audit.note(db, who=by, what="thread.take-back", on_what=f"viesti {found.thread_id}", now=house.now())
    return found.text
