"""One item of a Linked Events API: what it becomes, what is cleaned, what is refused and why."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meijan.event_import import _units
from service.calendar import HELSINKI
from service.events.draft import Draft
from service.events.source import linked
from service.events.source.changes import compare, fingerprint
from service.events.source.clean import short_name, shortened
from service.events.source.found import Found, Passed, Reading, Refusal, Stands
from tests.event_source.conftest import AREAS, NOW, event

UNTITLED = "otsikko puuttuu suomeksi, ruotsiksi ja englanniksi"
STRANGE = [
    "2026-12-01T10:00:00Z",
    "2026-12-01",
    "EventCancelled",
    "recurring",
    "0001-01-01",
    "https://x/",
    "<b>",
    "\ud800",
]


def draft(item: Any, reading: Reading) -> Draft:
    found = linked.read(item, reading)
    assert isinstance(found, Found), found
    assert found.draft is not None
    return found.draft


def test_all_of_it(reading: Reading) -> None:
    found = draft(event(), reading)
    assert (found.title.fi, found.title.sv, found.name and found.name.fi) == (
        "Kahvihetki 1",
        "Kaffestund 1",
        "Kahvihetki 1",
    )
    assert found.place is not None
    assert (found.place.fi, found.place.sv, found.area) == ("Rantakylän kirjasto", "Rantakylä bibliotek", "Rantakylä")
    assert found.address is not None
    assert found.address.fi == "Vaasankatu 1"
    assert (found.latitude, found.longitude) == (61.6886, 27.2723)
    assert found.starts.astimezone(HELSINKI) == datetime(2026, 11, 26, 13, tzinfo=HELSINKI)
    assert (found.free_of_charge, found.for_children, found.accessible) == (True, True, False)
    assert (found.arranger, found.url) == ("Kirjasto", "https://example.org/kahvi")
    assert not found.takes_signups


@pytest.mark.parametrize(
    ("start", "end", "starts", "ends", "all_day"),
    [
        ("2026-11-26", None, "2026-11-26T00:00", "2026-11-27T00:00", True),
        ("2026-11-26", "2026-11-28", "2026-11-26T00:00", "2026-11-29T00:00", True),  # the last day is within
        ("2026-11-26T11:00:00Z", None, "2026-11-26T13:00", "2026-11-26T15:00", False),
        ("2026-11-26T11:00:00Z", "2026-11-26", "2026-11-26T13:00", "2026-11-27T00:00", False),
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z", "2027-03-28T02:30", "2027-03-28T04:30", False),
        ("2026-11-26T13:00:00", "2026-11-26T14:00:00+02:00", "2026-11-26T13:00", "2026-11-26T14:00", False),
    ],
)
def test_times(start: str, end: str | None, starts: str, ends: str, all_day: bool, reading: Reading) -> None:
    found = draft(event(start_time=start, end_time=end), reading)
    local = found.starts.astimezone(HELSINKI), found.ends.astimezone(HELSINKI)
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in local] == [starts, ends]
    assert found.all_day is all_day


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (event(start_time=None), "alkamisaika puuttuu"),
        (event(start_time="huomenna"), "alkamisaika ei ole aika: huomenna"),
        (event(start_time=7), "alkamisaika ei ole aika"),
        (event(start_time="0001-01-01T00:00:00Z"), "alkamisaika on vuonna 1"),
        (event(start_time="9999-12-31T23:59:59Z"), "alkamisaika on vuonna 9999"),
        (event(end_time="9999-12-31"), "päättymisaika on vuonna 9999"),
        (event(end_time="2026-11-25T13:00:00Z"), "se päättyy ennen kuin alkaa"),
        (event(start_time="2026-11-26", end_time="2026-11-25"), "se päättyy ennen kuin alkaa"),
        (event(end_time="2028-11-26T13:00:00Z"), "se kestää yli vuoden"),
        (event(name=None), UNTITLED),
        (event(name={"fi": " <script>alert(1)</script> ", "ru": "Кофе"}), UNTITLED),
        ({}, "tunnus puuttuu tai on liian pitkä"),
        (event(id="x" * 1000), "tunnus puuttuu tai on liian pitkä"),
        (event(id="a\x00b"), "tunnus puuttuu tai on liian pitkä"),
        (["mitä"], "tieto ei ole tapahtuma"),
    ],
)  # fmt: skip
def test_refused(item: Any, why: str, reading: Reading) -> None:
    found = linked.read(item, reading)
    assert isinstance(found, Refusal)
    assert found.why == why


@pytest.mark.parametrize(
    ("item", "passed"),
    [
        (event(super_event_type="recurring"), Passed.SUPER),
        (event(super_event_type="umbrella"), Passed.SUPER),
        (event(publication_status="draft"), Passed.UNPUBLISHED),
        (event(start_time="2026-11-23T11:00:00Z", end_time="2026-11-23T12:00:00Z"), Passed.OVER),
    ],
)
def test_none_of_our_business(item: Any, passed: Passed, reading: Reading) -> None:
    assert linked.read(item, reading) is passed


@pytest.mark.parametrize(
    ("item", "stands"),
    [
        # a deleted item keeps nothing else
        ({"id": "mikkeli:1", "name": {"fi": "POISTETTU"}, "deleted": True, "replaced_by": None}, Stands.GONE),
        (event(event_status="EventCancelled"), Stands.CANCELLED),
        (event(event_status="http://schema.org/EventCancelled"), Stands.CANCELLED),
        (event(event_status="EventPostponed", start_time=None), Stands.POSTPONED),
        (event(event_status="EventRescheduled"), Stands.ON),
    ],
)
def test_stands(item: Any, stands: Stands, reading: Reading) -> None:
    found = linked.read(item, reading)
    assert isinstance(found, Found)
    assert found.stands is stands


def test_times_of_a_series_share_it(reading: Reading) -> None:
    found = linked.read(event(super_event={"@id": "https://example.org/v1/event/mikkeli%3Asarja/"}), reading)
    assert isinstance(found, Found)
    assert found.series == "mikkeli:sarja"


def cleaned(item: Any, reading: Reading) -> tuple[str, tuple[str, ...]]:
    found = linked.read(item, reading)
    assert isinstance(found, Found)
    return found.title, found.notes


@pytest.mark.parametrize(
    ("name", "title", "notes"),
    [
        ({"fi": "<b>Kahvi</b> &amp; <i>pulla</i>"}, "Kahvi & pulla", ("otsikko: HTML poistettu",)),
        ({"fi": "Kahvi<script>alert('x')</script>"}, "Kahvi", ("otsikko: HTML poistettu",)),
        ({"fi": "Kahvi \u202eallup\u202c"}, "Kahvi allup", ("otsikko: ohjausmerkkejä poistettu",)),
        ({"fi": "Kahvi\x00\ud800hetki"}, "Kahvi hetki", ("otsikko: ohjausmerkkejä poistettu",)),
        ({"sv": "Kaffe"}, "Kaffe", ("otsikko: suomi puuttuu, käytämme ruotsinkielistä",)),
        ({"en": "Coffee", "fi": "  "}, "Coffee", ("otsikko: suomi puuttuu, käytämme englanninkielistä",)),
        ({"fi": "alle 5 < 6 ja 7 > 6"}, "alle 5 < 6 ja 7 > 6", ()),
    ],
)
def test_titles_are_cleaned(name: Any, title: str, notes: tuple[str, ...], reading: Reading) -> None:
    assert cleaned(event(name=name), reading) == (title, notes)


def test_a_long_title_ends_at_a_word(reading: Reading) -> None:
    title, notes = cleaned(event(name={"fi": "kahvi " * 2000}), reading)
    assert len(title) <= 120
    assert title.endswith("kahvi…")
    assert notes == ("otsikko: lyhennetty, 12000 merkkiä",)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kahvihetki", "Kahvihetki"),
        ("Mikkelin kaupunginorkesterin joulukonsertti", "Mikkelin"),
        ("Joulu – koko perheen juhla torilla", "Joulu - koko perheen"),
        ("Sillanpäänkadunkulmakahvila", "Sillanpäänkadunkulmakahvi"),
        ("{[€]} {[€]} {[€]}", "{[€]} {[€]}"),  # each takes two septets
        ("Кофе", "Tapahtuma"),
        ("Šakki ja muut", "Sakki ja muut"),
        ("🎄 Joulu", "Joulu"),
    ],
)
def test_short_names(title: str, name: str) -> None:
    assert short_name(title, _units) == name
    assert (_units(name) or 99) <= 25


def test_a_place_is_asked_once_it_is_named_by_address_alone(reading: Reading) -> None:
    item = event(location={"@id": "https://example.org/v1/place/tprek:1/"})
    asked = dataclasses.replace(reading, place=lambda _address: {"name": {"fi": "Otavan opisto"}})
    found = draft(item, asked)
    assert found.place is not None
    assert (found.place.fi, found.area) == ("Otavan opisto", "Otava")
    assert cleaned(item, reading)[1] == ("paikka: tietoja ei saatu",)


@pytest.mark.parametrize("place", ["Otavankatu 3", "Otavalan talo"])
def test_a_street_is_not_a_part_of_the_city(place: str, reading: Reading) -> None:
    assert draft(event(location={"name": {"fi": place}}), reading).area == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", "https://" + "x" * 600, "file:///etc/passwd"])
def test_an_address_that_is_none_is_dropped(url: str, reading: Reading) -> None:
    assert draft(event(info_url={"fi": url}), reading).url == ""


def test_prices(reading: Reading) -> None:
    paid = draft(event(offers=[{"is_free": False, "price": {"fi": "5 €"}}, {"is_free": True}]), reading)
    assert (paid.free_of_charge, paid.price and paid.price.fi) == (False, "5 €")
    assert not draft(event(offers=[]), reading).free_of_charge


def test_ages_and_words_tell_for_whom(reading: Reading) -> None:
    assert draft(event(keywords=[], audience_max_age=10), reading).for_children
    assert draft(event(keywords=[], audience_min_age=18), reading).age_least == 18
    assert not draft(event(keywords=[]), reading).for_children
    assert draft(event(keywords=[{"id": "x", "name": {"fi": "esteettömyys"}}]), reading).accessible


def test_shortened_never_exceeds() -> None:
    for most in range(4, 40):
        assert len(shortened("pitkä teksti, jossa on sanoja ja sanojen välejä", most)) <= most


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "2026-12-01T10:00:00Z",
            "2026-12-01",
            "EventCancelled",
            "recurring",
            "0001-01-01",
            "https://x/",
            "<b>",
            "\ud800",
        ]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["fi", "sv", "@id", "name", "coordinates", "is_free", "price", "id"]), inner)
    ),
    max_leaves=6,
)
FIELDS = [*sorted(event()), "publication_status"]


@settings(max_examples=600, deadline=None, derandomize=True, database=None)
@given(st.dictionaries(st.sampled_from(FIELDS), values) | values)
def test_whatever_comes_is_an_event_or_a_line(item: Any) -> None:
    """Never an exception; and what is an event can be kept: its texts are text, its hash is the same each time."""
    reading = Reading(NOW, AREAS, _units)
    item = {**event(), **item} if isinstance(item, dict) else item
    found = linked.read(item, reading)
    assert isinstance(found, Found | Refusal | Passed)
    if isinstance(found, Found) and found.draft is not None:
        json.dumps(found.draft.words(), ensure_ascii=False).encode()
        again = linked.read(item, reading)
        assert isinstance(again, Found)
        assert again.draft is not None
        assert fingerprint(again.draft) == compare(None, found).mark
    if isinstance(found, Refusal):
        f"{found.title}{found.source_id}{found.why}".encode()
