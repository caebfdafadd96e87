"""Who votes, where the address alone does not tell: one-time codes from a desk, codes that a number answers with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, update

from store.hot import Hot
from store.models.votes import DeskCode, Proof, Turnout, VoteCheck
from store.sealing import Sealer
from store.sql import table
from store.types import new_id
from store.votes import as_numbers, as_text

_desk, _proof, _check, _turnout = table(DeskCode), table(Proof), table(VoteCheck), table(Turnout)
_VOTER = "proof.sealed_voter"

# -- one-time codes


def add_desk_codes(db: Connection, *, sealer: Sealer, election_id: int, codes: Sequence[str]) -> None:
    """One-time codes for printed slips."""
    rows = [{"election_id": election_id, "blind": _blind(sealer, election_id, c), "used": False} for c in codes]
    if rows:
        db.execute(_desk.insert(), rows)


def _blind(sealer: Sealer, election_id: int, code: str) -> bytes:
    return sealer.blind("desk code", str(election_id), code)


def _blinds(sealer: Sealer, election_id: int, code: str) -> list[bytes]:
    """The hashes that a code may have: also that of before `meijan keys reindex`."""
    before = sealer.blind_was("desk code", str(election_id), code)
    return [_blind(sealer, election_id, code), *([before] if before else [])]


def use_desk_code(db: Connection, *, sealer: Sealer, election_id: int, address_id: int, code: str) -> bool:
    """From now on the address votes by this code. False: no such code, or somebody else has used it."""
    used = db.execute(
        update(_desk)
        .where(
            _desk.c.election_id == election_id,
            _desk.c.blind.in_(_blinds(sealer, election_id, code)),
            _desk.c.used.is_(False),
        )
        .values(used=True)
    ).rowcount
    if not used:
        return f"code:{code}" in proved(db, sealer=sealer, election_id=election_id, address_id=address_id)
    row_id = new_id()
    db.execute(
        _proof.insert(),
        {
            "id": row_id,
            "election_id": election_id,
            "address_id": address_id,
            "sealed_voter": sealer.seal(f"code:{code}", _VOTER, row_id),
        },
    )
    return True


def desk_code_fits(db: Connection, *, sealer: Sealer, election_id: int, address_id: int, code: str) -> bool:
    """Whether the address may vote by the code: nobody has used it, or this address has."""
    used = db.execute(
        select(_desk.c.used)
        .where(_desk.c.election_id == election_id, _desk.c.blind.in_(_blinds(sealer, election_id, code)))
        .with_for_update()  # another telephone with the same code waits, and then finds it used
    ).scalar_one_or_none()
    if used is None:
        return False
    return not used or f"code:{code}" in proved(db, sealer=sealer, election_id=election_id, address_id=address_id)


def proved(db: Connection, *, sealer: Sealer, election_id: int, address_id: int) -> list[str]:
    """As whom people have voted by desk codes from the address, the newest last."""
    rows = db.execute(
        select(_proof.c.id, _proof.c.sealed_voter)
        .where(_proof.c.election_id == election_id, _proof.c.address_id == address_id)
        .order_by(_proof.c.id)
    ).all()
    return [sealer.open(row.sealed_voter, _VOTER, row.id) for row in rows]


# -- ballots that wait for a code


@dataclass(frozen=True)
class Pending:
    """A ballot that waits until its number has answered with `code`."""

    choices: tuple[int, ...]
    code: str
    asked: int
    at: datetime


_CHOICES = "vote_check.sealed"


def hold(
    db: Connection,
    *,
    sealer: Sealer,
    election_id: int,
    address_id: int,
    choices: Sequence[int],
    code: str,
    at: datetime,
) -> None:
    """Keep a ballot until its number has answered with `code`: four digits, so that it is no target's number."""
    release(db, election_id=election_id, address_id=address_id)
    row_id = new_id()
    db.execute(
        _check.insert(),
        {
            "id": row_id,
            "election_id": election_id,
            "address_id": address_id,
            "sealed": sealer.seal(as_text(choices), _CHOICES, row_id),
            "code": code,
            "asked": 1,
            "at": at,
            "due_at": at + timedelta(hours=2),
        },
    )


_held = Hot(
    select(_check).where(
        _check.c.election_id == bindparam("of_election"), _check.c.address_id == bindparam("of_address")
    )
)


def held(db: Connection, *, sealer: Sealer, election_id: int, address_id: int) -> Pending | None:
    """The ballot of an address that waits for its code."""
    row = _held.first(db, {"of_election": election_id, "of_address": address_id})
    if row is None:
        return None
    return Pending(as_numbers(sealer.open(row.sealed, _CHOICES, row.id)), row.code, row.asked, row.at)


_release = Hot(
    delete(_check).where(
        _check.c.election_id == bindparam("of_election"), _check.c.address_id == bindparam("of_address")
    )
)


def release(db: Connection, *, election_id: int, address_id: int) -> None:
    """It has been answered or is not wanted."""
    _release.run(db, {"of_election": election_id, "of_address": address_id})


def waiting_checks(db: Connection, *, election_id: int) -> int:
    """How many ballots wait for their code."""
    query = select(func.count()).where(_check.c.election_id == election_id)
    return int(db.execute(query).scalar_one())


def first_votes_since(db: Connection, *, election_id: int, since: datetime) -> int:
    """How many who vote by text message have done so since then: many at once may be forged."""
    query = select(func.count()).where(
        _turnout.c.election_id == election_id, _turnout.c.way == "sms", _turnout.c.at >= since
    )
    return int(db.execute(query).scalar_one())
