"""The catalogues: nothing missing, nothing left over, nothing lost in translation, and every text fits a text message.

What is checked is found, not listed: ids are extracted from the code as `make messages` does it, and what the tests
say of a catalogue they say of a doctored one too (`test_a_…_is_seen`), so that none can pass by looking at nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

import locales
from dialogs import contact, idea
from dialogs.kit import Option, Text
from dialogs.words import answers
from meijan.demo.twilio_optout import DEFAULT as TWILIO
from meijan.texts.book import ONLY_TELEGRAM, fields, original
from meijan.texts.longest import longest
from meijan.texts.screens import screens, shown
from meijan.texts.taught import acts, taught
from service.wording import LANGUAGES
from sms import parts

ROOT = Path(__file__).parent.parent
FOLDER = Path(locales.__file__).parent
WORDING = original()
MOST_PARTS = 3

Strings = tuple[str, ...]


# -- what the code says


def patterns() -> list[str]:
    """The files that babel.cfg names."""
    return re.findall(r"^\[python: (.+)\]$", (ROOT / "babel.cfg").read_text(), re.MULTILINE)


def sources() -> list[Path]:
    """The same, as paths."""
    return sorted({path for pattern in patterns() for path in ROOT.glob(pattern.replace("**.py", "**/*.py"))})


def keywords() -> Mapping[str, Any]:
    """The function names and arguments that the Makefile hands to pybabel."""
    found: Mapping[str, Any] = parse_keywords(re.findall(r" -k (\S+)", (ROOT / "Makefile").read_text()))
    return found


def extracted() -> dict[str, str]:
    """Every id in the code → its plural, or ""."""
    ids: dict[str, str] = {}
    for path in sources():
        for _line, said, _comments, _context in extract_from_file("python", path, keywords=keywords()):
            first, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, "")
            ids[first] = plural
    return ids


IDS = extracted()


def catalogue(language: str) -> Catalog:
    """One language's catalogue, freshly read."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(catalog: Catalog) -> dict[str, Strings]:
    """Id → its strings, by plural form."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalog
        if message.id
    }


def faults(catalog: Catalog, ids: Mapping[str, str]) -> list[str]:
    """What is wrong with a catalogue, against the ids of the code."""
    have = entries(catalog)
    found = [f"missing: {id}" for id in ids if id not in have]
    found += [f"nobody says it: {id}" for id in have if id not in ids]
    found += [f"obsolete: {id}" for id in catalog.obsolete]
    found += [f"fuzzy: {message.id}" for message in catalog if message.id and message.fuzzy]
    for id, strings in have.items():
        plural = ids.get(id, "")
        if not all(strings) or len(strings) != (catalog.num_plurals if plural else 1):
            found.append(f"empty: {id}")
            continue
        for n, text in enumerate(strings):
            wanted = fields(plural if plural and n else id)
            if fields(text) != wanted:
                found.append(f"placeholders {sorted(fields(text))} for {sorted(wanted)}: {text}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_no_placeholder_is_lost(language: str) -> None:
    assert not faults(catalogue(language), IDS)


def test_every_file_that_says_something_is_extracted() -> None:
    """A new package with `T` in it must be in babel.cfg, or its texts would stay English for ever."""
    covered = set(sources())
    unseen = [
        path.relative_to(ROOT)
        for package in ("bot", "sms", "dialogs", "service", "staff", "meijan")
        for path in (ROOT / package).rglob("*.py")
        if path not in covered and any(_calls(path))
    ]
    assert not unseen
    assert len(IDS) > 150


def _calls(path: Path) -> Iterator[str]:
    """The names `T` and `TN` where they are called in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("T", "TN"):
            yield node.func.id


# -- that the tests can fail


def test_a_missing_text_is_seen() -> None:
    doctored = catalogue("sv")
    doctored.delete("Vote")
    assert faults(doctored, IDS) == ["missing: Vote"]


def test_a_text_that_nobody_says_is_seen() -> None:
    doctored = catalogue("sv")
    doctored.add("Do you want a camel?", "Vill du ha en kamel?")
    assert faults(doctored, IDS) == ["nobody says it: Do you want a camel?"]


@pytest.mark.parametrize(
    ("id", "string"),
    [
        ("Place: {place}", "Plats:"),
        ("Place: {place}", "Plats: {plats}"),
        ("{n} picture", ("{n} bild", "bilder")),
        ("{n} picture", ("{n} bild", "")),
    ],
)
def test_a_lost_placeholder_is_seen(id: str, string: str | tuple[str, str]) -> None:
    doctored = catalogue("sv")
    message = doctored.get(id)
    assert message is not None
    message.string = string  # type: ignore[assignment]
    assert len(faults(doctored, IDS)) == 1


