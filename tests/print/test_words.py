"""The words of pages and papers: all there in each language, placeholders kept; sums and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import locales
from locales.selko import lint
from service.print.words import DOMAIN, Said, Words
from service.words import LANGUAGES
from service.words import Words as InLanguages
from tests.test_catalogues import entries, faults

ROOT = Path(__file__).parents[2]


def extracted() -> dict[str, str]:
    """Every id in code and templates → its plural, or "", found as `make messages` does it."""
    with (ROOT / "babel-pages.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, str] = {}
    for _file, _line, said, _comments, _context in extract_from_dir(
        str(ROOT), methods, options, directory_filter=lambda path: "/." not in path.removeprefix(str(ROOT))
    ):
        first, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, "")
        found[first] = plural
    return found


IDS = extracted()


def catalogue(language: str) -> Catalog:
    with (Path(locales.__file__).parent / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_no_placeholder_is_lost(language: str) -> None:
    assert not faults(catalogue(language), IDS)
    assert len(IDS) > 100


def test_templates_are_looked_at_too() -> None:
    """A text that only a template says, one of a plural in it, and one of the code."""
    assert IDS["Count for yourself"] == ""
    assert IDS["{n} target was chosen. It costs {money}."] == "{n} targets were chosen. They cost {money} together."
    assert "Equal shares" in IDS


def test_a_missing_text_is_seen() -> None:
    doctored = catalogue("sv")
    doctored.delete("Equal shares")
    assert faults(doctored, IDS) == ["missing: Equal shares"]


@pytest.mark.parametrize(
    ("language", "whole", "cents", "day", "moment"),
    [
        ("fi", "50\u00a0000\u00a0€", "2,33\u00a0€", "sunnuntaina 28.2.2027", "sunnuntaina 28.2.2027 kello 20"),
        ("sv", "50\u00a0000\u00a0€", "2,33\u00a0€", "söndag 28.2.2027", "söndag 28.2.2027 klockan 20"),
        ("en", "50,000\u00a0€", "2.33\u00a0€", "Sunday 28 February 2027", "Sunday 28 February 2027 at 20:00"),
    ],
)
def test_sums_and_dates(language: str, whole: str, cents: str, day: str, moment: str) -> None:
    words = Words(language)
    assert words.money(50_000) == whole
    assert words.exact("7/3") == cents
    assert words.exact("") == ""
    assert words.money(Fraction(100_000, 2)) == whole
    assert words.day(date(2027, 2, 28)) == day
    assert words.moment(datetime(2027, 2, 28, 18, tzinfo=UTC)) == moment


def test_what_lacks_a_translation_says_in_which_language_it_is() -> None:
    assert Words("sv").said(InLanguages(fi="Keinu")) == Said("Keinu", "fi")
    assert Words("sv").said(InLanguages(fi="Keinu", sv="Gunga")) == Said("Gunga", "sv")


def test_the_finnish_is_easy_to_read() -> None:
    """By the linter of the messages, as far as it goes without morphology."""
    strings = [text for said in entries(catalogue("fi")).values() for text in said]
    assert [(text, finding.rule) for text in strings for finding in lint(text)] == [("Nro", "abbreviation")]
