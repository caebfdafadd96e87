"""Ideas, who supports them, what happened to them, and what came with them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class IdeaState(StrEnum):
    """An idea's way. The first two are kept for people although the giver never finished."""

    UNSURE = "unsure"  # "ei vielä varma idea": the first text of somebody who has not said that it is one
    UNFINISHED = "unfinished"  # a guided idea whose last step was never taken
    RECEIVED = "received"  # vastaanotettu
    ASSESSED = "assessed"  # arvioitavana, published
    CANDIDATE = "candidate"  # ehdolla
    CHOSEN = "chosen"  # toteutetaan
    READY = "ready"  # valmis
    REJECTED = "rejected"  # ei toteuteta, with a reason
    WITHDRAWN = "withdrawn"  # taken back by the giver; no words are left
    MERGED = "merged"  # one with another idea, which lives on
    MOVED = "moved"  # handed to the authority whose matter it is


PUBLIC = (IdeaState.ASSESSED, IdeaState.CANDIDATE, IdeaState.CHOSEN, IdeaState.READY)
"""States in which everyone may read the public text."""


class Idea(SQLModel, table=True):
    """What a resident proposes. The received text is sealed; the public text is another one, written by staff."""

    __tablename__ = "idea"
    __table_args__ = (
        Index("idea_by_state", "state", "id"),
        Index("idea_by_time", "created_at", "state"),
        Index(
            "idea_to_read",
            "read_by",
            "id",
            sqlite_where=text("state = 'received'"),
            postgresql_where=text("state = 'received'"),
        ),
        Index(
            "idea_promised",
            "answer_by",
            "id",
            sqlite_where=text("answer_by IS NOT NULL"),
            postgresql_where=text("answer_by IS NOT NULL"),
        ),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    code: str = Field(unique=True, max_length=4)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    address_id: int | None = Field(default=None, foreign_key="address.id", sa_type=Key)
    channel: str
    language: str
    state: IdeaState = Field(sa_type=String)
    sealed_text: bytes = Field(sa_type=LargeBinary)
    sealed_place: bytes | None = Field(default=None, sa_type=LargeBinary)
    area: str = ""
    association: str = ""
    public_text: str = ""
    source: str = ""
    origin: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)  # keyed hash of the message it came in
    created_at: datetime = Field(sa_type=Instant)
    given_at: datetime | None = Field(default=None, sa_type=Instant)
    read_by: date | None = None
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answer_by: date | None = None  # the promised day of the next word to its giver
    merged_into: int | None = Field(default=None, sa_type=Key, index=True)  # the idea that lives on
    moved_to: str = ""  # the authority, by the name that its giver was told
    published_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    reason: str = ""


class IdeaSupport(SQLModel, table=True):
    """One person's support of an idea: once, by the key."""

    __tablename__ = "idea_support"
    idea_id: int = Field(foreign_key="idea.id", primary_key=True, sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", primary_key=True, sa_type=Key, index=True)
    at: datetime = Field(sa_type=Instant)


class IdeaIndex(SQLModel, table=True):
    """The terms of a published text, parted by spaces (store/similar.py); an idea that is not public has none.

    The key to `idea` has no cascade: nobody can erase an idea and leave its words here.
    """

    __tablename__ = "idea_index"
    __table_args__ = (
        Index(
            "idea_index_bare",
            "idea_id",
            sqlite_where=text("lemmas IS NULL"),
            postgresql_where=text("lemmas IS NULL"),
        ),
    )
    idea_id: int = Field(foreign_key="idea.id", primary_key=True, sa_type=Key)
    beginnings: str
    lemmas: str | None = None  # None: written where there is no Voikko


class IdeaTerm(SQLModel, table=True):
    """In which published texts a term stands; `weight` falls with how many of its kind the text has."""

    __tablename__ = "idea_term"
    __table_args__ = {"sqlite_with_rowid": False}
    term: str = Field(primary_key=True)
    idea_id: int = Field(primary_key=True, sa_type=Key)
    weight: float


class IdeaChange(SQLModel, table=True):
    """The history of an idea: who moved it where, and why."""

    __tablename__ = "idea_change"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    idea_id: int = Field(foreign_key="idea.id", index=True, sa_type=Key)
    state: IdeaState = Field(sa_type=String)
    by: str
    reason: str = ""
    at: datetime = Field(sa_type=Instant)


class IdeaUndo(SQLModel, table=True):
    """How an idea was before its latest change, and the message that tells of it: for who undoes at once."""

    __tablename__ = "idea_undo"
    idea_id: int = Field(foreign_key="idea.id", primary_key=True, sa_type=Key)
    change_id: int = Field(sa_type=Key)
    before: str  # JSON: the columns that the change set
    outbox_ids: str = ""  # of the messages that told it, with commas
    at: datetime = Field(sa_type=Instant)


class MediaState(StrEnum):
    """Whether we hold the bytes."""

    WANTED = "wanted"
    KEPT = "kept"
    FAILED = "failed"


class Media(SQLModel, table=True):
    """A picture or voice message of an idea: first the provider's reference, then the sealed bytes."""

    __tablename__ = "media"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    idea_id: int = Field(foreign_key="idea.id", index=True, sa_type=Key)
    channel: str
    kind: str
    state: MediaState = Field(sa_type=String, index=True)
    sealed_ref: bytes = Field(sa_type=LargeBinary)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    mime: str = ""
    tries: int = 0
    due_at: datetime = Field(sa_type=Instant)
