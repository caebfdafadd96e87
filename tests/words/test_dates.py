"""Dates, seen from Tuesday 24.11.2026."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.dates import looks_like_date, when
from tests.words.tables import each

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.12.", date(2026, 12, 24)),
        ("24.12", date(2026, 12, 24)),
        ("ti 1.12.", date(2026, 12, 1)),
        ("tiistaina 1.12.", date(2026, 12, 1)),
        ("huomenna", date(2026, 11, 25)),
        ("huomen illalla", date(2026, 11, 25)),
        ("ylihuomenna", date(2026, 11, 26)),
        ("tänään", TODAY),
        ("tanaan", TODAY),
        ("tiistaina", TODAY),
        ("torstaina", date(2026, 11, 26)),
        ("tulevana torstaina", date(2026, 11, 26)),
        ("lauvantaina", date(2026, 11, 28)),
        ("maanantai", date(2026, 11, 30)),
        ("5. joulukuuta", date(2026, 12, 5)),
        ("5 joulukuuta 2027", date(2027, 12, 5)),
        ("1.11.", date(2026, 11, 1)),
        ("1.3.", date(2027, 3, 1)),
        ("29.2.", None),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-12-24", date(2026, 12, 24)),
        ("itsenäisyyspäivänä", date(2026, 12, 6)),
        ("jouluaattona", date(2026, 12, 24)),
        ("vappuna", date(2027, 5, 1)),
        ("viikon päästä", date(2026, 12, 1)),
        ("imorgon", date(2026, 11, 25)),
        ("tomorrow", date(2026, 11, 25)),
        ("31.11.", None),
        ("huomenta", None),
        ("perjantaina saunotaan", None),
        ("hei", None),
        ("", None),
        ("en pääse tiistaina", None),
    ],
)
def test_one_day(text: str, day: date | None) -> None:
    found = when(text, today=TODAY)
    assert (found and (found.first, found.last)) == (day and (day, day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("viikonloppuna", date(2026, 11, 28), date(2026, 11, 29)),
        ("ensi viikolla", date(2026, 11, 30), date(2026, 12, 6)),
        ("tällä viikolla", TODAY, date(2026, 11, 29)),
        ("ensi kuussa", date(2026, 12, 1), date(2026, 12, 31)),
        ("joulukuussa", date(2026, 12, 1), date(2026, 12, 31)),
        ("1.-3.12.", date(2026, 12, 1), date(2026, 12, 3)),
        ("30.12.–2.1.", date(2026, 12, 30), date(2027, 1, 2)),
    ],
)
def test_several_days(text: str, first: date, last: date) -> None:
    found = when(text, today=TODAY)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "at", "until"),
    [
        ("1.12. klo 18", time(18), None),
        ("1.12. kello 18.30", time(18, 30), None),
        ("ti 1.12. klo 9-15", time(9), time(15)),
        ("tiistaina 1.12. klo 6 illalla", time(18), None),
        ("1.12. 18:30", time(18, 30), None),
        ("1.12. puoli kuusi", time(5, 30), None),
    ],
)
def test_times(text: str, at: time, until: time | None) -> None:
    found = when(text, today=TODAY)
    assert found is not None
    assert found.first == date(2026, 12, 1)
    assert (found.at, found.until, found.ambiguous) == (at, until, False)


def test_ambiguous() -> None:
    found = when("ensi tiistaina", today=TODAY)
    assert found is not None
    assert (found.first, found.ambiguous) == (date(2026, 12, 1), True)
    wrong_weekday = when("ke 1.12.", today=TODAY)
    assert wrong_weekday is not None
    assert wrong_weekday.ambiguous
    no_day = when("kello 14", today=TODAY)
    assert no_day is not None
    assert no_day.ambiguous


@pytest.mark.parametrize("text", each("24.12. | huomenna | ti 1.12. klo 18 | kello 14 | ensi viikolla | perjantai"))
def test_looks_like_a_date(text: str) -> None:
    assert looks_like_date(text)


@pytest.mark.parametrize(
    "text", each("3.7.12 | 3.7 | 3 7 12 | 1-3 | ma | su | huomenta | 3.7.12. | 33712 | toinen | to")
)
def test_does_not_look_like_a_date(text: str) -> None:
    assert not looks_like_date(text)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.dates(date(2024, 3, 1), date(2030, 12, 31)))
def test_a_day_without_a_year_is_within_reach(today: date, day: date) -> None:
    found = when(f"{day.day}.{day.month}.", today=today)
    if found is None:
        assert (day.month, day.day) == (2, 29)
    else:
        assert -183 <= (found.first - today).days <= 366


@given(st.text(max_size=200), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_never_raises(text: str, today: date) -> None:
    when(text, today=today)


@given(
    st.lists(
        st.sampled_from(
            [
                "ensi",
                "viikolla",
                "huomenna",
                "31.12.",
                "9999",
                "kello",
                "24",
                "joulukuussa",
                "ti",
                "1.",
                "-",
                "29.2.",
                "2026-02-30",
            ]
        ),
        max_size=6,
    )
)
def test_never_raises_on_near_dates(words: list[str]) -> None:
    when(" ".join(words), today=TODAY)
