"""The words of pages and papers, in a language: the catalogue `pages`, sums, dates.

They are no messages: they may be long, have a dash, and cost nobody anything. So they have a catalogue of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from babel import dates, numbers

from dialogs.kit import Text
from service.calendar import HELSINKI
from service.wording import Catalogue, Wording, dated, load
from service.words import Words as InLanguages

DOMAIN = "pages"
_LOCALE = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_DAY = {"fi": "EEEE d.M.y", "sv": "EEEE d.M.y", "en": "EEEE d MMMM y"}
_AT = {"fi": "{day} kello {clock}", "sv": "{day} klockan {clock}", "en": "{day} at {clock}"}
_CLOCK = {"fi": "H.mm", "sv": "H.mm", "en": "H:mm"}


class Said(NamedTuple):
    """A text of the city with the language that it is in: what lacks a translation is said in Finnish."""

    text: str
    lang: str


@cache
def catalogues(domain: str = DOMAIN) -> Mapping[str, Catalogue]:
    """The catalogues of pages and papers, or of another domain."""
    return load(Path(str(files("locales"))), domain)


class Words:
    """A language's words. Babel extracts calls of `_` and `ngettext`, in Python and in templates."""

    def __init__(self, language: str, domain: str = DOMAIN) -> None:
        self.language = language
        self._wording = Wording(catalogues(domain))

    def __call__(self, id: str, **params: str) -> str:
        return self._wording.text(Text(id, params), self.language)

    def ngettext(self, one: str, many: str, n: int, **params: str) -> str:
        """A text whose form the number decides; `{n}` in it is the number."""
        return self._wording.text(Text(one, {"n": self.number(n), **params}, many, n), self.language)

    def number(self, n: int) -> str:
        """ "1 544"."""
        return str(numbers.format_decimal(n, locale=_LOCALE[self.language]))

    def money(self, euros: int | Fraction) -> str:
        """ "8 000 €", never broken at the end of a line; a fraction to the cent: "2,33 €"."""
        whole = euros == int(euros)
        return str(
            numbers.format_currency(
                int(euros) if whole else round(float(euros), 2),
                "EUR",
                format="#,##0\u00a0¤" if whole else "#,##0.00\u00a0¤",
                locale=_LOCALE[self.language],
                currency_digits=False,
            )
        )

    def exact(self, euros: str) -> str:
        """A sum that the count keeps as "7/3" euros, to the cent; nothing for nothing."""
        return self.money(Fraction(euros)) if euros else ""

    def day(self, value: date) -> str:
        """ "sunnuntaina 28.2.2027"."""
        return dated(value, _DAY[self.language], self.language)

    def moment(self, value: datetime) -> str:
        """ "sunnuntaina 28.2.2027 kello 20", in Finnish time."""
        return _AT[self.language].format(day=self.day(value.astimezone(HELSINKI).date()), clock=self.clock(value))

    def clock(self, value: datetime) -> str:
        """ "20" or "20.30", in Finnish time."""
        local = value.astimezone(HELSINKI)
        clock = str(dates.format_time(local.time(), _CLOCK[self.language], locale=_LOCALE[self.language]))
        return clock if self.language == "en" else clock.removesuffix(".00")

    def said(self, words: InLanguages | None) -> Said:
        """A text of the plan in this language, or in Finnish."""
        if words is None:
            return Said("", self.language)
        own = getattr(words, self.language)
        return Said(own, self.language) if own else Said(words.fi, "fi")
