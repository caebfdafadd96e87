"""One-time links: the first way in, before there is a passkey."""

from __future__ import annotations

from sqlalchemy import Connection

from service.house import House
from service.staffing import sessions
from store import staff


def use(db: Connection, house: House, *, token: str, agent: str, before: str = "") -> str | None:
    """The token of a new session, once; None: used, too old, unknown, or of somebody who is shut out."""
    staff_id = staff.use_link(db, hash=sessions.hashed(token), now=house.now())
    member = staff.by_id(db, staff_id=staff_id) if staff_id is not None else None
    if member is None or member.disabled_at is not None:
        return None
    return sessions.begin(db, house, staff_id=member.id, how="link", agent=agent, before=before)
