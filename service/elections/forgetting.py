"""What residents and we wrote that tells a ballot: found where it is sealed or bare, and blanked.

A vote's message and receipt are blanked as they go (service/turn.py, the clock). What is left at the count, in threads
with people, in open questions, in texts that nobody could read, is blanked here; then nothing may be found any more.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update

from dialogs.vote.codes import desk_code
from dialogs.words import oneshot
from dialogs.words.numbers import number_list
from service.elections.plan import Plan
from service.words import LANGUAGES
from store.models.outbox import Outbox
from store.models.people import Conversation
from store.models.talk import Missed, Received, ThreadMessage, Unread
from store.outbox import BLANK
from store.sealing import Sealer
from store.sql import table

BLANKED = "[ääni poistettu]"
"""What is left of a ballot in a text that people read."""
_VOTE = "vote."


@dataclass(frozen=True)
class Place:
    """A sealed text, the column whose value is bound into it, and when it was written."""

    table: Table
    bound: str
    at: str

    @property
    def sealed(self) -> Column[Any]:
        return self.table.c.sealed

    @property
    def where(self) -> str:
        return f"{self.table.name}.sealed"


PLACES = (
    Place(table(Received), "id", "taken_at"),
    Place(table(Unread), "id", "at"),
    Place(table(Missed), "id", "at"),
    Place(table(ThreadMessage), "id", "at"),
    Place(table(Outbox), "id", "created_at"),
    Place(table(Conversation), "address_id", "changed_at"),
)


def named(plan: Plan) -> re.Pattern[str]:
    """A target by number and short name, as ballots are told: "3 Kukkivat puut puistoihin"."""
    names = {f"{target.number} {target.short_name.of(language)}" for target in plan.targets for language in LANGUAGES}
    return re.compile(r"(?<!\d)(?:" + "|".join(re.escape(name) for name in sorted(names)) + ")")


def receipt(plan: Plan) -> re.Pattern[bytes]:
    """A ballot in bytes that are not sealed: two targets in a row by number and name, or one in a receipt's words.

    A list of all targets, on a poster or in the plan, has each of them on a line or in a field of its own.
    """
    one = named(plan).pattern
    words = r"(?:(?:Ä|ä)änesi|äänen takaisin|röst|Your (?:new )?vote|vote back)[^\n:]{0,24}: "
    found = f"{one}(?:, | ja | och | and ){one}|{words}{one}"
    escaped = re.sub(r"[^\x00-\x7f]", lambda sign: rf"\\u{ord(sign[0]):04x}", found)  # as JSON may write it
    return re.compile(f"{found}|{escaped}".encode())


class Ballots:
    """Knows a text that tells a ballot of an election."""

    def __init__(self, plan: Plan) -> None:
        self.code = plan.code
        self._named = named(plan)
        self._numbers = {target.number for target in plan.targets}

    def told(self, text: str) -> bool:
        """Whether the text names a target of the election, or is nothing but numbers of its targets."""
        if self._named.search(text):
            return True
        if desk_code(text) is not None:  # who has the code can be found by the slip
            return True
        taught = oneshot.command(text)
        numbers = number_list(taught.rest if taught is not None and taught.name == "vote" else text)
        return numbers is not None and set(numbers.values) <= self._numbers

    def without(self, talk: dict[str, Any]) -> dict[str, Any]:
        """A saved talk without the questions and steps of this vote."""
        kept = [q for q in talk.get("questions", ()) if not self._of_vote(q["step"])]
        questions = [{**q, "trail": [step for step in q["trail"] if not self._of_vote(step)]} for q in kept]
        return {**talk, "questions": questions}

    def _of_vote(self, step: dict[str, Any]) -> bool:
        return str(step.get("step", "")).startswith(_VOTE) and step.get("election", self.code) == self.code


def blank(db: Connection, *, sealer: Sealer, plan: Plan, since: datetime) -> int:
    """Blank every text since then that tells a ballot; returns how many."""
    ballots, blanked = Ballots(plan), 0
    for place in PLACES:
        for bound, text in _texts(db, sealer, place, since):
            left = _left(ballots, place, text)
            if left != text:
                value = sealer.seal(left, place.where, bound)
                db.execute(update(place.table).where(place.table.c[place.bound] == bound).values(sealed=value))
                blanked += 1
    return blanked


def _left(ballots: Ballots, place: Place, text: str) -> str:
    if place.table.name == Conversation.__tablename__:
        talk = json.loads(text)
        without = ballots.without(talk)
        return text if without == talk else json.dumps(without, ensure_ascii=False)
    if place.table.name == Outbox.__tablename__:
        return BLANK if ballots.told(str(json.loads(text).get("text", ""))) else text
    return BLANKED if ballots.told(text) else text


def left(db: Connection, *, sealer: Sealer, plan: Plan, since: datetime) -> list[str]:
    """The tables that still hold a text that tells a ballot, when their seals are opened."""
    ballots = Ballots(plan)
    return [
        place.table.name
        for place in PLACES
        if any(_left(ballots, place, text) != text for _bound, text in _texts(db, sealer, place, since))
    ]


def _texts(db: Connection, sealer: Sealer, place: Place, since: datetime) -> list[tuple[int, str]]:
    columns = place.table.c
    rows = db.execute(
        select(columns[place.bound], columns.sealed).where(columns.sealed.is_not(None), columns[place.at] >= since)
    )
    return [(bound, sealer.open(sealed, place.where, bound)) for bound, sealed in rows]
