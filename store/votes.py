"""Votes: who has voted and what, apart; one ballot a voter; cut loose from each other when they are counted.

VOTING.md, "Trust": the last valid ballot before closing counts, by the provider's time. A cast holds the election's row
FOR SHARE and closing takes it FOR UPDATE, so that no ballot slips in behind the count.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, select, update

from store.hot import Hot
from store.models.votes import (
    Ballot,
    Election,
    ElectionCount,
    ElectionPicture,
    ElectionState,
    Proof,
    ReceiptCode,
    Redaction,
    Turnout,
    VoteCheck,
)
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_election, _turnout, _ballot = table(Election), table(Turnout), table(Ballot)
_count, _proof = table(ElectionCount), table(Proof)
_check, _receipt, _picture = table(VoteCheck), table(ReceiptCode), table(ElectionPicture)
_KEY = "election.sealed_key"

HOLD = timedelta(hours=1)
"""So long after closing a vote may still be found that reached the provider in time."""
LIVE = (ElectionState.OPEN, ElectionState.CLOSED)


class Wrong(Exception):
    """The election is not in a state for this, or there is none such."""


@dataclass(frozen=True)
class ElectionRow:
    """An election as it stands. `plan` is canonical JSON."""

    id: int
    code: str
    kind: str
    state: ElectionState
    plan: str
    plan_hash: str
    opens_at: datetime
    closes_at: datetime
    result: str
    decision: str
    counted_at: datetime | None
    decided_at: datetime | None
    published_at: datetime | None


_columns = tuple(_election.c[name] for name in ElectionRow.__dataclass_fields__)


def _row(found: Any) -> ElectionRow:
    values: dict[str, Any] = dict(zip(ElectionRow.__dataclass_fields__, found, strict=True))
    return ElectionRow(**{**values, "state": ElectionState(found.state)})


def canonical(plan: dict[str, Any]) -> str:
    """The configuration as JSON that is always the same for the same configuration: what is hashed."""
    return json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def create(
    db: Connection,
    *,
    code: str,
    kind: str,
    plan: dict[str, Any],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> int:
    """A new draft. A code that is taken raises IntegrityError."""
    row_id = new_id()
    db.execute(
        _election.insert(),
        {
            "id": row_id,
            "code": code,
            "kind": kind,
            "state": ElectionState.DRAFT,
            "plan": canonical(plan),
            "opens_at": opens_at,
            "closes_at": closes_at,
            "created_at": now,
        },
    )
    return row_id


def replan(
    db: Connection, *, election_id: int, kind: str, plan: dict[str, Any], opens_at: datetime, closes_at: datetime
) -> None:
    """Another configuration of a draft. Raises Wrong: it is frozen once open."""
    done = db.execute(
        update(_election)
        .where(_election.c.id == election_id, _election.c.state == ElectionState.DRAFT)
        .values(kind=kind, plan=canonical(plan), opens_at=opens_at, closes_at=closes_at)
    )
    if not done.rowcount:
        raise Wrong("not a draft")


_by_code = Hot(select(*_columns).where(_election.c.code == bindparam("of_code")))


def by_code(db: Connection, *, code: str) -> ElectionRow | None:
    """The election with the code."""
    found = _by_code.first(db, {"of_code": code})
    return _row(found) if found is not None else None


_listed = Hot(select(*_columns).order_by(_election.c.closes_at.desc(), _election.c.id))


def listed(db: Connection) -> list[ElectionRow]:
    """All elections, the newest closing first."""
    return [_row(found) for found in _listed.rows(db, {})]


def live(db: Connection) -> list[ElectionRow]:
    """Open elections and those that closed and are not counted, by their closing."""
    query = select(*_columns).where(_election.c.state.in_(LIVE)).order_by(_election.c.closes_at, _election.c.id)
    return [_row(r) for r in db.execute(query)]


def due(db: Connection, *, now: datetime) -> tuple[list[str], list[str]]:
    """Codes of the drafts to open by their schedule, and of the open elections to close."""
    opening = select(_election.c.code).where(_election.c.state == ElectionState.DRAFT, _election.c.opens_at <= now)
    closing = select(_election.c.code).where(_election.c.state == ElectionState.OPEN, _election.c.closes_at <= now)
    return list(db.execute(opening).scalars()), list(db.execute(closing).scalars())


# -- the way of an election


def lock(db: Connection, *, code: str) -> ElectionRow:
    """The election with nobody casting meanwhile. Raises Wrong where there is none."""
    found = db.execute(select(*_columns).where(_election.c.code == code).with_for_update()).one_or_none()
    if found is None:
        raise Wrong(code)
    return _row(found)


def open_election(db: Connection, *, sealer: Sealer, election_id: int, now: datetime) -> str:
    """A draft opens: its configuration is frozen under a hash, which is returned, and its key is drawn."""
    plan = db.execute(
        select(_election.c.plan).where(_election.c.id == election_id, _election.c.state == ElectionState.DRAFT)
    ).scalar_one_or_none()
    if plan is None:
        raise Wrong("not a draft")
    frozen = sha256(plan.encode()).hexdigest()
    db.execute(
        update(_election)
        .where(_election.c.id == election_id)
        .values(
            state=ElectionState.OPEN,
            plan_hash=frozen,
            sealed_key=sealer.seal(secrets.token_bytes(32), _KEY, election_id),
            opens_at=func.min(_election.c.opens_at, now)
            if dialect(db) == "sqlite"
            else func.least(_election.c.opens_at, now),
        )
    )
    return frozen


def close(db: Connection, *, code: str, now: datetime) -> ElectionRow:
    """An open election closes, by hand before its time or by the clock. Raises Wrong."""
    row = lock(db, code=code)
    if row.state is not ElectionState.OPEN:
        raise Wrong("not open")
    closes = min(row.closes_at, now)
    db.execute(update(_election).where(_election.c.id == row.id).values(state=ElectionState.CLOSED, closes_at=closes))
    return lock(db, code=code)


def decide(db: Connection, *, election_id: int, decision: dict[str, Any], now: datetime) -> None:
    """The board has decided on a counted election."""
    done = db.execute(
        update(_election)
        .where(_election.c.id == election_id, _election.c.state == ElectionState.COUNTED)
        .values(state=ElectionState.DECIDED, decision=canonical(decision), decided_at=now)
    )
    if not done.rowcount:
        raise Wrong("not counted")


def publish(db: Connection, *, election_id: int, now: datetime) -> None:
    """The result page opens to everyone."""
    done = db.execute(
        update(_election)
        .where(_election.c.id == election_id, _election.c.state == ElectionState.DECIDED)
        .values(state=ElectionState.PUBLISHED, published_at=now)
    )
    if not done.rowcount:
        raise Wrong("not decided")


_note = Hot(_count.insert())


def note(db: Connection, *, election_id: int, what: str, n: int = 1) -> None:
    """One more of what the report tells: changed, withdrawn, late, refused:too_many."""
    _note.run(db, {"id": new_id(), "election_id": election_id, "what": what, "n": n})


def noted(db: Connection, *, election_id: int) -> dict[str, int]:
    """How many of each."""
    query = select(_count.c.what, func.sum(_count.c.n)).where(_count.c.election_id == election_id)
    return {what: int(n) for what, n in db.execute(query.group_by(_count.c.what))}


def picture(db: Connection, *, election_id: int, number: int) -> bytes:
    """The picture of a target, or nothing."""
    query = select(_picture.c.data).where(_picture.c.election_id == election_id, _picture.c.number == number)
    found: bytes | None = db.execute(query).scalar_one_or_none()
    return found or b""


def pictured(db: Connection, *, election_id: int) -> set[int]:
    """The targets that have a picture."""
    return set(db.execute(select(_picture.c.number).where(_picture.c.election_id == election_id)).scalars())


# -- casting


class Cast(StrEnum):
    """What became of a ballot."""

    FIRST = "first"
    CHANGED = "changed"
    SAME = "same"  # the same choices as before
    OLDER = "older"  # a later one stands


@dataclass(frozen=True)
class Standing:
    """A voter's ballot: targets ascending, the ones before, and its receipt code."""

    choices: tuple[int, ...]
    previous: tuple[int, ...]
    code: str
    area: str


