"""The election's YAML: the example, what it fills in, its pictures, and mistakes with their lines."""

import io
from pathlib import Path

import pytest
from PIL import Image

from meijan.demo import data
from service.calendar import HELSINKI
from service.elections.files import IdeaFacts, read_file
from service.elections.plan import Plan
from service.yaml_file import Unreadable
from sms.parts import count
from tests.election_desk.conftest import EXAMPLE

SMALL = """\
code: kysely-2027
kind: poll
title: Kirjaston nimi
opens: 2027-02-01 08:00
closes: 2027-02-28 20:00
targets:
  - {title: Kirjakeidas, short_name: Kirjakeidas}
  - {title: No, short_name: 2024}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "vaali.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def lines(folder: Path, text: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        read_file(written(folder, text))
    return refused.value.lines


def test_the_example_is_mikkeli_2024() -> None:
    """The 14 real targets in their order, names for a text message in three languages."""
    plan = read_file(EXAMPLE).plan
    assert [t.title.fi for t in plan.targets] == [title for title, _votes in data.targets()]
    for target in plan.targets:
        for language in ("fi", "sv", "en"):
            counted = count(target.short_name.of(language))
            assert counted.encoding == "GSM-7"
            assert counted.units <= 25
    assert plan.closes.tzinfo is HELSINKI
    assert (plan.closes.hour, plan.most, plan.budget) == (20, 3, 50_000)


def test_the_file_of_the_manual_can_be_read(tmp_path: Path) -> None:
    """docs/elections.md shows one that works."""
    page = (Path(__file__).parents[2] / "docs" / "elections.md").read_text(encoding="utf-8")
    path = written(tmp_path, page.partition("```yaml\n")[2].partition("```")[0])
    Image.new("RGB", (40, 30), "red").save(tmp_path / "keinu.jpg")
    draft = read_file(path, {"K7F2": IdeaFacts("Penkkejä rannalle", "Keskusta")}.get)
    assert [(t.number, t.title.fi, t.area, t.price) for t in draft.plan.targets] == [
        (1, "Katukeinu Mikkelin satamaan tai muualle keskustaan", "Keskusta", 8000),
        (2, "Penkkejä rannalle", "Keskusta", 4000),
    ]
    assert set(draft.pictures) == {1}


def test_values_are_what_is_written(tmp_path: Path) -> None:
    """YAML would read No as false and 2024 as a number; targets without numbers are numbered in their order."""
    plan = read_file(written(tmp_path, SMALL)).plan
    assert [(t.number, t.title.fi, t.short_name.fi) for t in plan.targets] == [
        (1, "Kirjakeidas", "Kirjakeidas"),
        (2, "No", "2024"),
    ]


def test_the_frozen_form_reads_back(tmp_path: Path) -> None:
    plan = read_file(EXAMPLE).plan
    assert Plan.model_validate(plan.as_json()) == plan


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    """All at once, by field."""
    text = SMALL.replace("kind: poll", "kind: vaali").replace("closes: 2027-02-28 20:00", "closes: helmikuussa")
    text += "  - title: Kolmas\n    price: 12 000\n    väri: sininen\n"
    assert lines(tmp_path, text) == [
        "Rivi 2: kind on jokin näistä: budget tai poll.",
        "Rivi 5: closes on aika, esimerkiksi 2027-02-28 20:00.",
        "Rivi 9: 3. kohde: short_name puuttuu.",
        "Rivi 10: 3. kohde: price on kokonaisluku ilman välejä, esimerkiksi 12000.",
        "Rivi 11: 3. kohde: väri ei ole kenttä. Tarkista, onko nimi oikein.",
    ]


def test_a_field_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """The later one would silently win."""
    assert lines(tmp_path, SMALL + "kind: budget\n") == ["Rivi 9: kenttä kind on kaksi kertaa."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "Rivi 1: YAML ei ole ehjä. Tarkista sisennykset, kaksoispisteet ja lainausmerkit."),
        ("- 1", "Rivi 1: tiedostossa on rivejä, kuten code: budjetti-2027"),
        ("", "Rivi 1: tiedostossa on rivejä, kuten code: budjetti-2027"),
    ],
)
def test_what_is_no_election_at_all(tmp_path: Path, text: str, said: str) -> None:
    assert lines(tmp_path, text) == [said]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="sitä ei ole"):
        read_file(tmp_path / "puuttuu.yaml")


def test_an_idea_fills_what_is_empty(tmp_path: Path) -> None:
    """Title and area, not what the city wrote itself; an idea that is not accepted is told."""
    text = SMALL + "  - {idea: k7f2, short_name: Penkit}\n  - {idea: K7F2, title: Oma, short_name: Oma}\n"
    found = {"K7F2": IdeaFacts("Penkkejä rantaraitille", "Keskusta")}
    plan = read_file(written(tmp_path, text), found.get).plan
    assert [(t.title.fi, t.area) for t in plan.targets[2:]] == [
        ("Penkkejä rantaraitille", "Keskusta"),
        ("Oma", "Keskusta"),
    ]
    with pytest.raises(Unreadable) as refused:
        read_file(written(tmp_path, text))
    assert refused.value.lines[:2] == [
        "Rivi 9: ideaa K7F2 ei ole hyväksytty.",
        "Rivi 10: ideaa K7F2 ei ole hyväksytty.",
    ]


def test_pictures_come_without_what_a_camera_writes(tmp_path: Path) -> None:
    """Re-encoded; a missing one and one that is no picture are told with their lines."""
    exif = Image.Exif()
    exif[0x010E] = "Aino Virtanen, rannalla"
    with_exif = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(with_exif, "JPEG", exif=exif)
    (tmp_path / "keidas.jpg").write_bytes(with_exif.getvalue())
    assert b"Aino" in with_exif.getvalue()
    text = SMALL.replace("short_name: Kirjakeidas}", "short_name: Kirjakeidas, picture: keidas.jpg}")
    pictures = read_file(written(tmp_path, text)).pictures
    assert set(pictures) == {1}
    assert b"Aino" not in pictures[1]
    (tmp_path / "no.jpg").write_text("no picture")
    broken = text.replace("short_name: 2024}", "short_name: 2024, picture: no.jpg}")
    assert lines(tmp_path, broken) == ["Rivi 8: kuva no.jpg ei ole kuva, jonka osaamme lukea."]
    assert lines(tmp_path, broken.replace("no.jpg", "ei.jpg")) == [
        "Rivi 8: kuva ei.jpg puuttuu. Kuvan paikka on tämän tiedoston vieressä."
    ]
