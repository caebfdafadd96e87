"""Two ideas that are one: the supports add up once a person, and who gave the other one follows the news."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from service.house import House
from service.idea_names import STATES
from service.ideas.moving import checked
from service.ideas.telling import tell_merged
from service.notices import Refused
from store import audit, idea_desk, ideas
from store.ideas import IdeaRow
from store.models.ideas import PUBLIC, IdeaState

JOINABLE = (
    IdeaState.UNSURE,
    IdeaState.UNFINISHED,
    IdeaState.RECEIVED,
    IdeaState.ASSESSED,
    IdeaState.CANDIDATE,
    IdeaState.REJECTED,
)
"""States in which an idea can become part of another: none in which the city has begun to carry it out."""


@dataclass(frozen=True)
class Joined:
    """What joining did, or would do: the supporters of the one that lives on, and how many messages leave."""

    code: str
    into: str
    supporters: int
    told: int


def pair(db: Connection, house: House, *, code: str, into: str, seen: int | None = None) -> tuple[IdeaRow, IdeaRow]:
    """The idea and the one that it becomes part of, locked. Raises Refused where they can't be one."""
    if code == into:
        raise Refused("Ideaa ei voi yhdistää itseensä.")
    found = ideas.lock(db, sealer=house.sealer, codes=[code, into])
    for wanted in (code, into):
        if wanted not in found or found[wanted].state is IdeaState.WITHDRAWN:
            raise Refused(f"Ideaa {wanted} ei löydy.")
    idea, other = checked(db, house, found[code], seen), checked(db, house, found[into], None)
    if idea.state not in JOINABLE:
        raise Refused(f"Idea {code} on {STATES[idea.state]}: sitä ei voi enää yhdistää.")
    if other.state not in PUBLIC:
        raise Refused(f"Idea {into} on {STATES[other.state]}. Julkaise se ensin: antaja saa tietää sen tekstin.")
    return idea, other


def merge(db: Connection, house: House, *, code: str, into: str, by: str, seen: int | None = None) -> Joined:
    """An idea becomes part of another. Its giver supports that one from now on, and hears of it. Raises Refused."""
    idea, other = pair(db, house, code=code, into=into, seen=seen)
    now = house.now()
    ideas.move(
        db,
        idea=idea,
        state=IdeaState.MERGED,
        by=by,
        now=now,
        reason=into,
        merged_into=other.id,
        keys=house.terms.keys,
    )
    idea_desk.forget_undo(db, idea_id=idea.id)
    idea_desk.join_supports(db, from_id=idea.id, to_id=other.id)
    if idea.resident_id != other.resident_id:
        idea_desk.add_supporter(db, idea_id=other.id, resident_id=idea.resident_id, now=now)
    idea_desk.follow(db, from_id=idea.id, to_id=other.id)
    sent = tell_merged(db, house, idea=idea, other=other)
    audit.note(db, who=by, what="idea.merge", on_what=f"idea {code}", why=into, now=now)
    return Joined(code, into, ideas.supports(db, idea_id=other.id, resident_id=0)[0], sent.leave)


def would(db: Connection, house: House, *, code: str, into: str) -> tuple[IdeaRow, IdeaRow, int]:
    """The two ideas, and how many would support them together; nothing is changed. Raises Refused."""
    idea, other = pair(db, house, code=code, into=into)
    return idea, other, idea_desk.supporters_together(db, idea=idea, other=other)
