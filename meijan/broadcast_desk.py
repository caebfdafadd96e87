"""The broadcasts' desk: what staff do to broadcasts by command. Each function returns lines in Finnish.

`by` is a staff member who may do it: viestijä writes and sends, hyväksyjä approves; both may stop what is on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection

from meijan.broadcast_lines import line, previewed
from meijan.desk import Desk
from service.broadcasts import making, testing
from service.broadcasts.audience import TENS
from service.broadcasts.files import Written, read_file
from service.broadcasts.preview import audience_of, of
from service.broadcasts.preview import preview as look
from service.notices import Refused
from service.yaml_file import Unreadable
from store import staff
from store.broadcasts import BroadcastRow
from store.models.staff import Role

Sure = Callable[[Sequence[str]], bool]
NOTHING = ["Mitään ei tehty."]
WRITES, APPROVES = (Role.WRITER,), (Role.APPROVER,)
STOPS = (Role.WRITER, Role.APPROVER)


def allowed(db: Connection, by: str, roles: Sequence[Role]) -> None:
    """Raises Refused where `by` is nobody who works here or whose roles do not allow it."""
    member = staff.by_name(db, name=by)
    if member is None or member.disabled_at is not None:
        raise Refused(f"Käyttäjää {by} ei ole tai hänen tunnuksensa on suljettu. Katso: meijan staff list")
    if not member.roles & set(roles):
        raise Refused(f"Käyttäjä {by} ei saa tehdä tätä. Siihen tarvitaan rooli: {' tai '.join(roles)}.")


def _read(path: Path) -> Written:
    try:
        return read_file(path)
    except Unreadable as error:
        raise Refused("\n".join(error.lines)) from error


def preview(desk: Desk, what: str) -> list[str]:
    """What a file or a saved broadcast would be."""
    with desk.database.read() as db:
        if what.isdecimal():
            return previewed(desk.house, of(db, desk.house, making.found(db, int(what))))
        one = _read(Path(what))
        return previewed(desk.house, look(db, desk.house, audience=one.audience, words_=one.words, moment=one.moment))


def create(desk: Desk, path: Path, *, by: str) -> list[str]:
    """A draft, with what is wrong or doubtful in it."""
    one = _read(path)
    with desk.database.write() as db:
        allowed(db, by, WRITES)
        row = making.create(
            db, desk.house, name=one.name, audience=one.audience, words=one.words, moment=one.moment, by=by
        )
    return [line(row), f"Katso: meijan broadcast preview {row.number}"]


def edit(desk: Desk, number: int, path: Path, *, by: str) -> list[str]:
    """The broadcast becomes as its file."""
    one = _read(path)
    with desk.database.write() as db:
        allowed(db, by, WRITES)
        row = making.edit(
            db,
            desk.house,
            number=number,
            by=by,
            name=one.name,
            audience=one.audience,
            words=one.words,
            moment=one.moment,
        )
    return [line(row)]


def test(desk: Desk, number: int, *, by: str) -> list[str]:
    """To one's own telephone."""
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        n = testing.test_send(db, desk.house, number=number, by=by)
    return [f"Puhelimeesi lähtee {n} {'viesti' if n == 1 else 'viestiä'}."]


def ask(desk: Desk, number: int, *, by: str) -> list[str]:
    """It waits for another person."""
    with desk.database.write() as db:
        allowed(db, by, WRITES)
        row = making.ask(db, desk.house, number=number, by=by)
    return [line(row), f"Toinen ihminen hyväksyy: meijan broadcast approve {number} --by NIMI"]


def send(desk: Desk, number: int, sure: Sure, *, by: str) -> list[str]:
    """A small one goes."""
    return _dear(desk, number, WRITES, lambda db: making.send(db, desk.house, number=number, by=by), sure, by)


def approve(desk: Desk, number: int, sure: Sure, *, by: str) -> list[str]:
    """Another's goes."""
    return _dear(desk, number, APPROVES, lambda db: making.approve(db, desk.house, number=number, by=by), sure, by)


def _dear(
    desk: Desk,
    number: int,
    roles: Sequence[Role],
    job: Callable[[Connection], BroadcastRow],
    sure: Sure,
    by: str,
) -> list[str]:
    """People get messages by it: it is shown first, and asked."""
    with desk.database.read() as db:
        allowed(db, by, roles)
        lines = previewed(desk.house, of(db, desk.house, making.found(db, number)))
    if not sure(lines):
        return NOTHING
    with desk.database.write() as db:
        allowed(db, by, roles)
        row = job(db)
    return [line(row), f"Seuraa: meijan broadcast status {number} --follow"]


def _told(db: Connection, number: int, n: int) -> int:
    """How many, down to tens where the exact number would tell who has voted."""
    return n // TENS * TENS if audience_of(making.found(db, number)).secret else n


def back(desk: Desk, number: int, *, by: str, why: str) -> list[str]:
    """A draft again."""
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        row = making.send_back(db, desk.house, number=number, by=by, why=why)
    return [line(row)]


def pause(desk: Desk, number: int, *, by: str) -> list[str]:
    """Nothing more leaves for now."""
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        taken = _told(db, number, making.pause(db, desk.house, number=number, by=by))
    return [
        f"Lähetys {number} on tauolla. Jonosta otettiin takaisin {taken}.",
        f"Jatka: meijan broadcast resume {number} --by {by}",
    ]


def resume(desk: Desk, number: int, *, by: str) -> list[str]:
    """On it goes."""
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        row = making.resume(db, desk.house, number=number, by=by)
    return [line(row)]


def cancel(desk: Desk, number: int, sure: Sure, *, by: str) -> list[str]:
    """Nothing more leaves, ever."""
    with desk.database.read() as db:
        allowed(db, by, STOPS)
        asked = [line(making.found(db, number)), "Lähetys perutaan. Jo lähteneitä viestejä ei saa takaisin."]
    if not sure(asked):
        return NOTHING
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        taken = _told(db, number, making.cancel(db, desk.house, number=number, by=by))
    return [f"Lähetys {number} on peruttu. Jonosta otettiin takaisin {taken}."]


def retry(desk: Desk, number: int, *, by: str) -> list[str]:
    """What failed and may be tried goes once more."""
    with desk.database.write() as db:
        allowed(db, by, WRITES)
        n = _told(db, number, making.retry(db, desk.house, number=number, by=by))
    return [f"Lähetetään uudestaan {n}."]


def decide(desk: Desk, number: int, message: int, *, arrived: bool, by: str) -> list[str]:
    """One of unknown fate."""
    with desk.database.write() as db:
        allowed(db, by, STOPS)
        making.decide(db, desk.house, number=number, outbox_id=message, arrived=arrived, by=by)
    return ["Merkitty lähetetyksi." if arrived else "Lähetetään uudestaan."]
