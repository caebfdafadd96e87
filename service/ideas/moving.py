"""An idea's way, as staff move it: published, decided, handed over; promises; and the step back of who erred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.house import House
from service.idea_names import STATES
from service.ideas.telling import Told, tell_moved, tell_promise, tell_state
from service.notices import Refused
from store import audit, idea_desk, ideas, similar
from store.ideas import NOT_GIVEN, IdeaRow
from store.models.ideas import PUBLIC, IdeaState

UNDO = timedelta(seconds=60)
"""How long the message to the giver waits for who takes the change back at once."""
NOT_AT_ONCE = timedelta()
WAY = (IdeaState.RECEIVED, *PUBLIC, IdeaState.REJECTED)
"""The states to which an idea can be moved; the others are reached by acts of their own."""
ENDS = (IdeaState.READY, IdeaState.REJECTED, IdeaState.MERGED, IdeaState.MOVED, IdeaState.WITHDRAWN)
"""States after which nothing more is promised."""
_ACTS = {IdeaState.ASSESSED: "idea.publish", IdeaState.REJECTED: "idea.reject"}


@dataclass(frozen=True)
class Moved:
    """What a change did: how many messages leave."""

    code: str
    state: IdeaState
    told: int


def held(db: Connection, house: House, *, code: str, seen: int | None = None) -> IdeaRow:
    """The idea, locked. `seen`: the version that somebody decides on. Raises Refused where there is a newer one."""
    row = ideas.lock(db, sealer=house.sealer, codes=[code]).get(code)
    if row is None or row.state is IdeaState.WITHDRAWN:
        raise Refused(f"Ideaa {code} ei löydy.")
    return checked(db, house, row, seen)


def checked(db: Connection, house: House, row: IdeaRow, seen: int | None) -> IdeaRow:
    """The row if it may be changed. Raises Refused."""
    newest = idea_desk.version(db, idea_id=row.id)
    if seen is not None and newest != seen:
        by, at = idea_desk.changed_by(db, change_id=newest)
        when = at.astimezone(HELSINKI)
        raise Refused(
            f"{by or 'Antaja'} ehti ensin: idea {row.code} on nyt {STATES[row.state]} ({when:%-d.%-m. kello %-H.%M})."
            " Katso idea uudestaan."
        )
    if row.state is IdeaState.MERGED:
        other = ideas.by_id(db, sealer=house.sealer, idea_id=row.merged_into or 0)
        raise Refused(f"Idea {row.code} on osa ideaa {other.code}. Muuta ideaa {other.code}.")
    return row


def _check(house: House, row: IdeaRow, state: IdeaState, reason: str, public_text: str | None) -> None:
    if state not in WAY:
        raise Refused(f"Ideaa ei voi siirtää tilaan {STATES[state]}.")
    if state is IdeaState.REJECTED and not reason.strip():
        raise Refused("Kirjoita syy: jokainen saa tietää, miksi ideaa ei toteuteta.")
    if state in PUBLIC and not (row.public_text if public_text is None else public_text).strip():
        raise Refused("Kirjoita julkaistava teksti ilman nimiä ja numeroita.")
    if row.state is state and row.reason == reason and public_text in (None, row.public_text):
        raise Refused(f"Idea {row.code} on jo tässä tilassa.")


def _future(house: House, day: date | None) -> None:
    if day is not None and day <= house.now().astimezone(HELSINKI).date():
        raise Refused("Lupaa päivä, joka on vasta tulossa.")


def move(
    db: Connection,
    house: House,
    *,
    code: str,
    state: IdeaState,
    by: str,
    reason: str = "",
    public_text: str | None = None,
    answer_by: date | None = None,
    seen: int | None = None,
    wait: timedelta = NOT_AT_ONCE,
) -> Moved:
    """Move an idea on its way and tell its givers. `wait`: for so long it can be undone. Raises Refused."""
    row = held(db, house, code=code, seen=seen)
    _check(house, row, state, reason, public_text)
    if answer_by != row.answer_by:
        _future(house, answer_by)
    day = None if state in ENDS else answer_by
    now = house.now()
    change_id = ideas.move(
        db,
        idea=row,
        state=state,
        by=by,
        now=now,
        reason=reason,
        public_text=public_text,
        answer_by=day,
        keys=house.terms.keys,
    )
    sent = Told()
    if row.state is not state:
        sent = tell_state(db, house, idea=row, state=state, reason=reason.strip(), day=day, wait=wait)
    _remember(db, house, row, change_id, sent, wait)
    audit.note(db, who=by, what=_ACTS.get(state, "idea.state"), on_what=f"idea {code}", why=STATES[state], now=now)
    return Moved(code, state, sent.leave)


def transfer(
    db: Connection,
    house: House,
    *,
    code: str,
    to: str,
    by: str,
    seen: int | None = None,
    wait: timedelta = NOT_AT_ONCE,
) -> Moved:
    """The idea is the matter of an authority of the settings, whose name its giver hears. Raises Refused."""
    if to not in house.authorities:
        raise Refused(f"Viranomaista {to} ei ole. Valitse jokin näistä: {', '.join(house.authorities)}.")
    row = held(db, house, code=code, seen=seen)
    if row.state is IdeaState.MOVED and row.moved_to == to:
        raise Refused(f"Idea {code} on jo siirretty: {to}.")
    now = house.now()
    change_id = ideas.move(
        db, idea=row, state=IdeaState.MOVED, by=by, now=now, reason=to, moved_to=to, keys=house.terms.keys
    )
    sent = tell_moved(db, house, idea=row, to=to, wait=wait)
    _remember(db, house, row, change_id, sent, wait)
    audit.note(db, who=by, what="idea.transfer", on_what=f"idea {code}", why=to, now=now)
    return Moved(code, IdeaState.MOVED, sent.leave)


def promise(
    db: Connection,
    house: House,
    *,
    code: str,
    day: date | None,
    by: str,
    seen: int | None = None,
    wait: timedelta = NOT_AT_ONCE,
) -> Moved:
    """Promise the giver to tell more by a day, which they hear; None: no promise is needed any more. Raises Refused."""
    row = held(db, house, code=code, seen=seen)
    _future(house, day)
    if row.state in ENDS or row.state in NOT_GIVEN:
        raise Refused(f"Idea {code} on {STATES[row.state]}: siitä ei luvata vastausta.")
    if day == row.answer_by:
        raise Refused(f"Ideasta {code} on luvattu jo niin.")
    now = house.now()
    idea_desk.promise(db, idea_id=row.id, day=day)
    change_id = ideas.note_change(db, idea_id=row.id, state=row.state, by=by, now=now, reason=_said(day))
    sent = tell_promise(db, house, idea=row, day=day, wait=wait) if day is not None else Told()
    _remember(db, house, row, change_id, sent, wait)
    audit.note(db, who=by, what="idea.promise", on_what=f"idea {code}", why=_said(day), now=now)
    return Moved(code, row.state, sent.leave)


def _said(day: date | None) -> str:
    return f"vastaus luvattu {day:%-d.%-m.%Y}" if day is not None else "lupausta ei tarvita"


def _remember(db: Connection, house: House, row: IdeaRow, change_id: int, sent: Told, wait: timedelta) -> None:
    if wait:
        idea_desk.keep_undo(db, before=row, change_id=change_id, outbox_ids=sent.rows, now=house.now())
    else:
        idea_desk.forget_undo(db, idea_id=row.id)


def undo(db: Connection, house: House, *, code: str, by: str) -> IdeaState:
    """Take the latest change back while nobody has heard of it; the state that holds again. Raises Refused."""
    row = held(db, house, code=code)
    kept = idea_desk.undoable(db, idea_id=row.id)
    now = house.now()
    if kept is None or kept.change_id != idea_desk.version(db, idea_id=row.id) or now - kept.at > UNDO:
        raise Refused(f"Idean {code} muutosta ei voi enää perua. Voit muuttaa tilaa uudestaan.")
    rows = [int(one) for one in kept.outbox_ids.split(",") if one]
    if idea_desk.take_back(db, outbox_ids=rows, now=now) < len(rows):
        raise Refused("Viesti antajalle on jo lähtenyt. Voit muuttaa tilaa uudestaan.")
    idea_desk.restore(db, idea_id=row.id, before=kept.before)
    again = ideas.by_id(db, sealer=house.sealer, idea_id=row.id)
    if again.state in PUBLIC:
        similar.put(db, idea_id=again.id, keys=house.terms.keys(again.public_text))
    else:
        similar.remove(db, idea_id=again.id)
    ideas.note_change(db, idea_id=again.id, state=again.state, by=by, now=now, reason="peruttu heti")
    audit.note(db, who=by, what="idea.undo", on_what=f"idea {code}", now=now)
    return again.state
