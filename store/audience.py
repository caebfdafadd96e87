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
    not_,
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


def _allowed(wanted: Wanted, one: Any) -> ColumnElement[bool]:
    """Whether an address itself may be written to, whoever's it is."""
    found = [one.c.reach == Reach.OPEN]
    found += [one.c.channel.in_(wanted.channels)] if wanted.channels else []
    found += [one.c.language.in_(wanted.languages)] if wanted.languages else []
    return and_(*found)


def _second(wanted: Wanted) -> ColumnElement[bool]:
    """Whether the person has an address that comes first: one that is allowed, then the one heard of last."""
    ours, theirs = _allowed(wanted, _address), _allowed(wanted, _other)
    later = or_(
        _other.c.heard_at > _address.c.heard_at,
        and_(_other.c.heard_at == _address.c.heard_at, _other.c.id < _address.c.id),
    )
    return exists().where(
        _other.c.resident_id == _address.c.resident_id,
        _other.c.id != _address.c.id,
        _other.c.group.is_(False),
        or_(and_(theirs, not_(ours)), and_(or_(theirs, not_(ours)), later)),
    )


def _judged(name: str, wanted: Wanted, reason: ColumnElement[str]) -> Select[Any]:
    """Addresses of those whom the criteria fit, each with a reason, "" for who may be written to."""
    consent = and_(_consent.c.resident_id == _address.c.resident_id, _consent.c.topic == wanted.topic)
    columns = (_address.c.id, _address.c.resident_id, _address.c.channel, _address.c.language)
    found = select(*columns, reason.label("reason")).outerjoin(_consent, consent)
    return found.where(_address.c.group.is_(False), *_fits(wanted, name))


def _query(name: str, wanted: Wanted) -> Any:
    """The one query: addresses with `reason`, "" for recipients."""
    reason = case((_second(wanted), "other_address"), else_=_verdict(wanted))
    return _judged(name, wanted, reason).subquery("audience")


def count(db: Connection, *, wanted: Wanted) -> dict[tuple[str, str, str], int]:
    """How many addresses, by channel, language and reason; the reason is "" for recipients."""
    found = _query(dialect(db), wanted)
    by = (found.c.channel, found.c.language, found.c.reason)
    return {(row[0], row[1], row[2]): row[3] for row in db.execute(select(*by, func.count()).group_by(*by))}


def freeze(db: Connection, *, wanted: Wanted, broadcast_id: int) -> None:
    """Write the recipients of a broadcast down."""
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
    db.execute(_recipient.insert().from_select(names, chosen))


def still(db: Connection, *, wanted: Wanted, addresses: Collection[int]) -> dict[int, str]:
    """Verdicts of frozen addresses as things are now; one that is missing does not fit the criteria any more.

    Channel and language are as they were frozen: they are not asked again.
    """
    asked = replace(wanted, channels=(), languages=())
    found = _judged(dialect(db), asked, _verdict(asked)).where(_address.c.id.in_(addresses))
    return {row.id: row.reason for row in db.execute(found)}
