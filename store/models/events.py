"""Events, who has signed up, who waits in line, and what must be told when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id


class EventState(StrEnum):
    """What an event is to the public. A draft is nobody's but its makers'."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"  # its old time does not hold and the new one is not known
    CANCELLED = "cancelled"


class Association(SQLModel, table=True):
    """Who arranges events of its own: an association, a village, a library."""

    __tablename__ = "association"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    name: str = Field(unique=True, max_length=80)
    created_at: datetime = Field(sa_type=Instant)
    by: str


class Organiser(SQLModel, table=True):
    """A telephone number that staff have registered for an association: it runs the association's events by message."""

    __tablename__ = "organiser"
    __table_args__ = (UniqueConstraint("association_id", "blind"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    association_id: int = Field(foreign_key="association.id", sa_type=Key)
    blind: bytes = Field(index=True, sa_type=LargeBinary)  # keyed hash of the number, whichever channel it comes by
    sealed_number: bytes = Field(sa_type=LargeBinary)
    sealed_consent: bytes = Field(sa_type=LargeBinary)  # how its owner agreed, in the words of staff
    added_at: datetime = Field(sa_type=Instant)
    added_by: str
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class OrganiserCheck(SQLModel, table=True):
    """What a registered number asked for, until it has answered with the code. One per address.

    Kept a day beyond that where wrong codes came: they count against the next code too.
    """

    __tablename__ = "organiser_check"
    __table_args__ = (UniqueConstraint("address_id"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", sa_type=Key)
    sealed: bytes = Field(sa_type=LargeBinary)  # what is asked, as JSON
    code: str
    tries: int = 0
    expires_at: datetime = Field(sa_type=Instant)
    locked_until: datetime | None = Field(default=None, sa_type=Instant)  # after wrong codes


LONG = {
    "sqlite": "julianday(ends_at) - julianday(starts_at) > 1",
    "postgresql": "ends_at - starts_at > interval '24 hours'",
}
"""An event of more than a day, as the index of these says it (store/coming.py)."""


class Event(SQLModel, table=True):
    """An event. Its seats: capacity = seats and offers held + `free` - `overfull`; a guarded UPDATE alone moves `free`.

    `number` is the same in the list, on the poster and in every message; it is taken away a year after the end.
    `words` is JSON, each text by language: {"title": {"fi": …, "sv": …}, "name": …}; see service/events/draft.py.
    `capacity` None: everybody fits.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("free >= 0", name="event_free"),
        CheckConstraint("overfull >= 0", name="event_overfull"),
        CheckConstraint("line >= unasked AND unasked >= 0", name="event_line"),
        CheckConstraint("free = 0 OR overfull = 0", name="event_free_or_overfull"),
        Index(
            "event_coming",
            "starts_at",
            "number",
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "event_coming_area",
            "area",
            "starts_at",
            "number",
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "event_long",
            "ends_at",
            sqlite_where=text(f"state = 'published' AND {LONG['sqlite']}"),
            postgresql_where=text(f"state = 'published' AND {LONG['postgresql']}"),
        ),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    number: int | None = Field(default=None, unique=True)
    source: str = ""  # where it is imported from
    source_id: str | None = None
    source_hash: str = ""  # of what the import last wrote, so that only a change is one
    series: str = ""  # the recurring event that it is one time of
    state: EventState = Field(default=EventState.DRAFT, sa_type=String)
    words: str
    area: str = ""
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant, index=True)
    all_day: bool = False
    latitude: float | None = None
    longitude: float | None = None
    free_of_charge: bool = False
    accessible: bool = False
    for_children: bool = False
    association_id: int | None = Field(default=None, foreign_key="association.id", index=True, sa_type=Key)
    arranger: str = ""
    url: str = ""
    takes_signups: bool = False
    signup_opens_at: datetime | None = Field(default=None, sa_type=Instant)
    signup_closes_at: datetime | None = Field(default=None, sa_type=Instant)
    capacity: int | None = None
    free: int = 0
    overfull: int = 0  # seats that are promised beyond a capacity that staff have lowered
    line_next: int = 1  # the place that the next in line gets
    line: int = 0  # people in line; store/signups.py (`put`) alone moves this and the next two
    unasked: int = 0  # of them: who has had no chance at the seats that are free
    parties: int = 0  # sign-ups of which anybody waits: the place of who joins at the end
    keeps_line: bool = True
    party_most: int = 6
    asks_name: bool = False
    asks_needs: bool = False
    age_least: int = 0
    feedback_by_sms: bool = False
    attended: int | None = None
    sequence: int = 0  # SEQUENCE of its .ics: grows when its time or place changes
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    by: str = ""


SEALED = "sealed_name IS NOT NULL OR sealed_needs IS NOT NULL OR sealed_feedback IS NOT NULL"
"""What is kept for a time only, as the index of it says it."""


class Signup(SQLModel, table=True):
    """One person's sign-up to one event: how many of them have a seat, are offered one, wait in line.

    They are one party, and an offer may be for a part of it. All three zero: cancelled.
    """

    __tablename__ = "signup"
    __table_args__ = (
        UniqueConstraint("event_id", "resident_id"),
        CheckConstraint("seats >= 0 AND offered >= 0 AND waiting >= extra AND extra >= 0", name="signup_parts"),
        Index(
            "signup_line",
            "event_id",
            "line",
            "waiting",  # from here on: how many are ahead of somebody is read off the index
            "extra",
            "extra_line",
            sqlite_where=text("waiting > 0"),
            postgresql_where=text("waiting > 0"),
        ),
        Index(
            "signup_offered",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
        Index("signup_sealed", "event_id", sqlite_where=text(SEALED), postgresql_where=text(SEALED)),
    )
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    event_id: int = Field(foreign_key="event.id", sa_type=Key)
    resident_id: int = Field(foreign_key="resident.id", index=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)  # the channel that they came by
    seats: int = 0
    offered: int = 0  # seats held for their answer
    waiting: int = 0  # still in line; those of an open offer too
    line: int | None = None  # the place in line: lower is earlier, kept while anything waits or is offered
    extra: int = 0  # of those waiting: who joined the party later, and waits from further behind
    extra_line: int | None = None
    offered_until: datetime | None = Field(default=None, sa_type=Instant)
    invited: bool = False  # the open offer shortly before: the first answers win, nothing is held
    passed: int = 0  # offers of theirs that ran out: silence keeps the place
    sealed_name: bytes | None = Field(default=None, sa_type=LargeBinary)
    sealed_needs: bytes | None = Field(default=None, sa_type=LargeBinary)  # for the organiser; gone 14 days after
    shows_number: bool = False  # the person lets the organiser see their number
    helped: bool = False
    feedback: int | None = None  # 1 to 5
    sealed_feedback: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)


class Reminder(SQLModel, table=True):
    """One thing to say about a sign-up at a time, once per rule and start of the event, whoever ticks and how often.

    `kind`: "day" (the day before), "hours" (two hours before, on Telegram), "feedback" (after the end).
    """

    __tablename__ = "reminder"
    __table_args__ = (
        Index(
            "reminder_due",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )
    signup_id: int = Field(foreign_key="signup.id", primary_key=True, sa_type=Key)
    kind: str = Field(primary_key=True)
    starts_at: datetime = Field(primary_key=True, sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    # "sent", "cancelled", "missed": found so late that it would help nobody; "failed": it could not be worded
    outcome: str = ""
    outbox_id: int | None = Field(default=None, sa_type=Key)  # the message, to take it back while it has not left


class EventNotice(SQLModel, table=True):
    """A message about a sign-up that must not leave any more once a newer one says otherwise."""

    __tablename__ = "event_notice"
    outbox_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=Key)
    signup_id: int = Field(foreign_key="signup.id", index=True, sa_type=Key)
    kind: str  # "offer", "change"


class EventChange(SQLModel, table=True):
    """What was done to an event, by whom: facts that everybody may read, no person."""

    __tablename__ = "event_change"
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    event_id: int = Field(foreign_key="event.id", index=True, sa_type=Key)
    at: datetime = Field(sa_type=Instant)
    by: str
    what: str
