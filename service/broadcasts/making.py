"""What staff do to a broadcast. Each raises Refused with why, in Finnish; `by` is a staff member's name.

Whoever calls has looked whether the person's roles allow it (viestijä writes, hyväksyjä approves).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from service.broadcasts import price
from service.broadcasts.audience import Audience, select
from service.broadcasts.moment import Moment, plan
from service.broadcasts.names import STATES, WHY
from service.broadcasts.preview import audience_of, checked, faults, moment_of, words_of
from service.broadcasts.words import subject
from service.house import House
from service.notices import Refused
from service.words import Words
from store import audit, broadcasts, feeding, outbox
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState
from store.models.outbox import OutboxState

S = BroadcastState
MOST_TRIES = 3
WROTE = ("created", "edited", "asked")


def _json(model: Audience | Words | Moment) -> str:
    return json.dumps(model.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def _values(db: Connection, house: House, *, name: str, audience: Audience, words: Words, moment: Moment) -> Any:
    if not name.strip():
        raise Refused("Anna lähetykselle nimi. Vain henkilöstö näkee sen.")
    planned = plan(db, moment, now=house.now())
    now = moment.kind == "now"  # it is due when it is approved
    return {
        "name": name.strip(),
        "topic": audience.topic.value,
        "audience": _json(audience),
        "words": _json(words),
        "moment": _json(moment),
        "due_at": None if now else planned.due_at,
        "expires_at": None if now else planned.expires_at,
    }


def create(
    db: Connection, house: House, *, name: str, audience: Audience, words: Words, moment: Moment, by: str
) -> BroadcastRow:
    """A draft. It may still have faults: they are looked at when it is asked for or sent."""
    values = _values(db, house, name=name, audience=audience, words=words, moment=moment)
    row = broadcasts.add(db, values=values, by=by, now=house.now())
    note(db, house, row, by, "created")
    return row


def edit(
    db: Connection,
    house: House,
    *,
    number: int,
    by: str,
    name: str | None = None,
    audience: Audience | None = None,
    words: Words | None = None,
    moment: Moment | None = None,
) -> BroadcastRow:
    """Have it otherwise; what is not given stays. One that waited for approval, or was missed, is a draft again."""
    row = held(db, number, S.DRAFT, S.ASKED, S.MISSED)
    if row.started_at is not None:
        raise Refused("Viestejä on jo lähtenyt. Tee uusi lähetys.")
    values = _values(
        db,
        house,
        name=row.name if name is None else name,
        audience=audience or audience_of(row),
        words=words or words_of(row),
        moment=moment or moment_of(row),
    )
    _unfreeze(db, house, row, {**values, "by": by})
    note(db, house, row, by, "edited")
    return _again(db, number)


def ask(db: Connection, house: House, *, number: int, by: str) -> BroadcastRow:
    """Ask another person to approve it."""
    row = held(db, number, S.DRAFT)
    checked(db, house, row)
    now = house.now()
    broadcasts.change(db, broadcast_id=row.id, values={"state": S.ASKED, "asked_at": now, "asked_by": by}, now=now)
    note(db, house, row, by, "asked")
    return _again(db, number)


def send(db: Connection, house: House, *, number: int, by: str) -> BroadcastRow:
    """Let one that is small enough go without a second person."""
    row = held(db, number, S.DRAFT)
    _freeze(db, house, row, {"approved_by": "", "asked_by": by}, alone=True)
    note(db, house, row, by, "approved")
    return _again(db, number)


def approve(db: Connection, house: House, *, number: int, by: str) -> BroadcastRow:
    """Freeze audience and words, and let it go at its time. Nobody approves what they wrote or asked for."""
    row = held(db, number, S.ASKED)
    if by == row.asked_by or by in writers(db, row):
        raise Refused("Et voi hyväksyä omaa lähetystäsi. Pyydä toista ihmistä.")
    _freeze(db, house, row, {"approved_by": by}, alone=False)
    note(db, house, row, by, "approved")
    return _again(db, number)


def writers(db: Connection, row: BroadcastRow) -> set[str]:
    """Who has written it or asked for it."""
    return {row.by, *(one.by for one in broadcasts.changes(db, broadcast_id=row.id) if one.what in WROTE)}


def _freeze(db: Connection, house: House, row: BroadcastRow, values: dict[str, Any], *, alone: bool) -> None:
    audience, words, moment, now = audience_of(row), words_of(row), moment_of(row), house.now()
    select(db, house, audience).freeze(db, broadcast_id=row.id)
    groups = broadcasts.groups(db, broadcast_id=row.id)
    people, about, planned = sum(groups.values()), subject(db, audience, moment), plan(db, moment, now=now)
    if wrong := faults(house, words, about, planned, people, moment):
        raise Refused("\n".join(wrong))
    _parts, euros = price.total(house, words, about, groups)
    limits = house.broadcasts
    second = people > limits.people or euros > limits.euros
    if alone and second:
        raise Refused(
            f"Toisen ihmisen pitää hyväksyä: vastaanottajia on yli {limits.people}"
            f" tai hinta on yli {limits.euros:g} €. Pyydä hyväksyntää."
        )
    frozen = broadcasts.fingerprint(db, broadcast_id=row.id, audience=row.audience, words=row.words)
    broadcasts.change(
        db,
        broadcast_id=row.id,
        values={
            **values,
            "state": S.APPROVED,
            "approved_at": now,
            "second": second,
            "frozen_hash": frozen,
            "due_at": planned.due_at,
            "expires_at": planned.expires_at,
            "why": "",
        },
        now=now,
    )


def send_back(db: Connection, house: House, *, number: int, by: str, why: str = "") -> BroadcastRow:
    """It is a draft again: the approver wants it otherwise, or the writer thought better of it."""
    row = held(db, number, S.ASKED, S.APPROVED)
    _unfreeze(db, house, row, {})
    note(db, house, row, by, "sent_back", why)
    return _again(db, number)


def _unfreeze(db: Connection, house: House, row: BroadcastRow, values: dict[str, Any]) -> None:
    broadcasts.thaw(db, broadcast_id=row.id)
    empty = {"asked_by": "", "asked_at": None, "approved_by": "", "approved_at": None, "second": False}
    fixed = {"state": S.DRAFT, "frozen_hash": "", "why": ""}
    broadcasts.change(db, broadcast_id=row.id, values={**empty, **fixed, **values}, now=house.now())


# -- on its way


def pause(db: Connection, house: House, *, number: int, by: str, why: str = "person") -> int:
    """Nothing more leaves until it is resumed; how many messages were taken back from the queue."""
    row = held(db, number, S.SENDING)
    taken = feeding.take_back(db, broadcast_id=row.id, now=house.now())
    broadcasts.change(db, broadcast_id=row.id, values={"state": S.PAUSED, "why": why}, now=house.now())
    note(db, house, row, by, "paused", WHY[why])
    return taken


def resume(db: Connection, house: House, *, number: int, by: str) -> BroadcastRow:
    """Go on where it was."""
    row = held(db, number, S.PAUSED)
    if row.why == "changed":
        raise Refused(f"Lähetystä ei voi jatkaa: {WHY['changed']}. Peru se ja tee uusi.")
    if row.expires_at is not None and row.expires_at <= house.now():
        raise Refused(f"Lähetystä ei voi jatkaa: {WHY['over']}.")
    _run(db, house, row)
    note(db, house, row, by, "resumed")
    return _again(db, number)


def _run(db: Connection, house: House, row: BroadcastRow) -> None:
    now = house.now()
    values = {"state": S.SENDING, "why": "", "running_since": now, "ended_at": None}
    broadcasts.change(db, broadcast_id=row.id, values=values, now=now)


def cancel(db: Connection, house: House, *, number: int, by: str, why: str = "by_person") -> int:
    """Nothing more leaves, ever; how many messages were taken back from the queue."""
    row = held(db, number, *broadcasts.OPEN)
    now = house.now()
    taken = feeding.take_back(db, broadcast_id=row.id, now=now)
    values = {"state": S.CANCELLED, "why": why, "ended_at": now}
    broadcasts.change(db, broadcast_id=row.id, values=values, now=now)
    note(db, house, row, by, "cancelled", WHY[why])
    return taken


def retry(db: Connection, house: House, *, number: int, by: str) -> int:
    """Send what failed once more where that can help; to how many."""
    row = held(db, number, S.SENDING, S.PAUSED, S.DONE)
    _in_time(row, house)
    n = feeding.again(db, broadcast_id=row.id, most=MOST_TRIES)
    if not n:
        raise Refused("Mitään ei voi lähettää uudestaan: numerot eivät toimi tai viestiä on jo yritetty monta kertaa.")
    if row.state is S.DONE:
        _run(db, house, row)
    note(db, house, row, by, "retried")
    return n


def decide(db: Connection, house: House, *, number: int, outbox_id: int, arrived: bool, by: str) -> None:
    """A message of unknown fate: it arrived, or the recipient gets another one."""
    row = held(db, number, S.SENDING, S.PAUSED, S.DONE, S.CANCELLED)
    if not feeding.is_unknown(db, broadcast_id=row.id, outbox_id=outbox_id):
        raise Refused(f"Epävarmaa viestiä {outbox_id} ei ole tässä lähetyksessä.")
    now = house.now()
    if arrived:
        outbox.finish(db, row_id=outbox_id, state=OutboxState.SENT, now=now, error="staff decided")
    else:
        if row.state is S.CANCELLED:
            raise Refused("Lähetys on peruttu. Uutta viestiä ei lähetetä.")
        _in_time(row, house)
        feeding.once_more(db, broadcast_id=row.id, outbox_id=outbox_id, now=now)
        if row.state is S.DONE:
            _run(db, house, row)
    note(db, house, row, by, "decided")


def _in_time(row: BroadcastRow, house: House) -> None:
    if row.expires_at is not None and row.expires_at <= house.now():
        raise Refused(f"Uudestaan ei voi lähettää: {WHY['over']}.")


# -- looked up


def found(db: Connection, number: int) -> BroadcastRow:
    """The broadcast. Raises Refused."""
    row = broadcasts.by_number(db, number=number)
    if row is None:
        raise Refused(f"Lähetystä {number} ei ole.")
    return row


def held(db: Connection, number: int, *states: BroadcastState) -> BroadcastRow:
    """The broadcast in one of these states, nobody else touching it until the commit. Raises Refused."""
    row = broadcasts.by_number(db, number=number, lock=True)
    if row is None:
        raise Refused(f"Lähetystä {number} ei ole.")
    if row.state not in states:
        raise Refused(f"Tätä ei voi tehdä nyt: lähetys {number} on {STATES[row.state]}.")
    return row


def _again(db: Connection, number: int) -> BroadcastRow:
    row = broadcasts.by_number(db, number=number)
    assert row is not None
    return row


def note(db: Connection, house: House, row: BroadcastRow, by: str, what: str, why: str = "") -> None:
    """In the broadcast's own history and in the audit log."""
    now = house.now()
    broadcasts.note(db, broadcast_id=row.id, by=by, what=what, why=why, now=now)
    audit.note(db, who=by, what=f"broadcast.{what}", on_what=f"lähetys {row.number}", why=why, now=now)
