"""Feedback on the service's pages: taken from anybody, answered within the time that the law gives."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.house import House
from store import audit, feedback

ANSWERED_IN = timedelta(days=14)
"""Laki digitaalisten palvelujen tarjoamisesta 306/2019, 8 §."""
MOST = 4000
"""Characters of a text."""
MOST_OF_CONTACT = 200
AT_ONCE, WITHIN = 30, timedelta(hours=1)
"""How much is taken within how long, from all together: the form is open to the world."""


def give(db: Connection, house: House, *, text: str, contact: str) -> bool:
    """Keep it for staff. False: so much has come lately that it is not taken; nothing was kept."""
    now = house.now()
    if feedback.came_since(db, since=now - WITHIN) >= AT_ONCE:
        return False
    answer_by = now.astimezone(HELSINKI).date() + ANSWERED_IN
    feedback.keep(db, sealer=house.sealer, text=text, contact=contact, answer_by=answer_by, now=now)
    return True


def close(db: Connection, house: House, *, feedback_id: int, by: str) -> bool:
    """A member of staff has seen to it; False where it does not wait any more."""
    done = feedback.close(db, feedback_id=feedback_id, by=by, now=house.now())
    if done:
        audit.note(db, who=by, what="feedback.close", on_what=f"palaute {feedback_id}", now=house.now())
    return done


def reopen(db: Connection, house: House, *, feedback_id: int, by: str) -> bool:
    """It was closed by mistake; False where it is not closed."""
    done = feedback.reopen(db, feedback_id=feedback_id)
    if done:
        audit.note(db, who=by, what="feedback.reopen", on_what=f"palaute {feedback_id}", now=house.now())
    return done
