"""Who has signed up to an event: seats, offers and the line. Callers hold the event (`store.events.lock`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, text, update
from sqlalchemy.exc import NoResultFound

from store import events
from store.events import EventRow, whole
from store.hot import Hot
from store.models.events import Event, EventState, Signup
from store.sealing import Sealer
from store.sql import table
from store.types import new_id

_signup, _event = table(Signup), table(Event)

LIVE = or_(_signup.c.seats > 0, _signup.c.offered > 0, _signup.c.waiting > 0)


@dataclass(frozen=True)
class SignupRow:
    """A sign-up. `total` is the size of the party; 0 once it is cancelled."""

    id: int
    event_id: int
    resident_id: int
    address_id: int
    seats: int
    offered: int
    waiting: int
    line: int | None
    extra: int
    extra_line: int | None
    offered_until: datetime | None
    invited: bool
    passed: int
    sealed_name: bytes | None
    sealed_needs: bytes | None
    shows_number: bool
    feedback: int | None

    @property
    def total(self) -> int:
        """How many people it is for."""
        return self.seats + self.offered + self.waiting

    @property
    def unasked(self) -> int:
        """How many of them wait without having had a chance at the seats that are free."""
        return self.waiting if self.passed == 0 or self.invited else 0

    def name(self, sealer: Sealer) -> str:
        """The name that the arranger asked for, or ""."""
        return sealer.open(self.sealed_name, "signup.sealed_name", self.id) if self.sealed_name else ""

    def needs(self, sealer: Sealer) -> str:
        """What they need to take part, or ""."""
        return sealer.open(self.sealed_needs, "signup.sealed_needs", self.id) if self.sealed_needs else ""


_FIELDS = tuple(SignupRow.__dataclass_fields__)
_KNOWN = frozenset(_FIELDS)
_NOTHING: dict[str, Any] = {
    "seats": 0, "offered": 0, "waiting": 0, "line": None, "extra": 0, "extra_line": None, "offered_until": None,
    "invited": False, "passed": 0, "sealed_name": None, "sealed_needs": None, "shows_number": False, "feedback": None,
}  # fmt: skip
"""Of a sign-up that has nothing yet."""
_ANEW = ("line", "extra", "extra_line", "offered_until", "invited", "passed")
"""What begins anew with a sign-up that was cancelled: name and needs may stay."""
COLUMNS = tuple(_signup.c[name] for name in _FIELDS)
_columns = select(*COLUMNS)
_of = Hot(
    _columns.where(_signup.c.event_id == bindparam("of_event"), _signup.c.resident_id == bindparam("of_resident"))
)
_by_id = Hot(_columns.where(_signup.c.id == bindparam("of_id")))


def read(row: Any) -> SignupRow:
    """A row of COLUMNS."""
    return SignupRow(*(getattr(row, name) for name in _FIELDS))


def of(db: Connection, *, event_id: int, resident_id: int) -> SignupRow | None:
    """A person's sign-up to an event, also a cancelled one."""
    found = _of.first(db, {"of_event": event_id, "of_resident": resident_id})
    return read(found) if found is not None else None


_columns_of_own = [column.label(f"own_{name}") for name, column in zip(_FIELDS, COLUMNS, strict=True)]
_seen = Hot(
    select(*whole.selected_columns, *_columns_of_own)
    .outerjoin(_signup, and_(_signup.c.event_id == _event.c.id, _signup.c.resident_id == bindparam("of_resident")))
    .where(_event.c.number == bindparam("of_number"))
)


def seen(db: Connection, *, number: int, resident_id: int) -> tuple[EventRow, SignupRow | None] | None:
    """The event that has a number, and a person's sign-up to it as `of` finds it, in one look; None: no such event."""
    found = _seen.first(db, {"of_number": number, "of_resident": resident_id})
    if found is None:
        return None
    own = SignupRow(*(getattr(found, f"own_{name}") for name in _FIELDS)) if found.own_id is not None else None
    return events.read(found), own


def by_id(db: Connection, *, signup_id: int) -> SignupRow:
    """A sign-up. Raises NoResultFound."""
    found = _by_id.first(db, {"of_id": signup_id})
    if found is None:
        raise NoResultFound(signup_id)
    return read(found)


def live(db: Connection, *, event_id: int) -> Sequence[SignupRow]:
    """Everybody who has a seat, an offer or a place in line, in the order in which they came."""
    return [read(r) for r in db.execute(_columns.where(_signup.c.event_id == event_id, LIVE).order_by(_signup.c.id))]


