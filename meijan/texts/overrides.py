"""A city's own texts: a file in TOML, a table for each text by its code, a line for each language.

    [k3fq7]
    fi = "Selvä! Emme soita."

Where a text has two forms, for one and for many, the line is a list of both. What can't be used is refused, and the
original stays: a service must not fall silent over a slip of the pen. Remarks are in Finnish, for the clerk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from locales.selko import lint
from meijan.texts.book import Entry, book, catalogues, fields
from meijan.texts.longest import longest
from meijan.texts.screens import ids, screens, shown, size
from meijan.texts.taught import acts, taught
from service.wording import LANGUAGES, Catalogue, Wording
from sms.parts import Parts

MOST_PARTS = 3

Strings = tuple[str, ...]
Own = Mapping[str, Mapping[str, Strings]]
"""Language → id → strings by plural form."""


@dataclass(frozen=True)
class Remark:
    """What there is to say of an own text. A refused one is not used; the others are for somebody to think about."""

    code: str
    language: str
    text: str
    refused: bool = False

    @property
    def line(self) -> str:
        """One line for a terminal."""
        about = " ".join(part for part in (self.code, self.language) if part)
        kept = " Käytämme alkuperäistä tekstiä." if self.refused else ""
        return f"{'HYLÄTTY' if self.refused else 'HUOMAA'}  {about}: {self.text}{kept}"


@dataclass(frozen=True)
class Overrides:
    """The own texts that can be used, and all remarks."""

    own: Own
    remarks: tuple[Remark, ...]

    @property
    def refused(self) -> list[Remark]:
        """The remarks for which an original stays."""
        return [remark for remark in self.remarks if remark.refused]


NONE = Overrides({}, ())


class Unreadable(Exception):
    """The file is not there or no TOML; the text says in Finnish which."""


def read(path: Path) -> Overrides:
    """The own texts of a file, judged. Raises Unreadable."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"Tiedostoa {path} ei voi lukea ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"Tiedosto {path} ei ole TOML-muotoa ({error}).") from error
    own: dict[str, dict[str, Strings]] = {}
    remarks: list[Remark] = []
    for code, table in tables.items():
        for language, strings, said in _table(code, table):
            remarks += said
            if not any(remark.refused for remark in said):
                own.setdefault(language, {})[book()[code].id] = strings
    return Overrides(own, tuple(remarks))


def _table(code: str, table: object) -> Iterator[tuple[str, Strings, list[Remark]]]:
    """Each line of a table: language, strings, remarks."""
    entry = book().get(code)
    if entry is None:
        yield "", (), [Remark(code, "", "tekstiä ei ole. Koodit näet näin: meijan texts list", refused=True)]
    elif not isinstance(table, dict):
        yield "", (), [Remark(code, "", 'kirjoita näin: [koodi] ja sen alle fi = "teksti"', refused=True)]
    else:
        for language, value in table.items():
            strings = tuple(value) if isinstance(value, list) else (value,)
            if language not in LANGUAGES:
                text = f"kieltä ei ole. Kielet ovat {', '.join(LANGUAGES)}."
                yield language, (), [Remark(code, language, text, refused=True)]
            elif not all(isinstance(string, str) for string in strings):
                yield language, (), [Remark(code, language, "tekstin pitää olla lainausmerkeissä.", refused=True)]
            else:
                yield language, strings, judge(entry, language, strings)


# -- judging


def judge(entry: Entry, language: str, strings: Strings) -> list[Remark]:
    """All remarks on an own text. Where it can't be used, only why."""
    refused = [Remark(entry.code, language, text, refused=True) for text in _unusable(entry, language, strings)]
    if refused:
        return refused
    return [Remark(entry.code, language, text) for text in _worth_a_thought(entry, language, strings)]


def _unusable(entry: Entry, language: str, strings: Strings) -> Iterator[str]:
    if len(strings) != len(entry.strings[language]):
        forms = len(entry.strings[language])
        yield "tekstissä on yksi muoto." if forms == 1 else f"tekstissä on {forms} muotoa: yksi ja monta."
        return
    for string, was in zip(strings, entry.strings[language], strict=True):
        yield from _broken(string, was) or (_dear(string, language) if entry.narrow else ())
    if not entry.narrow:
        return
    for name, _before, after in _messages(entry, language, strings):
        if after.parts > MOST_PARTS:
            yield f"koko viesti ({name}) on {after.parts} osaa. Enintään {MOST_PARTS}."


def _broken(string: str, was: str) -> list[str]:
    """What would make it say nothing, or something else than it must."""
    if not string.strip():
        return ["teksti on tyhjä."]
    wanted = fields(was)
    try:
        have = fields(string)
    except ValueError:
        return ["aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."]
    return [
        *(f"kohta {{{name}}} puuttuu." for name in sorted(wanted - have)),
        *(f"kohtaa {{{name}}} ei tunneta tässä tekstissä." for name in sorted(have - wanted)),
    ]


def _dear(string: str, language: str) -> Iterator[str]:
    """What would make a text message cost more than it may."""
    text = longest(string, language)
    cost = size(text)
    if cost.encoding != "GSM-7":
        strange = sorted({sign for sign in text if size(sign).encoding != "GSM-7"})
        yield f"nämä merkit eivät sovi tekstiviestiin: {' '.join(strange)}"
    elif cost.parts > MOST_PARTS:
        yield f"pisimmillään {cost.parts} osaa. Enintään {MOST_PARTS}."


def _worth_a_thought(entry: Entry, language: str, strings: Strings) -> Iterator[str]:
    for string, was in zip(strings, entry.strings[language], strict=True):
        before, after = taught(was), taught(string)
        yield from (f"sana {word} ei tee mitään." for word in after if not acts(word))
        if acts(string) not in ("", acts(was)):
            yield "kirjoitettuna tämä on komento, joka tekee muuta."
        gone = {acts(word) for word in before} - {acts(word) for word in after}
        yield from (f"alkuperäisessä on sana {word}." for word in before if acts(word) in gone)
        if language == "fi":
            yield from (f"{finding.advice} ({finding.where})" for finding in lint(string))
        if entry.narrow:
            cost, old = size(longest(string, language)), size(longest(was, language))
            if cost.parts > old.parts:
                yield f"pisimmillään {cost.parts} osaa, ennen {old.parts}."
    for name, old, cost in _messages(entry, language, strings):
        if cost.parts > old.parts:
            yield f"koko viesti ({name}) maksaa {cost.parts} osaa, ennen {old.parts}."


def _messages(entry: Entry, language: str, strings: Strings) -> Iterator[tuple[str, Parts, Parts]]:
    """The whole messages that carry the text: name, size as it is and with the own text."""
    before = Wording(catalogues())
    after = Wording(applied({language: {entry.id: strings}}))
    for (name, say), (_name, own) in zip(screens(language, before), screens(language, after), strict=True):
        if entry.id in ids(say):
            yield name, size(shown(say, language, before)), size(shown(own, language, after))


# -- using


def applied(own: Own) -> dict[str, Catalogue]:
    """The catalogues of the project with the own texts in them."""
    return {
        language: replace(catalogue, texts={**catalogue.texts, **own.get(language, {})})
        for language, catalogue in catalogues().items()
    }