def as_numbers(choices: str) -> tuple[int, ...]:
    """A ballot as it is kept, "3,7,12", as numbers."""
    return tuple(int(n) for n in choices.split(",")) if choices else ()


def as_text(choices: Iterable[int]) -> str:
    """A ballot as it is kept: each number once, ascending."""
    return ",".join(str(n) for n in sorted(set(choices)))


_sealed_key = Hot(select(_election.c.sealed_key).where(_election.c.id == bindparam("of_id")))


def _key(db: Connection, sealer: Sealer, election_id: int) -> bytes:
    sealed = _sealed_key.scalar(db, {"of_id": election_id})
    if sealed is None:
        raise Wrong("the ballots are cut loose")
    return sealer.open_bytes(sealed, _KEY, election_id)


def _mark(key: bytes, kind: str, voter: str) -> bytes:
    return hmac.new(key, f"{kind}\0{voter}".encode(), sha256).digest()


def marker(db: Connection, *, sealer: Sealer, election_id: int) -> Callable[[str], bytes]:
    """Makes the turnout tag of a voter. Raises Wrong once the ballots are cut loose."""
    key = _key(db, sealer, election_id)
    return lambda voter: _mark(key, "t", voter)


_accepts = Hot(
    select(_election.c.id)
    .where(
        _election.c.code == bindparam("of_code"),
        _election.c.state.in_(LIVE),
        _election.c.opens_at <= bindparam("at"),
        _election.c.closes_at > bindparam("at"),
    )
    .with_for_update(read=True)
)


