"""Sessions: a browser that has signed in holds 256 bits of chance; we hold their hash.

Idle for 30 minutes or older than 12 hours it is over (STAFF.md, "Security").
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection

from service.house import House
from store import audit, staff
from store.models.staff import Role
from store.staff import MemberRow, SessionRow

IDLE = timedelta(minutes=30)
OLDEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the latest use is noted: a write for every page would be one too many."""


@dataclass(frozen=True)
class Staffer:
    """Who asks for a page, by their session."""

    id: int
    name: str
    roles: frozenset[Role]
    session_id: int
    csrf: str

    def may(self, *roles: Role) -> bool:
        """Whether one of their roles is one of these."""
        return bool(self.roles.intersection(roles))


def hashed(token: str) -> bytes:
    """As a token of chance is kept: it has 256 bits, so a plain hash tells nothing."""
    return sha256(token.encode()).digest()


def csrf(token: str) -> str:
    """What the forms of a session carry: it follows from the cookie's token, and the token not from it."""
    return sha256(b"csrf " + token.encode()).hexdigest()


def begin(db: Connection, house: House, *, staff_id: int, how: str, agent: str, before: str = "") -> str:
    """Sign in: a new token for the browser's cookie. The session that it had `before`, whosever it was, is over."""
    token, now = secrets.token_urlsafe(32), house.now()
    if before:
        staff.end_session_of(db, hash=hashed(before), now=now)
    staff.begin_session(db, hash=hashed(token), staff_id=staff_id, how=how, agent=agent[:120], now=now)
    member = staff.by_id(db, staff_id=staff_id)
    assert member is not None, staff_id
    audit.note(db, who=member.name, what=f"sign-in.{how}", now=now)
    return token


def find(db: Connection, house: House, *, token: str) -> tuple[Staffer, bool] | None:
    """Whose session the token is, and whether its use is to be noted (`see`); None: nobody's, or over."""
    now = house.now()
    row = staff.session(db, hash=hashed(token), seen_after=now - IDLE, made_after=now - OLDEST)
    if row is None:
        return None
    return Staffer(row.staff_id, row.name, row.roles, row.id, csrf(token)), now - row.seen_at >= SEEN_EVERY


def see(db: Connection, house: House, *, session_id: int) -> None:
    """It is in use."""
    staff.see_session(db, session_id=session_id, now=house.now())


def end(db: Connection, house: House, *, staffer: Staffer) -> None:
    """Sign out."""
    staff.end_session(db, session_id=staffer.session_id, now=house.now())
    audit.note(db, who=staffer.name, what="sign-out", now=house.now())


def of(db: Connection, house: House, *, staff_id: int) -> Sequence[SessionRow]:
    """Where a staff member is signed in, the latest used first."""
    now = house.now()
    return staff.sessions(db, staff_id=staff_id, seen_after=now - IDLE, made_after=now - OLDEST)


def end_one(db: Connection, house: House, *, staffer: Staffer, session_id: int) -> bool:
    """Sign one of one's own browsers out. False: it is signed out already."""
    ended = staff.end_session(db, session_id=session_id, staff_id=staffer.id, now=house.now())
    if ended:
        audit.note(db, who=staffer.name, what="session.end", on_what=f"käyttäjä {staffer.name}", now=house.now())
    return ended


def end_others(db: Connection, house: House, *, staffer: Staffer) -> int:
    """Sign all of one's own browsers out but this one; how many."""
    ended = staff.end_sessions(db, staff_id=staffer.id, but=staffer.session_id, now=house.now())
    if ended:
        audit.note(db, who=staffer.name, what="session.end", on_what=f"käyttäjä {staffer.name}", now=house.now())
    return ended


def end_all(db: Connection, house: House, *, member: MemberRow, by: str) -> int:
    """Sign a member out everywhere; of how many browsers."""
    ended = staff.end_sessions(db, staff_id=member.id, now=house.now())
    if ended:
        audit.note(db, who=by, what="session.end", on_what=f"käyttäjä {member.name}", now=house.now())
    return ended
