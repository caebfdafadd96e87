"""Whom a broadcast is for: one query, by which people are counted, those who are skipped too, and recipients frozen.

Each address of everybody whom the criteria fit has a verdict: "" for a recipient, else why it is skipped. A person has
at most one recipient: of the addresses that may be written to, the one that they last wrote from.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
)

from store.models.broadcasts import BroadcastRecipient
from store.models.consents import Consent
from store.models.events import Event, Signup
from store.models.ideas import Idea, IdeaState
from store.models.people import Address, Reach
from store.sql import dialect, table

_address, _consent, _signup = table(Address), table(Consent), table(Signup)
_idea, _event, _recipient = table(Idea), table(Event), table(BroadcastRecipient)
_other = _address.alias("other")

COMING = {
    "coming": _signup.c.seats > 0,
    "line": or_(_signup.c.waiting > 0, _signup.c.offered > 0),
    "all": or_(_signup.c.seats > 0, _signup.c.offered > 0, _signup.c.waiting > 0),
}
"""Whom of those who signed up to an event."""


@dataclass(frozen=True)
class Wanted:
    """The criteria, in the store's own terms. An empty tuple: any. `residents`: only these; `but`: none of these."""

    topic: str
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    event_id: int | None = None
    signups: str = "all"
    authors: bool = False
    residents: frozenset[int] | None = None
    but: frozenset[int] | None = None
    consented: bool = False  # who has not agreed to the topic is not even counted among the skipped


def _numbers(name: str, ids: Collection[int]) -> Select[Any]:
    """A hundred thousand numbers in one parameter."""
    if name == "sqlite":
        return select(column("value")).select_from(func.json_each(json.dumps(list(ids))).table_valued("value"))
    return select(func.unnest(cast(list(ids), ARRAY(BigInteger))))


def _fits(wanted: Wanted, name: str) -> list[ColumnElement[bool]]:
    """What must be true of a person, whichever of their addresses is looked at."""
    whose, found = _address.c.resident_id, list[ColumnElement[bool]]()
    ideas = select(_idea.c.resident_id).where(_idea.c.state.not_in((IdeaState.UNSURE, IdeaState.WITHDRAWN)))
    if wanted.event_id is not None:
        signed = select(_signup.c.resident_id).where(_signup.c.event_id == wanted.event_id, COMING[wanted.signups])
        found.append(whose.in_(signed))
    if wanted.authors:
        found.append(whose.in_(ideas))
    if wanted.areas:
        here = select(_signup.c.resident_id).join(_event, _event.c.id == _signup.c.event_id)
        here = here.where(_event.c.area.in_(wanted.areas), COMING["all"])
        found.append(or_(whose.in_(ideas.where(_idea.c.area.in_(wanted.areas))), whose.in_(here)))
    if wanted.residents is not None:
        found.append(whose.in_(_numbers(name, wanted.residents)))
    if wanted.but is not None:
        found.append(whose.not_in(_numbers(name, wanted.but)))
    if wanted.consented:
        found.append(_consent.c.granted)
    return found


def _verdict(wanted: Wanted) -> ColumnElement[str]:
    """Why an address is not written to, or ""."""
    said_stop = exists().where(_other.c.resident_id == _address.c.resident_id, _other.c.reach == Reach.STOPPED)
    whens: list[tuple[ColumnElement[bool], str]] = [
        (_address.c.reach == reach, reach.value) for reach in Reach if reach is not Reach.OPEN
    ]
    whens += [
        (said_stop, "stopped_elsewhere"),  # LOPETA is said to the city, whichever phone it is said on
        (_consent.c.granted.is_(None), "not_asked"),
        (_consent.c.granted.is_(False), "no_consent"),
    ]
    if wanted.channels:
        whens.append((_address.c.channel.not_in(wanted.channels), "channel"))
    if wanted.languages:
        whens.append((_address.c.language.not_in(wanted.languages), "language"))
    return case(*((when, literal(why)) for when, why in whens), else_="")


def _judged(name: str, wanted: Wanted, addresses: Collection[int] | None = None) -> Any:
    """Addresses with their verdicts, `why`."""
    found = (
        select(
            _address.c.id,
            _address.c.resident_id,
            _address.c.channel,
            _address.c.language,
            _address.c.heard_at,
            _verdict(wanted).label("why"),
        )
        .outerjoin(_consent, and_(_consent.c.resident_id == _address.c.resident_id, _consent.c.topic == wanted.topic))
        .where(_address.c.group.is_(False), *_fits(wanted, name))
    )
    if addresses is not None:
        found = found.where(_address.c.id.in_(addresses))
    return found.subquery("judged")


def _query(name: str, wanted: Wanted) -> Any:
    """The one query: addresses with `reason`, "" for recipients."""
    judged = _judged(name, wanted)
    order = (case((judged.c.why == "", 0), else_=1), judged.c.heard_at.desc(), judged.c.id)
    place = func.row_number().over(partition_by=judged.c.resident_id, order_by=order).label("place")
    ranked = select(judged, place).subquery("ranked")
    reason = case((ranked.c.place > 1, "other_address"), else_=ranked.c.why).label("reason")
    return select(ranked.c.id, ranked.c.resident_id, ranked.c.channel, ranked.c.language, reason).subquery("audience")


def count(db: Connection, *, wanted: Wanted) -> dict[tuple[str, str, str], int]:
    """How many addresses, by channel, language and reason; the reason is "" for recipients."""
    found = _query(dialect(db), wanted)
    by = (found.c.channel, found.c.language, found.c.reason)
    return {(row[0], row[1], row[2]): row[3] for row in db.execute(select(*by, func.count()).group_by(*by))}


def freeze(db: Connection, *, wanted: Wanted, broadcast_id: int) -> int:
    """Write the recipients of a broadcast down; how many."""
    found = _query(dialect(db), wanted)
    chosen = select(
        literal(broadcast_id, BigInteger),
        found.c.id,
        found.c.resident_id,
        found.c.channel,
        found.c.language,
        literal(""),
        literal(0),
    ).where(found.c.reason == "")
    names = ["broadcast_id", "address_id", "resident_id", "channel", "language", "dropped", "tries"]
    return int(db.execute(_recipient.insert().from_select(names, chosen)).rowcount)


def still(db: Connection, *, wanted: Wanted, addresses: Collection[int]) -> dict[int, str]:
    """Verdicts of frozen addresses as things are now; one that is missing does not fit the criteria any more.

    Channel and language are as they were frozen: they are not asked again.
    """
    judged = _judged(dialect(db), replace(wanted, channels=(), languages=()), addresses)
    return {row.id: row.why for row in db.execute(select(judged.c.id, judged.c.why))}
