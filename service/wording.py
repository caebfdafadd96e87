"""Words: the catalogues, CLDR formats, and the one gate that keeps a text message in GSM-7.

English message ids in code; Finnish is complete and the default. Everything that leaves goes through `word`.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path

from babel import dates, numbers
from babel.messages.pofile import read_po

from dialogs.kit import Brief, Lines, Moment, Money, Option, Say, Short, Soon, Text, Verbatim, Weekday
from service.calendar import HELSINKI
from service.channel import Choice, Outbound, Venue

LANGUAGES = ("fi", "sv", "en")
DEFAULT = "fi"
ONE_PART = 160  # characters of GSM-7 in a text message of one part

_DAY = {"fi": "EEEE d.M.", "sv": "EEEE d.M", "en": "EEEE d MMMM"}
_BRIEF = {"fi": "d.M.", "sv": "d.M", "en": "d MMM"}
_CLOCK = {"fi": ("H", "H.mm"), "sv": ("H", "H.mm"), "en": ("H:mm", "H:mm")}
_AT = {"fi": "{day} kello {clock}", "sv": "{day} klockan {clock}", "en": "{day} at {clock}"}
_LOCALE = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}

# what Babel, phones and word processors write and GSM-7 has not: each would make all of a message cost double
_GATE = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2007": " ",
    "\u00ad": "",
    "\u200b": "",
    "\u2060": "",
    "\ufeff": "",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "´": "'",
    "`": "'",
    "…": "...",
    "•": "-",
    "·": "-",
    "š": "s",
    "Š": "S",
    "ž": "z",
    "Ž": "Z",
    "\t": " ",
}
_TABLE = str.maketrans(_GATE)


def gate(text: str) -> str:
    """The text as GSM-7 can carry it, where a plain equivalent exists. Emoji and other scripts stay as they are."""
    return unicodedata.normalize("NFC", text).translate(_TABLE)


@dataclass(frozen=True)
class Catalogue:
    """One language's messages: id → texts by plural form."""

    texts: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


def load(folder: Path, domain: str = "messages") -> dict[str, Catalogue]:
    """The catalogues of a folder, read from their .po files: nothing to compile, nothing to forget."""
    found: dict[str, Catalogue] = {}
    for language in LANGUAGES:
        path = folder / language / "LC_MESSAGES" / f"{domain}.po"
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        texts: dict[str, tuple[str, ...]] = {}
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if strings and all(strings):
                texts[key] = strings
        found[language] = Catalogue(texts, gettext.c2py(catalog.plural_expr))
    return found


@lru_cache(maxsize=2048)
def dated(value: date, pattern: str, language: str) -> str:
    """A date by a CLDR pattern, in Finnish with its weekday in the essive: "tiistaina 24.11."."""
    shown = str(dates.format_date(value, pattern, locale=_LOCALE[language]))
    # CLDR declines six of the Finnish days ("maanantaina") and forgets the seventh
    return re.sub(r"^sunnuntai\b", "sunnuntaina", shown) if language == "fi" else shown


def _day(value: date, language: str) -> str:
    return dated(value, _DAY[language], language)


def _clock(value: time, language: str) -> str:
    whole, parts = _CLOCK[language]
    return dates.format_time(value, whole if value.minute == 0 else parts, locale=_LOCALE[language])


def _when(value: Moment | Brief | Soon | Weekday | Short, language: str) -> str:
    """A day or a point in time, as long as its kind says."""
    if isinstance(value, Weekday | Short):
        return dated(value.day, "EEEE" if isinstance(value, Weekday) else _BRIEF[language], language)
    local = value.at.astimezone(HELSINKI)
    match value:
        case Moment():
            shown = _day(local.date(), language)
        case Brief():
            shown = dated(local.date(), _BRIEF[language], language)
        case Soon():
            shown = dated(local.date(), "EEEE", language)
    return _AT[language].format(day=shown, clock=_clock(local.time(), language))


