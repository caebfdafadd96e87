"""Events in YAML: what a clerk writes, every mistake with its line, and back again without a loss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meijan.event_desk import fits
from service.calendar import HELSINKI
from service.events.draft import Draft
from service.events.drafted import as_draft
from service.events.files import read_file, read_yaml, to_yaml
from service.words import Words
from service.yaml_file import Unreadable
from tests.event_desk.facts import at, row

COFFEE = """\
title: Kahvihetki
place: pääkirjasto
starts: 2026-11-26 13:00
ends: 15.00
"""


def one(text: str) -> Draft:
    (draft,) = read_yaml(text, fits)
    return draft


def lines(text: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        read_yaml(text, fits)
    return refused.value.lines


def test_the_file_of_the_manual_can_be_read() -> None:
    """docs/events.md shows one with every key."""
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
    (draft,) = read_yaml(page.partition("```yaml\n")[2].partition("```")[0], fits)
    assert draft.starts == at("2026-11-26", "13:00")
    unset = {name for name, field in Draft.model_fields.items() if getattr(draft, name) == field.default}
    assert unset <= {"keeps_line", "all_day"}, "shown with what they are without saying"


def test_values_are_what_is_written() -> None:
    """YAML would read No as false, 12 as a number and 13:00 as 780."""
    draft = one(COFFEE.replace("Kahvihetki", "No").replace("pääkirjasto", "12"))
    assert draft.title == Words(fi="No")
    assert draft.place == Words(fi="12")
    assert draft.ends == at("2026-11-26", "15:00")


@pytest.mark.parametrize(
    "start",
    [
        "2026-11-26 13:00",
        "2026-11-26T13:00+02:00",
        "26.11.2026 13.00",
        "26.11.2026 kello 13.00",
        "26.11.2026 klo 13",
        "2026-11-26T11:00Z",
    ],
)
def test_a_time_may_be_written_in_ways_that_people_use(start: str) -> None:
    assert one(COFFEE.replace("2026-11-26 13:00", start)).starts == at("2026-11-26", "13:00")


def test_whole_days_are_first_and_last() -> None:
    """In the store it ends at the midnight that follows; in the file nobody counts so."""
    text = "title: Joulutori\nplace: tori\nall_day: true\nstarts: 2026-12-12\n"
    assert one(text).ends == at("2026-12-13", "00:00")
    assert one(f"{text}ends: 13.12.2026").ends == at("2026-12-14", "00:00")


def test_a_file_may_have_many() -> None:
    text = "".join("- " + COFFEE.replace("\n", "\n  ").rstrip() + "\n" for _ in range(3))
    assert len(read_yaml(text, fits)) == 3


def test_every_mistake_is_told_with_its_line() -> None:
    assert lines(
        "- title: Kahvihetki\n  place: kirjasto\n  starts: 2026-11-26 13:00\n  ends: 12:00\n"
        "- title: Puurojuhla\n  starts: huomenna\n  ends: 2026-12-01 12:00\n  capacity: monta\n  pläce: tori\n"
        "  url: javascript:alert(1)\n  area: " + "x" * 41 + "\n"
    ) == [
        "Rivi 1: 1. tapahtuma: ends on ennen kuin starts.",
        "Rivi 6: 2. tapahtuma: starts on aika, esimerkiksi 2026-11-26 13:00.",
        "Rivi 8: 2. tapahtuma: capacity on kokonaisluku ilman välejä, esimerkiksi 12000.",
        "Rivi 9: 2. tapahtuma: pläce ei ole kenttä. Tarkista, onko nimi oikein.",
        "Rivi 10: 2. tapahtuma: url on osoite, joka alkaa https://.",
        "Rivi 11: 2. tapahtuma: area on enintään 40 merkkiä.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Rivi 1: tiedostossa on rivejä, kuten title: Kahvihetki"),
        ("[]", "Rivi 1: tiedostossa on rivejä, kuten title: Kahvihetki"),
        ("title: [", "Rivi 1: YAML ei ole ehjä. Tarkista sisennykset, kaksoispisteet ja lainausmerkit."),
        (COFFEE + "place: tori\n", "Rivi 5: kenttä place on kaksi kertaa."),
        ("? [a]\n: b\n", "Rivi 1: kentän nimi on yksi sana."),
        ("title: *viitta\n", "Rivi 1: tähdellä alkava teksti kirjoitetaan lainausmerkkeihin."),
        ("a: &a [*a]\n", "Rivi 1: tähdellä alkava teksti kirjoitetaan lainausmerkkeihin."),
        ("[" * 5000, "Tiedosto ei ole YAML-tekstiä."),
        (
            COFFEE.replace("2026-11-26 13:00", "2027-03-28 03:30").replace("15.00", "2027-03-28 05:00"),
            "Rivi 3: starts on hetki, jota ei ole: kelloja siirretään (28.3.2027).",
        ),
        (
            COFFEE.replace("Kahvihetki", "Lasten ja aikuisten yhteinen joulukonsertti"),
            "Rivi 1: name puuttuu: kirjoita lyhyt nimi, enintään 25 merkkiä.",
        ),
        (
            COFFEE + "name: {fi: Kahvit, sv: Kaffe och bullar med sång och dans}\n",
            "Rivi 5: name.sv on enintään 25 merkkiä, joita tekstiviesti osaa.",
        ),
    ],
)
def test_what_is_no_event_is_refused(text: str, said: str) -> None:
    assert lines(text) == [said]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="sitä ei ole"):
        read_file(tmp_path / "ei.yaml", fits)
    (tmp_path / "latin.yaml").write_bytes("title: Kahvihetki\xe4".encode("latin-1"))
    with pytest.raises(Unreadable, match="UTF-8"):
        read_file(tmp_path / "latin.yaml", fits)


# -- back

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=25).filter(
    lambda text: text.strip() == text and text.isprintable()
)
WORDS = st.builds(Words, fi=TEXT, sv=TEXT | st.just(""), en=TEXT | st.just(""))
LOCAL = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    starts = draw(LOCAL)
    length = timedelta(minutes=draw(st.integers(0, 5000)))
    return Draft(
        title=draw(WORDS),
        text=draw(st.none() | WORDS),
        place=draw(st.none() | WORDS),
        starts=starts.astimezone(HELSINKI),
        ends=(starts + length).astimezone(HELSINKI),
        latitude=draw(st.none() | st.floats(-90, 90)),
        free_of_charge=draw(st.booleans()),
        takes_signups=draw(st.booleans()),
        capacity=draw(st.none() | st.integers(1, 100)),
        keeps_line=draw(st.booleans()),
        arranger=draw(TEXT | st.just("")),
    )


@given(st.lists(drafts(), min_size=1, max_size=3))
def test_what_is_written_reads_back(made: list[Draft]) -> None:
    """Every sign that can be printed, and every hour, also the one that there is twice."""
    assert read_yaml(to_yaml([(n, draft) for n, draft in enumerate(made)]), lambda _name: True) == made


def test_an_event_of_the_store_reads_back() -> None:
    draft = as_draft(row())
    assert one(to_yaml([(12, draft)])) == draft
    long = as_draft(row(all_day=True, starts_at=at("2026-12-12", "00:00"), ends_at=at("2026-12-14", "00:00")))
    text = to_yaml([(12, long)])
    assert "ends: '2026-12-13'" in text
    assert one(text) == long
