"""What staff do to an idea, and what its giver hears of it: on their channel, in their language, not at night."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dialogs.kit import Say, T, Text
from service.calendar import not_quiet
from service.channel import Outbound
from service.house import House
from store import bell, ideas, outbox, people
from store.models.ideas import PUBLIC, IdeaState
from store.models.outbox import Purpose
from store.models.people import Reach

LASTS = timedelta(days=3)
WITHIN = timedelta(hours=1)  # who wrote so lately may be answered in the quiet hours
body = TypeAdapter(Outbound)


class Refused(Exception):
    """Staff asked for something that can't be; the text says why, in Finnish."""


def told(state: IdeaState, code: str, reason: str) -> Text | None:
    """What the giver is told of a new state; None: nothing."""
    match state:
        case IdeaState.ASSESSED:
            return T("Your idea {code} is now public. We look into it. We tell you how it goes on.", code=code)
        case IdeaState.CANDIDATE:
            return T("Good news! Your idea {code} can be voted on. We tell you when the vote begins.", code=code)
        case IdeaState.CHOSEN:
            return T("Good news! The city carries out your idea {code}. Thank you!", code=code)
        case IdeaState.READY:
            return T("Your idea {code} is now ready. Thank you! Go and have a look.", code=code)
        case IdeaState.REJECTED:
            return T(
                "The city does not carry out your idea {code}. The reason: {reason} Thank you for your idea. Questions?"
                " IHMINEN",
                code=code,
                reason=reason if reason.endswith((".", "!", "?")) else reason + ".",
            )
    return None


def move_idea(
    db: Connection,
    house: House,
    *,
    code: str,
    state: IdeaState,
    by: str,
    reason: str = "",
    public_text: str | None = None,
) -> bool:
    """Move an idea and tell its giver; whether a message leaves. Raises Refused."""
    row = ideas.by_code(db, sealer=house.sealer, code=code)
    if row is None or row.state is IdeaState.WITHDRAWN:
        raise Refused(f"Ideaa {code} ei löydy.")
    if state is IdeaState.REJECTED and not reason.strip():
        raise Refused("Kirjoita syy: jokainen saa tietää, miksi ideaa ei toteuteta.")
    if state in PUBLIC and public_text is None and not row.public_text:
        raise Refused("Kirjoita julkaistava teksti ilman nimiä ja numeroita.")
    if row.state is state and row.reason == reason and public_text is None:
        raise Refused(f"Idea {code} on jo tässä tilassa.")
    now = house.now()
    ideas.move(
        db,
        idea=row,
        state=state,
        by=by,
        now=now,
        reason=reason,
        public_text=public_text,
        keys=house.terms.keys,
    )
    text = told(state, code, reason.strip())
    if text is None or row.address_id is None or row.state is state:
        return False
    return notify(db, house, address_id=row.address_id, say=Say(text))


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
