"""In which language a message of ours speaks: it is taken apart into texts of one catalogue and what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dialogs.me import LANGUAGES as NAMES_OF_LANGUAGES
from dialogs.words.tongues import TONGUES
from meijan.texts.book import book
from service.house import AREAS, NAMES
from service.wording import LANGUAGES, gate
from tests import elections, events

_PLACES = {
    "code": r"[A-Z0-9]{4,8}",
    "other": r"[A-Z0-9]{4,8}",
    "codes": r"[A-Z0-9, ]+",
    "n": r"\d+",
    "number": r"\+?\d+",
    "most": r"\d+",
    "example": r"[\d ]+",
    "price": r"[\d ]+€",
    "mark": r"(?:✅ )?",
    "names": r"\d+ .+",
    "since": r"\d[\d.:]*",
    "until": r"\d[\d.:]*",
    "at": r"\d[\d.:]*",
    "city": "|".join(map(re.escape, NAMES.values())),
    "name": r"\S+(?: \S+){0,5}",
    "topics": r"[^.?!:]+",
    "link": r"https://\S+",
}
_DAYS = {
    "fi": r"[a-z]+na \d{1,2}\.\d{1,2}\.?",
    "sv": r"[a-zå-ö]+dag \d{1,2}\.\d{1,2}",
    "en": r"[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+",
}


@dataclass(frozen=True)
class _Pattern:
    """A text as a regular expression, and how it begins: most are ruled out by that."""

    begins: str
    regex: re.Pattern[str]


def _plain(text: str) -> str:
    return " ".join(gate(text).split())


@cache
def _patterns(language: str) -> list[_Pattern]:
    """Every text of a catalogue, those with the most of their own words first."""
    texts = [_plain(text) for entry in book().values() for text in entry.strings[language]]
    return [_pattern(text, language) for text in sorted(texts, key=len, reverse=True)]


def _pattern(text: str, language: str) -> _Pattern:
    begins = text.partition("{")[0]
    moment = rf"(?:{_DAYS[language]}|\d{{1,2}}\.\d{{1,2}}\.?|\d{{1,2}} [A-Z][a-z]+) (?:kello|klockan|at) [\d.:]+"
    places = {
        **_PLACES,
        **dict.fromkeys(("ends", "closed", "sent"), moment),
        "day": _DAYS[language],
        **_of_events(moment, language),
        "state": "|".join(map(re.escape, _states(language))),
    }
    found = re.split(r"\{(\w+)\}", text)
    regex = "".join(f"(?:{places.get(part, '.+')})" if n % 2 else re.escape(part) for n, part in enumerate(found))
    # one point ends both a date and the sentence
    return _Pattern(begins, re.compile(regex.replace(rf"(?:{_DAYS['fi']})\.", rf"(?:{_DAYS['fi']})\.?")))


def _of_events(moment: str, language: str) -> dict[str, str]:
    """How events and their times may look."""
    title = r"[^.?!:]{1,60}"
    day = _DAYS[language].split(" ")[0]
    date = r"(?:\d{1,2}\.\d{1,2}\.?|\d{1,2} [A-Z][a-z]{2,})"
    when = rf"(?:{moment}|{_DAYS[language]})"
    clock = r"\d[\d.:]*"
    return {
        "title": title,
        "date": date,
        "when": when,
        "what": rf"{title}, {when}",
        "dated": rf"{title} {date}",
        "weekday": day,
        "opens": moment,
        "deadline": rf"{day} (?:kello|klockan|at) {clock}",
        "first": when,
        "last": rf"(?:{when}|{clock})",
        "asked": r"[^?!:]+",
    }


@cache
def _states(language: str) -> tuple[str, ...]:
    from dialogs.idea import STATES

    by_id = {entry.id: entry.strings[language][0] for entry in book().values()}
    return tuple(by_id[state.id] for state in STATES.values())


def speaks(text: str, language: str, verbatim: Iterable[str] = ()) -> bool:
    """Whether a message is made of texts of one language alone, besides `verbatim`: what people wrote, and names."""
    said = _plain(text)
    keys = map(str, range(45))  # of choices, targets and events
    people = {
        _plain(words)
        for words in (
            *verbatim,
            *elections.written(),
            *events.written(),
            *"ABCDEFGH",
            *AREAS,
            *NAMES_OF_LANGUAGES.values(),
            *keys,
        )
        if words.strip()
    } | {"🙂", "⭐", "✅"}
    people |= {f"{words}{sign}" for words in people for sign in ",."}  # in a list, or at the end
    ends = [found.start() for found in re.finditer(r" |$", said)]
    reached = {0}
    for at in range(len(said)):
        if at not in reached:
            continue
        for words in people:
            if said.startswith(words, at) and at + len(words) in ends:
                reached.add(at + len(words) + 1)
        for pattern in _patterns(language):
            if said.startswith(pattern.begins, at):
                reached |= {end + 1 for end in ends if end > at and pattern.regex.fullmatch(said, at, end)}
    return not said or len(said) + 1 in reached


def languages_of(text: str, verbatim: Iterable[str] = ()) -> set[str]:
    """The languages that a message may be in; "other" is one that we do not speak. Empty where it mixes two."""
    if any(text.strip() in (gate(t.sentence), t.sentence, t.crisis, t.violence) for t in TONGUES.values()):
        return {"other"}
    verbatim = tuple(verbatim)
    return {language for language in LANGUAGES if speaks(text, language, verbatim)}
