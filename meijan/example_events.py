"""Example events and sign-ups, without a database: what the steps say in docs/dialogues.md and in unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from dialogs.city import EventView, SignupView
from service.calendar import HELSINKI

if TYPE_CHECKING:
    from meijan.example_city import ExampleCity

COFFEE = EventView(
    12,
    "Kahvihetki",
    "Kahvihetki",
    "published",
    datetime(2026, 11, 26, 13, tzinfo=HELSINKI),
    datetime(2026, 11, 26, 15, tzinfo=HELSINKI),
    place="pääkirjasto",
    address="Raatihuoneenkatu 6",
    point=(61.6885, 27.2721),
    free_of_charge=True,
    accessible=True,
    arranger="Mikkelin kaupunki",
    takes="open",
    free=10,
)
GYM = replace(
    COFFEE,
    number=14,
    title="Tuolijumppa",
    name="Tuolijumppa",
    starts=datetime(2026, 11, 25, 10, tzinfo=HELSINKI),
    ends=datetime(2026, 11, 25, 11, tzinfo=HELSINKI),
    place="Otavan koulu",
    takes="no",
)
STORIES = replace(
    COFFEE,
    number=7,
    title="Satutunti",
    name="Satutunti",
    starts=datetime(2026, 11, 28, 11, tzinfo=HELSINKI),
    ends=datetime(2026, 11, 28, 12, tzinfo=HELSINKI),
    for_children=True,
)
UNTIL = datetime(2026, 11, 25, 16, tzinfo=HELSINKI)
SIGNUPS = {
    "in": SignupView(COFFEE, seats=1),
    "three": SignupView(COFFEE, seats=3),
    "part": SignupView(COFFEE, seats=1, waiting=1, place=1),
    "waits": SignupView(replace(COFFEE, takes="line", free=0), waiting=1, place=4),
    "offered": SignupView(COFFEE, offered=1, place=1, until=UNTIL),
}
"""The ways in which one may have signed up."""
SEEN_IN = {
    "event.signed": ("in", "three", "part", "waits"),
    "event.asked": ("in",),
    "event.offer": ("offered",),
    "event.reminded": ("in",),
    "event.changed": ("in",),
    "event.confirm": ("in",),
}
"""Steps that are about a sign-up, and the sign-ups that they are shown with."""


def cities(name: str, city: ExampleCity) -> Iterator[ExampleCity]:
    """The city as it must be for a step about events to be asked."""
    coming = replace(city, happens=(COFFEE, GYM, STORIES))
    for how in SEEN_IN.get(name, ("",)):
        yield replace(coming, signups={12: SIGNUPS[how]} if how else {})
