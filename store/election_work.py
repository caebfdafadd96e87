"""What staff and the clock do about elections beside their states: pictures, codes, batches, redactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from store.models.votes import (
    Ballot,
    BallotBatch,
    DeskCode,
    Election,
    ElectionPicture,
    ElectionState,
    Redaction,
    Turnout,
    VoteCheck,
)
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_election, _picture, _desk = table(Election), table(ElectionPicture), table(DeskCode)
_batch, _check, _redaction = table(BallotBatch), table(VoteCheck), table(Redaction)
_SEALED = "ballot_batch.sealed"


def keep_pictures(db: Connection, *, election_id: int, pictures: Mapping[int, bytes]) -> None:
    """The pictures of the targets, JPEG by number; earlier ones go."""
    db.execute(delete(_picture).where(_picture.c.election_id == election_id))
    rows = [
        {"election_id": election_id, "number": number, "mime": "image/jpeg", "data": data}
        for number, data in sorted(pictures.items())
    ]
    if rows:
        db.execute(_picture.insert(), rows)


def desk_codes(db: Connection, *, election_id: int) -> tuple[int, int]:
    """How many one-time codes there are, and how many of them are used."""
    query = select(_desk.c.used, func.count()).where(_desk.c.election_id == election_id).group_by(_desk.c.used)
    found = {bool(used): int(n) for used, n in db.execute(query)}
    return sum(found.values()), found.get(True, 0)


# -- ballots that two people enter


class Line(NamedTuple):
    """A ballot of a file: choices ascending, and the area where it tells one."""

    choices: tuple[int, ...]
    area: str


@dataclass(frozen=True)
class Batch:
    """Ballots of a web survey or of paper. `lines` is None once they are counted in."""

    id: int
    way: str
    n: int
    entered_by: str
    checked_by: str
    entered_at: datetime
    lines: tuple[Line, ...] | None


def enter_batch(
    db: Connection,
    *,
    sealer: Sealer,
    election_id: int,
    way: str,
    sha256: str,
    lines: Iterable[Line],
    by: str,
    now: datetime,
) -> int | None:
    """Keep ballots until a second person has checked them; returns the batch's id, None where the file is there."""
    row_id, kept = new_id(), [list(line) for line in lines]
    new = insert(dialect(db), BallotBatch).on_conflict_do_nothing(index_elements=["election_id", "sha256"])
    made = db.execute(
        new.returning(_batch.c.id),
        {
            "id": row_id,
            "election_id": election_id,
            "way": way,
            "sha256": sha256,
            "n": len(kept),
            "entered_by": by,
            "checked_by": "",
            "sealed": sealer.seal(json.dumps(kept, ensure_ascii=False), _SEALED, row_id),
            "entered_at": now,
        },
    ).scalar_one_or_none()
    return int(made) if made is not None else None


def batches(db: Connection, *, sealer: Sealer, election_id: int) -> list[Batch]:
    """All batches of an election, in the order in which they were entered."""
    rows = db.execute(select(_batch).where(_batch.c.election_id == election_id).order_by(_batch.c.id))
    return [
        Batch(
            r.id,
            r.way,
            r.n,
            r.entered_by,
            r.checked_by,
            r.entered_at,
            _lines(sealer.open(r.sealed, _SEALED, r.id)) if r.sealed is not None else None,
        )
        for r in rows
    ]


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(tuple(choices), area) for choices, area in json.loads(text))


def check_batch(db: Connection, *, batch_id: int, by: str, now: datetime) -> bool:
    """A second person has checked it: its ballots are kept as ballots alone from now on. False: somebody was first."""
    done = db.execute(
        update(_batch)
        .where(_batch.c.id == batch_id, _batch.c.checked_by == "")
        .values(checked_by=by, checked_at=now, sealed=None)
    )
    return bool(done.rowcount)


def drop_batch(db: Connection, *, batch_id: int) -> bool:
    """An unchecked batch goes: it was entered wrongly, and may be entered anew. False: it is counted in."""
    return bool(db.execute(delete(_batch).where(_batch.c.id == batch_id, _batch.c.checked_by == "")).rowcount)


