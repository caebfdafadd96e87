"""One person over several channels, and their rights: linking, merging, erasing, and what retention did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, String
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class LinkCheck(SQLModel, table=True):
    """A number that an account says is its own, while the number has not answered with the code that we sent it."""

    __tablename__ = "link_check"
    address_id: int = Field(foreign_key="address.id", primary_key=True, sa_type=Key)  # the account's
    other_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)  # the number's
    code: str  # six digits
    tries: int = 0
    sent: int = 1  # how many codes went to the number for this account
    expires_at: datetime = Field(sa_type=Instant)
    begun_at: datetime = Field(sa_type=Instant)


class PersonWork(StrEnum):
    """What is to be done to a person, outside of a turn: a turn holds one address, this takes all of theirs."""

    MERGE = "merge"  # the person of the address and another are one
    ERASE = "erase"  # the person of the address goes


class PersonJob(SQLModel, table=True):
    """Something to be done to a person as soon as what we answered has left. Done, the row goes."""

    __tablename__ = "person_job"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    kind: PersonWork = Field(sa_type=String)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    other_id: int | None = Field(default=None, sa_type=Key)  # of a merge: the other resident, who may be gone by then
    asked_at: datetime = Field(sa_type=Instant)


class Erased(SQLModel, table=True):
    """That an address was erased, by its blind index: after a restore it is erased again."""

    __tablename__ = "erased"
    channel: str = Field(primary_key=True)
    blind: bytes = Field(primary_key=True, sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant, index=True)


class Forgotten(SQLModel, table=True):
    """What retention did on a day: how many rows of what."""

    __tablename__ = "forgotten"
    day: str = Field(primary_key=True)  # 2026-11-24
    what: str = Field(primary_key=True)  # "received.sealed", "outbox"
    rows: int = 0
