"""The events' desk: what staff do to events by command. Each function returns lines in Finnish.

What tells people asks first: `sure` gets lines that say what will happen and answers whether it shall.
Looking, lists and files: meijan/event_papers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound

from meijan import event_lines
from meijan.desk import Desk
from meijan.event_lines import line, named
from service.calendar import HELSINKI
from service.events import making
from service.events.daytime import soon
from service.events.draft import Draft
from service.events.files import read_file
from service.events.spreading import Reached
from service.events.times import BadTime, days, midnight_after, read_time
from service.notices import Refused
from service.wording import gate
from service.words import SHORT, Words
from service.yaml_file import Unreadable
from sms.parts import count
from store import events, organised
from store.events import HIGHEST, EventRow, NoNumber
from store.models.events import EventState

Outcome = TypeVar("Outcome")
Sure = Callable[[Sequence[str]], bool]
MOST = 1000
"""Events that begin at one time."""
NOTHING = ["Mitään ei tehty."]


def found(db: Connection, number: int) -> EventRow:
    """The event that has the number; an imported draft has none yet and goes by its id. Raises Refused."""
    row = events.by_number(db, number=number) if number <= HIGHEST else _draft(db, number)
    if row is None:
        raise Refused(f"Tapahtumaa {number} ei ole. Luettele: meijan event list --all")
    return row


def _draft(db: Connection, event_id: int) -> EventRow | None:
    try:
        return events.by_id(db, event_id=event_id)
    except NoResultFound:
        return None


def fits(name: str) -> bool:
    """Whether a text message can carry the name."""
    counted = count(gate(name))
    return counted.encoding == "GSM-7" and counted.units <= SHORT


# -- made


def create(desk: Desk, path: Path, *, publish: bool) -> list[str]:
    """Drafts from a file, each with its number; published at once where that is asked. All of them, or none."""
    drafts = _read(path)
    lines: list[str] = []
    with desk.database.write() as db:
        for draft in drafts:
            _refuse_same(db, draft)
            row = making.create(db, desk.house, draft=draft, by=desk.by)
            number = _number(desk, db, row)
            desk.note(db, "event.create", f"tapahtuma {number}")
            if publish:
                making.publish(db, desk.house, event_id=row.id, by=desk.by)
                desk.note(db, "event.publish", f"tapahtuma {number}")
            made = events.by_id(db, event_id=row.id)
            lines += [line(made), *_remarks(desk, draft)]
            lines += [] if publish else [f"  Julkaise: meijan event publish {number}"]
    return [f"{'Julkaistu' if publish else 'Luonnoksia tallessa'}: {len(drafts)}", *lines]


def _refuse_same(db: Connection, draft: Draft) -> None:
    """A file that is given twice must not announce everything twice."""
    words = draft.words()
    for row in events.listed(db, ended_after=None, starts=draft.starts, limit=MOST):
        if all(row.words.get(name) == words.get(name) for name in ("title", "place")):
            raise Refused(f"{named(row)} on jo tallessa. Muuta sitä: meijan event edit {row.number or row.id} TIEDOSTO")


def _read(path: Path) -> list[Draft]:
    try:
        return read_file(path, fits)
    except Unreadable as error:
        raise Refused("\n".join(error.lines)) from error


def _number(desk: Desk, db: Connection, row: EventRow) -> int:
    """Staff need a word for a draft, and posters are made before it is announced: it has its number from now on."""
    try:
        return events.give_number(db, event_id=row.id, now=desk.house.now())
    except NoNumber as error:
        raise Refused("Kaikki numerot ovat käytössä. Poista vanhoja tapahtumia.") from error


def _remarks(desk: Desk, draft: Draft) -> list[str]:
    """What is no mistake and yet hardly meant."""
    remarks = []
    if draft.area and draft.area not in desk.house.areas:
        remarks.append(f"alue {draft.area} ei ole asetuksessa MEIJAN_AREAS: sitä ei voi hakea alueella.")
    if draft.capacity is not None and not draft.takes_signups:
        remarks.append("paikkoja on rajattu, mutta takes_signups puuttuu: kukaan ei voi ilmoittautua.")
    if draft.ends <= desk.house.now():
        remarks.append("tapahtuma on jo ohi.")
    return [f"  Huomaa: {remark}" for remark in remarks]


def publish(desk: Desk, numbers: Sequence[int]) -> list[str]:
    """Drafts become public."""
    lines = []
    with desk.database.write() as db:
        for number in numbers:
            row = found(db, number)
            making.publish(db, desk.house, event_id=row.id, by=desk.by)
            desk.note(db, "event.publish", f"tapahtuma {number}")
            lines.append(line(events.by_id(db, event_id=row.id)))
    return [*lines, "Kaikki näkevät: /tapahtumat. Juliste: meijan event poster NUMERO"]


def edit(desk: Desk, number: int, path: Path, sure: Sure) -> list[str]:
    """The event becomes as its file. Who has signed up is told of another time or place."""
    drafts = _read(path)
    if len(drafts) != 1:
        raise Refused(f"Tiedostossa on {len(drafts)} tapahtumaa. Muuta yksi kerrallaan.")
    draft = drafts[0]

    def changes(row: EventRow) -> bool:
        return making.elsewhere(row, draft) or row.starts_at != draft.starts

    def job(db: Connection, row: EventRow) -> Reached:
        return making.edit(db, desk.house, event_id=row.id, draft=draft, by=desk.by)

    return [*_dear(desk, number, "edit", "Aika tai paikka muuttuu", job, sure, changes), *_remarks(desk, draft)]


# -- changed


def move(desk: Desk, number: int, start: str, end: str, place: str, sure: Sure) -> list[str]:
    """Another time, another place. A clock alone as the end is on the same day; without an end it lasts as long."""
    with desk.database.read() as db:
        starts, ends = _times(found(db, number), start, end)

    def job(db: Connection, row: EventRow) -> Reached:
        where = Words(fi=place) if place else None
        return making.move(db, desk.house, event_id=row.id, starts=starts, ends=ends, place=where, by=desk.by)

    shown = starts.astimezone(HELSINKI)
    return _dear(desk, number, "move", f"Uusi aika alkaa {shown:%-d.%-m.%Y kello %-H.%M}", job, sure)


def _times(row: EventRow, start: str, end: str) -> tuple[datetime, datetime]:
    starts = _time("Alku", start)
    ends = _time("Loppu", end, starts.astimezone(HELSINKI).date()) if end else None
    if row.all_day:
        first, last = days(row.starts_at, row.ends_at)
        return starts, midnight_after(ends.date() if ends else starts.date() + (last - first))
    # as long by the clock on the wall, whatever the clocks do that night
    wall = row.ends_at.astimezone(HELSINKI).replace(tzinfo=None) - row.starts_at.astimezone(HELSINKI).replace(
        tzinfo=None
    )
    return starts, ends or starts.astimezone(HELSINKI) + wall


def postpone(desk: Desk, number: int, sure: Sure) -> list[str]:
    """The old time does not hold; the new one is told by `move`."""

    def job(db: Connection, row: EventRow) -> Reached:
        return making.postpone(db, desk.house, event_id=row.id, by=desk.by)

    lines = _dear(desk, number, "postpone", "Tapahtuma siirtyy, uusi aika on avoin", job, sure)
    return lines if lines == NOTHING else [*lines, f"Kun uusi aika on tiedossa: meijan event move {number} AIKA"]


def _time(what: str, text: str, day: date | None = None) -> datetime:
    try:
        return read_time(text, day)
    except (BadTime, OverflowError) as error:
        raise Refused(f"{what} {error}.") from error


def cancel(desk: Desk, number: int, reason: str, sure: Sure) -> list[str]:
    """It is not held."""
    if not reason.strip():
        raise Refused("Kirjoita syy: jokainen ilmoittautunut saa sen.")

    def job(db: Connection, row: EventRow) -> Reached:
        return making.cancel(db, desk.house, event_id=row.id, reason=reason, by=desk.by)

    return _dear(desk, number, "cancel", f"Tapahtuma perutaan. Syy: {reason.strip()}", job, sure)


def _dear(
    desk: Desk,
    number: int,
    act: str,
    what: str,
    job: Callable[[Connection, EventRow], Reached],
    sure: Sure,
    tells: Callable[[EventRow], bool] = lambda row: True,
) -> list[str]:
    """Something that tells people: whom, is said before and after."""
    with desk.database.read() as db:
        before = found(db, number)
        reaches, lost = organised.audience(db, event_id=before.id), organised.lost(db, event_id=before.id)
    announced = before.state in (EventState.PUBLISHED, EventState.POSTPONED)
    asks = announced and bool(reaches or lost) and tells(before)
    if asks and not sure([named(before), f"{what}.", *event_lines.audience(reaches, lost)]):
        return NOTHING
    with desk.database.write() as db:
        row = found(db, number)
        reaches = organised.audience(db, event_id=row.id)
        reached = job(db, row)
        desk.note(db, f"event.{act}", f"tapahtuma {number}")
        after = events.by_id(db, event_id=row.id)
    now = desk.house.now()
    leaves = soon(now, min(before.starts_at, after.starts_at))
    return [line(after), *event_lines.told(reaches, reached, after.number, leaves, now)]


def capacity(desk: Desk, number: int, seats: int | None) -> list[str]:
    """How many fit; None: everybody."""
    with desk.database.write() as db:
        row = found(db, number)
        asked = making.set_capacity(db, desk.house, event_id=row.id, capacity=seats, by=desk.by)
        desk.note(db, "event.capacity", f"tapahtuma {number}")
        after = events.by_id(db, event_id=row.id)
    lines = [line(after)]
    if asked:
        lines.append(f"Jonosta kysytään {event_lines.people(asked)}, tulevatko he.")
    if after.overfull:
        lines.append(f"Paikkoja on luvattu {after.overfull} enemmän kuin mahtuu. Ketään ei poisteta.")
    return lines


def attend(desk: Desk, number: int, n: int) -> list[str]:
    """How many were there."""
    with desk.database.write() as db:
        row = found(db, number)
        making.set_attended(db, desk.house, event_id=row.id, n=n, by=desk.by)
        desk.note(db, "event.attended", f"tapahtuma {number}")
    return [f"Kirjattu: {named(row)}, paikalla {n}."]
