"""Erasing a person: what the registry says of each table, done to all rows that lead to them.

A row is a person's when it leads to their resident or address, or to a row that is theirs and goes. The order follows
the keys between the tables, so that a new table can't be forgotten: the registry has to name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Connection, Table, bindparam, delete, or_, select, update

from store.forgetting import blanks
from store.held import registry
from store.models import metadata
from store.models.ideas import PUBLIC, Idea, IdeaState
from store.models.people import Address, Resident
from store.models.rights import Erased
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_address, _resident, _idea, _erased = table(Address), table(Resident), table(Idea), table(Erased)
_WHOSE: BindParameter[int] = bindparam("whose")
"""The resident."""


@cache
def _theirs() -> Mapping[str, ColumnElement[bool]]:
    """Table → which of its rows are the person's, for the tables whose rows go with them."""
    found: dict[str, ColumnElement[bool]] = {"resident": _resident.c.id == _WHOSE}
    for one in metadata.sorted_tables:
        if one.name in found or registry()[one.name].erase != "delete":
            continue
        leads = [
            column.in_(select(key.column).where(found[key.column.table.name]))
            for column in one.c
            for key in column.foreign_keys
            if key.column.table.name in found
        ]
        if one.name == "media":  # an idea stays with nobody's name on it; what came with it goes
            leads = [one.c.idea_id.in_(select(_idea.c.id).where(_idea.c.resident_id == _WHOSE))]
        if leads:
            found[one.name] = or_(*leads)
    return found


def tables() -> tuple[Table, ...]:
    """The tables whose rows go with a person, those that lead to others first."""
    return tuple(one for one in reversed(metadata.sorted_tables) if one.name in _theirs())


def theirs(one: Table) -> ColumnElement[bool]:
    """Which rows of the table are the person's; `whose` is bound to their resident."""
    return _theirs()[one.name]


def addresses(db: Connection, *, resident_id: int) -> list[int]:
    """A person's addresses, locked in the order of their ids: nobody has a turn while the person changes."""
    rows = db.execute(
        select(_address.c.id).where(_address.c.resident_id == resident_id).order_by(_address.c.id).with_for_update()
    )
    return [row.id for row in rows]


def note_erased(db: Connection, *, resident_id: int, now: datetime) -> None:
    """Remember by their blind indexes that these addresses were erased."""
    rows = db.execute(select(_address.c.channel, _address.c.blind).where(_address.c.resident_id == resident_id)).all()
    new = insert(dialect(db), Erased)
    again = new.on_conflict_do_update(index_elements=["channel", "blind"], set_={"at": new.excluded.at})
    for row in rows:
        db.execute(again, {"channel": row.channel, "blind": row.blind, "at": now})


def loosen_ideas(db: Connection, *, sealer: Sealer, resident_id: int, now: datetime) -> None:
    """Their ideas are nobody's: what is published stays without a name, of the others no word does."""
    ideas = db.execute(select(_idea.c.id, _idea.c.state).where(_idea.c.resident_id == resident_id)).all()
    nobody = new_id()
    db.execute(_resident.insert(), {"id": nobody, "created_at": now})
    for row in ideas:
        values = blanks(_idea, registry()["idea"].blank, sealer, (row.id,))
        if row.state not in PUBLIC:
            # merged and moved ones live on elsewhere, and a refusal was told to them alone
            values |= {"state": IdeaState.WITHDRAWN, "public_text": "", "reason": "", "area": ""}
        db.execute(update(_idea).where(_idea.c.id == row.id).values(**values, resident_id=nobody))
    for one in metadata.sorted_tables:
        if registry()[one.name].erase == "loosen" and one is not _idea:
            db.execute(update(one).where(one.c.resident_id == resident_id).values(resident_id=nobody))


def erase(db: Connection, *, sealer: Sealer, resident_id: int, now: datetime) -> int:
    """Erase the person; how many rows went. Their addresses are to be locked (`addresses`)."""
    note_erased(db, resident_id=resident_id, now=now)
    # before the ideas change hands: they lead to what came with them
    gone = 0
    media = metadata.tables["media"]
    gone += db.execute(delete(media).where(theirs(media)), {"whose": resident_id}).rowcount
    loosen_ideas(db, sealer=sealer, resident_id=resident_id, now=now)
    for one in tables():
        gone += db.execute(delete(one).where(theirs(one)), {"whose": resident_id}).rowcount
    return gone


ErasedRow = tuple[str, bytes, datetime]
"""Channel, blind index and time of an address that was erased."""


def erased_since(db: Connection, *, since: datetime | None = None) -> list[ErasedRow]:
    """Who was erased since then, the oldest first."""
    query = select(_erased).order_by(_erased.c.at)
    if since is not None:
        query = query.where(_erased.c.at >= since)
    return [(row.channel, bytes(row.blind), row.at) for row in db.execute(query)]


def remember(db: Connection, *, rows: Sequence[ErasedRow]) -> None:
    """Know who was erased from another list too; of two times of an address the later holds."""
    known = {(channel, blind): at for channel, blind, at in erased_since(db)}
    for channel, blind, at in sorted(rows, key=lambda row: row[2]):
        if (channel, blind) not in known or known[channel, blind] < at:
            db.execute(delete(_erased).where(_erased.c.channel == channel, _erased.c.blind == blind))
            db.execute(_erased.insert(), {"channel": channel, "blind": blind, "at": at})


def still_here(db: Connection, *, channel: str, blind: bytes, before: datetime) -> int | None:
    """The resident of an address that was erased at that time and is here all the same: from a backup."""
    found: int | None = db.execute(
        select(_address.c.resident_id).where(
            _address.c.channel == channel, _address.c.blind == blind, _address.c.created_at < before
        )
    ).scalar_one_or_none()
    return found
