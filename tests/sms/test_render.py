"""An Outbound as the text of an SMS."""

from hypothesis import given
from hypothesis import strategies as st

from service.channel import Choice, Outbound
from sms import graphemes
from sms.parts import count
from sms.render import LONGEST, render

FIRST = Outbound(
    "Hei! Tämä on Mikkelin kaupunki. Vastaa numero.",
    choices=(
        Choice("1", "Anna idea", "idea"),
        Choice("2", "Äänestä", "vote"),
        Choice("3", "Tapahtumat", "events"),
        Choice("4", "Soittakaa minulle", "call"),
        Choice("0", "Ohje", "help"),
        Choice("9", "Kartta", "map", url="https://mikkeli.example"),
    ),
    tail="English: ENGLISH\nEi viestejä: LOPETA",
)


def test_the_first_greeting_is_the_one_of_the_journeys() -> None:
    assert render(FIRST).split("\n") == [
        "Hei! Tämä on Mikkelin kaupunki. Vastaa numero.",
        "1 Anna idea",
        "2 Äänestä",
        "3 Tapahtumat",
        "4 Soittakaa minulle",
        "0 Ohje",
        "English: ENGLISH",
        "Ei viestejä: LOPETA",
    ]
    assert count(render(FIRST)) == ("GSM-7", 145, 1)


def test_text_alone_and_choices_alone() -> None:
    assert render(Outbound("Kiitos!")) == "Kiitos!"
    assert render(Outbound("", choices=(Choice("1", "Kyllä", "y"),))) == "1 Kyllä"
    assert render(Outbound("")) == ""


@given(st.text(max_size=2500), st.text(max_size=60), st.text(max_size=60))
def test_long_text_gives_way_to_what_can_be_answered(text: str, label: str, tail: str) -> None:
    body = render(Outbound(text, choices=(Choice("1", label, "x"),), tail=tail))
    assert graphemes.units(body) <= LONGEST
    assert f"\n1 {label}".strip() in body
    assert body.endswith(tail)


def test_the_cap_never_cuts_a_character() -> None:
    family = "👨\u200d👩\u200d👧"
    assert render(Outbound("a" * 1595 + family)) == "a" * 1595
    choices = tuple(Choice(str(n), "š" * 60, "x") for n in range(40))
    assert graphemes.units(render(Outbound("Valitse.", choices=choices))) <= LONGEST
