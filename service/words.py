"""A text of the city's in its languages, as it is written in YAML and kept as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

SHORT = 25
"""GSM-7 characters of the short name of a target or an event (VOTING.md, "Ballots")."""
LANGUAGES = ("fi", "sv", "en")


class Words(BaseModel):
    """A text in the languages of the city. Finnish is required; what another language lacks is said in Finnish."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fi: str = Field(min_length=1)
    sv: str = ""
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _finnish_alone(cls, value: Any) -> Any:
        return {"fi": value} if isinstance(value, str) else value

    def of(self, language: str) -> str:
        """The text in a language, or in Finnish."""
        return getattr(self, language, "") or self.fi