def accepts(db: Connection, *, code: str, at: datetime) -> bool:
    """Whether a ballot of this (provider's) time counts; holds the election as it is until the transaction ends."""
    return _accepts.first(db, {"of_code": code, "at": at}) is not None


_standing = Hot(
    select(_ballot.c.choices, _ballot.c.previous, _ballot.c.code, _ballot.c.area).where(
        _ballot.c.election_id == bindparam("of_election"), _ballot.c.id == bindparam("mark")
    )
)


def standing(db: Connection, *, sealer: Sealer, election_id: int, voter: str) -> Standing | None:
    """The ballot of a voter in an election that is not counted, or None."""
    mark = _mark(_key(db, sealer, election_id), "b", voter)
    row = _standing.first(db, {"of_election": election_id, "mark": mark})
    if row is None:
        return None
    return Standing(as_numbers(row.choices), as_numbers(row.previous), row.code or "", row.area)


_last = Hot(
    select(_turnout.c.at).where(_turnout.c.election_id == bindparam("of_election"), _turnout.c.tag == bindparam("mark"))
)


def last(db: Connection, *, sealer: Sealer, election_id: int, voter: str) -> datetime | None:
    """When the voter last voted or took the vote back, by the provider's time; None: never."""
    mark = _mark(_key(db, sealer, election_id), "t", voter)
    found: datetime | None = _last.scalar(db, {"of_election": election_id, "mark": mark})
    return found


@Hot
def _new_turnout(name: str) -> Any:
    new = insert(name, Turnout)
    values = {c: new.excluded[c] for c in ("way", "identified", "helped", "at", "cast")}
    return new.on_conflict_do_update(
        index_elements=["election_id", "tag"],
        set_=values,
        # a message that was found late does not take the place of a newer one
        where=_turnout.c.at <= new.excluded.at,
    ).returning(_turnout.c.tag)


@Hot
def _new_ballot(name: str) -> Any:
    new = insert(name, Ballot)
    return new.on_conflict_do_update(
        index_elements=["election_id", "id"],
        set_={"choices": new.excluded.choices, "previous": _ballot.c.choices},
    )