def test_an_extra_part_is_seen() -> None:
    assert parts.count(longest("Kallellaan – {city}", "fi")).encoding == "GSM-7"
    assert parts.count(longest("Привет, {city}", "fi")).encoding == "UCS-2"
    assert parts.count(longest("{text}" * 7, "fi")).parts > MOST_PARTS


# -- how long it is, and in which letters


def by_text() -> list[tuple[str, str, str]]:
    """Every text: language, id, words."""
    return [
        (language, id, longest(text, language))
        for language in LANGUAGES
        for id, strings in entries(catalogue(language)).items()
        for text in strings
    ]


def test_every_text_is_gsm7_and_three_parts_at_most() -> None:
    """One letter outside GSM-7 makes all of a message cost more than double."""
    costly = [(language, text) for language, _id, text in by_text() if parts.count(text).encoding != "GSM-7"]
    assert not costly
    long = [
        (language, text)
        for language, id, text in by_text()
        if not id.startswith(ONLY_TELEGRAM) and parts.count(text).parts > MOST_PARTS
    ]
    assert not long


def test_what_costs_one_part_in_finnish_costs_one_in_swedish_and_english() -> None:
    """Nobody pays more for their language."""
    cost: dict[str, dict[str, int]] = {}
    for language, id, text in by_text():
        by_language = cost.setdefault(id, {})
        by_language[language] = max(by_language.get(language, 0), parts.count(text).parts)
    dearer = {id: by for id, by in cost.items() if by["fi"] == 1 and max(by.values()) > 1}
    assert not dearer


# -- whole messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_messages_are_one_part(language: str) -> None:
    for name, say in screens(language, WORDING):
        text = shown(say, language, WORDING)
        assert parts.count(text).encoding == "GSM-7", text
        # the list of targets is the one that may take three (JOURNEYS.md, rule 3)
        assert parts.count(text).parts <= (3 if name.startswith("vote.list") else 1), (
            name,
            parts.count(text).units,
            text,
        )


# -- plurals


@pytest.mark.parametrize(
    ("language", "n", "picture", "people"),
    [
        ("fi", 1, "1 kuva", "1 ihminen kannattaa tätä."),
        ("fi", 2, "2 kuvaa", "2 ihmistä kannattaa tätä."),
        ("fi", 0, "0 kuvaa", "0 ihmistä kannattaa tätä."),
        ("sv", 1, "1 bild", "1 person stöder den här idén."),
        ("sv", 2, "2 bilder", "2 personer stöder den här idén."),
        ("en", 1, "1 picture", "1 person supports this."),
        ("en", 2, "2 pictures", "2 people support this."),
    ],
)
def test_the_number_decides_the_form(language: str, n: int, picture: str, people: str) -> None:
    def said(id: str) -> str:
        return WORDING.text(Text(id, {"n": n}, IDS[id], n), language)

    assert said("{n} picture") == picture
    assert said("{n} person supports this.") == people


# -- the words that we teach

_OWN_LANGUAGE = frozenset({"English: ENGLISH", "You can write in your own language. No more messages: LOPETA"})
"""Each language points to others in its own way."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_taught_word_acts_and_does_the_same_in_every_language(language: str) -> None:
    finnish, here = entries(catalogue("fi")), entries(catalogue(language))
    for id, strings in here.items():
        words = taught(strings[0])
        assert all(acts(word) for word in words), strings[0]
        if id not in _OWN_LANGUAGE:
            wanted = [acts(word) for word in taught(finnish[id][0])]
            # English glosses them: "JOO (yes)"
            assert sorted(acts(word) for word in words) == sorted(wanted), strings[0]


def test_no_word_is_taught_that_the_operator_takes() -> None:
    """Twilio acts on these itself, in its default mode: STOP, CANCEL, HELP, YES … never reach us as a wish."""
    theirs = TWILIO.stop | TWILIO.start | TWILIO.help
    for language in LANGUAGES:
        for strings in entries(catalogue(language)).values():
            assert not [word for text in strings for word in taught(text) if word in theirs]


def test_an_unknown_taught_word_is_seen() -> None:
    assert taught("Skriv FLÖJT eller MINA IDÉER. Vi svarar.") == ["FLÖJT", "MINA IDÉER"]
    assert not acts("FLÖJT")
    assert acts("MINA IDÉER") == "my_ideas"


LABELS: tuple[tuple[Option, ...], ...] = (
    idea.Check("K7F2").options(),
    idea.Whose("K7F2").options(),
    contact.yes_and_no(),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typed_label_is_no_other_command(language: str) -> None:
    """What a button says may be typed, and then must not be read as a command: "do not send" stops all messages."""
    for option in (option for options in LABELS for option in options):
        label = WORDING.text(option.label, language)
        assert answers.global_word(label) is None, label
