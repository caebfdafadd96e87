"""Messages about a sign-up that a newer one takes back while they have not left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from store import outbox
from store.models.events import EventNotice
from store.sql import table

_notice = table(EventNotice)


def note(db: Connection, *, outbox_id: int, signup_id: int, kind: str) -> None:
    """Remember which sign-up a message is about."""
    db.execute(_notice.insert(), {"outbox_id": outbox_id, "signup_id": signup_id, "kind": kind})


def take_back(db: Connection, *, signup_id: int, kind: str = "", now: datetime) -> int:
    """Cancel the messages of a kind, or of any, that have not left; how many."""
    query = select(_notice.c.outbox_id).where(_notice.c.signup_id == signup_id)
    return outbox.take_back(db, ids=query.where(_notice.c.kind == kind) if kind else query, now=now)
