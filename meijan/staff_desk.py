"""What `meijan staff` does: lines in Finnish."""

from __future__ import annotations

from collections.abc import Iterable

from meijan.desk import Desk
from meijan.terminal import settings
from service.notices import Refused
from service.staffing import members
from store import staff
from store.models.staff import Role

ROLES = {role.value: role for role in Role}


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """The roles of these names. Raises Refused."""
    found = set()
    for name in names:
        role = ROLES.get(name.strip().lower())
        if role is None:
            raise Refused(f"Roolia {name} ei ole. Roolit: {', '.join(ROLES)}.")
        found.add(role)
    return frozenset(found)


def add(desk: Desk, name: str, roles: Iterable[str], *, email: str, by: str) -> list[str]:
    """A new member and their link."""
    with desk.database.write() as db:
        members.add(db, desk.house, name=name, roles=roles_of(roles), email=email or None, by=by)
    return [f"Käyttäjä {name} on lisätty.", *link(desk, name, by=by)]


def link(desk: Desk, name: str, *, by: str) -> list[str]:
    """A new one-time link; earlier ones stop working."""
    with desk.database.write() as db:
        token = members.link(db, desk.house, name=name, by=by)
    return ["Linkki toimii kerran, vuorokauden ajan:", f"{settings().site}/staff/sisaan/{token}"]


def listed(desk: Desk) -> list[str]:
    """One line a member."""
    with desk.database.read() as db:
        rows = staff.members(db)
    return [
        f"{row.name}: {', '.join(sorted(row.roles)) or 'ei rooleja'}" + (" (suljettu)" if row.disabled_at else "")
        for row in rows
    ] or ["Ei käyttäjiä. Lisää ensimmäinen: meijan staff add NIMI --role pääkäyttäjä"]
