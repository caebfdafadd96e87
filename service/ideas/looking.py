"""One idea whole, as a moderator looks at it: from then on its words are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from dialogs.words.sensitive import flags
from service.house import House
from store import audit, idea_desk, ideas, similar
from store.ideas import IdeaRow
from store.models.ideas import IdeaState, MediaState

ALIKE = 5


@dataclass(frozen=True)
class Change:
    """A line of history. `by` is empty for the giver."""

    at: datetime
    state: IdeaState
    by: str
    reason: str


@dataclass(frozen=True)
class Look:
    """An idea with all that a decision needs. `version` goes with the decision: who is late is told so."""

    row: IdeaRow
    version: int
    supports: int
    flags: frozenset[str]
    media: Sequence[tuple[int, str, MediaState]]
    history: Sequence[Change]
    alike: Sequence[tuple[IdeaRow, int]]
    parts: Sequence[str]
    """Codes of the ideas that have become part of it."""
    into: str
    """The code of the idea that it has become part of."""


def open_it(db: Connection, house: House, *, code: str, by: str) -> None:
    """A moderator looks at it: its giver can't change its words any more."""
    now = house.now()
    if ideas.open_for_reading(db, code=code, now=now):
        audit.note(db, who=by, what="idea.open", on_what=f"idea {code}", now=now)


def look(db: Connection, house: House, *, code: str) -> Look | None:
    """The idea; None where there is none with the code."""
    row = ideas.by_code(db, sealer=house.sealer, code=code)
    if row is None:
        return None
    found = similar.find(db, keys=house.terms.keys(row.public_text or row.text), but=row.id, limit=ALIKE)
    alike = [ideas.by_id(db, sealer=house.sealer, idea_id=one.idea_id) for one in found]
    supports = idea_desk.supports_of(db, ids=[row.id, *(one.id for one in alike)])
    into = idea_desk.codes_of(db, ids=[row.merged_into]).get(row.merged_into, "") if row.merged_into else ""
    return Look(
        row,
        idea_desk.version(db, idea_id=row.id),
        supports.get(row.id, 0),
        frozenset(flags(row.text)),
        ideas.media_ids(db, idea_id=row.id),
        [Change(at, IdeaState(state), by, reason) for at, state, by, reason in ideas.history(db, idea_id=row.id)],
        [(one, supports.get(one.id, 0)) for one in alike],
        [part.code for part in idea_desk.merged(db, sealer=house.sealer, idea_id=row.id)],
        into,
    )
