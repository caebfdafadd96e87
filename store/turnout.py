"""Whether people have voted, for broadcasts to those who have and to those who have not: by their tags, in batches.

Only while the election is not counted: the count draws every tag anew and deletes the key (VOTING.md, "Secrecy").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from store.models.consents import Consent, Topic
from store.models.people import Address
from store.models.votes import Proof, Turnout
from store.sealing import Sealer
from store.sql import table
from store.votes import marker

_address, _turnout, _proof, _consent = table(Address), table(Turnout), table(Proof), table(Consent)
BATCH = 5_000


def voters(
    db: Connection, *, sealer: Sealer, election_id: int, identity: str, residents: Collection[int] | None = None
) -> frozenset[int]:
    """Residents whose ballot stands, of those given or of all who agreed to hear about votes.

    `identity` as in the election's plan. Raises Wrong once the ballots are cut loose.
    """
    mark = marker(db, sealer=sealer, election_id=election_id)
    cast = select(_turnout.c.tag).where(_turnout.c.election_id == election_id, _turnout.c.cast)
    tags = set(db.execute(cast).scalars())
    asked = _asked(residents)
    found = {
        row.resident_id
        for row in _rows(db, asked)
        if (name := _voter(row, sealer, identity)) is not None and mark(name) in tags
    }
    if identity == "number":
        found |= _by_code(db, sealer, election_id, mark, tags, asked)
    return frozenset(found)


def _asked(residents: Collection[int] | None) -> Select[Any]:
    query = select(
        _address.c.id, _address.c.resident_id, _address.c.channel, _address.c.sealed, _address.c.sealed_number
    ).where(_address.c.group.is_(False))
    if residents is not None:
        return query.where(_address.c.resident_id.in_(residents))
    agreed = select(_consent.c.resident_id).where(_consent.c.topic == Topic.VOTES, _consent.c.granted)
    return query.where(_address.c.resident_id.in_(agreed))


def _rows(db: Connection, query: Select[Any]) -> Iterator[Any]:
    """Along the key, a batch after the other: no list of everybody's addresses in memory."""
    last = 0
    while True:
        rows = db.execute(query.where(_address.c.id > last).order_by(_address.c.id).limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def _voter(row: Any, sealer: Sealer, identity: str) -> str | None:
    """As whom an address votes, in the words of service/view.py; None: by a code, if at all."""
    if identity == "open":
        return f"address:{row.channel}:{sealer.open(row.sealed, 'address.sealed', row.id)}"
    if row.channel == "sms":
        return f"number:{sealer.open(row.sealed, 'address.sealed', row.id)}"
    if row.sealed_number is not None:
        return f"number:{sealer.open(row.sealed_number, 'address.sealed_number', row.id)}"
    return None


def _by_code(
    db: Connection, sealer: Sealer, election_id: int, mark: Any, tags: set[bytes], asked: Select[Any]
) -> set[int]:
    """Who voted by a desk code: of several who borrowed a telephone nobody knows which, so it counts as theirs."""
    of = asked.with_only_columns(_proof.c.id, _proof.c.sealed_voter, _address.c.resident_id)
    of = of.join(_proof, _proof.c.address_id == _address.c.id).where(_proof.c.election_id == election_id)
    return {
        row.resident_id
        for row in db.execute(of)
        if mark(sealer.open(row.sealed_voter, "proof.sealed_voter", row.id)) in tags
    }
