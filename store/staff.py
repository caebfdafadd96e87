"""Staff members, their one-time links and sessions, and what they have not finished writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from store.models.staff import FormDraft, Role, StaffLink, StaffMember, StaffSession
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_member, _link, _session, _draft = table(StaffMember), table(StaffLink), table(StaffSession), table(FormDraft)


@dataclass(frozen=True)
class MemberRow:
    """One who works here."""

    id: int
    name: str
    email: str | None
    roles: frozenset[Role]
    disabled_at: datetime | None
    created_at: datetime
    by: str


def _row(row: Any) -> MemberRow:
    return MemberRow(row.id, row.name, row.email, as_roles(row.roles), row.disabled_at, row.created_at, row.by)


def as_roles(text: str) -> frozenset[Role]:
    """Roles as they are kept: values with commas. One that we know no more gives no right."""
    known = {role.value: role for role in Role}
    return frozenset(known[name] for name in text.split(",") if name in known)


def as_text(roles: Iterable[Role]) -> str:
    """The same, to be kept."""
    return ",".join(sorted(role.value for role in roles))


def add(db: Connection, *, name: str, email: str | None, roles: Iterable[Role], by: str, now: datetime) -> int:
    """A new staff member's id. Raises IntegrityError where the name or the e-mail is another's."""
    row_id = new_id()
    kept = email.strip().lower() if email else None
    db.execute(
        _member.insert(),
        {"id": row_id, "name": name, "email": kept, "roles": as_text(roles), "created_at": now, "by": by},
    )
    return row_id


def by_id(db: Connection, *, staff_id: int) -> MemberRow | None:
    """The staff member."""
    row = db.execute(select(_member).where(_member.c.id == staff_id)).one_or_none()
    return _row(row) if row is not None else None


def by_name(db: Connection, *, name: str) -> MemberRow | None:
    """The staff member of that name."""
    row = db.execute(select(_member).where(_member.c.name == name)).one_or_none()
    return _row(row) if row is not None else None


def by_email(db: Connection, *, email: str) -> MemberRow | None:
    """The staff member whom the city's own sign-in calls so."""
    row = db.execute(select(_member).where(_member.c.email == email.strip().lower())).one_or_none()
    return _row(row) if row is not None else None


def members(db: Connection) -> Sequence[MemberRow]:
    """All staff, by name."""
    return [_row(row) for row in db.execute(select(_member).order_by(_member.c.name))]


def set_roles(db: Connection, *, staff_id: int, roles: Iterable[Role]) -> None:
    """What a staff member may do from now on."""
    db.execute(update(_member).where(_member.c.id == staff_id).values(roles=as_text(roles)))


def set_email(db: Connection, *, staff_id: int, email: str | None) -> None:
    """What the city's own sign-in calls them, in lower case. Raises IntegrityError where it is another's."""
    db.execute(update(_member).where(_member.c.id == staff_id).values(email=email))


def set_disabled(db: Connection, *, staff_id: int, at: datetime | None) -> None:
    """Since when a staff member can't sign in; None: they can."""
    db.execute(update(_member).where(_member.c.id == staff_id).values(disabled_at=at))


def set_phone(db: Connection, *, sealer: Sealer, staff_id: int, number: str) -> None:
    """Where test messages of theirs go, in E.164; "": nowhere."""
    sealed = sealer.seal(number, "staff_member.sealed_phone", staff_id) if number else None
    db.execute(update(_member).where(_member.c.id == staff_id).values(sealed_phone=sealed))


def phone(db: Connection, *, sealer: Sealer, staff_id: int) -> str:
    """The number, "" where there is none."""
    sealed = db.execute(select(_member.c.sealed_phone).where(_member.c.id == staff_id)).scalar_one_or_none()
    return sealer.open(sealed, "staff_member.sealed_phone", staff_id) if sealed else ""


# -- one-time links


def add_link(db: Connection, *, hash: bytes, staff_id: int, now: datetime, expires_at: datetime) -> None:
    """A link that signs in once; earlier ones of the same member stop working."""
    forget_links(db, staff_id=staff_id)
    values = {"hash": hash, "staff_id": staff_id, "created_at": now, "expires_at": expires_at}
    db.execute(_link.insert(), values)


def forget_links(db: Connection, *, staff_id: int) -> None:
    """No link of theirs that was not used works any more."""
    db.execute(delete(_link).where(_link.c.staff_id == staff_id, _link.c.used_at.is_(None)))


def forget_old_links(db: Connection, *, before: datetime) -> int:
    """Erase links that have not worked since then; how many."""
    return int(db.execute(delete(_link).where(_link.c.expires_at < before)).rowcount)


def use_link(db: Connection, *, hash: bytes, now: datetime) -> int | None:
    """Whose link it is, once; None for one that is used, too old or unknown."""
    used = db.execute(
        update(_link)
        .where(_link.c.hash == hash, _link.c.used_at.is_(None), _link.c.expires_at > now)
        .values(used_at=now)
        .returning(_link.c.staff_id)
    )
    found: int | None = used.scalar_one_or_none()
    return found


# -- sessions


@dataclass(frozen=True)
class SessionRow:
    """A signed-in browser and whose it is."""

    id: int
    staff_id: int
    name: str
    roles: frozenset[Role]
    how: str
    agent: str
    created_at: datetime
    seen_at: datetime


