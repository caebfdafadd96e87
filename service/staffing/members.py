"""Staff members: new ones, and the one-time link by which they come in for the first time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from service.staffing.roles import found
from service.staffing.sessions import hashed
from store import audit, staff
from store.models.staff import Role

LINK_LASTS = timedelta(hours=24)


def tidy(name: str) -> str:
    """A name as it is kept: without blanks that nobody sees."""
    return " ".join(name.split())


def add(db: Connection, house: House, *, name: str, roles: Iterable[Role], by: str, email: str | None = None) -> int:
    """A new staff member's id. Raises Refused."""
    name = tidy(name)
    if not name:
        raise Refused("Kirjoita nimi: asukas näkee sen vastauksen alla.")
    if staff.by_name(db, name=name) is not None:
        raise Refused(f"Käyttäjä {name} on jo. Anna toinen nimi, esimerkiksi {name} K.")
    if email:
        _free(db, email)
    row_id = staff.add(db, name=name, email=email, roles=roles, by=by, now=house.now())
    audit.note(db, who=by, what="staff.add", on_what=f"käyttäjä {name}", why=staff.as_text(roles), now=house.now())
    return row_id


def set_email(db: Connection, house: House, *, staff_id: int, email: str, by: str) -> bool:
    """By which address the city's own sign-in names a member; "": by none. False: that was so. Raises Refused."""
    member, kept = found(db, staff_id=staff_id), email.strip().lower() or None
    if kept == member.email:
        return False
    if kept:
        _free(db, kept)
    staff.set_email(db, staff_id=member.id, email=kept)
    audit.note(db, who=by, what="staff.email", on_what=f"käyttäjä {member.name}", now=house.now())
    return True


def _free(db: Connection, email: str) -> None:
    if "@" not in email.strip("@ "):
        raise Refused(f"{email} ei ole sähköpostiosoite.")
    if staff.by_email(db, email=email) is not None:
        raise Refused(f"Sähköposti {email} on jo toisella käyttäjällä.")


def link(db: Connection, house: House, *, name: str, by: str) -> str:
    """A token that signs the member in once, within a day. Raises Refused."""
    member = staff.by_name(db, name=tidy(name))
    if member is None or member.disabled_at is not None:
        raise Refused(f"Käyttäjää {name} ei löydy, tai hänen tunnuksensa on suljettu.")
    token, now = secrets.token_urlsafe(32), house.now()
    staff.add_link(db, hash=hashed(token), staff_id=member.id, now=now, expires_at=now + LINK_LASTS)
    audit.note(db, who=by, what="staff.link", on_what=f"käyttäjä {member.name}", now=now)
    return token
