"""What is counted for the report, from the first day: counts only, no person, no time of day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import Key, new_id


class Measure(SQLModel, table=True):
    """`n` of something on a day. Rows are added, never changed; equal ones may be added up later."""

    __tablename__ = "measure"
    __table_args__ = (Index("measure_day", "day", "what"),)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Key)
    day: date
    what: str
    channel: str
    language: str
    source: str = ""
    area: str = ""
    step: str = ""
    helped: bool = False
    first_time: bool = False
    n: int = 1
