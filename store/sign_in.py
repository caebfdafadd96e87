"""How staff come in: passkeys, sign-ins that have begun, and how often somebody tries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from store.models.staff import Passkey, SignInStep, SignInTry
from store.sql import dialect, insert, table
from store.types import new_id

_passkey, _step, _try = table(Passkey), table(SignInStep), table(SignInTry)


# -- passkeys


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey and whose it is."""

    id: int
    staff_id: int
    credential: bytes
    public_key: bytes
    signed: int
    name: str
    created_at: datetime
    used_at: datetime | None


def _row(row: Any) -> PasskeyRow:
    return PasskeyRow(
        row.id,
        row.staff_id,
        bytes(row.credential),
        bytes(row.public_key),
        row.signed,
        row.name,
        row.created_at,
        row.used_at,
    )


def add_passkey(
    db: Connection, *, staff_id: int, credential: bytes, public_key: bytes, signed: int, name: str, now: datetime
) -> int:
    """A new passkey's id. Raises IntegrityError where the credential is known already."""
    row_id = new_id()
    values = {"id": row_id, "staff_id": staff_id, "credential": credential, "public_key": public_key}
    db.execute(_passkey.insert(), {**values, "signed": signed, "name": name, "created_at": now})
    return row_id


def passkeys(db: Connection, *, staff_id: int) -> Sequence[PasskeyRow]:
    """A staff member's passkeys, the oldest first."""
    query = select(_passkey).where(_passkey.c.staff_id == staff_id).order_by(_passkey.c.id)
    return [_row(row) for row in db.execute(query)]


def passkey(db: Connection, *, credential: bytes) -> PasskeyRow | None:
    """The passkey that calls itself so."""
    row = db.execute(select(_passkey).where(_passkey.c.credential == credential)).one_or_none()
    return _row(row) if row is not None else None


def use_passkey(db: Connection, *, passkey_id: int, signed: int, now: datetime) -> bool:
    """It has signed, `signed` times by its own count. False: the count did not grow, so there are two of it.

    A passkey that lives on several devices does not count and always says 0.
    """
    grew = or_(_passkey.c.signed < signed, (_passkey.c.signed == 0) & (signed == 0))
    used = update(_passkey).where(_passkey.c.id == passkey_id, grew).values(signed=signed, used_at=now)
    return bool(db.execute(used).rowcount)


def remove_passkey(db: Connection, *, passkey_id: int, staff_id: int) -> bool:
    """Forget one of a staff member's passkeys. False: it is not theirs, or gone."""
    gone = delete(_passkey).where(_passkey.c.id == passkey_id, _passkey.c.staff_id == staff_id)
    return bool(db.execute(gone).rowcount)


# -- sign-ins that have begun


def begin_step(db: Connection, *, hash: bytes, kind: str, data: Mapping[str, str], expires_at: datetime) -> None:
    """Remember what the browser whose cookie has the hash must bring back."""
    values = {"hash": hash, "kind": kind, "data": json.dumps(dict(data)), "expires_at": expires_at}
    db.execute(_step.insert(), values)


def take_step(db: Connection, *, hash: bytes, kind: str, now: datetime) -> dict[str, str] | None:
    """What was remembered, once. None: never begun, taken already, too old, or of another kind."""
    taken = delete(_step).where(_step.c.hash == hash, _step.c.kind == kind, _step.c.expires_at > now)
    data = db.execute(taken.returning(_step.c.data)).scalar_one_or_none()
    return json.loads(data) if data is not None else None


def forget_steps(db: Connection, *, before: datetime) -> int:
    """Erase those that can't be finished any more; how many."""
    return int(db.execute(delete(_step).where(_step.c.expires_at < before)).rowcount)


# -- tries


def count_try(db: Connection, *, source: bytes, minute: datetime) -> int:
    """How often the source has tried in that minute, this time too."""
    new = insert(dialect(db), SignInTry).values(source=source, minute=minute, n=1)
    counted = new.on_conflict_do_update(index_elements=["source", "minute"], set_={"n": _try.c.n + 1})
    return int(db.execute(counted.returning(_try.c.n)).scalar_one())


def forget_tries(db: Connection, *, before: datetime) -> int:
    """Erase who tried before then; how many rows."""
    return int(db.execute(delete(_try).where(_try.c.minute < before)).rowcount)
