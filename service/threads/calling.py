"""Calls: the number, one look at a time, and what came of a call. Of the promised ones and of the call list alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from dialogs.kit import Say, T
from service.calendar import HELSINKI
from service.house import House
from service.notices import Refused, body, notify
from store import audit, calls, outbox, talk
from store.calls import CallRow, ListedRow
from store.models.talk import CallState

OUTCOME_LENGTH = 500
MOST_ON_PAPER = 50
GONE = "Soitto on jo merkitty hoidetuksi."


@dataclass(frozen=True)
class Person:
    """One whom a message did not reach, and what they were to hear; "" where it tells a ballot."""

    row: ListedRow
    text: str


def person(row: ListedRow) -> Person:
    """The row with its message's words."""
    return Person(row, body.validate_json(row.body).text if row.body else "")


def look(db: Connection, house: House, *, call_id: int, by: str) -> str:
    """The number of a promised call; the look is noted. Raises Refused."""
    _waiting(db, house, call_id)
    number = calls.number(db, sealer=house.sealer, call_id=call_id)
    _looked(db, house, by, f"soitto {call_id}")
    return number


def look_listed(db: Connection, house: House, *, row_id: int, by: str) -> str:
    """The number of one on the call list, "" where we know none; the look is noted. Raises Refused."""
    number = calls.listed_number(db, sealer=house.sealer, row_id=row_id)
    if number is None:
        raise Refused(GONE)
    _looked(db, house, by, f"soittolista {row_id}")
    return number


def _looked(db: Connection, house: House, by: str, on_what: str) -> None:
    audit.note(db, who=by, what="number.look", on_what=on_what, now=house.now())


def _waiting(db: Connection, house: House, call_id: int) -> CallRow:
    row = calls.call(db, sealer=house.sealer, call_id=call_id)
    if row is None:
        raise Refused(f"Soittoa {call_id} ei löydy.")
    if row.state is not CallState.WAITING:
        raise Refused(GONE)
    return row


def _checked(outcome: str) -> str:
    words = outcome.strip()
    if not words:
        raise Refused("Kirjoita, mitä soitosta tuli. Älä kirjoita nimiä.")
    if len(words) > OUTCOME_LENGTH:
        raise Refused(f"Lyhennä tekstiä {len(words) - OUTCOME_LENGTH} merkkiä.")
    return words


# -- promised calls


def done(db: Connection, house: House, *, call_id: int, outcome: str, by: str) -> None:
    """The person was reached. Raises Refused."""
    words = _checked(outcome)
    _waiting(db, house, call_id)
    if not talk.end_call(db, call_id=call_id, state=CallState.DONE, outcome=words, now=house.now()):
        raise Refused(GONE)
    audit.note(db, who=by, what="call.done", on_what=f"soitto {call_id}", now=house.now())


def again(db: Connection, house: House, *, call_id: int, by: str, tell: bool) -> CallRow:
    """Nobody answered: it is promised for the next working day, and the person is told if so wished. Raises Refused."""
    row = _waiting(db, house, call_id)
    calendar = house.calendar
    day = calendar.next_day(max(row.day, house.now().astimezone(HELSINKI).date()))
    if not calls.missed(db, call_id=call_id, day=day, since=calendar.since, until=calendar.until):
        raise Refused(GONE)
    if tell:
        text = T(
            "We called you, but you did not answer. We call you again on {day} between {since} and {until}.",
            day=day,
            since=calendar.since,
            until=calendar.until,
        )
        notify(db, house, address_id=row.address_id, say=Say(text))
    audit.note(db, who=by, what="call.again", on_what=f"soitto {call_id}", now=house.now())
    moved = calls.call(db, sealer=house.sealer, call_id=call_id)
    assert moved is not None
    return moved


# -- the call list


def listed_done(db: Connection, house: House, *, row_id: int, outcome: str, by: str) -> None:
    """Somebody has seen to a row of the call list. Raises Refused."""
    if not outbox.close_call(db, row_id=row_id, outcome=_checked(outcome), now=house.now()):
        raise Refused(GONE)
    audit.note(db, who=by, what="call-list.done", on_what=f"soittolista {row_id}", now=house.now())


def listed_again(db: Connection, house: House, *, row_id: int, by: str) -> None:
    """Nobody answered: the row stays. Raises Refused."""
    if not calls.listed_missed(db, row_id=row_id):
        raise Refused(GONE)
    audit.note(db, who=by, what="call-list.again", on_what=f"soittolista {row_id}", now=house.now())


# -- on paper


@dataclass(frozen=True)
class Sheet:
    """What a person who phones takes along."""

    calls: Sequence[tuple[CallRow, str]]  # with the number
    people: Sequence[tuple[Person, str]]


def sheet(db: Connection, house: House, *, by: str) -> Sheet:
    """The first of both lists with their numbers; each of them is a look that is noted."""
    promised = calls.waiting(db, sealer=house.sealer, limit=MOST_ON_PAPER)
    unreached = calls.listed(db, sealer=house.sealer, limit=MOST_ON_PAPER)
    return Sheet(
        [(row, look(db, house, call_id=row.id, by=by)) for row in promised],
        [(person(row), look_listed(db, house, row_id=row.id, by=by)) for row in unreached],
    )
