"""Reminders of events: planned when an event or a sign-up changes, put into the outbox when their time has come.

Each is a row by sign-up, kind and start of the event, so it happens once for each start: also where an event is moved
to and fro. That it is done, its message and the question that it puts are one commit.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import cast

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dialogs import event
from dialogs.kit import Step, freeze
from dialogs.talk import Question, button
from service.calendar import HELSINKI, not_quiet, quiet
from service.events import when
from service.events.when import Kind
from service.house import House
from service.notices import body
from service.view import CityView
from store import bell, events, outbox, people, reminders, report, signups, talk
from store.events import EventRow
from store.models.events import EventState
from store.models.outbox import Purpose
from store.models.people import Reach
from store.reminders import Due, Times
from store.signups import SignupRow

log = structlog.get_logger()

BATCH = 25
"""Reminders in one transaction: so many that nobody's turn waits longer than some 50 ms (bench/events.py)."""
LATER = 1  # priority in the outbox: after every answer


# -- planned


def plan(db: Connection, house: House, event_id: int, *, signup_id: int | None = None) -> None:
    """Make what is due what it must be, for an event or for one sign-up to it; may be called as often as one likes.

    Whatever belongs to another start is cancelled, and everything where the event is not public any more. What would
    have been due by now is not made: the person has just been told when the event is. Raises LookupError.
    """
    if signup_id is not None:
        mine = signups.by_id(db, signup_id=signup_id)
        plan_for(db, house, event_now=events.by_id(db, event_id=event_id), signup=mine)
        return
    event_now = reminders.times(db, event_id=event_id)
    if event_now.state is not EventState.PUBLISHED:
        withdraw(db, house, event_id)
        return
    reminders.withdraw(db, event_id=event_id, now=house.now(), keep=event_now.starts_at)
    for channel in reminders.channels(db, event_id=event_id):
        due = _to_come(event_now, house, channel)
        reminders.plan_all(db, event_id=event_id, channel=channel, starts_at=event_now.starts_at, due=due)


def plan_for(db: Connection, house: House, *, event_now: EventRow, signup: SignupRow, channel: str = "") -> None:
    """The same for one sign-up, both rows as they are now. `channel`: by which they are told, where that is known."""
    if signup.total == 0 or event_now.state is not EventState.PUBLISHED:
        withdraw(db, house, event_now.id, signup_id=signup.id)
        return
    channel = channel or people.known(db, address_id=signup.address_id).channel
    due = _to_come(event_now, house, channel)
    reminders.plan_one(db, signup_id=signup.id, starts_at=event_now.starts_at, due=due)


def withdraw(db: Connection, house: House, event_id: int, *, signup_id: int | None = None) -> int:
    """Nobody, or one sign-up not, is reminded any more; how many messages were taken back before they left."""
    return reminders.withdraw(db, event_id=event_id, now=house.now(), signup_id=signup_id)


def _to_come(event_now: Times | EventRow, house: House, channel: str) -> dict[str, datetime]:
    narrow = channel in house.narrow
    found = when.times(event_now.starts_at, event_now.ends_at, narrow=narrow, feedback=event_now.feedback_by_sms)
    now = house.now()
    return {kind: due_at for kind, due_at in found.items() if due_at > now}


# -- done


@dataclass
class Ticked:
    """What a tick did. `found`: reminders whose time had come; fewer than the limit: there are no more."""

    found: int = 0
    became: Counter[str] = field(default_factory=Counter)  # by outcome
    channels: set[str] = field(default_factory=set)  # that have something to send


def tick(db: Connection, house: House, limit: int = BATCH) -> Ticked:
    """Put the messages of up to `limit` reminders whose time has come; the caller's commit makes it so.

    Killed before it, nothing has happened; killed after it, the messages are in the outbox.
    """
    now, ticked = house.now(), Ticked()
    for due in reminders.due(db, now=now, limit=limit):
        ticked.found += 1
        kind = cast(Kind, due.kind)
        outcome = _judge(due, kind, house, now)
        if outcome == "later":
            reminders.postpone(db, due=due, due_at=not_quiet(now))
            continue
        if outcome == "sent" and not _say(db, house, due, kind, now):
            outcome = "failed"
        elif outcome != "sent":
            _done(db, due, outcome, now)
        ticked.became[outcome] += 1
        ticked.channels |= {due.channel} if outcome == "sent" else set()
    for channel in ticked.channels:
        bell.ring(db, channel=channel)
    return ticked


def _judge(due: Due, kind: Kind, house: House, now: datetime) -> str:
    """Its outcome, or "later"."""
    if due.state is not EventState.PUBLISHED or due.begins_at != due.starts_at or due.seats == 0 or not due.number:
        return "cancelled"
    if due.lost:
        return "cancelled"  # the number is somebody else's now
    narrow = due.channel in house.narrow
    times = when.times(due.starts_at, due.ends_at, narrow=narrow, feedback=due.feedback_by_sms)
    if kind not in times or (kind == "feedback" and due.feedback is not None):
        return "cancelled"
    if not when.helps(kind, now, starts=due.starts_at, ends=due.ends_at):
        return "missed"
    if kind == "day" and "hours" in times and times["hours"] - now <= when.APART:
        return "missed"  # so late that the other one says it
    return "later" if kind == "feedback" and quiet(now) else "sent"


def _done(db: Connection, due: Due, outcome: str, now: datetime, outbox_id: int | None = None) -> None:
    if not reminders.finish(db, due=due, outcome=outcome, now=now, outbox_id=outbox_id):
        raise RuntimeError("a reminder that is locked was finished by somebody else")
    count = partial(report.count, db, day=now.astimezone(HELSINKI).date(), channel=due.channel, language=due.language)
    if outcome == "missed":
        count(what="reminder_missed")
    elif outcome == "sent" and due.reach is Reach.OPEN:
        count(what="reminded", step="event.feedback" if due.kind == "feedback" else "event.reminded")


def _say(db: Connection, house: House, due: Due, kind: Kind, now: datetime) -> bool:
    """Its message, and its question for the person's next turn. False: it can't be worded, and the log says why."""
    try:
        step, worded = _worded(db, house, due, kind, now)
    except SQLAlchemyError:
        raise
    except Exception:
        # one that nobody can read must not keep all others from theirs
        log.error("reminder_failed", number=due.number, kind=kind, exc_info=True)
        _done(db, due, "failed", now)
        return False
    row_id = outbox.put(
        db,
        sealer=house.sealer,
        channel=due.channel,
        address_id=due.address_id,
        purpose=Purpose.REMINDER,
        body=worded,
        now=now,
        due_at=now,
        expires_at=when.last(kind, now, starts=due.starts_at),
        priority=LATER,
    )
    if due.reach is Reach.OPEN:  # else the sender holds it back: a question that nobody sees must not be open
        talk.put_question(db, address_id=due.address_id, outbox_id=row_id, step=json.dumps(freeze(step)), at=now)
    _done(db, due, "sent", now, row_id)
    return True


def _worded(db: Connection, house: House, due: Due, kind: Kind, now: datetime) -> tuple[Step, str]:
    """The question, and its message as the outbox keeps it."""
    assert due.number is not None
    met = people.Met(due.address_id, due.resident_id, due.channel, due.reach, due.language, False, now, False)
    city = CityView(db, house, met, now, "")
    step = event.Feedback(due.number) if kind == "feedback" else event.Reminded(due.number)
    question = Question(step, 0, now)
    worded = house.wording.word(
        step.ask(city), due.language, narrow=city.narrow, data=lambda value: button(question, value)
    )
    return step, body.dump_json(worded).decode()
