"""Whose a thread is, notes on it, closing and opening it, distress. All of it is noted in the audit log."""

from __future__ import annotations

from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from store import audit, staff, talk, thread_messages, threads
from store.models.staff import Role
from store.threads import ThreadRow

NOTE_LENGTH = 2_000
WORKERS = (Role.MODERATOR, Role.ADMIN)
"""Whose a thread can be."""


def found(db: Connection, thread_id: int) -> ThreadRow:
    """The thread. Raises Refused."""
    row = threads.by_id(db, thread_id=thread_id)
    if row is None:
        raise Refused(f"Viestiketjua {thread_id} ei löydy.")
    return row


def assign(db: Connection, house: House, *, thread_id: int, to: int | None, was: int | None, by: str) -> None:
    """Give a thread to a staff member, or to nobody (`to` None). `was`: whose it was when `by` looked.

    Raises Refused, with the name of whoever was first.
    """
    name = _worker(db, to) if to is not None else ""
    if not threads.assign(db, thread_id=thread_id, to=to, was=was):
        now_of = found(db, thread_id)
        if now_of.assigned_to == to:
            return  # pressed twice
        whose = f"Siihen vastaa nyt {now_of.assigned}." if now_of.assigned else "Siihen ei vastaa enää kukaan."
        raise Refused(f"Joku muu muutti ketjun vastaajaa. {whose}")
    what = "thread.assign" if name else "thread.release"
    _note(db, house, by, what, thread_id, why=name if name != by else "")


def _worker(db: Connection, staff_id: int) -> str:
    member = staff.by_id(db, staff_id=staff_id)
    if member is None or member.disabled_at is not None or not member.roles.intersection(WORKERS):
        raise Refused("Ketjun voi antaa vain sille, joka saa vastata viesteihin.")
    return member.name


def take(db: Connection, house: House, *, thread_id: int, name: str) -> None:
    """By name, on the command line. Raises Refused."""
    member = staff.by_name(db, name=name)
    if member is None:
        raise Refused(f"Käyttäjää {name} ei löydy.")
    found(db, thread_id)
    assign(db, house, thread_id=thread_id, to=member.id, was=None, by=name)


def note(db: Connection, house: House, *, thread_id: int, text: str, by: str) -> None:
    """A note that staff see and nobody else ever does. Raises Refused."""
    found(db, thread_id)
    words = text.strip()
    if not words:
        raise Refused("Kirjoita muistiinpano.")
    if len(words) > NOTE_LENGTH:
        raise Refused(f"Muistiinpano on liian pitkä. Lyhennä sitä {len(words) - NOTE_LENGTH} merkkiä.")
    thread_messages.add_note(db, sealer=house.sealer, thread_id=thread_id, by=by, text=words, now=house.now())
    _note(db, house, by, "thread.note", thread_id)


def close(db: Connection, house: House, *, thread_id: int, by: str) -> None:
    """Nothing more is expected in it. Raises Refused; distress must be handled first."""
    if found(db, thread_id).distress:
        raise Refused("Merkitse ensin, että hätä on hoidettu.")
    if not talk.close_thread(db, thread_id=thread_id, now=house.now()):
        raise Refused("Ketju on jo suljettu.")
    _note(db, house, by, "thread.close", thread_id)


def reopen(db: Connection, house: House, *, thread_id: int, by: str) -> None:
    """It goes on. Raises Refused."""
    found(db, thread_id)
    if not threads.reopen(db, thread_id=thread_id):
        raise Refused("Ketju on jo auki.")
    _note(db, house, by, "thread.reopen", thread_id)


def calm(db: Connection, house: House, *, thread_id: int, by: str) -> None:
    """Somebody has seen to the person in distress. Raises Refused."""
    found(db, thread_id)
    if not threads.calm(db, thread_id=thread_id):
        raise Refused("Hätä on jo merkitty hoidetuksi.")
    _note(db, house, by, "thread.distress-handled", thread_id)


def _note(db: Connection, house: House, by: str, what: str, thread_id: int, *, why: str = "") -> None:
    audit.note(db, who=by, what=what, on_what=f"viesti {thread_id}", why=why, now=house.now())
