"""Staff: who they are, how they sign in, what they did, and what they have not finished writing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class Role(StrEnum):
    """What a staff member may do. Nobody has a right that no role of theirs gives."""

    READER = "lukija"  # reads what is not about single people
    HELPER = "avustaja"  # helps people take part, sees no ballot
    MODERATOR = "moderaattori"  # ideas and messages
    WRITER = "viestijä"  # writes broadcasts
    APPROVER = "hyväksyjä"  # approves broadcasts of others
    ELECTIONS = "äänestysvastaava"
    ADMIN = "pääkäyttäjä"


class StaffMember(SQLModel, table=True):
    """One who works here. Residents see `name` under an answer, so it is a first name or what they choose."""

    __tablename__ = "staff_member"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    name: str = Field(unique=True)
    email: str | None = Field(default=None, unique=True)  # lower case; how a city's own sign-in names them
    roles: str = ""  # Role values, sorted, with commas
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_phone: bytes | None = Field(default=None, sa_type=LargeBinary)  # where test messages of theirs go
    created_at: datetime = Field(sa_type=Instant)
    by: str = ""


class Passkey(SQLModel, table=True):
    """A staff member's passkey (WebAuthn): the public half, which is no secret."""

    __tablename__ = "passkey"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    staff_id: int = Field(foreign_key="staff_member.id", index=True, sa_type=Key)
    credential: bytes = Field(unique=True, sa_type=LargeBinary)
    public_key: bytes = Field(sa_type=LargeBinary)
    signed: int = 0  # the authenticator's own count: one that falls is a copy
    name: str = ""
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class StaffLink(SQLModel, table=True):
    """A one-time link that signs a staff member in, to add their passkey. `hash` is SHA-256 of 256 bits of chance."""

    __tablename__ = "staff_link"
    hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    staff_id: int = Field(foreign_key="staff_member.id", index=True, sa_type=Key)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class StaffSession(SQLModel, table=True):
    """A signed-in browser. `hash` is SHA-256 of the cookie's 256 bits: the row opens nothing."""

    __tablename__ = "staff_session"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    hash: bytes = Field(unique=True, sa_type=LargeBinary)
    staff_id: int = Field(foreign_key="staff_member.id", index=True, sa_type=Key)
    how: str  # link, passkey, oidc
    agent: str = ""  # the browser's own name, so that a person knows their sessions apart
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInStep(SQLModel, table=True):
    """A sign-in that has begun: the challenge of a passkey, or state and nonce of a city's own sign-in."""

    __tablename__ = "sign_in_step"
    hash: bytes = Field(primary_key=True, sa_type=LargeBinary)  # of the browser's cookie for this step
    kind: str  # passkey, register, oidc
    data: str  # JSON
    expires_at: datetime = Field(sa_type=Instant, index=True)


class SignInTry(SQLModel, table=True):
    """How often one network address has tried to sign in within a minute, counted for all processes together."""

    __tablename__ = "sign_in_try"
    source: bytes = Field(primary_key=True, sa_type=LargeBinary)  # keyed hash of the network address
    minute: datetime = Field(primary_key=True, index=True, sa_type=Instant)
    n: int


class AuditEntry(SQLModel, table=True):
    """Who did what, on what, why. Append-only: each entry's hash covers the one before. No personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_entry_what", "what", "number"),
        Index("audit_entry_who", "who", "number"),
        Index("audit_entry_who_what", "who", "what", "number"),
    )
    number: int = Field(primary_key=True, sa_type=Key)  # 1, 2, 3 … without a gap
    at: datetime = Field(sa_type=Instant)
    who: str  # a staff member's name, or the command line's
    what: str  # idea.publish, thread.answer, number.look, …
    on_what: str = ""  # idea K7F2, viesti 123, …
    why: str = ""
    before: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class AuditCheck(SQLModel, table=True):
    """The log was found whole up to an entry: the next check begins there, and a log cut off behind it shows."""

    __tablename__ = "audit_check"
    whole: bool = Field(primary_key=True)  # from the first entry on, or since the check before
    number: int = Field(sa_type=Key)
    hash: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    by: str


class FormDraft(SQLModel, table=True):
    """What a staff member has written into a form and not sent."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("staff_id", "form"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    staff_id: int = Field(foreign_key="staff_member.id", sa_type=Key)
    form: str  # the form's name and what it is about: "answer:123"
    sealed: bytes = Field(sa_type=LargeBinary)  # JSON of its fields
    saved_at: datetime = Field(sa_type=Instant, index=True)


class CannedAnswer(SQLModel, table=True):
    """A ready answer that staff choose and may edit before it goes."""

    __tablename__ = "canned_answer"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    title: str = Field(unique=True)
    words: str  # JSON: language → text
    by: str
    changed_at: datetime = Field(sa_type=Instant)


class CityText(SQLModel, table=True):
    """A resident text in the city's own words, by its code (meijan/texts): all replicas read the same."""

    __tablename__ = "city_text"
    code: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    text: str
    by: str
    changed_at: datetime = Field(sa_type=Instant)
