"""What leaves: one row a message, and the lease that says who sends."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, SmallInteger, String, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class OutboxState(StrEnum):
    """A message's way; it only moves forward (queued ↔ claimed apart, which is harmless)."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Purpose(StrEnum):
    """Why a message is sent; decides whether LOPETA holds it back and what is done when its fate is unknown."""

    REPLY = "reply"  # the answer to the person's own message
    SERVICE = "service"  # a receipt of staff's doing: idea accepted, event cancelled
    REMINDER = "reminder"  # of unknown fate it is never sent again: twice would be worse
    BROADCAST = "broadcast"


class Outbox(SQLModel, table=True):
    """One message to one address. `sealed` is the worded Outbound as JSON; `ref` is known to the provider."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_due",
            "channel",
            "priority",
            "due_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "outbox_in_flight",
            "channel",
            "state",
            sqlite_where=text("state IN ('claimed', 'sending', 'unknown')"),
            postgresql_where=text("state IN ('claimed', 'sending', 'unknown')"),
        ),
        # a broadcast's progress is read off this index alone, among millions of rows
        Index(
            "outbox_of_broadcast",
            "broadcast_id",
            "channel",
            "state",
            "changed_at",
            "parts",
            sqlite_where=text("broadcast_id IS NOT NULL"),
            postgresql_where=text("broadcast_id IS NOT NULL"),
        ),
        Index("outbox_secret", "created_at", sqlite_where=text("secret"), postgresql_where=text("secret")),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    ref: str = Field(unique=True)
    channel: str
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    purpose: Purpose = Field(sa_type=String)
    priority: int = Field(default=0, sa_type=SmallInteger)  # 0 leaves first
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=String)
    sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    epoch: int = 0  # of the lease under which it was claimed
    tries: int = Field(default=0, sa_type=SmallInteger)  # how often it was begun
    doubts: int = Field(default=0, sa_type=SmallInteger)  # how many of these the provider may have taken unsaid
    provider_id: str | None = Field(default=None, index=True)
    parts: int = Field(default=0, sa_type=SmallInteger)
    error: str = ""
    secret: bool = False  # it tells a ballot: blanked once its way is over
    broadcast_id: int | None = Field(default=None, sa_type=Key)  # while it is the recipient's one message of it


class CallList(SQLModel, table=True):
    """Somebody whom a message of ours did not reach: staff phone them, or let it be. Once per message."""

    __tablename__ = "call_list"
    __table_args__ = (
        Index(
            "call_list_open",
            "at",
            "outbox_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )
    outbox_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    why: str
    at: datetime = Field(sa_type=Instant)
    tries: int = 0  # how often nobody answered
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str = ""


class Mark(SQLModel, table=True):
    """How far something that goes on has come: "reconcile sms" up to 24.11. at ten."""

    __tablename__ = "mark"
    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class Lease(SQLModel, table=True):
    """Who may do a thing that only one may do. `epoch` grows with every change of holder."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    epoch: int = Field(sa_type=Key)
    until: datetime = Field(sa_type=Instant)
