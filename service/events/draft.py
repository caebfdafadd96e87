"""An event as staff write it (YAML, the command line) and as imports bring it: checked before it reaches the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from service.calendar import HELSINKI
from service.words import Words

TEXTS = ("title", "name", "place", "address", "text", "price", "access")
LONGEST = timedelta(days=366)


class Draft(BaseModel):
    """What can be told of an event. Times without a zone are Europe/Helsinki; raises ValidationError in English terms.

    `name` is what text messages say, at most 25 GSM-7 characters; without it the title serves where it is as short.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    name: Words | None = None
    place: Words | None = None
    address: Words | None = None
    text: Words | None = None
    price: Words | None = None
    access: Words | None = None
    area: str = Field(default="", max_length=40)
    starts: AwareDatetime
    ends: AwareDatetime
    all_day: bool = False
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    free_of_charge: bool = False
    accessible: bool = False
    for_children: bool = False
    association: str = Field(default="", max_length=80)
    arranger: str = Field(default="", max_length=120)
    url: str = Field(default="", max_length=500, pattern=r"^(https?://\S+)?$")
    takes_signups: bool = False
    signup_opens: AwareDatetime | None = None
    signup_closes: AwareDatetime | None = None
    capacity: int | None = Field(default=None, ge=1, le=100_000)
    keeps_line: bool = True
    party_most: int = Field(default=6, ge=1, le=50)
    asks_name: bool = False
    asks_needs: bool = False
    age_least: int = Field(default=0, ge=0, le=120)
    feedback_by_sms: bool = False

    @field_validator("starts", "ends", "signup_opens", "signup_closes", mode="before")
    @classmethod
    def _local(cls, value: Any) -> Any:
        """YAML and people write local times."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=HELSINKI)
        return value

    @model_validator(mode="after")
    def _times(self) -> Draft:
        if self.ends < self.starts:
            raise ValueError("it ends before it starts")
        if self.ends - self.starts > LONGEST:
            raise ValueError("it is longer than a year")
        if self.signup_closes and self.signup_opens and self.signup_closes <= self.signup_opens:
            raise ValueError("sign-up closes before it opens")
        return self

    def words(self) -> dict[str, dict[str, str]]:
        """The texts as the store keeps them."""
        found = {name: getattr(self, name) for name in TEXTS}
        return {name: words.model_dump(exclude_defaults=True) for name, words in found.items() if words is not None}
