"""What a dialogue may ask of the events that a person organises, beside City."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialogs.city import EventView
from dialogs.words.organising import What


@dataclass(frozen=True)
class OrganisedView:
    """An event of the person's association: `people` have a seat, `waiting` are in line."""

    event: EventView
    people: int = 0
    waiting: int = 0
    attended: int | None = None

    @property
    def named(self) -> str:
        """As the organiser writes and reads it: "12 Kahvihetki"."""
        return f"{self.event.number} {self.event.name}"


@dataclass(frozen=True)
class Participant:
    """Somebody with a seat. `number` only where they let the organiser see it, `name` only where the event asks.

    `lost`: the number that they came by is somebody else's now, so they can be told nothing.
    """

    name: str = ""
    seats: int = 1
    needs: str = ""
    number: str = ""
    lost: bool = False


@dataclass(frozen=True)
class Audience:
    """How many who signed up a message reaches, how many staff must phone, and when it leaves (Europe/Helsinki)."""

    told: int = 0
    phoned: int = 0
    leaves: datetime | None = None  # None: at once

    @property
    def all(self) -> int:
        """How many it is for."""
        return self.told + self.phoned


@dataclass(frozen=True)
class Asked:
    """What waits for its code. `rest` is the reason or the text, `people` were there."""

    what: What
    number: int
    code: str
    rest: str = ""
    people: int = 0


class Organising(Protocol):
    """The events of the associations for which the person's telephone number is registered."""

    @property
    def known(self) -> bool:
        """Whether we know the person's telephone number."""

    @property
    def registered(self) -> bool:
        """Whether the number is registered for any association."""

    def events(self) -> Sequence[OrganisedView]:
        """Those to come and those that are over since less than a day, by their start."""

    def event(self, number: int, *, hold: bool = False) -> OrganisedView | None:
        """The event, or None where it is not the person's to run. `hold`: it stays so until the turn is over."""

    def participants(self, number: int) -> Sequence[Participant]:
        """Who has a seat, in the order of their sign-ups."""

    def audience(self, number: int, *, all: bool) -> Audience:
        """Whom a message would reach: everybody signed up, or those with a seat alone."""

    def said(self, number: int, text: str) -> str:
        """An organiser's text as it leaves by text message, with who says it."""

    def parts(self, text: str) -> int:
        """How many parts the text has as a text message."""

    def messages_left(self, number: int) -> int:
        """How many messages may go today to those who come to the event."""

    def asked(self) -> Asked | None:
        """What waits for its code now; None also once the code is too old or used."""

    @property
    def locked(self) -> datetime | None:
        """Until when nothing is taken after too many wrong codes; None: it is taken."""

    @property
    def tries(self) -> int:
        """Wrong codes within the day."""
