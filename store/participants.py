"""Who comes to an event and how it was, as its arranger sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from store.models.events import Signup
from store.models.people import Address
from store.sealing import Sealer
from store.signups import COLUMNS, LIVE, read
from store.sql import table

_signup, _address = table(Signup), table(Address)


@dataclass(frozen=True)
class ParticipantRow:
    """One sign-up as the arranger sees it. `number` only where the person lets it be shown, else None.

    `lost`: the number or chat that they came by is somebody else's now, so nobody can tell them anything.
    """

    signup_id: int
    place: int  # in the list, 1 first
    name: str
    seats: int
    waiting: int  # in line or asked
    needs: str
    shows_number: bool
    number: str | None
    channel: str
    language: str
    lost: bool = False


def listed(db: Connection, *, sealer: Sealer, event_id: int) -> Sequence[ParticipantRow]:
    """Who comes, then who waits, in the order in which they signed up."""
    holder = (
        _address.c.resident_id.label("holder"),
        _address.c.channel,
        _address.c.language,
        _address.c.sealed,
        _address.c.sealed_number,
    )
    query = (
        select(*COLUMNS, *holder)
        .join(_address, _address.c.id == _signup.c.address_id)
        .where(_signup.c.event_id == event_id, LIVE)
        .order_by((_signup.c.seats > 0).desc(), _signup.c.line, _signup.c.id)
    )
    return [_participant(at, row, sealer) for at, row in enumerate(db.execute(query), 1)]


def _participant(at: int, found: Any, sealer: Sealer) -> ParticipantRow:
    row = read(found)
    lost = found.holder != row.resident_id
    number = _number(found, sealer) if row.shows_number and not lost else None
    waits = row.waiting + row.offered
    told = (row.seats, waits, row.needs(sealer), row.shows_number, number, found.channel, found.language, lost)
    return ParticipantRow(row.id, at, row.name(sealer), *told)


def _number(row: Any, sealer: Sealer) -> str | None:
    if row.channel == "sms":
        return sealer.open(row.sealed, "address.sealed", row.address_id)
    shared = row.sealed_number
    return sealer.open(shared, "address.sealed_number", row.address_id) if shared else None


@dataclass(frozen=True)
class FeedbackRows:
    """How it was: how many gave 1 to 5, and words without who wrote them, in the order of the alphabet."""

    stars: Mapping[int, int]
    words: Sequence[str]


def feedback(db: Connection, *, sealer: Sealer, event_id: int) -> FeedbackRows:
    """What people answered. Words are erased with names and needs, the stars stay."""
    columns = (_signup.c.id, _signup.c.feedback, _signup.c.sealed_feedback)
    rows = db.execute(select(*columns).where(_signup.c.event_id == event_id)).all()
    words = [sealer.open(r.sealed_feedback, "signup.sealed_feedback", r.id) for r in rows if r.sealed_feedback]
    # in no order of writing, which would tell who came first
    return FeedbackRows(Counter(r.feedback for r in rows if r.feedback is not None), sorted(words, key=str.casefold))
