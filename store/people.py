"""People, their addresses and their open questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from store.hot import Hot
from store.models.people import Address, Conversation, Reach, Resident
from store.models.talk import PutQuestion
from store.sealing import Sealer
from store.sql import insert, table
from store.types import new_id

_address, _resident, _conversation = table(Address), table(Resident), table(Conversation)
_question = table(PutQuestion)
_WHERE = "address.sealed"
_NUMBER = "address.sealed_number"


@dataclass(frozen=True)
class Met:
    """An address that is locked for this turn."""

    id: int
    resident_id: int
    channel: str
    reach: Reach
    language: str
    group: bool
    created_at: datetime
    first_time: bool
    silent: bool = False


_KNOWN = (_address.c.id, _address.c.resident_id, _address.c.channel, _address.c.reach)
_COLUMNS = (*_KNOWN, _address.c.language, _address.c.group, _address.c.created_at, _address.c.silent)
_hear = Hot(
    update(_address)
    .where(_address.c.channel == bindparam("of_channel"), _address.c.blind == bindparam("of_blind"))
    .values(heard_at=bindparam("now"))
    .returning(*_COLUMNS)
)
_new_resident = Hot(_resident.insert())


@Hot
def _new_address(name: str) -> Any:
    new = insert(name, Address)
    return new.on_conflict_do_update(
        index_elements=["channel", "blind"], set_={"heard_at": new.excluded.heard_at}
    ).returning(*_COLUMNS)


def meet(
    db: Connection,
    *,
    sealer: Sealer,
    channel: str,
    value: str,
    now: datetime,
    language: str = "fi",
    group: bool = False,
) -> Met:
    """The address of an inbound message, made on first contact, its row locked until the transaction ends.

    Two first contacts at once: the second waits at the unique index, then finds the first's row.
    """
    blind = sealer.blind("address", channel, value)
    row = _hear.first(db, {"of_channel": channel, "of_blind": blind, "now": now})
    if row is not None:
        return _met(row, first_time=False)
    resident_id, address_id = new_id(), new_id()
    _new_resident.run(db, {"id": resident_id, "created_at": now})
    row = _new_address.first(
        db,
        {
            "id": address_id,
            "resident_id": resident_id,
            "channel": channel,
            "blind": blind,
            "sealed": sealer.seal(value, _WHERE, address_id),
            "reach": Reach.OPEN,
            "language": language,
            "silent": False,
            "group": group,
            "created_at": now,
            "heard_at": now,
        },
    )
    if row.id != address_id:  # somebody was first
        db.execute(delete(_resident).where(_resident.c.id == resident_id))
    return _met(row, first_time=row.id == address_id)


def _met(row: Any, *, first_time: bool) -> Met:
    return Met(
        row.id,
        row.resident_id,
        row.channel,
        Reach(row.reach),
        row.language,
        row.group,
        row.created_at,
        first_time,
        row.silent,
    )


_value = select(_address.c.sealed).where(_address.c.id == bindparam("id"))


def value(db: Connection, *, sealer: Sealer, address_id: int) -> str:
    """The telephone number or chat id. Raises SealBroken."""
    return sealer.open(db.execute(_value, {"id": address_id}).scalar_one(), _WHERE, address_id)


def find(db: Connection, *, sealer: Sealer, channel: str, value: str) -> int | None:
    """The id of an address, or None."""
    blind = sealer.blind("address", channel, value)
    found: int | None = db.execute(
        select(_address.c.id).where(_address.c.channel == channel, _address.c.blind == blind)
    ).scalar_one_or_none()
    return found


@dataclass(frozen=True)
class Known:
    """An address as one that we write to of our own accord."""

    id: int
    resident_id: int
    channel: str
    reach: Reach
    language: str
    heard_at: datetime


def known(db: Connection, *, address_id: int) -> Known:
    """The address; raises NoResultFound."""
    row = db.execute(
        select(
            _address.c.id,
            _address.c.resident_id,
            _address.c.channel,
            _address.c.reach,
            _address.c.language,
            _address.c.heard_at,
        ).where(_address.c.id == address_id)
    ).one()
    return Known(row.id, row.resident_id, row.channel, Reach(row.reach), row.language, row.heard_at)


_reach = (
    update(_address)
    .where(_address.c.id == bindparam("of_id"))
    .values(reach=bindparam("reach"), reach_since=bindparam("now"))
)


def set_reach(db: Connection, *, address_id: int, reach: Reach, now: datetime) -> None:
    """Whether we may write to the address of our own accord."""
    db.execute(_reach, {"of_id": address_id, "reach": reach, "now": now})


def set_reach_unless_stopped(db: Connection, *, address_id: int, reach: Reach, now: datetime) -> None:
    """As set_reach, but what the person said (LOPETA) stays."""
    db.execute(
        update(_address)
        .where(_address.c.id == address_id, _address.c.reach != Reach.STOPPED)
        .values(reach=reach, reach_since=now)
    )


def know_number(db: Connection, *, sealer: Sealer, address_id: int, number: str) -> None:
    """The account's own telephone number, proved by the channel's shared contact."""
    sealed = sealer.seal(number, _NUMBER, address_id)
    db.execute(update(_address).where(_address.c.id == address_id).values(sealed_number=sealed))


def number(db: Connection, *, sealer: Sealer, address_id: int) -> str | None:
    """The proved telephone number of an account, or None."""
    sealed = db.execute(select(_address.c.sealed_number).where(_address.c.id == address_id)).scalar_one()
    return sealer.open(sealed, _NUMBER, address_id) if sealed is not None else None


def exists(db: Connection, *, resident_id: int) -> bool:
    """Whether the resident is there: they may have been erased, or be one with another."""
    return db.execute(select(_resident.c.id).where(_resident.c.id == resident_id)).scalar_one_or_none() is not None


def set_language(db: Connection, *, address_id: int, language: str) -> None:
    """The language of the thread."""
    db.execute(update(_address).where(_address.c.id == address_id).values(language=language))


def unlink(db: Connection, *, address_id: int, now: datetime) -> int:
    """The address belongs to a new, unknown person from now on; returns the new resident's id."""
    resident_id = new_id()
    _new_resident.run(db, {"id": resident_id, "created_at": now})
    new = {"resident_id": resident_id, "before_id": None, "silent": False}
    db.execute(update(_address).where(_address.c.id == address_id).values(**new))
    db.execute(delete(_conversation).where(_conversation.c.address_id == address_id))
    db.execute(delete(_question).where(_question.c.address_id == address_id))
    return resident_id


