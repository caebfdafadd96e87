"""Whole text messages as residents get them: what each step asks, and what is said in one message with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from dialogs import contact, idea, me, menu
from dialogs.kit import Lines, Say, Text, Verbatim, steps
from meijan import docs
from meijan.example_city import ExampleCity
from service.calendar import HELSINKI
from service.house import NAMES
from service.wording import Wording
from sms.parts import Parts, count
from sms.render import render

LONG_DAY = datetime(2026, 12, 28, 10, tzinfo=HELSINKI)  # what is promised then falls on days with long names


def screens(language: str, words: Wording, names: Mapping[str, str] = NAMES) -> Iterator[tuple[str, Say]]:
    """Name and message, one for each question that a text message asks, and those that are said with another text.

    Dates are long and a call is promised; `names` are the city's, by language.
    """
    here = ExampleCity(language=language, now=LONG_DAY, calls=True, words=words, names=names)
    for name, cls in sorted(steps().items()):
        if name in docs.UNASKED or docs.ONLY.get(name, "sms") != "sms":
            continue
        city = docs.voting(here) if name.startswith("vote.") else here
        for n, step in enumerate(docs.examples(cls), 1):
            yield (name if n == 1 else f"{name} {n}"), step.ask(city)
    promise = contact.promise(here)
    yield "idea.place, the receipt", replace(idea.Place("K7F2").ask(here), before=(idea.receipt.receipt("K7F2"),))
    if promise.first is not None:
        yield "contact.topic, the promise", replace(promise.step.ask(here), before=(promise.first,))
    stopped = me.stop(here).say
    if stopped is not None:
        yield "LOPETA", stopped
    yield "OHJE", Say(menu.help_text(here))
    yield "TIETOSUOJA", Say(menu.privacy_text(here))


def most_parts(name: str) -> int:
    """How many parts a whole message may cost: one, but for the list of targets (JOURNEYS.md, rule 3)."""
    return 3 if name.startswith("vote.list") else 1


def shown(say: Say, language: str, words: Wording) -> str:
    """The message as a phone shows it."""
    return render(words.word(say, language, narrow=True))


def size(text: str) -> Parts:
    """Its encoding, units and parts."""
    return count(text)


def ids(say: Say) -> set[str]:
    """The ids of all texts in a message."""
    found: set[str] = set()

    def look(text: Text | Verbatim | Lines | None) -> None:
        if isinstance(text, Lines):
            for item in text.items:
                look(item)
        elif isinstance(text, Text):
            found.add(text.id)

    for text in (say.text, say.tail, *say.before, *say.after, *(option.label for option in say.choices)):
        look(text)
    return found