# -- codes that have not been answered


class Unanswered(NamedTuple):
    """A ballot that waits for a code which its number has been asked for once."""

    id: int
    election: str
    address_id: int
    code: str


def unanswered(db: Connection, *, now: datetime, limit: int = 200) -> list[Unanswered]:
    """Whom to ask once more, while the election still takes a vote."""
    rows = db.execute(
        select(_check.c.id, _election.c.code.label("election"), _check.c.address_id, _check.c.code)
        .join(_election, _election.c.id == _check.c.election_id)
        .where(
            _check.c.asked == 1,
            _check.c.due_at <= now,
            _election.c.state == ElectionState.OPEN,
            _election.c.closes_at > now,
        )
        .order_by(_check.c.due_at)
        .limit(limit)
        .with_for_update(of=_check, skip_locked=True)
    )
    return [Unanswered(*row) for row in rows]


def asked_again(db: Connection, *, check_id: int) -> None:
    """It is not asked a third time."""
    db.execute(update(_check).where(_check.c.id == check_id).values(asked=2))


# -- texts at the provider


class ToRedact(NamedTuple):
    """A text to blank at the provider."""

    id: int
    channel: str
    provider_id: str
    tries: int


def redactions(db: Connection, *, channel: str, now: datetime, limit: int = 50) -> list[ToRedact]:
    """Texts of a channel that are due to be blanked at its provider."""
    rows = db.execute(
        select(_redaction.c.id, _redaction.c.channel, _redaction.c.provider_id, _redaction.c.tries)
        .where(_redaction.c.channel == channel, _redaction.c.due_at <= now)
        .order_by(_redaction.c.due_at)
        .limit(limit)
    )
    return [ToRedact(*row) for row in rows]


def redacted(db: Connection, *, redaction_id: int) -> None:
    """The provider has blanked it."""
    db.execute(delete(_redaction).where(_redaction.c.id == redaction_id))


def redact_later(db: Connection, *, redaction_id: int, due_at: datetime) -> None:
    """It could not be done now."""
    db.execute(
        update(_redaction).where(_redaction.c.id == redaction_id).values(due_at=due_at, tries=_redaction.c.tries + 1)
    )


def waiting_redactions(db: Connection, *, tries: int = 0) -> int:
    """How many texts the provider still has; of those that were tried so often."""
    return int(db.execute(select(func.count()).where(_redaction.c.tries >= tries)).scalar_one())


# -- at the count


def codes(db: Connection, *, election_id: int) -> list[str]:
    """The receipt codes of the ballots that stand, in their alphabetical order, before the count."""
    ballot = table(Ballot)
    query = select(ballot.c.code).where(ballot.c.election_id == election_id, ballot.c.code.is_not(None))
    return sorted(db.execute(query).scalars())


def eligible(db: Connection, *, election_id: int) -> dict[str, int]:
    """How many who voted gave each answer to the eligibility question, where it was asked."""
    turnout = table(Turnout)
    query = (
        select(turnout.c.eligible, func.count())
        .where(turnout.c.election_id == election_id, turnout.c.cast, turnout.c.eligible != "")
        .group_by(turnout.c.eligible)
    )
    return {answer: int(n) for answer, n in db.execute(query)}


def marks(db: Connection, *, election_id: int) -> list[bytes]:
    """What joins voters and ballots before the count: the sealed key, the voters' tags, the ballots' ids."""
    turnout, ballot = table(Turnout), table(Ballot)
    key = db.execute(select(_election.c.sealed_key).where(_election.c.id == election_id)).scalar_one()
    tags = db.execute(select(turnout.c.tag).where(turnout.c.election_id == election_id)).scalars()
    ids = db.execute(select(ballot.c.id).where(ballot.c.election_id == election_id)).scalars()
    return [*([bytes(key)] if key is not None else []), *map(bytes, tags), *map(bytes, ids)]
