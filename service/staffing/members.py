"""Staff members: new ones, and the one-time link by which they come in for the first time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from service.staffing.sessions import hashed
from store import audit, staff
from store.models.staff import Role

LINK_LASTS = timedelta(hours=24)


def add(db: Connection, house: House, *, name: str, roles: Iterable[Role], by: str, email: str | None = None) -> int:
    """A new staff member's id. Raises Refused."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Kirjoita nimi: asukas näkee sen vastauksen alla.")
    if staff.by_name(db, name=name) is not None:
        raise Refused(f"Käyttäjä {name} on jo. Anna toinen nimi, esimerkiksi {name} K.")
    if email and staff.by_email(db, email=email) is not None:
        raise Refused(f"Sähköposti {email} on jo toisella käyttäjällä.")
    row_id = staff.add(db, name=name, email=email, roles=roles, by=by, now=house.now())
    audit.note(db, who=by, what="staff.add", on_what=f"käyttäjä {name}", why=staff.as_text(roles), now=house.now())
    return row_id


def link(db: Connection, house: House, *, name: str, by: str) -> str:
    """A token that signs the member in once, within a day. Raises Refused."""
    member = staff.by_name(db, name=name)
    if member is None or member.disabled_at is not None:
        raise Refused(f"Käyttäjää {name} ei löydy, tai hänen tunnuksensa on suljettu.")
    token, now = secrets.token_urlsafe(32), house.now()
    staff.add_link(db, hash=hashed(token), staff_id=member.id, now=now, expires_at=now + LINK_LASTS)
    audit.note(db, who=by, what="staff.link", on_what=f"käyttäjä {member.name}", now=now)
    return token
