"""Elections, who has voted, and the ballots: apart, so that nobody can join them once they are counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class ElectionState(StrEnum):
    """An election's way; only forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"  # no vote after it; holds an hour for messages that reached the provider in time
    COUNTED = "counted"
    DECIDED = "decided"
    PUBLISHED = "published"


class Election(SQLModel, table=True):
    """A vote: a participatory budget or a poll. `plan` is its configuration as canonical JSON, frozen at opening.

    `sealed_key` holds k (VOTING.md, "Secrecy"): 32 random bytes, not derived from the key ring, gone once counted.
    """

    __tablename__ = "election"
    __table_args__ = (
        Index(
            "election_live",
            "closes_at",
            sqlite_where=text("state IN ('open', 'closed')"),
            postgresql_where=text("state IN ('open', 'closed')"),
        ),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    code: str = Field(unique=True, max_length=40)
    kind: str  # "budget" or "poll"
    state: ElectionState = Field(default=ElectionState.DRAFT, sa_type=String)
    plan: str
    plan_hash: str = ""  # sha256 of `plan` at opening
    opens_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)
    sealed_key: bytes | None = Field(default=None, sa_type=LargeBinary)
    result: str = ""  # the count as JSON, once counted
    decision: str = ""  # what the board chose, as JSON, once decided
    created_at: datetime = Field(sa_type=Instant)
    counted_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class ElectionPicture(SQLModel, table=True):
    """The picture of a target, re-encoded."""

    __tablename__ = "election_picture"
    election_id: int = Field(foreign_key="election.id", primary_key=True, sa_type=Key)
    number: int = Field(primary_key=True)
    mime: str
    data: bytes = Field(sa_type=LargeBinary)


class Turnout(SQLModel, table=True):
    """One voter of an election: `tag` = HMAC(k, "t" ‖ voter). How they came is counted; whom they are, nobody reads.

    `at` is the provider's time of the ballot that stands; gone once counted, and the tag is drawn anew.
    """

    __tablename__ = "turnout"
    election_id: int = Field(foreign_key="election.id", primary_key=True, sa_type=Key)
    tag: bytes = Field(primary_key=True, sa_type=LargeBinary)
    way: str  # sms, telegram, desk, web, paper
    identified: str  # number, contact, code, address, batch
    helped: bool = False
    eligible: str = ""  # the answer to the eligibility question, where it is asked
    at: datetime | None = Field(default=None, sa_type=Instant)
    cast: bool = True  # False: withdrawn


class Ballot(SQLModel, table=True):
    """One ballot: `id` = HMAC(k, "b" ‖ voter), drawn anew when counted. `choices` ascending: "3,7,12".

    `previous` is the ballot that this one took the place of: TOINEN brings it back. It and `code` go at the count.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("election_id", "code"),)
    election_id: int = Field(foreign_key="election.id", primary_key=True, sa_type=Key)
    id: bytes = Field(primary_key=True, sa_type=LargeBinary)
    choices: str
    previous: str = ""
    code: str | None = None
    area: str = ""


class ReceiptCode(SQLModel, table=True):
    """The receipt codes of a counted election, without ballots, in their alphabetical order."""

    __tablename__ = "receipt_code"
    election_id: int = Field(foreign_key="election.id", primary_key=True, sa_type=Key)
    code: str = Field(primary_key=True)


class DeskCode(SQLModel, table=True):
    """A one-time code on a printed slip, as a keyed hash."""

    __tablename__ = "desk_code"
    election_id: int = Field(foreign_key="election.id", primary_key=True, sa_type=Key)
    blind: bytes = Field(primary_key=True, sa_type=LargeBinary)
    used: bool = False


class Proof(SQLModel, table=True):
    """As whom an address has voted by a desk code, until the count; several people may borrow one telephone."""

    __tablename__ = "proof"
    __table_args__ = (Index("proof_of", "election_id", "address_id"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    election_id: int = Field(foreign_key="election.id", sa_type=Key)
    address_id: int = Field(foreign_key="address.id", sa_type=Key)
    sealed_voter: bytes = Field(sa_type=LargeBinary)


class VoteCheck(SQLModel, table=True):
    """A ballot that counts only when its number has answered with a code: first votes that came in a burst."""

    __tablename__ = "vote_check"
    __table_args__ = (UniqueConstraint("election_id", "address_id"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    election_id: int = Field(foreign_key="election.id", sa_type=Key)
    address_id: int = Field(foreign_key="address.id", sa_type=Key)
    sealed: bytes = Field(sa_type=LargeBinary)  # the choices
    code: str
    asked: int = 1
    at: datetime = Field(sa_type=Instant)  # the provider's time of the vote
    due_at: datetime = Field(sa_type=Instant, index=True)  # when it is asked once more


class BallotBatch(SQLModel, table=True):
    """Ballots of a web survey or of paper, entered by one person and counted once another has checked them."""

    __tablename__ = "ballot_batch"
    __table_args__ = (UniqueConstraint("election_id", "sha256"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    election_id: int = Field(foreign_key="election.id", index=True, sa_type=Key)
    way: str  # "web" or "paper"
    sha256: str  # of the file: the same file is never entered twice
    n: int
    entered_by: str
    checked_by: str = ""
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # the ballots, until they are checked
    entered_at: datetime = Field(sa_type=Instant)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)


class ElectionCount(SQLModel, table=True):
    """What the report tells apart: changed, withdrawn, late, refused and why. Numbers only. Rows are added."""

    __tablename__ = "election_count"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    election_id: int = Field(foreign_key="election.id", index=True, sa_type=Key)
    what: str
    n: int = 1


class Redaction(SQLModel, table=True):
    """A message whose text is to be blanked at the provider, once its way there is over."""

    __tablename__ = "redaction"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    channel: str
    provider_id: str = Field(unique=True)
    due_at: datetime = Field(sa_type=Instant, index=True)
    tries: int = 0
