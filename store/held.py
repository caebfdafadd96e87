"""What the database holds: every column, whose it is, what erasing oneself does to it, and how long it is kept.

The registry is store/held.toml, in Finnish, since the record of processing is made from it (docs/privacy.md). Retention
(service/retention.py) runs its `keep` rules; a test fails on a column that it does not name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

FILE = Path(__file__).with_name("held.toml")


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keep(_Part):
    """How long: so many days after `since`; then the row goes, or only what `blank` names."""

    since: str
    days: int
    blank: Names = ()
    only: Mapping[str, tuple[str, ...]] = {}


class Held(_Part):
    """A table: whose data it is, why we have it, and what becomes of it."""

    about: Literal["asukas", "henkilöstö", "yhdistys", ""]
    why: str
    erase: Literal["delete", "loosen", "stays"]
    blank: Names = ()
    kept: str = ""
    personal: Names = ()
    link: Names = ()
    plain: Names = ()
    keep: tuple[Keep, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All that it names, in no order that matters."""
        return (*self.personal, *self.link, *self.plain)


@cache
def registry() -> Mapping[str, Held]:
    """Table → what it holds. Raises ValidationError where the file is not as it must be."""
    with FILE.open("rb") as file:
        return {name: Held.model_validate(table) for name, table in tomllib.load(file).items()}
