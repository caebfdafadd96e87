"""What a city sets about itself, and the few things that every turn needs: built once, handed to all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random, SystemRandom

from dialogs.words.codes import make_code
from service.broadcasts.limits import Limits
from service.calendar import ServiceCalendar
from service.terms import Terms
from service.wording import Wording
from store.sealing import Sealer

AREAS = ("Keskusta", "Rantakylä", "Tuppurala", "Otava", "Anttola", "Haukivuori", "Ristiina", "Suomenniemi")
NAMES = {"fi": "Mikkelin kaupunki", "sv": "S:t Michels stad", "en": "City of Mikkeli"}

AUTHORITIES = {
    "Etelä-Savon hyvinvointialue": "terveys, sosiaaliasiat ja pelastuslaitos",
    "Väylävirasto": "valtion tiet ja rautatiet",
    "Poliisi": "järjestys ja liikenteen valvonta",
}


def _now() -> datetime:
    return datetime.now(UTC)


def _code(pairs: int = 2) -> Callable[[], str]:
    chance: Random = SystemRandom()
    return lambda: make_code(chance, pairs=pairs)


@dataclass(frozen=True)
class House:
    """Settings and tools of the service. `now` is aware UTC; `code` draws a public code."""

    sealer: Sealer
    wording: Wording
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    areas: tuple[str, ...] = AREAS
    calendar: ServiceCalendar = field(default_factory=ServiceCalendar)
    number: str = ""
    bot: Callable[[], str] = lambda: ""  # the bot's user name, once it is known
    sources: Mapping[str, str] = field(default_factory=dict)  # source word → what its poster promises: menu, idea …
    opt_out: str = "freed"  # or "default": the provider answers STOP, START and HELP words itself
    authorities: Mapping[str, str] = field(default_factory=lambda: AUTHORITIES)  # name → what is theirs to decide
    read_days: int = 10  # working days until an idea is read
    answer_days: int = 2  # working days until a message is answered
    narrow: frozenset[str] = frozenset({"sms"})  # channels without buttons, where a message costs the person
    terms: Terms = field(default_factory=Terms)
    parts: Callable[[str], int] = lambda text: 1 if len(text) <= 160 else -(-len(text) // 153)  # as the channel counts
    broadcasts: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = _now
    code: Callable[[], str] = field(default_factory=_code)
    receipt: Callable[[], str] = field(default_factory=lambda: _code(4))  # draws the code of a vote's receipt
    six: Callable[[], str] = lambda: f"{secrets.randbelow(900_000) + 100_000}"  # what shows that a number is one's own
    digits: Callable[[], str] = lambda: f"{secrets.randbelow(9000) + 1000}"  # what a number must answer with
