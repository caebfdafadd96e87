"""The work queue: all that waits for a person, in one order: distress, then what is late, then the oldest.

`meijan inbox`, the console's first page and the e-mail "3 uutta" read the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.elections import waiting
from service.elections.opening import Count
from service.house import House
from store import queue
from store.models.staff import Role
from store.queue import NewIdeas, Row

FIRST = 50
"""Of each kind, before somebody asks for more."""
MOST = 500
UNFINISHED_AFTER = timedelta(minutes=30)
"""A guided idea whose last step has not been taken for so long is left for people to finish."""


class Kind(StrEnum):
    """What may wait."""

    MESSAGE = "message"
    CALL = "call"
    IDEA = "idea"
    UNREAD = "unread"
    CALL_LIST = "call-list"
    FEEDBACK = "feedback"
    BROADCAST = "broadcast"
    DELIVERY = "delivery"
    ELECTION = "election"


FOR: Mapping[Kind, tuple[Role, ...]] = {
    Kind.MESSAGE: (Role.MODERATOR,),
    Kind.CALL: (Role.MODERATOR, Role.HELPER),
    Kind.IDEA: (Role.MODERATOR,),
    Kind.UNREAD: (Role.MODERATOR,),
    Kind.CALL_LIST: (Role.MODERATOR, Role.HELPER),
    Kind.FEEDBACK: (Role.MODERATOR, Role.HELPER),
    Kind.BROADCAST: (Role.APPROVER,),
    Kind.DELIVERY: (Role.WRITER, Role.APPROVER),
    Kind.ELECTION: (Role.ELECTIONS,),
}
"""Who can do something about it, besides administrators."""


@dataclass(frozen=True)
class Item:
    """Something that waits: what, which, its words, since when, and by when it was promised."""

    kind: Kind
    key: str
    text: str
    since: datetime
    by: date | None = None
    late: bool = False
    urgent: bool = False
    state: str = ""
    hours: tuple[time, time] | None = None
    address_id: int = 0

    @property
    def rank(self) -> tuple[bool, bool, datetime]:
        """Distress first, then what is late, then the oldest."""
        return not self.urgent, not self.late, self.since


def kinds_for(roles: Iterable[Role]) -> tuple[Kind, ...]:
    """The kinds that these roles can do something about."""
    have = set(roles)
    return tuple(kind for kind in Kind if Role.ADMIN in have or have.intersection(FOR[kind]))


def items(
    db: Connection, house: House, *, kinds: Iterable[Kind] = tuple(Kind), count: Count, most: int = FIRST
) -> list[Item]:
    """What waits, at most `most` of each kind, those that are due first."""
    now = house.now()
    local = now.astimezone(HELSINKI)
    found: list[Item] = []
    for kind in kinds:
        if kind is Kind.ELECTION:
            lines = waiting.lines(db, house, count=count)[:most]
            found += [Item(kind, str(n), line, now, late=True) for n, line in enumerate(lines)]
            continue
        found += [_item(kind, row, local) for row in _rows(db, house, kind, now, most)[:most]]
    return sorted(found, key=lambda item: item.rank)


def _rows(db: Connection, house: House, kind: Kind, now: datetime, most: int) -> list[Row]:
    match kind:
        case Kind.MESSAGE:
            return queue.threads(db, sealer=house.sealer, limit=most)
        case Kind.CALL:
            return queue.calls(db, sealer=house.sealer, limit=most)
        case Kind.IDEA:
            today, before = now.astimezone(HELSINKI).date(), now - UNFINISHED_AFTER
            return queue.ideas(db, sealer=house.sealer, today=today, unfinished_before=before, limit=most)
        case Kind.UNREAD:
            return queue.unread(db, sealer=house.sealer, limit=most)
        case Kind.CALL_LIST:
            return queue.unreached(db, limit=most)
        case Kind.FEEDBACK:
            return queue.feedback(db, sealer=house.sealer, limit=most)
        case Kind.BROADCAST:
            return queue.broadcasts(db, limit=most)
        case _:
            return queue.unknown(db, limit=most)


def _item(kind: Kind, row: Row, local: datetime) -> Item:
    by, today = row.day or row.by, local.date()
    late = by is not None and by < today
    if by == today and row.hours is not None:
        late = row.hours[1] < local.time()
    return Item(kind, row.key, row.text, row.since, by, late, row.urgent, row.state, row.hours, row.address_id)


def counts(db: Connection, house: House, *, count: Count, since: datetime | None = None) -> dict[Kind, int]:
    """How many of each kind wait, at most `store.queue.COUNTED`; `since`: only what came after it."""
    now = house.now()
    today, before = now.astimezone(HELSINKI).date(), now - UNFINISHED_AFTER
    new = None
    if since is not None:
        new = NewIdeas(since, since - UNFINISHED_AFTER, since.astimezone(HELSINKI).date())
    found: dict[Kind, int] = {}
    for kind in Kind:
        if kind is Kind.IDEA:
            found[kind] = queue.count_ideas(db, today=today, unfinished_before=before, new=new)
        elif kind is Kind.ELECTION:
            # they have no time at which they began to wait: they are told while they do, never as new
            found[kind] = len(waiting.lines(db, house, count=count)) if since is None else 0
        else:
            found[kind] = queue.count(db, kind=kind, since=since)
    return found