_talk = Hot(select(_conversation.c.sealed).where(_conversation.c.address_id == bindparam("id")))


def talk(db: Connection, *, sealer: Sealer, address_id: int) -> dict[str, Any]:
    """The frozen open questions, {} where there are none."""
    sealed = _talk.scalar(db, {"id": address_id})
    if sealed is None:
        return {}
    opened: dict[str, Any] = json.loads(sealer.open(sealed, "conversation.sealed", address_id))
    return opened


@Hot
def _keep_talk(name: str) -> Any:
    new = insert(name, Conversation)
    return new.on_conflict_do_update(
        index_elements=["address_id"],
        set_={"sealed": new.excluded.sealed, "changed_at": new.excluded.changed_at},
    )


def keep_talk(db: Connection, *, sealer: Sealer, address_id: int, frozen: dict[str, Any], now: datetime) -> None:
    """Save the open questions."""
    text = json.dumps(frozen, ensure_ascii=False, separators=(",", ":"))
    sealed = sealer.seal(text, "conversation.sealed", address_id)
    _keep_talk.run(db, {"address_id": address_id, "sealed": sealed, "changed_at": now})


def count_by_reach(db: Connection) -> dict[str, int]:
    """How many addresses are in each state."""
    rows = db.execute(select(_address.c.reach, func.count()).group_by(_address.c.reach)).all()
    return {row[0]: row[1] for row in rows}
