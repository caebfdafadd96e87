"""What `meijan staff` does: lines in Finnish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from meijan.desk import Desk
from meijan.terminal import settings
from service.calendar import HELSINKI
from service.notices import Refused
from service.staffing import agents, members, sessions
from service.staffing import roles as rights
from store import audit, staff
from store.audit import Entry
from store.models.staff import Role
from store.staff import MemberRow

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


def _named(db: Connection, name: str) -> MemberRow:
    member = staff.by_name(db, name=members.tidy(name))
    if member is None:
        raise Refused(f"Käyttäjää {name} ei ole. Luettele: meijan staff list")
    return member


def add(desk: Desk, name: str, roles: Iterable[str], *, email: str, by: str) -> list[str]:
    """A new member and their link."""
    with desk.database.write() as db:
        members.add(db, desk.house, name=name, roles=roles_of(roles), email=email or None, by=by)
    return [f"Käyttäjä {members.tidy(name)} on lisätty.", *link(desk, name, by=by)]


def link(desk: Desk, name: str, *, by: str) -> list[str]:
    """A new one-time link; earlier ones stop working."""
    with desk.database.write() as db:
        token = members.link(db, desk.house, name=name, by=by)
    return ["Linkki toimii kerran, vuorokauden ajan:", f"{settings().site}/staff/sisaan/{token}"]


def listed(desk: Desk) -> list[str]:
    """One line a member."""
    with desk.database.read() as db:
        rows = staff.members(db)
    return [_line(row) for row in rows] or ["Ei käyttäjiä. Lisää ensimmäinen: meijan staff add NIMI --role pääkäyttäjä"]


def _line(row: MemberRow) -> str:
    roles = ", ".join(sorted(row.roles)) or "ei rooleja"
    email = f", {row.email}" if row.email else ""
    return f"{row.name}: {roles}{email}" + (" (suljettu)" if row.disabled_at else "")


def set_roles(desk: Desk, name: str, roles: Iterable[str], *, by: str) -> list[str]:
    """What a member may do from now on, in place of what it was."""
    chosen = roles_of(roles)
    with desk.database.write() as db:
        member = _named(db, name)
        rights.set_roles(db, desk.house, staff_id=member.id, roles=chosen, by=by)
        return [_line(_named(db, name))]


def set_email(desk: Desk, name: str, email: str, *, by: str) -> list[str]:
    """What the city's own sign-in calls a member."""
    with desk.database.write() as db:
        members.set_email(db, desk.house, staff_id=_named(db, name).id, email=email, by=by)
        return [_line(_named(db, name))]


def disable(desk: Desk, name: str, *, by: str) -> list[str]:
    """Shut a member out at once."""
    with desk.database.write() as db:
        ended = rights.disable(db, desk.house, staff_id=_named(db, name).id, by=by)
    return [f"Käyttäjän {name} tunnus on suljettu.", f"Selaimia kirjattiin ulos: {ended}"]


def enable(desk: Desk, name: str, *, by: str) -> list[str]:
    """Let a member in again."""
    with desk.database.write() as db:
        rights.enable(db, desk.house, staff_id=_named(db, name).id, by=by)
    return [f"Käyttäjän {name} tunnus on auki."]


def set_phone(desk: Desk, name: str, number: str, *, by: str) -> list[str]:
    """Where a member's own test messages go."""
    with desk.database.write() as db:
        kept = rights.set_phone(db, desk.house, staff_id=_named(db, name).id, number=number, by=by)
    return [f"Käyttäjän {name} koeviestit menevät numeroon {kept}." if kept else f"Käyttäjällä {name} ei ole numeroa."]


def open_sessions(desk: Desk, name: str, *, end: bool, by: str) -> list[str]:
    """Where a member is signed in; with `end` nowhere any more."""
    with desk.database.write() as db:
        member = _named(db, name)
        rows = sessions.of(db, desk.house, staff_id=member.id)
        if end:
            ended = sessions.end_all(db, desk.house, member=member, by=by)
            return [f"Selaimia kirjattiin ulos: {ended}"]
    return [
        f"{agents.name(row.agent) or 'tuntematon selain'}, {row.how}, alkoi {_at(row.created_at)}, "
        f"viimeksi {_at(row.seen_at)}"
        for row in rows
    ] or [f"{name} ei ole kirjautuneena."]


def log(desk: Desk, *, who: str, what: str, n: int) -> list[str]:
    """The latest entries, the newest first."""
    with desk.database.read() as db:
        rows = audit.entries(db, who=who, what=what, limit=n)
    return [_entry(row) for row in rows] or ["Ei merkintöjä."]


def _entry(row: Entry) -> str:
    return " ".join(filter(None, (f"{row.number}", _at(row.at), row.who, row.what, row.on_what, row.why)))


def verify(desk: Desk, *, by: str) -> list[str]:
    """The whole chain from its first entry on. Raises Refused where it is broken, and leaves the log as it is."""
    with desk.database.read() as db:
        verdict = audit.look(db)
        checks = [one for whole in (True, False) if (one := audit.last_check(db, whole=whole)) is not None]
        # an unbroken chain that is not the one that was looked at before was cut off, or written anew
        breaks = [verdict.broken, *(audit.look(db, since=one, most=1).broken for one in checks)]
    broken = min((number for number in breaks if number is not None), default=None)
    if broken is not None:
        raise Refused(f"Lokia on muutettu: ketju katkeaa merkinnän {broken} kohdalla. Vertaa varmuuskopioon.")
    with desk.database.write() as db:
        audit.keep_check(db, verdict=verdict, whole=True, by=by, now=desk.house.now())
    return [f"Ketju on ehjä: {verdict.number} merkintää."]


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%-d.%-m.%Y %H.%M.%S}"