_OPEN = (
    select(
        _session.c.id,
        _session.c.staff_id,
        _member.c.name,
        _member.c.roles,
        _session.c.how,
        _session.c.agent,
        _session.c.created_at,
        _session.c.seen_at,
    )
    .join(_member, _member.c.id == _session.c.staff_id)
    .where(_session.c.ended_at.is_(None), _member.c.disabled_at.is_(None))
)


def _open(row: Any) -> SessionRow:
    return SessionRow(
        row.id, row.staff_id, row.name, as_roles(row.roles), row.how, row.agent, row.created_at, row.seen_at
    )


def begin_session(db: Connection, *, hash: bytes, staff_id: int, how: str, agent: str, now: datetime) -> int:
    """A new session's id."""
    row_id = new_id()
    values = {"id": row_id, "hash": hash, "staff_id": staff_id, "how": how, "agent": agent}
    db.execute(_session.insert(), {**values, "created_at": now, "seen_at": now})
    return row_id


def session(db: Connection, *, hash: bytes, seen_after: datetime, made_after: datetime) -> SessionRow | None:
    """The open session, unless it was idle for too long or is too old."""
    row = db.execute(
        _OPEN.where(_session.c.hash == hash, _session.c.seen_at > seen_after, _session.c.created_at > made_after)
    ).one_or_none()
    return _open(row) if row is not None else None


def sessions(db: Connection, *, staff_id: int, seen_after: datetime, made_after: datetime) -> Sequence[SessionRow]:
    """A staff member's open sessions, the latest used first."""
    query = _OPEN.where(
        _session.c.staff_id == staff_id, _session.c.seen_at > seen_after, _session.c.created_at > made_after
    )
    return [_open(row) for row in db.execute(query.order_by(_session.c.seen_at.desc()))]


def see_session(db: Connection, *, session_id: int, now: datetime) -> None:
    """It is in use."""
    db.execute(update(_session).where(_session.c.id == session_id).values(seen_at=now))


def end_session(db: Connection, *, session_id: int, now: datetime, staff_id: int | None = None) -> bool:
    """Sign out; with `staff_id` only if it is theirs. False: there is none open."""
    query = update(_session).where(_session.c.id == session_id, _session.c.ended_at.is_(None))
    if staff_id is not None:
        query = query.where(_session.c.staff_id == staff_id)
    return bool(db.execute(query.values(ended_at=now)).rowcount)


def forget_sessions(db: Connection, *, before: datetime) -> int:
    """Erase sessions that nobody has used since then: a browser's name is kept no longer than it is of use."""
    return int(db.execute(delete(_session).where(_session.c.seen_at < before)).rowcount)


def end_session_of(db: Connection, *, hash: bytes, now: datetime) -> None:
    """Sign out the browser whose token has the hash, if it is signed in."""
    open_one = update(_session).where(_session.c.hash == hash, _session.c.ended_at.is_(None))
    db.execute(open_one.values(ended_at=now))


def end_sessions(db: Connection, *, staff_id: int, now: datetime, but: int | None = None) -> int:
    """Sign a staff member out everywhere, `but` one session; of how many browsers."""
    open_ones = update(_session).where(_session.c.staff_id == staff_id, _session.c.ended_at.is_(None))
    if but is not None:
        open_ones = open_ones.where(_session.c.id != but)
    return int(db.execute(open_ones.values(ended_at=now)).rowcount)


def admins(db: Connection) -> Sequence[int]:
    """Who can give roles. They stay as they are until the transaction ends: two must not give up at once."""
    query = select(_member.c.id, _member.c.roles).where(_member.c.disabled_at.is_(None)).order_by(_member.c.id)
    return [row.id for row in db.execute(query.with_for_update()) if Role.ADMIN in as_roles(row.roles)]


def any_member(db: Connection) -> bool:
    """Whether there is anybody who could sign in."""
    return bool(db.execute(select(func.count()).select_from(_member)).scalar_one())


# -- drafts of forms


def save_draft(
    db: Connection, *, sealer: Sealer, staff_id: int, form: str, fields: Mapping[str, str], now: datetime
) -> None:
    """Keep what a form holds, in place of what it held before."""
    db.execute(delete(_draft).where(_draft.c.staff_id == staff_id, _draft.c.form == form))
    row_id = new_id()
    sealed = sealer.seal(json.dumps(dict(fields), ensure_ascii=False), "form_draft.sealed", row_id)
    new = insert(dialect(db), FormDraft).on_conflict_do_nothing(index_elements=["staff_id", "form"])
    db.execute(new, {"id": row_id, "staff_id": staff_id, "form": form, "sealed": sealed, "saved_at": now})


def draft(db: Connection, *, sealer: Sealer, staff_id: int, form: str) -> dict[str, str]:
    """What the form held, {} where nothing waits."""
    row = db.execute(
        select(_draft.c.id, _draft.c.sealed).where(_draft.c.staff_id == staff_id, _draft.c.form == form)
    ).one_or_none()
    if row is None:
        return {}
    fields: dict[str, str] = json.loads(sealer.open(row.sealed, "form_draft.sealed", row.id))
    return fields


def forget_draft(db: Connection, *, staff_id: int, form: str) -> None:
    """It has been sent."""
    db.execute(delete(_draft).where(_draft.c.staff_id == staff_id, _draft.c.form == form))


def forget_drafts(db: Connection, *, before: datetime) -> int:
    """Erase drafts that nobody has touched since then; how many."""
    return int(db.execute(delete(_draft).where(_draft.c.saved_at < before)).rowcount)
