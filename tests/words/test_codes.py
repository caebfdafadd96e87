"""Idea codes: made, written badly, found."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.codes import DIGITS, LETTERS, find_code, make_code
from tests.words.tables import each


@pytest.mark.parametrize(
    "text",
    each("""
        K7F2 | k7f2 | K 7 F 2 | k7-f2 | kannatan K7F2! | tunnus on k7 f2, kiitos | IDEA K7F2 | k7fz
    """),
)
def test_one_code_in_many_hands(text: str) -> None:
    assert find_code(text) == "K7F2"


@pytest.mark.parametrize(
    "text",
    each("""
        K7F | KK7F2 | K7F25 | talo | K0F1 | 3 7 12 | 010150-900X | ilmo 12 3 | A4-paperi | i7f2
    """),
)
def test_no_code(text: str) -> None:
    assert find_code(text) is None


def test_no_look_alikes() -> None:
    assert not set("01OILQÅÄÖ") & set(LETTERS + DIGITS)
    assert set("K7F2") <= set(LETTERS + DIGITS)


@given(st.integers(), st.integers(2, 3), st.sampled_from([str.lower, str.upper]), st.sampled_from(["", " ", "-"]))
def test_every_code_is_found(seed: int, pairs: int, dress: object, between: str) -> None:
    code = make_code(Random(seed), pairs=pairs)
    assert find_code("kannatan " + between.join(dress(code)) + ".") == code  # type: ignore[operator]


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    find_code(text)
