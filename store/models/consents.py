"""What a resident agreed to hear about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class Topic(StrEnum):
    """What one may agree to hear about; nothing is sent of our own accord without it but service messages."""

    EVENTS = "events"  # tapahtumat
    VOTES = "votes"  # äänestykset
    NEWS = "news"  # uutiset


class Consent(SQLModel, table=True):
    """Whether a person wants to hear about a topic, as it is now. No row: never asked, so nothing is sent."""

    __tablename__ = "consent"
    resident_id: int = Field(foreign_key="resident.id", primary_key=True, sa_type=Key)
    topic: Topic = Field(primary_key=True, sa_type=String)
    granted: bool
    since: datetime = Field(sa_type=Instant)


class ConsentChange(SQLModel, table=True):
    """Each answer, as it was given: the proof of a consent."""

    __tablename__ = "consent_change"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    topic: Topic = Field(sa_type=String)
    granted: bool
    channel: str
    wording: str  # version of the words that asked
    by: str = ""  # the staff member who wrote it down; empty: the person
    at: datetime = Field(sa_type=Instant)


class ConsentAsked(SQLModel, table=True):
    """That a person has been asked: once, whatever they answer."""

    __tablename__ = "consent_asked"
    resident_id: int = Field(foreign_key="resident.id", primary_key=True, sa_type=Key)
    about: str = ""  # the topic of the question; empty: all of them
    at: datetime = Field(sa_type=Instant)  # the day alone: a time would tell when somebody voted
