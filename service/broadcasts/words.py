"""In which words: a text a language, placeholders from a whitelist, how to stop, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from dialogs.kit import Lines, Moment, Say, T, Text, Verbatim
from service.broadcasts import moment as moments
from service.broadcasts.audience import Audience
from service.calendar import HELSINKI
from service.channel import Outbound
from service.elections.plan import read as read_plan
from service.house import House
from service.wording import LANGUAGES, gate
from service.words import Words
from store import events, votes
from store.events import EventRow

PLACEHOLDERS = ("nimi", "tapahtuma", "aika", "paikka")
MOST_PARTS = 3
LONGEST_NAME = 25 * "N"
"""A name as a price is counted with: as long as most."""
STOP = T("No more messages: LOPETA")
_BRACES = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:fi|com|org|net|me|eu|info)\b(?:/\S*)?")
_STOPS = re.compile(r"\b(?:LOPETA|SLUTA)\b")


@dataclass(frozen=True)
class Subject:
    """What a broadcast is about: the event or the election that its moment or its audience names."""

    event: EventRow | None = None
    title: Words | None = None
    closes: datetime | None = None

    def values(self, house: House, language: str) -> dict[str, str]:
        """Placeholders but the name, in a language."""
        if self.event is not None:
            name = self.event.said("name", language) or self.event.said("title", language)
            return {
                "tapahtuma": name,
                "aika": _time(house, self.event.starts_at, language, all_day=self.event.all_day),
                "paikka": self.event.said("place", language),
            }
        if self.title is not None and self.closes is not None:
            return {"tapahtuma": self.title.of(language), "aika": _time(house, self.closes, language)}
        return {}

    @property
    def has_names(self) -> bool:
        """Whether people gave their name when they signed up."""
        return self.event is not None and self.event.asks_name


def subject(db: Connection, audience: Audience, moment: moments.Moment) -> Subject:
    """The event or the election, as it is now; empty where it is about neither or there is none."""
    number = moment.event or audience.event
    if number is not None:
        return Subject(event=events.by_number(db, number=number))
    code = moment.election or audience.election
    found = votes.by_code(db, code=code) if code else None
    return Subject(title=read_plan(found.plan).title, closes=found.closes_at) if found is not None else Subject()


def _time(house: House, at: datetime, language: str, *, all_day: bool = False) -> str:
    local = at.astimezone(HELSINKI)
    return house.wording.text(Text("{at}", {"at": local.date() if all_day else Moment(local)}), language)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; a name that nobody knows goes with the space before it."""
    if not values.get("nimi"):
        text = re.sub(r" ?\{nimi\}", "", text)
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def said(house: House, words: Words, *, channel: str, language: str, values: Mapping[str, str]) -> Outbound:
    """The message as it leaves: filled, with how to stop exactly once."""
    text = fill(words.of(language), values).strip()
    lines: tuple[Text | Verbatim, ...] = (Verbatim(text),) if _STOPS.search(text) else (Verbatim(text), STOP)
    return house.wording.word(Say(Lines(lines)), language, narrow=channel in house.narrow)


# -- what is wrong with them


def faults(words: Words, about: Subject, house: House) -> list[str]:
    """What keeps them from being sent, in Finnish."""
    found: list[str] = []
    for language, text in written(words):
        known = {*about.values(house, language), *(("nimi",) if about.has_names else ())}
        for name in dict.fromkeys(_BRACES.findall(text)):
            if name not in PLACEHOLDERS:
                allowed = " ".join(f"{{{one}}}" for one in PLACEHOLDERS)
                found.append(f"{language}: {{{name}}} ei käy. Voit käyttää näitä: {allowed}.")
            elif name not in known:
                found.append(f"{language}: {{{name}}} ei käy tässä lähetyksessä. {_WHEN[name]}")
        if re.search(r"[{}]", _BRACES.sub("", text)):
            found.append(f"{language}: aaltosulje on yksin. Kirjoita esimerkiksi {{aika}}.")
        longest = said(house, words, channel="sms", language=language, values=longest_values(about, house, language))
        if (parts := house.parts(longest.text)) > MOST_PARTS:
            found.append(f"{language}: tekstiviestissä on {parts} osaa. Enintään {MOST_PARTS} käy. Lyhennä viestiä.")
    return found


_WHEN = {
    "nimi": "Nimi tiedetään vain, kun vastaanottajat ilmoittautuivat tapahtumaan, joka kysyy nimen.",
    "tapahtuma": "Valitse tapahtuma tai äänestys.",
    "aika": "Valitse tapahtuma tai äänestys.",
    "paikka": "Valitse tapahtuma.",
}


def longest_values(about: Subject, house: House, language: str) -> dict[str, str]:
    """Values as a price is counted with."""
    return {**about.values(house, language), **({"nimi": LONGEST_NAME} if about.has_names else {})}


def warnings(words: Words, house: House) -> list[str]:
    """What makes a message dear or hard to trust, in Finnish; it may still be sent."""
    found: list[str] = []
    for language, text in written(words):
        for char in dict.fromkeys(text):
            if char.isspace() or not dear(house, char):
                continue
            plain = gate(char)
            sent = f"siksi tekstiviestissä lähtee {plain or 'viesti ilman sitä'}"
            better = sent if not dear(house, plain) else "poista se, jos voit"
            found.append(f"{language}: {char} tuplaa hinnan, {better}.")
        if link := _LINK.search(text):
            found.append(f"{language}: viestissä on linkki ({link[0]}). Älä käytä linkkejä tekstiviesteissä.")
        if house.names[language].casefold() not in text.casefold():
            found.append(f"{language}: viestissä ei lue, kuka lähettää. Kirjoita {house.names[language]}.")
        if not _STOPS.search(text):
            stop = house.wording.text(STOP, language)
            found.append(f"{language}: viestin loppuun tulee: {stop}")
    return found


def written(words: Words) -> Iterator[tuple[str, str]]:
    """Language and text of those that are written."""
    return ((language, text) for language in LANGUAGES if (text := getattr(words, language)))


def dear(house: House, text: str) -> bool:
    """Whether a character makes a text message cost double: so many of it would not fit one part."""
    return _dear(house.parts, text)


@cache
def _dear(parts: object, text: str) -> bool:
    return any(parts(char * 71) > 1 for char in text)  # type: ignore[operator]
