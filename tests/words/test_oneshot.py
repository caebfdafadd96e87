"""The taught forms, with the resident's own words untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.oneshot import Command, command
from tests.words.tables import each


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("IDEA penkki  Rantaan!", "idea", "penkki  Rantaan!"),
        ("idea: Penkki\nrantaan", "idea", "Penkki\nrantaan"),
        ("Idea penkkejä rantaraitille", "idea", "penkkejä rantaraitille"),
        ("IDÉ bänkar", "idea", "bänkar"),
        ("ide\u0301 bänkar", "idea", "bänkar"),
        ("Idea", "idea", ""),
        ("MUUTA Uusi teksti", "change", "Uusi teksti"),
        ("ÄNDRA Ny text", "change", "Ny text"),
        ("YHDISTYS Mikkelin Martat ry", "association", "Mikkelin Martat ry"),
        ("FÖRENING Marthorna", "association", "Marthorna"),
        ("TAPAHTUMAT", "events", ""),
        ("äänestys!", "vote", ""),
        ("ILMO", "signup", ""),
        ("peru", "cancel", ""),
    ],
)
def test_words_stay_as_written(text: str, name: str, rest: str) -> None:
    found = command(text)
    assert found is not None
    assert (found.name, found.rest) == (name, rest)


@pytest.mark.parametrize(
    ("text", "number", "size", "note"),
    [
        ("ilmo 12", 12, None, ""),
        ("ILMO 12 3", 12, 3, ""),
        ("Ilmo 12, 3 henkeä", 12, 3, ""),
        ("ilmo 12 kolme henkeä", 12, 3, ""),
        ("ILMO 12 pyörätuoli", 12, None, "pyörätuoli"),
        ("ilmo 12 3 Yksi pyörätuoli", 12, 3, "Yksi pyörätuoli"),
        ("ilmo12", 12, None, ""),
        ("ilmo nro 12", 12, None, ""),
        ("4 ilmo", 4, None, ""),
        ("ilmoittaudun 4", 4, None, ""),
        ("ANMÄL 4", 4, None, ""),
    ],
)
def test_sign_up(text: str, number: int, size: int | None, note: str) -> None:
    found = command(text)
    assert found is not None
    assert found.name == "signup"
    assert (found.number, found.size, found.note) == (number, size, note)


def test_codes_and_numbers() -> None:
    assert command("PERU 12") == Command("cancel", "12", number=12)
    assert command("peru k7f2") == Command("cancel", "k7f2", code="K7F2")
    assert command("KANNATAN K7 F2!") == Command("support", "K7 F2!", code="K7F2")
    vote = command("Äänestä 3,7 ja 12")
    assert vote is not None
    assert vote.numbers is not None
    assert vote.numbers.values == (3, 7, 12)
    assert command("aanesta 3 7 12") is not None
    assert command("LISÄÄ 4") == Command("more", "4", number=4, numbers=command("lisää 4").numbers)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    each("""
        peru ilmoittautuminen | peruna | peru peruna | perustettu | äänestä minua
        ilmo pienestä asiasta | kannatan ajatusta | KANNATAN | MUUTA | Yhdistys perustettiin 1987
        idea on huono | aloita | tapahtumat olivat kivoja | lisää penkkejä rantaan | 12 | hei
        äänestin jo | muutama penkki | ilmoitus
    """),
)
def test_what_does_not_fit_is_no_command(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    "text",
    each("""
        IDEA penkki | idea: penkki | idea | PERU 12 | peru 12 | ilmo 4 | ÄÄNESTÄ 3 7 | muuta: x | 4 ilmo
    """),
)
def test_strict_takes_the_unmistakable(text: str) -> None:
    assert command(text, strict=True) is not None


@pytest.mark.parametrize(
    "text",
    each("""
        Idea penkki rantaan | muuta en osaa sanoa | yhdistys Martat | peru se ilmoittautuminen
    """),
)
def test_strict_leaves_the_rest(text: str) -> None:
    assert command(text, strict=True) is None


@given(st.text(max_size=400), st.booleans())
def test_never_raises(text: str, strict: bool) -> None:
    command(text, strict=strict)


@given(st.text(min_size=1, max_size=200).map(str.strip).filter(bool))
def test_an_idea_is_kept_verbatim(text: str) -> None:
    found = command("IDEA: a" + text)
    assert found is not None
    assert found.rest == "a" + text


def test_a_long_idea_is_whole() -> None:
    """Telegram and Twilio let more through than the part in which a command is looked for."""
    text = "penkki rantaan " * 600
    found = command(f"IDEA {text}")
    assert found is not None
    assert found.rest == text.strip()
