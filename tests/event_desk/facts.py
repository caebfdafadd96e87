"""An event as the store would give it, with everything that one can have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.calendar import HELSINKI
from store.events import EventRow
from store.models.events import EventState

NOW = datetime(2026, 11, 24, 10, tzinfo=HELSINKI)
TITLE = {"fi": "Kahvihetki ja yhteislaulua", "sv": "Kaffestund", "en": "Coffee and songs"}
FULL = EventRow(
    id=7_000_000_000_000_001,
    number=12,
    source="",
    source_id=None,
    source_hash="",
    series="",
    state=EventState.PUBLISHED,
    words={
        "title": TITLE,
        "name": {"fi": "Kahvihetki", "sv": "Kaffestund", "en": "Coffee morning"},
        "place": {"fi": "Pääkirjasto, Mikkeli-sali", "sv": "Huvudbiblioteket", "en": "Main library"},
        "address": {"fi": "Raatihuoneenkatu 6, 50100 Mikkeli"},
        "text": {"fi": "Juomme kahvia ja juttelemme.\nVoit tulla yksin; kahvi, pulla ja seura ovat ilmaisia."},
        "price": {"fi": "Maksuton", "sv": "Gratis", "en": "Free"},
        "access": {"fi": "Salissa on induktiosilmukka. Ovi aukeaa napista.", "en": "There is an induction loop."},
    },
    area="Keskusta",
    starts_at=datetime(2026, 11, 26, 13, tzinfo=HELSINKI),
    ends_at=datetime(2026, 11, 26, 15, tzinfo=HELSINKI),
    all_day=False,
    latitude=61.6886,
    longitude=27.2723,
    free_of_charge=True,
    accessible=True,
    for_children=False,
    association_id=None,
    association="",
    arranger="Mikkelin kirjasto",
    url="https://kirjasto.example/kahvit",
    takes_signups=True,
    signup_opens_at=None,
    signup_closes_at=None,
    capacity=10,
    free=4,
    overfull=0,
    unasked=0,
    parties=0,
    line_next=1,
    keeps_line=True,
    party_most=6,
    asks_name=False,
    asks_needs=False,
    age_least=0,
    feedback_by_sms=False,
    attended=None,
    sequence=2,
    created_at=NOW,
    changed_at=NOW,
    published_at=NOW,
    line=0,
)


def row(**more: object) -> EventRow:
    """The event, some of it otherwise."""
    return replace(FULL, **more)  # type: ignore[arg-type]


def at(day: str, clock: str = "12:00", fold: int = 0) -> datetime:
    """A moment by the clock in Finland."""
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=HELSINKI, fold=fold)
