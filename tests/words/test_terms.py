"""The words of a text as the index has them."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import voikko
from service.terms import MOST_WORDS, Terms
from store.similar import Word

PLAIN = Terms()


def beginnings(text: str) -> tuple[str, ...]:
    return PLAIN.keys(text).beginnings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Penkkejä rantaraitille!", ("penkk*", "ranta*")),
        ("PENKKI, penkit; penkeille", ("penkk*", "penki*", "penke*")),
        ("Haluaisin lisää valoja Mikkeliin", ("valoj*",)),
        ("palavelu", ("palve*",)),
        ("koira-aitaus", ("koira*", "aitau*")),
        ("a\u0308iti ja äiti", ("aiti*",)),
        ("10 penkkiä 2027", ("penkk*",)),
        ("скамейка у озера", ("скаме*", "озера*")),
    ],
)
def test_beginnings(text: str, words: tuple[str, ...]) -> None:
    assert beginnings(text) == words


def test_a_long_letter_is_not_read_to_its_end() -> None:
    many = " ".join("abcdefghij"[n % 10] * 3 + "abcdefghij"[n // 10] for n in range(100))
    assert len(beginnings(many)) == MOST_WORDS


def test_base_forms_stand_beside_the_beginning() -> None:
    keys = Terms(lambda word: {"Penkeille": ("penkki",), "saamme": ("saada", "saa")}.get(word, ())).keys(
        "Penkeille roskis, saamme"
    )
    assert keys.words == (Word("penke*", ("penkki",)), Word("roski*"))  # what any idea says is left out
    assert keys.lemmas == ("penkki",)
    assert keys.lemmatised
    assert not PLAIN.keys("penkki").lemmatised


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    """A term is never empty and holds no space, since spaces part the terms of a stored text."""
    keys = PLAIN.keys(text)
    assert all(len(one) > 1 and len(one.split()) == 1 for one in keys.beginnings)


def lemmas(word: str) -> tuple[str, ...]:
    found = voikko.lemmas()
    if found is None:
        pytest.skip("libvoikko or voikko-fi is not installed")
    return tuple(found(word))


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("penkkejä", ("penkki",)),
        ("Rantaraittia", ("rantaraitti", "ranta", "raitti")),
        ("kuntoilulaitteita", ("kuntoilulaite", "kuntoilla", "laite")),
        ("pimeetä", ()),
        ("skdjfh", ()),
    ],
)
def test_voikko(word: str, forms: tuple[str, ...]) -> None:
    assert lemmas(word) == forms


@given(st.text())
def test_voikko_takes_any_text(text: str) -> None:
    lemmas("penkki")  # skips without it
    keys = Terms(voikko.lemmas()).keys(text)
    assert all(one and len(one.split()) == 1 for one in keys.lemmas)


def test_without_the_library_there_are_no_base_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libvoikko", None)
    assert voikko.lemmas.__wrapped__() is None
