"""What people tell us about using the service's pages, without an account."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from store.types import Instant, Key, new_id

_WAITS = text("closed_at IS NULL")


class Feedback(SQLModel, table=True):
    """Feedback on accessibility, which the law wants answered within 14 days (306/2019, 8 §)."""

    __tablename__ = "feedback"
    __table_args__ = (Index("feedback_waits", "answer_by", sqlite_where=_WAITS, postgresql_where=_WAITS),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    sealed: bytes = Field(sa_type=LargeBinary)
    sealed_contact: bytes | None = Field(default=None, sa_type=LargeBinary)  # where they want the answer
    at: datetime = Field(sa_type=Instant, index=True)
    answer_by: date
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str = ""