def cast(
    db: Connection,
    *,
    sealer: Sealer,
    election_id: int,
    voter: str,
    choices: Sequence[int],
    way: str,
    identified: str,
    at: datetime,
    draw: Callable[[], str],
    helped: bool = False,
) -> Cast:
    """A ballot counts at once; the same voter's earlier one gives way. The caller has asked `accepts`.

    `voter` names who votes within the election: "number:+358…", "code:…", "address:telegram:…"; `draw` makes a
    receipt code.
    """
    key = _key(db, sealer, election_id)
    taken = _new_turnout.first(
        db,
        {
            "election_id": election_id,
            "tag": _mark(key, "t", voter),
            "way": way,
            "identified": identified,
            "helped": helped,
            "at": at,
            "cast": True,
        },
    )
    if taken is None:
        return Cast.OLDER
    before = standing(db, sealer=sealer, election_id=election_id, voter=voter)
    if before is not None and before.choices == tuple(sorted(set(choices))):
        return Cast.SAME
    _new_ballot.run(
        db,
        {
            "election_id": election_id,
            "id": _mark(key, "b", voter),
            "choices": as_text(choices),
            "previous": "",
            "area": "",
            "code": before.code if before is not None else _fresh_code(db, election_id, draw),
        },
    )
    if before is None:
        return Cast.FIRST
    note(db, election_id=election_id, what="changed")
    return Cast.CHANGED


_taken = Hot(
    select(_ballot.c.code).where(
        _ballot.c.election_id == bindparam("of_election"), _ballot.c.code == bindparam("of_code")
    )
)


def _fresh_code(db: Connection, election_id: int, draw: Callable[[], str]) -> str:
    while True:
        code = draw()
        if _taken.first(db, {"of_election": election_id, "of_code": code}) is None:
            return code


def withdraw(db: Connection, *, sealer: Sealer, election_id: int, voter: str, at: datetime, why: str) -> bool:
    """The voter takes the ballot back; `why` is counted. False where there is none."""
    key = _key(db, sealer, election_id)
    gone = db.execute(
        delete(_ballot).where(_ballot.c.election_id == election_id, _ballot.c.id == _mark(key, "b", voter))
    ).rowcount
    if not gone:
        return False
    db.execute(
        update(_turnout)
        .where(_turnout.c.election_id == election_id, _turnout.c.tag == _mark(key, "t", voter))
        .values(cast=False, at=at)
    )
    note(db, election_id=election_id, what=why)
    return True


def restore(db: Connection, *, sealer: Sealer, election_id: int, voter: str) -> Standing | None:
    """TOINEN: the ballot before the last one stands again. None where there was none before."""
    found = standing(db, sealer=sealer, election_id=election_id, voter=voter)
    if found is None or not found.previous:
        return None
    mark = _mark(_key(db, sealer, election_id), "b", voter)
    db.execute(
        update(_ballot)
        .where(_ballot.c.election_id == election_id, _ballot.c.id == mark)
        .values(choices=as_text(found.previous), previous="")
    )
    note(db, election_id=election_id, what="restored")
    return Standing(found.previous, (), found.code, found.area)


def set_area(db: Connection, *, sealer: Sealer, election_id: int, voter: str, area: str) -> None:
    """The voter's part of the city, kept with the ballot."""
    mark = _mark(_key(db, sealer, election_id), "b", voter)
    db.execute(update(_ballot).where(_ballot.c.election_id == election_id, _ballot.c.id == mark).values(area=area))


def set_eligible(db: Connection, *, sealer: Sealer, election_id: int, voter: str, answer: str) -> None:
    """The voter's answer to the eligibility question, "yes" or "no", kept with the turnout."""
    mark = _mark(_key(db, sealer, election_id), "t", voter)
    of_voter = and_(_turnout.c.election_id == election_id, _turnout.c.tag == mark)
    db.execute(update(_turnout).where(of_voter).values(eligible=answer))


def eligible(db: Connection, *, sealer: Sealer, election_id: int, voter: str) -> str:
    """The same, as it was answered; "" where it was not."""
    mark = _mark(_key(db, sealer, election_id), "t", voter)
    query = select(_turnout.c.eligible).where(_turnout.c.election_id == election_id, _turnout.c.tag == mark)
    return db.execute(query).scalar_one_or_none() or ""


# -- the count


