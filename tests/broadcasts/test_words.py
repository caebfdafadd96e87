"""In which words: placeholders from a whitelist, how to stop exactly once, parts, euros and warnings."""

from __future__ import annotations

import pytest

from service.broadcasts import making, preview, testing
from service.broadcasts.moment import Moment
from service.broadcasts.preview import Preview
from service.broadcasts.words import fill
from service.notices import Refused
from service.words import Words
from store import staff
from store.models.staff import Role
from tests.broadcasts.conftest import TEXT, Town

STOP = "Ei viestejä: LOPETA"


def looked(town: Town, number: int) -> Preview:
    with town.database.read() as db:
        return preview.of(db, town.house, town.row(number))


def test_placeholders_are_filled_per_language(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00", asks_name=True)
    finn, swede, english, nameless = (town.person(language=x) for x in ("fi", "sv", "en", "fi"))
    for address, name in ((finn, "Aino {aika}"), (swede, "Åsa"), (english, "Ann"), (nameless, "")):
        town.sign_up(event_id, address, name=name)
    words = Words(
        fi="Mikkelin kaupunki: hei {nimi}! {tapahtuma} {aika}, {paikka}.",
        en="City of Mikkeli: {nimi}, {tapahtuma} is {aika}.",
    )
    town.approved(words=words, event=12)
    town.tick()
    put = {a: text for a, _s, text in town.put()}
    when = "Kahvihetki perjantaina 27.11. kello 13, pääkirjasto."
    assert put == {
        # what a person wrote is no placeholder
        finn: f"Mikkelin kaupunki: hei Aino {{aika}}! {when}\n{STOP}",
        nameless: f"Mikkelin kaupunki: hei! {when}\n{STOP}",
        # without words of their own: in Finnish, with what the event says in Swedish, and the Swedish word
        swede: put[swede],
        english: "City of Mikkeli: Ann, Coffee is Friday 27 November at 13:00.\nNo more messages: LOPETA",
    }
    assert put[swede].startswith("Mikkelin kaupunki: hei Åsa! Kahvihetki fredag 27.11 klockan 13")


def test_how_to_stop_is_said_once(town: Town) -> None:
    """On both channels; not again where the text says it."""
    town.person()
    town.person(channel="telegram")
    town.approved(words=TEXT)
    town.approved(words=f"{TEXT} Et halua viestejä? Kirjoita LOPETA")
    town.tick()
    assert {text.count("LOPETA") for _a, _s, text in town.put()} == {1}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{kuka} tulee", "fi: {kuka} ei käy. Voit käyttää näitä: {nimi} {tapahtuma} {aika} {paikka}."),
        ("{0.__class__}", "fi: {0.__class__} ei käy. Voit käyttää näitä: {nimi} {tapahtuma} {aika} {paikka}."),
        ("{nimi}!", "fi: {nimi} ei käy tässä lähetyksessä. Nimi tiedetään vain, kun vastaanottajat ilmoittautuivat"),
        ("tule { mukaan", "fi: aaltosulje on yksin. Kirjoita esimerkiksi {aika}."),
        ("a" * 441, "fi: tekstiviestissä on 4 osaa. Enintään 3 käy. Lyhennä viestiä."),
    ],
)
def test_what_is_refused(town: Town, text: str, fault: str) -> None:
    town.person()
    found = looked(town, town.draft(words=text)).faults
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_template_language_it_is_not() -> None:
    """Nothing is looked up in anything, and what was filled in is not filled again."""
    assert fill("{aika.year} {{aika}} {aika!r} {aika}", {"aika": "{paikka}", "paikka": "x"}) == (
        "{aika.year} {{paikka}} {aika!r} {paikka}"
    )


@pytest.mark.parametrize(
    ("text", "warning", "parts"),
    [
        (f"{TEXT} – tule!", "fi: – tuplaa hinnan, siksi tekstiviestissä lähtee -.", 1),
        (f"{TEXT} 😀", "fi: 😀 tuplaa hinnan, poista se, jos voit.", 2),
        (f"{TEXT} www.mikkeli.fi/x", "fi: viestissä on linkki (www.mikkeli.fi/x). Älä käytä linkkejä", 1),
        ("Tule torille!", "fi: viestissä ei lue, kuka lähettää. Kirjoita Mikkelin kaupunki.", 1),
        (TEXT, f"fi: viestin loppuun tulee: {STOP}", 1),
    ],
)
def test_what_is_warned_of(town: Town, text: str, warning: str, parts: int) -> None:
    town.person()
    found = looked(town, town.draft(words=text))
    assert [one for one in found.warnings if one.startswith(warning)], found.warnings
    assert [seen.parts for seen in found.seen] == [parts]
    assert found.faults == ()


def test_the_preview_counts_parts_and_euros_and_shows_the_message_that_leaves(town: Town) -> None:
    town.crowd(3)
    town.crowd(2, language="sv")
    town.crowd(4, channel="telegram")
    town.crowd(5, agrees=None)
    number = town.approved(words=Words(fi=TEXT, en="City of Mikkeli"))
    found = looked(town, number)
    assert (found.counted.people, found.parts, found.euros, found.second) == (9, 5, 0.4, False)
    assert found.counted.by_channel() == {"sms": 5, "telegram": 4}
    assert found.counted.by_language() == {"fi": 7, "sv": 2}
    assert found.counted.skipped == {"not_asked": 5}
    seen = {(one.channel, one.language): one for one in found.seen}
    assert {key: (one.people, one.parts, one.in_finnish) for key, one in seen.items()} == {
        ("sms", "fi"): (3, 1, False),
        ("sms", "sv"): (2, 1, True),
        ("telegram", "fi"): (4, 0, False),
    }
    town.tick()
    assert {text for _a, _s, text in town.put()} == {one.text for one in found.seen}


def test_one_that_takes_too_long_is_warned_of(town: Town) -> None:
    """At a part a second 40 people take 40 seconds; at one in ten minutes they can't before the event."""
    town.limit(rates={"sms": 1 / 600})
    town.event("2026-11-20T15:00")
    town.crowd(40)
    found = looked(town, town.draft(moment=Moment(kind="event", event=12, hours=2)))
    assert [one for one in found.warnings if "Kaikki eivät ehdi lähteä ajoissa" in one]


def test_a_test_goes_to_oneself_alone(town: Town) -> None:
    town.person()
    number = town.draft(words=Words(fi=TEXT, en="City of Mikkeli: hello"))
    who = town.do(lambda db: staff.add(db, name="Liisa", email=None, roles=[Role.WRITER], by="test", now=town.at))
    with pytest.raises(Refused, match="ei ole puhelinnumeroa"):
        town.do(lambda db: testing.test_send(db, town.house, number=number, by="Liisa"))
    town.do(lambda db: staff.set_phone(db, sealer=town.house.sealer, staff_id=who, number="+358501234567"))
    assert town.do(lambda db: testing.test_send(db, town.house, number=number, by="Liisa")) == 2
    texts = [text for _a, _s, text in town.put(only=False)]
    assert texts == [f"{TEXT}\n{STOP}", "City of Mikkeli: hello\nNo more messages: LOPETA"]
    assert town.put() == []
    assert looked(town, number).counted.people == 1  # nobody's audience grows by it
    assert town.state(number)[0] == "draft"
    with pytest.raises(Refused):
        town.do(lambda db: making.approve(db, town.house, number=number, by="Liisa"))
