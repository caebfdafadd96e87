"""Broadcasts: to whom, in which words, when; and what became of each recipient."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class BroadcastState(StrEnum):
    """A broadcast's way."""

    DRAFT = "draft"
    ASKED = "asked"  # waits for a second person
    APPROVED = "approved"  # audience and wording are frozen; waits for its time
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"  # its time passed before it was approved, or what it is about was moved away


class Broadcast(SQLModel, table=True):
    """One message of the city's own accord to many. Counts come from the recipients' states, never from here.

    `second`: so many people or so much money that another person than its writer and whoever asked must approve.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        CheckConstraint(
            "approved_by = '' OR (approved_by <> asked_by AND approved_by <> \"by\")", name="broadcast_another"
        ),
        CheckConstraint(
            "NOT second OR approved_by <> '' OR state NOT IN ('approved', 'sending', 'paused', 'done')",
            name="broadcast_second",
        ),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    number: int = Field(unique=True)  # as people name it: lähetys 12
    name: str
    state: BroadcastState = Field(sa_type=String, index=True)
    topic: str  # a Topic: whose consent it rests on
    audience: str  # JSON: area, language, channel, event, election and so on (service/broadcasts/audience.py)
    words: str  # JSON: language → text with {placeholders}
    moment: str  # JSON: at a time, or so long before an event or a closing (service/broadcasts/moment.py)
    due_at: datetime | None = Field(default=None, sa_type=Instant, index=True)  # what `moment` comes to now
    expires_at: datetime | None = Field(default=None, sa_type=Instant)  # later it says nothing true any more
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    by: str  # who wrote it last
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_by: str = ""
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by: str = ""  # empty: few people and little money, sent by who wrote it
    second: bool = False
    frozen_hash: str = ""  # SHA-256 of audience, words and recipients as approved
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    running_since: datetime | None = Field(default=None, sa_type=Instant)  # started, or last resumed
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    why: str = ""  # it is paused, missed or cancelled: a code (service/broadcasts/names.py)


class BroadcastRecipient(SQLModel, table=True):
    """One address of a frozen audience. Its message is a row of the outbox, made shortly before it leaves."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "resident_id"),  # one person, one message
        Index(
            "broadcast_to_feed",
            "broadcast_id",
            "channel",
            "address_id",
            sqlite_where=text("outbox_id IS NULL AND dropped = ''"),
            postgresql_where=text("outbox_id IS NULL AND dropped = ''"),
        ),
        Index(
            "broadcast_dropped",
            "broadcast_id",
            "channel",
            "dropped",
            sqlite_where=text("dropped <> ''"),
            postgresql_where=text("dropped <> ''"),
        ),
    )
    broadcast_id: int = Field(foreign_key="broadcast.id", primary_key=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", primary_key=True, sa_type=Key, index=True)
    resident_id: int = Field(foreign_key="resident.id", sa_type=Key)
    channel: str
    language: str
    outbox_id: int | None = Field(default=None, sa_type=Key, unique=True)
    dropped: str = ""  # why no message was made after all: consent, reach, moved, cancelled
    tries: int = 0  # how often a message was made: a retry of what can be retried makes one more


class BroadcastChange(SQLModel, table=True):
    """What was done to a broadcast, by whom."""

    __tablename__ = "broadcast_change"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    broadcast_id: int = Field(foreign_key="broadcast.id", index=True, sa_type=Key)
    by: str
    what: str
    why: str = ""  # why it was sent back
    at: datetime = Field(sa_type=Instant)
