"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A reminder is what no interface can tell: a person has to know it."""

    OK = "OK"
    REMINDER = "MUISTA"
    WARNING = "VAROITUS"
    ERROR = "VIRHE"


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is; where it is wrong, also what to do."""

    level: Level
    about: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.level:<8}  {self.about}: {self.text}"


def ok(about: str, text: str) -> Finding:
    """All right."""
    return Finding(Level.OK, about, text)


def remember(about: str, text: str) -> Finding:
    """Nothing is wrong; something to keep in mind."""
    return Finding(Level.REMINDER, about, text)


def warning(about: str, text: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(Level.WARNING, about, text)


def error(about: str, text: str) -> Finding:
    """It does not work like this."""
    return Finding(Level.ERROR, about, text)
