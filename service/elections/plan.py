"""The configuration of an election, as the city writes it in YAML and as it is frozen under a hash at opening."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.calendar import HELSINKI
from service.words import Words

if TYPE_CHECKING:
    from store.votes import ElectionRow

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")


class Rule(StrEnum):
    """How the count is made, by the names of the command line (service/tally)."""

    GREEDY = "greedy"
    GREEDY_NO_SKIP = "greedy-no-skip"
    GREEDY_THRESHOLD = "greedy-threshold"
    EQUAL_SHARES = "equal-shares"


class Target(BaseModel):
    """What can be voted for. `price` in whole euros; a poll's targets have none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    number: int = Field(ge=1, le=99)
    title: Words
    short_name: Words
    price: int | None = Field(default=None, ge=0)
    area: str = ""
    text: Words | None = None
    picture: str = ""  # a file beside the YAML
    picture_text: Words | None = None  # what is in the picture, for who cannot see it
    idea: str = ""  # the code of the idea that it comes from


class Plan(BaseModel):
    """An election: what is asked, of whom, when, and how it is counted. Times without a zone are Europe/Helsinki."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    kind: Literal["budget", "poll"]
    title: Words
    city: str = "Mikkeli"  # whose election it is, in the published file
    opens: datetime
    closes: datetime
    choose: int = Field(default=3, ge=1, le=20)
    budget: int | None = Field(default=None, ge=0)  # whole euros
    rule: Rule | None = None
    add1: Literal["city", "pabutools"] = "city"
    comparison: bool = False
    threshold: int = Field(default=0, ge=0)
    section: str = ""  # the board's §: "Elinympäristölautakunta 14.1.2027 § 5"
    decider: Words | None = None  # "Lautakunta"
    decides: date | None = None
    identity: Literal["number", "open"] = "number"
    eligibility: Words | None = None
    confirm: Literal["never", "burst", "always"] = "burst"
    ask_area: bool = False
    ask_eligible: Words | None = None  # "Asutko Mikkelissä?": counted, and no vote depends on it
    targets: tuple[Target, ...] = ()

    @field_validator("code")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not _CODE.fullmatch(value):
            raise ValueError("tunnuksessa on pieniä kirjaimia a-z, numeroita ja viivoja, esimerkiksi budjetti-2027")
        return value

    @field_validator("opens", "closes")
    @classmethod
    def _in_helsinki(cls, value: datetime) -> datetime:
        return value.replace(tzinfo=HELSINKI) if value.tzinfo is None else value.astimezone(HELSINKI)

    @model_validator(mode="after")
    def _numbers(self) -> Plan:
        numbers = [target.number for target in self.targets]
        if len(set(numbers)) != len(numbers):
            raise ValueError("kahdella kohteella on sama numero")
        if self.closes <= self.opens:
            raise ValueError("äänestys päättyy ennen kuin se alkaa")
        return self

    def target(self, number: int) -> Target | None:
        """The target with a number."""
        return next((t for t in self.targets if t.number == number), None)

    @property
    def most(self) -> int:
        """How many targets a ballot may have."""
        return 1 if self.kind == "poll" else min(self.choose, len(self.targets))

    def as_json(self) -> dict[str, Any]:
        """The form that is kept and hashed."""
        return self.model_dump(mode="json")


@lru_cache(maxsize=32)
def read(text: str) -> Plan:
    """The plan that the store keeps; the same text is read once."""
    return Plan.model_validate_json(text)


def held(row: ElectionRow) -> Plan:
    """The plan as it was carried out: an election closed by hand ended before its time."""
    times = {"opens": row.opens_at.astimezone(HELSINKI), "closes": row.closes_at.astimezone(HELSINKI)}
    return read(row.plan).model_copy(update=times)
