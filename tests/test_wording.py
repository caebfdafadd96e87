"""Dates, times, money and numbers by CLDR, and the gate that keeps them in GSM-7. Plurals: test_catalogues."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from babel import dates
from hypothesis import given
from hypothesis import strategies as st

from dialogs.kit import Lines, Moment, Money, Say, Text, Verbatim
from meijan.texts.book import original
from service.calendar import HELSINKI
from service.wording import LANGUAGES, gate
from sms import parts

ROOT = Path(__file__).parent.parent
WORDS = original()
LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}


def shown(value: object, language: str = "fi", *, narrow: bool = True) -> str:
    """A value as a message shows it: worded, and through the gate."""
    say = Say(Text("{value}", {"value": value}))
    return WORDS.word(say, language, narrow=narrow).text


# -- dates and times

YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_has_its_weekday_and_its_day_always(language: str) -> None:
    names = dates.get_day_names("wide", locale=LOCALES[language])
    for day in YEAR:
        text = shown(day, language)
        weekday = names[day.weekday()].lower().replace("sunnuntai", "sunnuntaina")  # which CLDR forgets to decline
        assert text.lower().startswith(f"{weekday} "), text  # in Finnish "tiistaina", "on Tuesday"
        month = dates.get_month_names("wide", locale="en")[day.month]
        written = {"fi": f"{day.day}.{day.month}.", "sv": f"{day.day}.{day.month}", "en": f"{day.day} {month}"}
        assert text.endswith(f" {written[language]}")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "keskiviikkona 9.12. kello 9.05"),
        ("sv", "onsdag 9.12 klockan 9.05"),
        ("en", "Wednesday 9 December at 9:05"),
    ],
)
def test_a_moment_has_both_and_its_hour_in_finland(language: str, text: str) -> None:
    at = datetime(2026, 12, 9, 9, 5, tzinfo=HELSINKI)
    assert shown(Moment(at), language) == text
    assert shown(Moment(at.astimezone(tz=None)), language) == text


@pytest.mark.parametrize(
    ("language", "whole", "half"), [("fi", "9", "15.30"), ("sv", "9", "15.30"), ("en", "9:00", "15:30")]
)
def test_a_time_of_day(language: str, whole: str, half: str) -> None:
    assert shown(time(9), language) == whole
    assert shown(time(15, 30), language) == half


def test_a_point_in_time_is_not_shown_by_halves() -> None:
    with pytest.raises(TypeError, match="Moment"):
        shown(datetime(2026, 12, 9, 9, 5, tzinfo=HELSINKI))


def test_one_point_ends_a_date_and_its_sentence() -> None:
    text = Text("Vastaamme {day}. Kiitos!", {"day": date(2026, 11, 26)})
    assert WORDS.text(text, "fi") == "Vastaamme torstaina 26.11. Kiitos!"
    assert WORDS.text(text, "en") == "Vastaamme Thursday 26 November. Kiitos!"


def test_nothing_else_writes_dates_or_money_for_residents() -> None:
    """Dialogues hand over values; only the wording makes words of them."""
    by_hand = re.compile(r"strftime|:%-?[dmHMA]|\.isoformat\(\)\}|format_(?:date|time|currency)|\d ?€")
    for path in (*(ROOT / "dialogs").rglob("*.py"), *(ROOT / "bot").glob("*.py"), *(ROOT / "sms").glob("*.py")):
        if path.name != "talk.py" and "words" not in path.parts:  # talk.py saves times; words/ reads what people write
            assert not by_hand.search(path.read_text(encoding="utf-8")), path


# -- numbers and money


@pytest.mark.parametrize(
    ("language", "number", "money", "cents"),
    [
        ("fi", "12 345", "12 000 €", "0,08 €"),
        ("sv", "12 345", "12 000 €", "0,08 €"),
        ("en", "12,345", "12,000 €", "€0.08"),
    ],
)
def test_numbers_and_money(language: str, number: str, money: str, cents: str) -> None:
    """Babel writes no-break spaces, which GSM-7 has not: the gate makes them plain."""
    assert shown(12345, language) == number
    assert shown(Money(12000.0), language) == money
    assert shown(Money(0.08), language) == cents


def test_yes_and_no_are_no_numbers() -> None:
    with pytest.raises(TypeError):
        shown(True)


# -- the gate


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_babel_writes_fits_a_text_message(language: str) -> None:
    values: list[object] = [*YEAR, *(time(hour, minute) for hour in range(24) for minute in (0, 7, 30))]
    values += [Money(euros) for euros in (0.08, 1.0, 12.5, 1234567.0, 1234567.89)] + [0, 1234567, -3]
    values += [Moment(datetime(2026, month, 9, 9, 5, tzinfo=HELSINKI)) for month in range(1, 13)]
    costly = [text for value in values if parts.count(text := shown(value, language)).encoding != "GSM-7"]
    assert not costly
    assert parts.count(shown(Money(12000.0), "fi", narrow=False)).encoding == "UCS-2"  # what it would be without


@given(st.text())
def test_the_gate_is_passed_once(text: str) -> None:
    assert gate(gate(text)) == gate(text)


@given(st.text(alphabet="abcdefåäöÅÄÖé0123456789 .,:!?()'\"-\n"))
def test_the_gate_leaves_what_fits(text: str) -> None:
    assert gate(text) == text


def test_what_people_wrote_keeps_its_letters() -> None:
    """Ideas in any language are kept as written; only dashes, quotes and spaces become plain."""
    assert WORDS.word(Say(Lines((Verbatim("«Скамейка» – в парк"),))), "fi", narrow=True).text == '"Скамейка" - в парк'
    assert WORDS.word(Say(Verbatim("Tšekki – „hyvä”")), "fi", narrow=False).text == "Tšekki – „hyvä”"
