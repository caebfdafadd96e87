"""What the givers of an idea hear of it: on their channel, in their language, not at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from dialogs.idea.own import STATES, short
from dialogs.kit import Lines, Say, T, Text, Verbatim
from service.calendar import not_quiet
from service.house import House
from service.notices import send
from store import idea_desk, outbox, people
from store.ideas import IdeaRow
from store.models.ideas import IdeaState
from store.models.outbox import Purpose
from store.models.people import Reach

SHOWN = 70
"""Letters of another idea's text in a message."""


@dataclass(frozen=True)
class Told:
    """The messages that tell of a change: their rows, and how many of them leave; the rest must be phoned."""

    rows: tuple[int, ...] = ()
    leave: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(self.rows + other.rows, self.leave + other.leave)


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
                reason=_sentence(reason),
            )
    return None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def _promised(lines: Sequence[Text | Verbatim], day: date | None) -> Say:
    if day is None:
        return Say(lines[0]) if len(lines) == 1 and isinstance(lines[0], Text) else Say(Lines(tuple(lines)))
    return Say(Lines((*lines, T("We tell you more on {day} at the latest.", day=day))))


def tell(db: Connection, house: House, *, idea: IdeaRow, say: Say, wait: timedelta = timedelta()) -> Told:
    """A message to an idea's giver that leaves after `wait`, so that it can be taken back until then."""
    if idea.address_id is None:
        return Told()
    known = people.known(db, address_id=idea.address_id)
    if known.resident_id != idea.resident_id:
        return Told()  # the number is somebody else's now
    now = house.now()
    row_id = send(db, house, known=known, say=say, due_at=not_quiet(now + wait), purpose=Purpose.SERVICE)
    if known.reach is not Reach.OPEN:
        outbox.put_unreached(db, row_id=row_id, why=known.reach, now=now)
        return Told((row_id,))
    return Told((row_id,), 1)


def tell_state(
    db: Connection, house: House, *, idea: IdeaRow, state: IdeaState, reason: str, day: date | None, wait: timedelta
) -> Told:
    """A new state is told to the giver, and to those whose ideas are part of this one: each person once."""
    text = told(state, idea.code, reason)
    if text is None:
        return Told()
    sent = tell(db, house, idea=idea, say=_promised((text,), day), wait=wait)
    more = (T("The reason: {reason}", reason=_sentence(reason)),) if reason else ()
    return sent + _tell_parts(db, house, idea=idea, state=state, more=more, day=day, wait=wait)


def _tell_parts(
    db: Connection,
    house: House,
    *,
    idea: IdeaRow,
    state: IdeaState,
    more: Sequence[Text],
    day: date | None,
    wait: timedelta,
) -> Told:
    """Those whose ideas are part of this one hear of it too, each person once."""
    sent, heard = Told(), {idea.address_id}
    for part in idea_desk.merged(db, sealer=house.sealer, idea_id=idea.id):
        if part.address_id in heard:
            continue
        heard.add(part.address_id)
        news = T(
            "News: your idea {code} is part of the idea {other}. It is now: {state}.",
            code=part.code,
            other=idea.code,
            state=STATES[state],
        )
        sent += tell(db, house, idea=part, say=_promised((news, *more), day), wait=wait)
    return sent


def tell_merged(db: Connection, house: House, *, idea: IdeaRow, other: IdeaRow) -> Told:
    """An idea is part of another one now."""
    text = T(
        "Somebody else had the same idea. Your idea {code} is now part of the idea {other}. We tell you how it goes"
        " on.",
        code=idea.code,
        other=other.code,
    )
    return tell(db, house, idea=idea, say=Say(Lines((text, Verbatim(short(other.public_text, SHOWN))))))


def tell_moved(db: Connection, house: House, *, idea: IdeaRow, to: str, wait: timedelta) -> Told:
    """An idea is the matter of an authority, which has it now."""
    text = T(
        "Your idea {code} is not a matter of the city. We gave it to those who decide on it: {authority}. Thank you for"
        " your idea!",
        code=idea.code,
        authority=to,
    )
    more = (T("The office: {authority}", authority=to),)
    return tell(db, house, idea=idea, say=Say(text), wait=wait) + _tell_parts(
        db, house, idea=idea, state=IdeaState.MOVED, more=more, day=None, wait=wait
    )


def tell_promise(db: Connection, house: House, *, idea: IdeaRow, day: date, wait: timedelta) -> Told:
    """It takes longer; a new day is promised."""
    return tell(
        db,
        house,
        idea=idea,
        say=_promised((T("We still look into your idea {code}.", code=idea.code),), day),
        wait=wait,
    )