@dataclass(frozen=True)
class Box:
    """All ballots of an election: choices with their area, in the order of their ids (chance)."""

    ballots: tuple[tuple[tuple[int, ...], str], ...]

    def votes(self) -> Counter[int]:
        """Approvals of each target."""
        return Counter(number for choices, _area in self.ballots for number in choices)


def box(db: Connection, *, election_id: int) -> Box:
    """The ballots. Only the count reads them."""
    rows = db.execute(
        select(_ballot.c.choices, _ballot.c.area).where(_ballot.c.election_id == election_id).order_by(_ballot.c.id)
    )
    return Box(tuple((as_numbers(r.choices), r.area) for r in rows))


def turnout(db: Connection, *, election_id: int) -> dict[tuple[str, str, bool], int]:
    """How many have voted, by way, by how they were identified, and whether they were helped."""
    rows = db.execute(
        select(_turnout.c.way, _turnout.c.identified, _turnout.c.helped, func.count())
        .where(_turnout.c.election_id == election_id, _turnout.c.cast)
        .group_by(_turnout.c.way, _turnout.c.identified, _turnout.c.helped)
    ).all()
    return {(way, identified, bool(helped)): n for way, identified, helped, n in rows}


def cut(db: Connection, *, election_id: int, result: dict[str, Any], now: datetime) -> None:
    """Keep the count and cut ballots loose from voters, in the caller's transaction (VOTING.md, "Secrecy").

    Both tables are written anew in random order under fresh random ids, the receipt codes apart from both, and the
    key is deleted. What the old rows left in the file is erased by `Database.scrub` after the commit.
    """
    chance = secrets.SystemRandom()
    ballots = list(
        db.execute(
            select(_ballot.c.choices, _ballot.c.code, _ballot.c.area).where(_ballot.c.election_id == election_id)
        )
    )
    voters = list(
        db.execute(
            select(_turnout.c.way, _turnout.c.identified, _turnout.c.helped, _turnout.c.eligible).where(
                _turnout.c.election_id == election_id, _turnout.c.cast
            )
        )
    )
    for gone in (_ballot, _turnout, _proof, _check):
        db.execute(delete(gone).where(gone.c.election_id == election_id))
    codes = sorted(row.code for row in ballots if row.code)
    if codes:
        db.execute(_receipt.insert(), [{"election_id": election_id, "code": code} for code in codes])
    chance.shuffle(ballots)
    chance.shuffle(voters)
    if ballots:
        made = [(secrets.token_bytes(32), row) for row in ballots]
        db.execute(
            _ballot.insert(),
            [
                {"election_id": election_id, "id": i, "choices": r.choices, "previous": "", "area": r.area}
                for i, r in made
            ],
        )
    if voters:
        db.execute(
            _turnout.insert(),
            [
                {
                    "election_id": election_id,
                    "tag": secrets.token_bytes(32),
                    "way": r.way,
                    "identified": r.identified,
                    "helped": r.helped,
                    "eligible": r.eligible,
                    "cast": True,
                }
                for r in voters
            ],
        )
    done = db.execute(
        update(_election)
        .where(_election.c.id == election_id, _election.c.state == ElectionState.CLOSED)
        .values(state=ElectionState.COUNTED, result=canonical(result), counted_at=now, sealed_key=None)
    )
    if not done.rowcount:
        raise Wrong("not closed")


def receipt_codes(db: Connection, *, election_id: int) -> list[str]:
    """The receipt codes of a counted election, in their order."""
    query = select(_receipt.c.code).where(_receipt.c.election_id == election_id).order_by(_receipt.c.code)
    return list(db.execute(query).scalars())


# -- what the provider is to forget

_redaction = table(Redaction)


@Hot
def _redact(name: str) -> Any:
    return insert(name, Redaction).on_conflict_do_nothing(index_elements=["provider_id"])


def redact(db: Connection, *, channel: str, provider_ids: Iterable[str], due_at: datetime) -> None:
    """The texts of these messages are to be blanked at the provider."""
    for provider_id in provider_ids:
        _redact.run(db, {"id": new_id(), "channel": channel, "provider_id": provider_id, "due_at": due_at, "tries": 0})