@dataclass(frozen=True)
class InLine:
    """So many of a party wait at a place of the line; who joined the party later waits further behind."""

    signup: SignupRow
    n: int
    at: int
    extra: bool = False


def line(db: Connection, *, event_id: int, behind: int = 0) -> Sequence[InLine]:
    """Who waits, in their order in line; only those `behind` a place."""
    waits = (_signup.c.event_id == event_id, _signup.c.waiting > 0, text("waiting > 0"))
    found: list[InLine] = []
    for row in map(read, db.execute(_columns.where(*waits))):
        first = InLine(row, row.waiting - row.extra, row.line or 0)
        found += [first, InLine(row, row.extra, row.extra_line or 0, extra=True)]
    return sorted((part for part in found if part.n and part.at > behind), key=lambda part: part.at)


_first = case((_signup.c.waiting > _signup.c.extra, _signup.c.line), else_=_signup.c.extra_line)
_ahead = Hot(
    select(func.count())
    .select_from(_signup)
    .where(_signup.c.event_id == bindparam("of_event"), text("waiting > 0"), _first < bindparam("of_line"))
)


def place(db: Connection, *, signup: SignupRow, event: EventRow) -> int:
    """Where the first of them is in line, by parties: 1 is next; 0: not in line. Both rows as they are now."""
    if signup.waiting == 0:
        return 0
    at = signup.line if signup.waiting > signup.extra else signup.extra_line
    if at == event.line_next - 1:  # nobody joined later, so all who wait are ahead: nothing to count
        return event.parties
    return 1 + int(_ahead.scalar(db, {"of_event": signup.event_id, "of_line": at}))


def coming(db: Connection, *, resident_id: int, now: datetime) -> Sequence[SignupRow]:
    """A person's sign-ups to events that are not over, by their start."""
    query = _columns.join(_event, _event.c.id == _signup.c.event_id).where(
        _signup.c.resident_id == resident_id,
        LIVE,
        _event.c.ends_at > now,
        _event.c.state.in_((EventState.PUBLISHED, EventState.POSTPONED)),
    )
    return [read(r) for r in db.execute(query.order_by(_event.c.starts_at, _event.c.number))]


def run_out(db: Connection, *, now: datetime, limit: int) -> Sequence[tuple[int, int]]:
    """Events and sign-ups whose offer has run out, the oldest first; not locked."""
    query = select(_signup.c.event_id, _signup.c.id).where(
        text("offered_until IS NOT NULL"), _signup.c.offered_until <= now, _signup.c.offered > 0
    )
    return [(r.event_id, r.id) for r in db.execute(query.order_by(_signup.c.offered_until).limit(limit))]


# -- changed


_new = Hot(_signup.insert())


def fresh(*, event_id: int, resident_id: int, address_id: int) -> SignupRow:
    """A first sign-up, with nothing yet and not in the store: `put_new` writes it."""
    return SignupRow(new_id(), event_id, resident_id, address_id, **_NOTHING)


def put_new(
    db: Connection, *, signup: SignupRow, now: datetime, helped: bool, joins: str = "", **values: Any
) -> SignupRow:
    """Keep a `fresh` one with what it got, as `put` does."""
    after = _in_line(db, signup, values, joins)
    kept = {name: getattr(after, name) for name in _FIELDS}
    _new.run(db, {**kept, "helped": helped, "created_at": now, "changed_at": now})
    return after


def again(db: Connection, *, before: SignupRow, address_id: int, now: datetime, helped: bool) -> SignupRow:
    """A sign-up that was cancelled begins anew, without a seat yet."""
    anew = {"address_id": address_id, **{name: _NOTHING[name] for name in _ANEW}}
    written = {"helped": helped, "created_at": now, "changed_at": now, "cancelled_at": None}
    db.execute(update(_signup).where(_signup.c.id == before.id).values(**anew, **written))
    return replace(before, **anew)


@cache
def _put(names: tuple[str, ...]) -> Hot:
    written: dict[str, Any] = {name: bindparam(name) for name in names}
    return Hot(update(_signup).where(_signup.c.id == bindparam("of_id")).values(**written, changed_at=bindparam("now")))


