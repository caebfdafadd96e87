"""An example event run by a volunteer, without a database: dialogs.organiser.world.Organising over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.city import EventView
from dialogs.organiser.world import Asked, Audience, OrganisedView, Participant
from service.calendar import HELSINKI
from service.wording import gate
from sms.parts import count

COFFEE = EventView(
    12,
    "Kahvihetki",
    "Kahvihetki",
    "published",
    datetime(2026, 11, 26, 13, tzinfo=HELSINKI),
    datetime(2026, 11, 26, 15, tzinfo=HELSINKI),
    place="pääkirjasto",
    arranger="Haukivuoren kyläyhdistys",
    asks_name=True,
)
LOCKED = datetime(2026, 11, 24, 11, 1, tzinfo=HELSINKI)
PEOPLE = (
    Participant("Aino Virtanen", 2, "pyörätuoli", "+358401234567"),
    Participant("Veikko Laine"),
)
ASKED = (
    Asked("list", 12, "4821"),
    Asked("message", 12, "4821", "Tuokaa lämmintä päälle"),
    Asked("attended", 12, "4821", people=9),
    Asked("cancel", 12, "4821", "liukas keli"),
)


@dataclass
class ExampleOrganising:
    """`mine` are the events that the person runs; each has the same two participants and one person in line."""

    mine: Sequence[EventView] = ()
    waits: Asked | None = None
    known: bool = True
    tries: int = 0

    @property
    def registered(self) -> bool:
        return bool(self.mine)

    def events(self) -> Sequence[OrganisedView]:
        return [OrganisedView(event, 3, 1) for event in self.mine]

    def event(self, number: int, *, hold: bool = False) -> OrganisedView | None:
        return next((one for one in self.events() if one.event.number == number), None)

    def participants(self, number: int) -> Sequence[Participant]:
        return PEOPLE if self.event(number) is not None else ()

    def audience(self, number: int, *, all: bool) -> Audience:
        return Audience(3 if all else 2)

    def said(self, number: int, text: str) -> str:
        found = self.event(number)
        return gate(f"{found.event.arranger}, {found.event.name}: {text}.") if found is not None else ""

    def parts(self, text: str) -> int:
        return count(gate(text)).parts

    def messages_left(self, number: int) -> int:
        return 3

    def asked(self) -> Asked | None:
        return self.waits

    @property
    def locked(self) -> datetime | None:
        return LOCKED if self.tries >= 5 else None
