"""Roles and rights: what changes them, and that somebody can always give them."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers
from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from store import audit, staff
from store.models.staff import Role
from store.staff import MemberRow

LAST = "{name} on ainoa pääkäyttäjä. Anna ensin toiselle pääkäyttäjän rooli."


def found(db: Connection, *, staff_id: int) -> MemberRow:
    """The staff member. Raises Refused."""
    member = staff.by_id(db, staff_id=staff_id)
    if member is None:
        raise Refused("Käyttäjää ei ole.")
    return member


def set_roles(db: Connection, house: House, *, staff_id: int, roles: Iterable[Role], by: str) -> bool:
    """What a member may do from now on; open sessions have it at once. False: that was so already. Raises Refused."""
    member, chosen = found(db, staff_id=staff_id), frozenset(roles)
    if chosen == member.roles:
        return False
    if Role.ADMIN not in chosen:
        _others_can_give(db, member)
    staff.set_roles(db, staff_id=member.id, roles=chosen)
    note = f"{staff.as_text(member.roles) or '-'} -> {staff.as_text(chosen) or '-'}"
    audit.note(db, who=by, what="staff.roles", on_what=f"käyttäjä {member.name}", why=note, now=house.now())
    return True


def disable(db: Connection, house: House, *, staff_id: int, by: str) -> int:
    """Shut a member out, at once: sessions end, links stop working. How many browsers it was. Raises Refused."""
    member = found(db, staff_id=staff_id)
    if member.disabled_at is not None:
        raise Refused(f"Käyttäjän {member.name} tunnus on jo suljettu.")
    _others_can_give(db, member)
    now = house.now()
    staff.set_disabled(db, staff_id=member.id, at=now)
    staff.forget_links(db, staff_id=member.id)
    ended = staff.end_sessions(db, staff_id=member.id, now=now)
    audit.note(db, who=by, what="staff.disable", on_what=f"käyttäjä {member.name}", now=now)
    return ended


def enable(db: Connection, house: House, *, staff_id: int, by: str) -> None:
    """Let a member in again, with the passkeys and roles of before. Raises Refused."""
    member = found(db, staff_id=staff_id)
    if member.disabled_at is None:
        raise Refused(f"Käyttäjän {member.name} tunnus on jo auki.")
    staff.set_disabled(db, staff_id=member.id, at=None)
    audit.note(db, who=by, what="staff.enable", on_what=f"käyttäjä {member.name}", now=house.now())


def _others_can_give(db: Connection, member: MemberRow) -> None:
    """Somebody but this member gives roles. Raises Refused."""
    if list(staff.admins(db)) == [member.id]:
        raise Refused(LAST.format(name=member.name))


def set_phone(db: Connection, house: House, *, staff_id: int, number: str, by: str) -> str:
    """Where a member's test messages go, in E.164; "": nowhere. Raises Refused."""
    member, kept = found(db, staff_id=staff_id), _e164(number) if number.strip() else ""
    staff.set_phone(db, sealer=house.sealer, staff_id=member.id, number=kept)
    what = "staff.phone" if kept else "staff.no-phone"
    audit.note(db, who=by, what=what, on_what=f"käyttäjä {member.name}", now=house.now())
    return kept


def _e164(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, "FI")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise Refused("Numero ei kelpaa. Kirjoita se näin: 040 123 4567 tai +358 40 123 4567.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