_move_line = Hot(
    update(_event)
    .where(_event.c.id == bindparam("of_event"))
    .values(
        line=_event.c.line + bindparam("more"),
        unasked=_event.c.unasked + bindparam("more_unasked"),
        parties=_event.c.parties + bindparam("more_parties"),
        line_next=_event.c.line_next + bindparam("joining"),
    )
    .returning(_event.c.line_next)
)


def put(db: Connection, *, signup: SignupRow, now: datetime, joins: str = "", **values: Any) -> SignupRow:
    """Write columns of a sign-up as it is now, and with them how many wait in the line of the event; what it became.

    `joins`: the column, line or extra_line, that gets the place at the end of the line.
    """
    after = _in_line(db, signup, values, joins)
    if joins:
        values[joins] = getattr(after, joins)
    _write(db, signup.id, now, values)
    return after


def _in_line(db: Connection, signup: SignupRow, values: dict[str, Any], joins: str) -> SignupRow:
    """What it becomes; the line of the event is written."""
    after = replace(signup, **{name: value for name, value in values.items() if name in _KNOWN})
    more = {
        "more": after.waiting - signup.waiting,
        "more_unasked": after.unasked - signup.unasked,
        "more_parties": (after.waiting > 0) - (signup.waiting > 0),
        "joining": int(bool(joins)),
    }
    if not any(more.values()):
        return after
    following = _move_line.scalar(db, {"of_event": signup.event_id, **more})
    return replace(after, **{joins: following - 1}) if joins else after


def _write(db: Connection, signup_id: int, now: datetime, values: dict[str, Any]) -> None:
    _put(tuple(values)).run(db, {**values, "of_id": signup_id, "now": now})


def lapse(db: Connection, *, signup: SignupRow, now: datetime, silent: bool = True) -> SignupRow:
    """An offer is over without an answer: they wait again, at the place that they had."""
    back: dict[str, Any] = {"offered": 0, "waiting": signup.waiting + signup.offered, "offered_until": None}
    return put(db, signup=signup, now=now, **back, passed=signup.passed + silent)


def mend(
    db: Connection,
    *,
    sealer: Sealer,
    signup_id: int,
    now: datetime,
    name: str | None = None,
    needs: str | None = None,
    shows_number: bool | None = None,
) -> None:
    """What the arranger asked for; None leaves a thing as it is, "" takes it away."""
    values: dict[str, Any] = {}
    if name is not None:
        values["sealed_name"] = sealer.seal(name, "signup.sealed_name", signup_id) if name else None
    if needs is not None:
        values["sealed_needs"] = sealer.seal(needs, "signup.sealed_needs", signup_id) if needs else None
    if shows_number is not None:
        values["shows_number"] = shows_number
    _write(db, signup_id, now, values)


def rate(
    db: Connection, *, sealer: Sealer, signup_id: int, stars: int | None, words: str | None, now: datetime
) -> None:
    """How it was, 1 to 5, and words."""
    values: dict[str, Any] = {"feedback": stars} if stars is not None else {}
    if words:
        values["sealed_feedback"] = sealer.seal(words, "signup.sealed_feedback", signup_id)
    _write(db, signup_id, now, values)


def take(db: Connection, *, event_id: int, n: int) -> bool:
    """Take free seats; False, and nothing is taken, where there are not so many. Without a capacity there always are.

    The guard of the capacity: whoever else signs up meanwhile, on either database.
    """
    free = case((_event.c.capacity.is_(None), 0), else_=_event.c.free - n)
    guarded = and_(_event.c.id == event_id, enough(n))
    return bool(db.execute(update(_event).where(guarded).values(free=free)).rowcount)


def enough(n: int) -> Any:
    """The condition under which so many seats are free."""
    return or_(_event.c.capacity.is_(None), _event.c.free >= n)


def release(db: Connection, *, event_id: int, n: int) -> None:
    """Give seats back: where staff have lowered the capacity below what is held, that is made up for first."""
    if n == 0:
        return
    db.execute(
        update(_event)
        .where(_event.c.id == event_id, _event.c.capacity.is_not(None))
        .values(overfull=_most(_event.c.overfull - n), free=_event.c.free + _most(n - _event.c.overfull))
    )


def _most(value: Any) -> Any:
    """The value, or 0 where it is less."""
    return case((value > 0, value), else_=0)


def held(db: Connection, *, event_id: int) -> int:
    """Seats that are taken or held for an answer."""
    query = select(func.coalesce(func.sum(_signup.c.seats + _signup.c.offered), 0))
    return int(db.execute(query.where(_signup.c.event_id == event_id)).scalar_one())
