"""What staff, associations and imports do to an event, and whom they tell. Each raises Refused with why, in Finnish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dialogs.event import told
from service.events import reminders
from service.events.draft import Draft
from service.events.line import offer_free
from service.events.spreading import Reached, end_offers, seen_by, tell_all, tell_changed
from service.house import House
from service.notices import Refused
from service.words import Words
from store import associations, events, signups
from store.events import DRAFTED, EventRow, NoNumber
from store.models.events import EventState

HOLDS = (EventState.PUBLISHED, EventState.POSTPONED)


def _values(db: Connection, draft: Draft) -> dict[str, Any]:
    """Columns of a draft by the names of the store."""
    renamed = {"starts_at": "starts", "ends_at": "ends"}
    renamed |= {"signup_opens_at": "signup_opens", "signup_closes_at": "signup_closes"}
    values = {name: getattr(draft, renamed.get(name, name)) for name in DRAFTED if name != "association_id"}
    return {**values, "association_id": _association(db, draft.association)}


def _association(db: Connection, name: str) -> int | None:
    if not name:
        return None
    found = associations.by_name(db, name=name)
    if found is None:
        raise Refused(f"Yhdistystä {name} ei ole. Lisää se: meijan association add.")
    return found.id


def create(
    db: Connection,
    house: House,
    *,
    draft: Draft,
    by: str,
    source: str = "",
    source_id: str | None = None,
    source_hash: str = "",
    series: str = "",
) -> EventRow:
    """Keep it as a draft, which nobody but its makers sees."""
    return events.add(
        db,
        words=draft.words(),
        values=_values(db, draft),
        capacity=draft.capacity,
        by=by,
        now=house.now(),
        source=source,
        source_id=source_id,
        source_hash=source_hash,
        series=series,
    )


def publish(db: Connection, house: House, *, event_id: int, by: str) -> int:
    """A draft becomes public under its number, which is returned."""
    row = events.lock(db, event_id=event_id)
    now = house.now()
    if row.state is not EventState.DRAFT:
        raise Refused(f"Tapahtuma on jo julkaistu. Sen numero on {row.number}.")
    missing = [what for what, ok in _needed(row, now) if not ok]
    if missing:
        raise Refused(f"Tapahtumaa ei voi julkaista: {' '.join(missing)}")
    try:
        number = events.give_number(db, event_id=event_id, now=now)
    except NoNumber as error:
        raise Refused("Kaikki numerot ovat käytössä. Poista vanhoja tapahtumia.") from error
    events.change(db, event_id=event_id, values={"state": EventState.PUBLISHED, "published_at": now}, now=now)
    events.note(db, event_id=event_id, by=by, what="published", now=now)
    reminders.plan(db, house, event_id)
    return number


def _needed(row: EventRow, now: datetime) -> tuple[tuple[str, bool], ...]:
    """What people must be able to read before an event is announced, and whether it is there."""
    name = row.words.get("name") or row.words.get("title", {})
    fits = all(len(text) <= 25 for text in name.values())
    return (
        ("paikka puuttuu (place).", bool(row.said("place", "fi") or row.url)),
        ("lyhyt nimi puuttuu (name, enintään 25 merkkiä).", fits and bool(name.get("fi"))),
        ("tapahtuma on jo päättynyt.", row.ends_at > now),
    )


def edit(db: Connection, house: House, *, event_id: int, draft: Draft, by: str) -> Reached:
    """Write a draft over an event. Who has signed up is told of another time or place."""
    before = events.lock(db, event_id=event_id)
    was = {signup.id: seen_by(db, house, signup, before) for signup in signups.live(db, event_id=event_id)}
    values = _values(db, draft)
    moved = (before.starts_at, before.ends_at) != (draft.starts, draft.ends)
    if moved:
        end_offers(db, house, event_id)
    placed = elsewhere(before, draft)
    if moved or placed:
        values["sequence"] = before.sequence + 1
    events.change(db, event_id=event_id, values={**values, "words": events.canonical(draft.words())}, now=house.now())
    events.note(db, event_id=event_id, by=by, what="moved" if moved else "edited", now=house.now())
    if draft.capacity != before.capacity:
        set_capacity(db, house, event_id=event_id, capacity=draft.capacity, by=by)
    if before.state not in HOLDS or not (before.starts_at != draft.starts or placed):
        reminders.plan(db, house, event_id)  # whether it is asked by text message how it was may be otherwise
        return Reached()
    return tell_changed(db, house, before, was)


def elsewhere(row: EventRow, draft: Draft) -> bool:
    """Whether it is in another place, or at another address than was told."""
    place, street = (_said(draft, name) for name in ("place", "address"))
    old = row.words.get("address", {})
    return place != dict(row.words.get("place", {})) or bool(old and street and street != dict(old))


def _said(draft: Draft, name: str) -> dict[str, str]:
    return dict(draft.words().get(name, {}))


def move(
    db: Connection,
    house: House,
    *,
    event_id: int,
    starts: datetime,
    ends: datetime,
    place: Words | None = None,
    by: str,
) -> Reached:
    """Another time, and another place where there is one. A postponed event holds again."""
    before = _held(db, event_id)
    if ends < starts:
        raise Refused("Tapahtuma päättyy ennen kuin se alkaa.")
    if starts <= house.now():
        raise Refused("Uusi aika on mennyt.")
    was = {signup.id: seen_by(db, house, signup, before) for signup in signups.live(db, event_id=event_id)}
    end_offers(db, house, event_id)  # their time may be later than the event now: they are made anew
    words = dict(before.words)
    if place is not None:
        words["place"] = place.model_dump(exclude_defaults=True)
    values = {"starts_at": starts, "ends_at": ends, "words": events.canonical(words), "sequence": before.sequence + 1}
    values |= {"state": EventState.PUBLISHED}
    if before.signup_closes_at is not None and before.signup_closes_at > starts:
        values["signup_closes_at"] = starts
    events.change(db, event_id=event_id, values=values, now=house.now())
    events.note(db, event_id=event_id, by=by, what="moved", now=house.now())
    return tell_changed(db, house, before, was)


def postpone(db: Connection, house: House, *, event_id: int, by: str) -> Reached:
    """The old time does not hold, and the new one is not known."""
    before = _held(db, event_id)
    if before.state is EventState.POSTPONED:
        raise Refused("Tapahtuma on jo siirretty.")
    values = {"state": EventState.POSTPONED, "sequence": before.sequence + 1}
    events.change(db, event_id=event_id, values=values, now=house.now())
    events.note(db, event_id=event_id, by=by, what="postponed", now=house.now())
    reminders.plan(db, house, event_id)
    end_offers(db, house, event_id)
    return tell_all(db, house, event_id, lambda seen, city: told.postponed(seen, city), soon_before=before)


def cancel(db: Connection, house: House, *, event_id: int, reason: str, by: str) -> Reached:
    """It is not held. Everybody who has signed up or waits is told, with the reason."""
    before = _held(db, event_id)
    values = {"state": EventState.CANCELLED, "sequence": before.sequence + 1}
    events.change(db, event_id=event_id, values=values, now=house.now())
    events.note(db, event_id=event_id, by=by, what="cancelled", now=house.now())
    reminders.plan(db, house, event_id)
    end_offers(db, house, event_id)
    said = reason.strip()
    return tell_all(db, house, event_id, lambda seen, city: told.cancelled(seen, city, reason=said), soon_before=before)


def set_capacity(db: Connection, house: House, *, event_id: int, capacity: int | None, by: str) -> int:
    """How many fit; how many in line were asked. Fewer than are in already: nobody is thrown out (`overfull`)."""
    before = events.lock(db, event_id=event_id)
    if capacity is not None and capacity < 1:
        raise Refused("Paikkoja on oltava vähintään yksi.")
    held = signups.held(db, event_id=event_id)
    seats = {"free": 0, "overfull": 0}
    if capacity is not None:
        seats = {"free": max(0, capacity - held), "overfull": max(0, held - capacity)}
    events.change(db, event_id=event_id, values={"capacity": capacity, **seats}, now=house.now())
    events.note(db, event_id=event_id, by=by, what="capacity", now=house.now())
    return offer_free(db, house, event_id) if before.state is EventState.PUBLISHED else 0


def set_attended(db: Connection, house: House, *, event_id: int, n: int, by: str) -> None:
    """How many were there."""
    row = _held(db, event_id)
    if n < 0:
        raise Refused("Luku on vähintään 0.")
    if row.starts_at > house.now():
        raise Refused("Tapahtuma ei ole vielä alkanut.")
    events.change(db, event_id=event_id, values={"attended": n}, now=house.now())
    events.note(db, event_id=event_id, by=by, what="attended", now=house.now())


def _held(db: Connection, event_id: int) -> EventRow:
    row = events.lock(db, event_id=event_id)
    if row.state is EventState.DRAFT:
        raise Refused("Tapahtumaa ei ole julkaistu.")
    if row.state is EventState.CANCELLED:
        raise Refused("Tapahtuma on peruttu.")
    return row
