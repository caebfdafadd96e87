"""What came in, and people talking to people."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


def _some(name: str, *columns: str, where: str) -> Index:
    """An index of those rows only that a list is made of."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Received(SQLModel, table=True):
    """One inbound message that has had its turn. The key is a keyed hash of its external id: a repeat finds it."""

    __tablename__ = "received"
    __table_args__ = (
        # what retention looks for, without reading all that ever came
        _some("received_with_text", "taken_at", where="sealed IS NOT NULL"),
    )
    external: bytes = Field(primary_key=True, sa_type=LargeBinary)
    id: int = Field(default_factory=new_id, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    kind: str
    at: datetime = Field(sa_type=Instant)  # the provider's time
    taken_at: datetime = Field(sa_type=Instant)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # the raw text, for 90 days (service/retention.py)


class PutQuestion(SQLModel, table=True):
    """A question that a message of ours puts, until the person's next turn takes it onto their talk.

    Whoever tells many people need not hold their addresses, which their own turns do.
    """

    __tablename__ = "put_question"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    outbox_id: int = Field(foreign_key="outbox.id", sa_type=Key)  # one that was taken back puts no question
    step: str  # a frozen step: its name and numbers, as JSON
    at: datetime = Field(sa_type=Instant)  # when its message may leave: before, it is no question


class Unread(SQLModel, table=True):
    """A text that we could not read, kept for people and for learning."""

    __tablename__ = "unread"
    __table_args__ = (_some("unread_unseen", "id", where="seen_at IS NULL"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    why: str
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class Missed(SQLModel, table=True):
    """A text whose wish we did not know or guessed wrong, to learn from. Nothing leads from it to its sender."""

    __tablename__ = "missed"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    alike: bytes = Field(index=True, sa_type=LargeBinary)  # a keyed hash of its folded words, to count them
    guess: str = ""  # the intent that the person declined
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant, index=True)


WAITS = "closed_at IS NULL AND (staff_at IS NULL OR heard_at > staff_at)"
"""A thread whose resident wrote last, in the words of its index."""


class Thread(SQLModel, table=True):
    """A talk between a resident and staff."""

    __tablename__ = "thread"
    __table_args__ = (
        _some("thread_waits", "answer_by", "id", where=WAITS),
        _some("thread_distress", "id", where="closed_at IS NULL AND distress"),
        _some("thread_open", "heard_at", "id", where="closed_at IS NULL"),
        _some("thread_mine", "assigned_to", "heard_at", "id", where="closed_at IS NULL"),
        _some("thread_closed", "closed_at", "id", where="closed_at IS NOT NULL"),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    opened_at: datetime = Field(sa_type=Instant)
    answer_by: date | None = None  # the promise, while the resident waits
    heard_at: datetime | None = Field(default=None, sa_type=Instant)  # their latest message
    staff_at: datetime | None = Field(default=None, sa_type=Instant)  # our latest message
    assigned_to: int | None = Field(default=None, sa_type=Key)  # the staff member whose it is
    distress: bool = False  # something in it sounded like an emergency: on top of all that waits
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class ThreadMessage(SQLModel, table=True):
    """One message in a thread; `by` is empty for the resident's own."""

    __tablename__ = "thread_message"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    thread_id: int = Field(foreign_key="thread.id", index=True, sa_type=Key)
    by: str = ""
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    outbox_id: int | None = Field(default=None, sa_type=Key)  # staff's: the message that leaves
    promised: date | None = None  # staff's: the promise that it kept, which is there again if it is taken back


class ThreadNote(SQLModel, table=True):
    """What staff tell each other about a thread. A table of its own: no road leads from here to a message."""

    __tablename__ = "thread_note"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    thread_id: int = Field(foreign_key="thread.id", index=True, sa_type=Key)
    by: str
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class CallState(StrEnum):
    """A call-back row: waiting, made, or no longer wanted."""

    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


class Call(SQLModel, table=True):
    """A promised telephone call."""

    __tablename__ = "call"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    state: CallState = Field(sa_type=String, index=True)
    day: date
    since: time
    until: time
    sealed_number: bytes | None = Field(default=None, sa_type=LargeBinary)
    sealed_topic: bytes | None = Field(default=None, sa_type=LargeBinary)
    tries: int = 0  # how often nobody answered
    outcome: str = ""
    asked_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
