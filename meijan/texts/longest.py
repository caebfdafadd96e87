"""A text with the longest values that its placeholders really get: what it may cost as a text message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache

from dialogs import idea, topics
from dialogs.kit import Brief, Moment, Money, Short, Soon, Text, Weekday
from meijan.texts.book import original
from service.calendar import HELSINKI
from service.house import AREAS, AUTHORITIES, NAMES
from service.wording import Wording, gate
from service.words import SHORT

DAYS = [date(2026, 12, 1 + day) for day in range(31)] + [date(2026, 9, 1 + day) for day in range(30)]
"""The longest names of months and weekdays in all three languages are among them."""
CLOSING = datetime(2027, 12, 28, 20, tzinfo=HELSINKI)
IDEA = "Penkkejä ja katos sataman ja sairaalan väliselle rantaraitille ennen..."
REASON = "Kaupunki ei omista maata. Kysyimme omistajalta, mutta hän ei halua penkkejä. Etsimme toisen paikan rannalta."


@cache
def values(language: str) -> Mapping[str, str]:
    """Placeholder → its longest realistic value in a language."""
    words = original()

    def shown(value: object) -> str:
        return words.text(Text("{value}", {"value": value}), language, narrow=True)

    names = ", ".join(f"{number} {'n' * SHORT}" for number in (12, 13, 14))
    return {
        "city": NAMES[language],
        "day": max((shown(day) for day in DAYS), key=len),
        "since": shown(time(9)),
        "until": shown(time(15, 30)),
        "at": shown(time(9)),
        "number": "9999",
        "event": "9999 " + "n" * SHORT,
        "parts": "3",
        **_of_ideas(words, language),
        **_of_events(shown, words, language),
        "n": "12",
        "place": f"{max(AREAS, key=len)}, Kalevankankaan uimaranta",
        "name": "Mikkelin seudun omaishoitajat ja läheiset ry",
        "names": names,
        "stands": words.text(Text("Your vote is still: {names}.", {"names": names}), language, narrow=True),
        "most": "3",
        "ends": shown(Brief(CLOSING)),
        "closed": shown(Brief(CLOSING)),
        "sent": shown(Brief(CLOSING)),
        "example": "3 6 9",
        "votes": shown(100_000),
        "price": shown(Money(100_000.0)),
        "mark": "",
        "decider": "Elinympäristölautakunta",
        "topics": _topics(words, language),
        "link": "https://t.me/meijan_kanava_bot?start=ryhma",
    }


def _topics(words: Wording, language: str) -> str:
    return ", ".join(words.text(label, language) for label in topics.LABELS.values())


def _of_ideas(words: Wording, language: str) -> Mapping[str, str]:
    """An idea with the longest of all that is said of it."""
    return {
        "code": "K7F2M3",  # three pairs, once two are used up
        "other": "K7F2M3",
        "codes": ", ".join(["K7F2"] * 10),
        "text": IDEA,
        "state": max((words.text(state, language) for state in idea.STATES.values()), key=len),
        "reason": REASON,
        "authority": max(AUTHORITIES, key=len),
    }


def _of_events(shown: Callable[[object], str], words: Wording, language: str) -> Mapping[str, str]:
    """An event with the longest name at the longest time."""
    at = datetime(2026, 12, 23, 13, 30, tzinfo=HELSINKI)  # a Wednesday
    title = "n" * SHORT
    return {
        "title": title,
        "when": shown(Moment(at)),
        "what": words.text(Text("{title}, {when}", {"title": title, "when": Moment(at)}), language),
        "date": shown(Short(at.date())),
        "dated": words.text(Text("{title} {date}", {"title": title, "date": Short(at.date())}), language),
        "weekday": shown(Weekday(at.date())),
        "opens": shown(Moment(at)),
        "deadline": shown(Soon(at)),
        "first": shown(Moment(at)),
        "last": shown(time(23, 30)),
        "asked": ", ".join((shown(at.date()), "Suomenniemi", words.text(Text("free of charge"), language))),
    }


def longest(pattern: str, language: str) -> str:
    """The text, filled in, as the gate lets it through. Raises KeyError for a placeholder that has no value here."""
    return gate(pattern.format(**values(language)))
