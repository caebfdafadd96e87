"""Texts that nobody could read: a person makes an idea or a message of one, or has seen it."""

from __future__ import annotations

from sqlalchemy import Connection

from dialogs.idea.receipt import receipt
from dialogs.kit import Say
from service.calendar import HELSINKI
from service.house import House
from service.notices import Refused, notify
from store import audit, ideas, people, report, talk, unread
from store.unread import UnreadRow

_CODE_TRIES = 20


def _take(db: Connection, house: House, unread_id: int) -> UnreadRow:
    row = unread.by_id(db, sealer=house.sealer, unread_id=unread_id)
    if row is None or not talk.see_unread(db, unread_id=unread_id, now=house.now()):
        raise Refused("Joku on jo katsonut tämän viestin.")
    return row


def seen(db: Connection, house: House, *, unread_id: int, by: str) -> None:
    """Nothing is to be done about it. Raises Refused."""
    _take(db, house, unread_id)
    _note(db, house, by, "unread.seen", unread_id)


def to_idea(db: Connection, house: House, *, unread_id: int, by: str) -> str:
    """It is an idea: kept, given and receipted; its code. Raises Refused."""
    row = _take(db, house, unread_id)
    now, known = house.now(), people.known(db, address_id=row.address_id)
    today = now.astimezone(HELSINKI).date()
    code = _fresh(db, house)
    ideas.keep(
        db,
        sealer=house.sealer,
        code=code,
        resident_id=known.resident_id,
        address_id=known.id,
        channel=known.channel,
        language=known.language,
        text=row.text,
        sure=True,
        source="",
        origin=None,
        now=now,
    )
    read_by = house.calendar.after(today, house.read_days)
    ideas.give(db, code=code, resident_id=known.resident_id, read_by=read_by, now=now)
    report.count(db, day=today, what="idea", channel=known.channel, language=known.language, helped=True)
    notify(db, house, address_id=known.id, say=Say(receipt(code)))
    _note(db, house, by, "unread.idea", unread_id, why=f"idea {code}")
    return code


def _fresh(db: Connection, house: House) -> str:
    for _ in range(_CODE_TRIES):
        code = house.code()
        if not ideas.code_taken(db, code=code):
            return code
    raise RuntimeError("no public code is free")


def to_thread(db: Connection, house: House, *, unread_id: int, by: str) -> int:
    """It is a message to people: the thread that it is in now, with a promise. Raises Refused."""
    row = _take(db, house, unread_id)
    now, known = house.now(), people.known(db, address_id=row.address_id)
    promise = house.calendar.after(now.astimezone(HELSINKI).date(), house.answer_days)
    thread_id = talk.hear(
        db,
        sealer=house.sealer,
        resident_id=known.resident_id,
        address_id=known.id,
        text=row.text,
        answer_by=promise,
        now=now,
    )
    _note(db, house, by, "unread.message", unread_id, why=f"viesti {thread_id}")
    return thread_id


def _note(db: Connection, house: House, by: str, what: str, unread_id: int, *, why: str = "") -> None:
    audit.note(db, who=by, what=what, on_what=f"lukematon {unread_id}", why=why, now=house.now())
