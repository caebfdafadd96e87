"""What residents agreed to hear about: how it stands, each answer as it was given, and who has been asked."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from store.models.consents import Consent, ConsentAsked, ConsentChange, Topic
from store.sql import dialect, insert, table
from store.types import new_id

_consent, _change, _asked = table(Consent), table(ConsentChange), table(ConsentAsked)


@cache
def _put(name: str) -> Any:
    """A new answer takes the old one's place; the same answer again leaves the day since when it holds."""
    new = insert(name, Consent)
    return new.on_conflict_do_update(
        index_elements=["resident_id", "topic"],
        set_={"granted": new.excluded.granted, "since": new.excluded.since},
        where=_consent.c.granted != new.excluded.granted,
    )


@cache
def _ask_once(name: str) -> Any:
    return insert(name, ConsentAsked).on_conflict_do_nothing(index_elements=["resident_id"])


def set_consent(
    db: Connection,
    *,
    resident_id: int,
    topic: Topic,
    granted: bool,
    channel: str,
    wording: str,
    by: str = "",
    now: datetime,
) -> None:
    """The answer holds from now on, and is kept as it was given: on which channel, to which version of our words.

    `by`: the staff member who wrote it down for the person; empty where they said it themselves.
    """
    db.execute(_put(dialect(db)), {"resident_id": resident_id, "topic": topic, "granted": granted, "since": now})
    db.execute(
        _change.insert(),
        {
            "id": new_id(),
            "resident_id": resident_id,
            "topic": topic,
            "granted": granted,
            "channel": channel,
            "wording": wording,
            "by": by,
            "at": now,
        },
    )


def of(db: Connection, *, resident_id: int) -> dict[Topic, bool]:
    """The topics that the person has answered about; those never asked about are not in it."""
    rows = db.execute(select(_consent.c.topic, _consent.c.granted).where(_consent.c.resident_id == resident_id))
    return {Topic(row.topic): row.granted for row in rows}


def asked(db: Connection, *, resident_id: int) -> bool:
    """Whether the person has been asked, whatever they answered."""
    found = db.execute(select(_asked.c.resident_id).where(_asked.c.resident_id == resident_id)).scalar_one_or_none()
    return found is not None


def mark_asked(db: Connection, *, resident_id: int, now: datetime) -> None:
    """Remember that the question has been put; the first time counts."""
    db.execute(_ask_once(dialect(db)), {"resident_id": resident_id, "at": now})
