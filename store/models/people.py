"""People and the ways to reach them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class Reach(StrEnum):
    """Whether an address may be written to of our own accord."""

    OPEN = "open"
    STOPPED = "stopped"  # the person said LOPETA
    PROVIDER_STOPPED = "provider_stopped"  # the provider blocks us there (21610), no word of the person's to us
    BLOCKED = "blocked"  # the person blocked the bot
    BAD = "bad"  # no such number, a landline


class Resident(SQLModel, table=True):
    """A person. May have no address at all (helped participation)."""

    __tablename__ = "resident"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    created_at: datetime = Field(sa_type=Instant)


class Address(SQLModel, table=True):
    """One way to one person: a telephone number or a Telegram chat.

    The value itself is sealed; `blind` (HMAC with the index key) finds it.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "blind"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    channel: str
    blind: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    reach: Reach = Field(default=Reach.OPEN, sa_type=String)
    reach_since: datetime | None = Field(default=None, sa_type=Instant)
    language: str = "fi"
    silent: bool = False  # not heard for a year: the number may be somebody else's by now
    before_id: int | None = Field(default=None, sa_type=Key)  # the resident of before that year, while they are asked
    group: bool = False  # a group chat: answered once, never a person
    sealed_number: bytes | None = Field(default=None, sa_type=LargeBinary)  # the account's own, by its shared contact
    created_at: datetime = Field(sa_type=Instant)
    heard_at: datetime = Field(sa_type=Instant)  # their latest message


class Conversation(SQLModel, table=True):
    """The open questions of an address, sealed JSON: they carry what people wrote."""

    __tablename__ = "conversation"
    address_id: int = Field(foreign_key="address.id", primary_key=True, sa_type=Key)
    sealed: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=Instant)