class Wording:
    """Turns what a dialogue says into the words of a language and a channel."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = catalogues

    def use(self, catalogues: Mapping[str, Catalogue]) -> None:
        """Say the words of these from now on: staff have changed some."""
        self._catalogues = catalogues

    def text(self, text: Text | Verbatim | Lines, language: str, *, narrow: bool = False) -> str:
        """The words. A message without translation is said in English rather than not at all."""
        if isinstance(text, Verbatim):
            return text.text
        if isinstance(text, Lines):
            between = "\n" if narrow else "\n\n"
            parts = [self.text(item, language, narrow=narrow) for item in text.items]
            return between.join(part for part in parts if part)
        catalogue = self._catalogues[language]
        strings = catalogue.texts.get(text.id)
        if strings is None:
            pattern = text.plural if text.plural and text.n != 1 else text.id
        elif len(strings) > 1:
            pattern = strings[min(catalogue.plural(text.n), len(strings) - 1)]
        else:
            pattern = strings[0]
        if not text.params:
            return pattern
        values = {name: self._value(value, language, narrow) for name, value in text.params.items()}
        # a date ends with a point in Finnish, and so may the sentence: one point is enough
        return re.sub(r"(\d\.)\.(?!\.)", r"\1", pattern.format(**values))

    def _value(self, value: object, language: str, narrow: bool) -> str:
        match value:
            case str():
                return value
            case Moment() | Brief() | Soon() | Weekday() | Short():
                return _when(value, language)
            case datetime():
                raise TypeError("a point in time is shown as a Moment")
            case date():
                return _day(value, language)
            case time():
                return _clock(value, language)
            case bool():
                raise TypeError("yes and no are texts")
            case int():
                return str(numbers.format_decimal(value, locale=_LOCALE[language]))
            case Money():
                shown = numbers.format_currency(
                    value.euros,
                    "EUR",
                    locale=_LOCALE[language],
                    currency_digits=not value.euros.is_integer(),
                    format="#,##0 ¤" if value.euros.is_integer() else None,
                )
                return str(shown)
            case Text() | Verbatim() | Lines():
                return self.text(value, language, narrow=narrow)
        raise TypeError(f"no way to show a {type(value).__name__}")

    def word(
        self,
        say: Say,
        language: str,
        *,
        narrow: bool,
        data: Callable[[str], str] = lambda value: value,
        replaces: str = "",
    ) -> Outbound:
        """A message. `data` makes what a button sends back of an option's value."""
        finish = gate if narrow else _same

        def words(text: Text | Verbatim | Lines | None) -> str:
            return finish(self.text(text, language, narrow=narrow)) if text is not None else ""

        parts = [words(text) for text in (*say.before, say.text)]
        between = " " if narrow else "\n\n"
        text = between.join(part for part in parts if part)
        choices = tuple(self._choice(option, words, data) for option in say.choices)
        tail = words(say.tail)
        size = len(text) + len(tail) + sum(len(choice.label) + len(choice.key) + 2 for choice in choices)
        for more in say.after:
            added = words(more)
            if not narrow or size + len(added) + 1 <= ONE_PART:
                # a command word at the end would run into the next sentence
                joint = "\n" if narrow and text[-1:] not in ".!?" else between
                text, size = f"{text}{joint}{added}", size + len(added) + 1
        return Outbound(
            text=text,
            choices=choices,
            tail=tail,
            wants=say.wants,
            wants_label=words(say.wants_label),
            replaces=replaces if say.replace else "",
            venue=_venue(say, narrow),
        )

    @staticmethod
    def _choice(option: Option, words: Callable[[Text | Verbatim], str], data: Callable[[str], str]) -> Choice:
        return Choice(option.key, words(option.label), data(option.value), option.url, option.beside)


def _venue(say: Say, narrow: bool) -> Venue | None:
    if say.pin is None or narrow:
        return None
    return Venue(say.pin.latitude, say.pin.longitude, say.pin.title, say.pin.address)


def _same(text: str) -> str:
    return text
