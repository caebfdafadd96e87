"""What people ask of the list of events, in their own words, and how buttons carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.event.asked import KINDS, Wanted, bare, named, packed, unpacked, wanted
from dialogs.event.listing import Coming
from dialogs.kit import Answer, Go
from dialogs.talk import Question, Talk, button, converse
from meijan.example_events import COFFEE, GYM
from meijan.settings import AREA_BYTES
from service.house import AREAS
from tests.fake_city import FakeCity

TUESDAY = date(2026, 11, 24)
BUTTON_BYTES = 64
WEDNESDAY, SATURDAY, SUNDAY = date(2026, 11, 25), date(2026, 11, 28), date(2026, 11, 29)
FIRST = date(2026, 12, 1)

ASKED = [
    ("mitä tapahtumia huomenna?", Wanted(WEDNESDAY, WEDNESDAY)),
    ("tapahtumat tänään", Wanted(TUESDAY, TUESDAY)),
    ("ti 1.12.", Wanted(FIRST, FIRST)),
    ("onko 1.12. mitään", Wanted(FIRST, FIRST)),
    ("lauantaina", Wanted(SATURDAY, SATURDAY)),
    ("onko viikonloppuna lapsille jotain", Wanted(SATURDAY, SUNDAY, kind="children")),
    ("ilmaista tekemistä Otavassa", Wanted(area="Otava", kind="free")),
    ("mitä Haukivuorella tapahtuu", Wanted(area="Haukivuori")),
    ("esteettömiä tapahtumia Ristiinassa lauantaina", Wanted(SATURDAY, SATURDAY, "Ristiina", "accessible")),
    ("pääseekö pyörätuolilla", Wanted(kind="accessible")),
    ("vad händer i morgon", Wanted(WEDNESDAY, WEDNESDAY)),
    ("gratis för barn", Wanted(kind="free")),
    ("something for children tomorrow", Wanted(WEDNESDAY, WEDNESDAY, kind="children")),
]


@pytest.mark.parametrize(("text", "meant"), ASKED)
def test_days_areas_and_kinds_are_found_among_other_words(text: str, meant: Wanted) -> None:
    assert wanted(text, today=TUESDAY, areas=AREAS) == meant


@pytest.mark.parametrize(
    "text",
    ["tapahtumat", "12", "12 3", "huomenta", "keskustelu jatkuu", "otan kahvia", "events to go", "eilen oli kivaa", ""],
)
def test_nothing_is_found_where_nothing_is_asked(text: str) -> None:
    assert wanted(text, today=TUESDAY, areas=AREAS) is None


@pytest.mark.parametrize("text", ["ilmottautuisin kahvihetkeen", "kahvihetki", "Kahvihetkelle kiitos", "KAHVIHETKEÄ"])
def test_an_event_is_named_in_any_case(text: str) -> None:
    assert named(text, COFFEE)
    assert not named(text, GYM)


@pytest.mark.parametrize("text", ["haluan ilmoittautua", "kahvi", "hetki", "kahdeksan", "12"])
def test_other_words_name_no_event(text: str) -> None:
    assert not named(text, COFFEE)


@given(
    st.none()
    | st.tuples(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.dates(date(2001, 1, 1), date(2099, 12, 31))),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(["", *AREAS]),
    st.integers(0, 9999),
)
def test_a_button_carries_what_is_asked(days: tuple[date, date] | None, kind: str, area: str, after: int) -> None:
    """Whatever is packed comes back, for ever."""
    first, last = days or (None, None)
    asked = Wanted(first, last, area, kind)
    assert unpacked(packed(asked, after), today=TUESDAY, areas=AREAS) == (asked, after)


@given(st.text(max_size=40))
def test_a_forged_button_is_no_list_or_one_that_can_be_shown(value: str) -> None:
    found = unpacked(value, today=TUESDAY, areas=AREAS)
    assert found is None or unpacked(packed(*found), today=TUESDAY, areas=AREAS) == found


def test_the_fullest_button_fits() -> None:
    """Telegram refuses a message whose button carries more than 64 bytes."""
    area = "x" * AREA_BYTES
    city = FakeCity(narrow=False, areas=(area,))
    city.happens = tuple(replace(COFFEE, number=n, area=area, accessible=True) for n in range(9990, 10000))
    page = Coming(WEDNESDAY, SUNDAY, area, "accessible", 9990)
    choices = page.ask(city).choices
    assert any(option.label.id == "Next events" for option in choices if hasattr(option.label, "id"))
    for option in choices:
        assert len(button(Question(page, 10**9, city.now), option.value).encode()) <= BUTTON_BYTES
        move = page.take(Answer(tap=option.value), city)
        assert isinstance(move, Go) or option.value == "mine"


@pytest.mark.parametrize("narrow", [True, False], ids=["sms", "telegram"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ilmainen", "free"),
        ("Ilmaiset", "free"),
        ("maksuton", "free"),
        ("maksuttomat tapahtumat", "free"),
        ("onko ilmaisia?", "free"),
        ("gratis", "free"),
        ("free", "free"),
        ("esteetön", "accessible"),
        ("esteettömät", "accessible"),
        ("tillgängliga", "accessible"),
        ("lapsille", "children"),
        ("vain lapsille", "children"),
        ("för barn", "children"),
        ("for children", "children"),
    ],
)
def test_a_bare_kind_narrows_the_open_list(text: str, meant: str, narrow: bool) -> None:
    """With nothing open, "ilmainen" asks what a message costs."""
    city = FakeCity(narrow=narrow)
    weekend = replace(
        COFFEE,
        area="Otava",
        starts=COFFEE.starts.replace(day=28),
        free_of_charge=True,
        accessible=True,
        for_children=True,
    )
    for happens, opened, narrowed in (
        ((COFFEE,), Coming(), Coming(kind=meant)),
        ((weekend,), Coming(SATURDAY, SUNDAY, "Otava", "free", 12), Coming(SATURDAY, SUNDAY, "Otava", meant)),
        ((), Coming(SATURDAY, SUNDAY, "Otava"), Coming(kind=meant)),  # nothing is all of that
    ):
        city.happens = happens
        talk = Talk((Question(opened, 1, city.now),))
        turned = converse(talk, Answer(text=text), city, lambda _command: None)
        assert turned.talk.top is not None
        assert turned.talk.top.step == narrowed


@pytest.mark.parametrize("text", ["maksaako tämä", "haluan idean lapsille ja vanhuksille", "12", "", "ja", "hinta"])
def test_other_words_are_no_bare_kind(text: str) -> None:
    assert not bare(text, AREAS)
