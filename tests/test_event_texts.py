"""What events cost as text messages, by JOURNEYS.md rule 3: one part for everything that is said about a sign-up.

With the longest name that is allowed, at the longest weekday and clock time, under the highest number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from dialogs import event as events
from dialogs.city import EventView, SignupView
from dialogs.event import told
from dialogs.event.signing import sign_up
from dialogs.kit import Done, Go, Say
from meijan import example_events
from meijan.texts.book import original
from service.calendar import HELSINKI
from service.wording import LANGUAGES
from sms.parts import count
from sms.render import render
from tests.fake_city import FakeCity

WORDS = original()
LONG = replace(
    example_events.COFFEE,
    number=9999,
    title="n" * 80,
    name="n" * 25,
    place="Mikkelin nuorisokeskus ja kirjasto, Haukivuori",
    address="Keskustie 123 A 45, 51600 Haukivuori",
    starts=datetime(2026, 12, 23, 13, 30, tzinfo=HELSINKI),  # a Wednesday
    ends=datetime(2026, 12, 23, 15, 30, tzinfo=HELSINKI),
    by_association=True,
    arranger="Mikkelin seudun omaishoitajat ja läheiset ry",
    price="Jäsenet 12,50 euroa, muut 15 euroa",
    free_of_charge=False,
    access="Sisäänkäynti pihan puolelta, ovessa on luiska ja ovikello.",
    text="Tule tapaamaan muita. " * 20,
    age=18,
    asks_name=True,
)
UNTIL = datetime(2026, 12, 16, 16, 30, tzinfo=HELSINKI)
SIGNUPS = [
    SignupView(LONG, seats=1),
    SignupView(LONG, seats=12),
    SignupView(LONG, seats=1, waiting=1, place=123),
    SignupView(LONG, seats=10, waiting=12, place=123),
    SignupView(LONG, waiting=12, place=123),
    SignupView(LONG, offered=1, waiting=1, place=1, until=UNTIL),
    SignupView(LONG, offered=12, until=UNTIL),
    SignupView(LONG, waiting=2, place=2, until=UNTIL, invited=True),
]


def parts(say: Say, language: str) -> int:
    """What it costs as a text message; it must be GSM-7."""
    counted = count(render(WORDS.word(say, language, narrow=True)))
    assert counted.encoding == "GSM-7", say
    return counted.parts


def city(language: str, event: EventView = LONG, *signups: SignupView) -> FakeCity:
    """A city with one event, and one's own sign-up to it."""
    made = FakeCity(language=language)
    made.happens = (event,)
    made.signups = {signup.event.number: signup for signup in signups}
    return made


def said(signup: SignupView, language: str) -> list[Say]:
    """All that is said of a sign-up."""
    here = city(language, signup.event, signup)
    moved = replace(signup.event, starts=signup.event.starts.replace(day=22), place="x")
    found = [
        *(events.Signed(9999, how).ask(here) for how in ("", "offer")),
        *(events.Asked(9999, what, receipt).ask(here) for what in ("name", "needs") for receipt in (True, False)),
        events.Leaving(9999).ask(here),
        events.Offer(9999).ask(here),
        events.Reminded(9999).ask(here),
        events.Changed(9999).ask(here),
        events.cancel(9999, here).say,
        events.allow_number(9999, here).say,
        told.lapsed(signup, here, passed_on=True),
        told.lapsed(signup, here, passed_on=False),
        told.taken(signup, here),
        told.postponed(signup.event, here),
        told.cancelled(signup.event, here),
        told.feedback(signup.event, here),
        told.changed(replace(signup, event=replace(signup.event, place="Kansantalo")), here, was=moved),
    ]
    return [say for say in found if say is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signup", SIGNUPS, ids=str)
def test_whatever_is_said_of_a_sign_up_costs_one_part(language: str, signup: SignupView) -> None:
    dear = [say for say in said(signup, language) if parts(say, language) > 1]
    assert not dear


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_of_unusual_length_in_a_change_costs_two_parts(language: str) -> None:
    """It is the news, so it is never left out."""
    signup = SignupView(LONG, seats=1)
    was = replace(LONG, starts=LONG.starts.replace(day=22), place="x")
    assert parts(told.changed(signup, city(language, LONG, signup), was=was), language) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "event",
    [
        replace(LONG, state="cancelled"),
        replace(LONG, state="postponed"),
        replace(LONG, takes="full"),
        replace(LONG, takes="over"),
        replace(LONG, takes="no"),
        replace(LONG, takes="later", opens=UNTIL),
        replace(LONG, starts=LONG.starts.replace(year=2025), ends=LONG.ends.replace(year=2025)),
    ],
    ids=lambda event: f"{event.state} {event.takes}",
)
def test_a_refusal_costs_one_part_and_says_what_to_do(language: str, event: EventView) -> None:
    here = city(language, event)
    for size in (None, 99):
        done = sign_up(9999, size, "", here)
        assert isinstance(done, Done)
        assert done.say is not None
        assert parts(done.say, language) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_costs_two_parts_at_most_and_a_card_two(language: str) -> None:
    coming = tuple(replace(LONG, number=n, name="n" * 25) for n in (9997, 9998, 9999, 9996))
    here = city(language)
    here.happens = coming
    assert parts(events.Coming().ask(here), language) == 2
    for taken in ("open", "line", "later", "over", "no", "full"):
        here.happens = (replace(LONG, takes=taken, opens=UNTIL),)
        assert parts(events.EventCard(9999).ask(here), language) <= 2


def test_usual_names_make_a_list_of_one_part() -> None:
    here = city("fi")
    here.happens = (example_events.COFFEE, example_events.GYM, example_events.STORIES)
    assert parts(events.Coming().ask(here), "fi") == 1


def test_an_age_limit_is_told_before() -> None:
    """Asked once; whoever has just read the card is not asked again."""
    here = city("fi")
    asked = sign_up(9999, None, "", here)
    assert isinstance(asked, Go)
    assert isinstance(asked.step, events.Join)
    assert parts(asked.step.ask(here), "fi") == 1
    assert isinstance(sign_up(9999, None, "", here, events.EventCard(9999)), Go)
    assert not isinstance(sign_up(9999, None, "", here, events.EventCard(9999)).step, events.Join)  # type: ignore[union-attr]
