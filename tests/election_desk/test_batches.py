"""Ballots of paper and of the web survey: two people enter the same, each file once, each way by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.elections.batches import read_lines
from service.elections.plan import Plan
from service.house import AREAS, House
from service.notices import Refused
from store import election_work, votes
from store.database import Database
from tests.election_desk.conftest import EXAMPLE, Meijan

PAPER = "lomake;valinnat;alue\n1;3 7 12;Ristiina\n2;12,7,3;\n3;5;\n4;hylätty;\n"


@pytest.fixture
def opened(meijan: Meijan) -> str:
    """The example, open."""
    meijan(f"create {EXAMPLE}")
    meijan("open budjetti-2027")
    return "budjetti-2027"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def batch_id(said: list[str]) -> int:
    found = re.match(r"Erä (\d+):", said[0])
    assert found is not None, said
    return int(found[1])


def ballots(database: Database, code: str) -> list[tuple[tuple[int, ...], str]]:
    with database.read() as db:
        row = votes.by_code(db, code=code)
        assert row is not None
        return sorted(votes.box(db, election_id=row.id).ballots)


def test_ballots_count_when_a_second_person_has_entered_the_same(
    meijan: Meijan, opened: str, database: Database, town: House, tmp_path: Path
) -> None:
    """Until then nothing counts; afterwards the batch holds no ballot any more, and the report tells its way."""
    first, second = written(tmp_path, "aino.csv", PAPER), written(tmp_path, "veikko.csv", PAPER.replace(";", "\t"))
    entered = batch_id(meijan(f"import-ballots {opened} {first} --by Aino"))
    assert ballots(database, opened) == []
    assert meijan(f"import-ballots {opened} {second} --check {entered} --by Veikko") == [
        f"Erä {entered} on mukana: 4 lippua, paperilla. Syötti Aino, tarkisti Veikko."
    ]
    assert ballots(database, opened) == [((3, 7, 12), ""), ((3, 7, 12), "Ristiina"), ((5,), "")]
    with database.read() as db:
        row = votes.by_code(db, code=opened)
        assert row is not None
        assert votes.turnout(db, election_id=row.id) == {("paper", "batch", False): 3}
        assert votes.noted(db, election_id=row.id) == {"imported:paper": 3, "refused:paper": 1}
        assert [b.lines for b in election_work.batches(db, sealer=town.sealer, election_id=row.id)] == [None]
    assert meijan(f"import-ballots {opened} {second} --check {entered} --by Veikko") == [
        f"Erä {entered} on jo tarkistettu: Veikko."
    ]
    assert len(ballots(database, opened)) == 3


def test_one_person_is_not_two(meijan: Meijan, opened: str, database: Database, tmp_path: Path) -> None:
    """Nor is nobody."""
    first = written(tmp_path, "a.csv", PAPER)
    assert meijan(f"import-ballots {opened} {first}") == ["Kerro, kuka syöttää: --by NIMI"]
    entered = batch_id(meijan(f"import-ballots {opened} {first} --by Aino"))
    for by in ("", "Aino", " aino "):
        assert meijan(f"import-ballots {opened} {first} --check {entered} --by '{by}'") == [
            f"Erän {entered} syötti Aino. Toinen ihminen tarkistaa: --by NIMI"
        ]
    assert ballots(database, opened) == []


def test_lines_that_differ_are_told_and_nothing_counts(
    meijan: Meijan, opened: str, database: Database, tmp_path: Path
) -> None:
    """A number, an area, a ballot more; the batch may be dropped and entered anew."""
    first = written(tmp_path, "a.csv", PAPER)
    entered = batch_id(meijan(f"import-ballots {opened} {first} --by Aino"))
    other = PAPER.replace("3;5;", "3;6;").replace("Ristiina", "Otava") + "5;1;\n"
    second = written(tmp_path, "b.csv", other)
    assert meijan(f"import-ballots {opened} {second} --check {entered} --by Veikko") == [
        "Tiedostot eroavat, mitään ei laskettu. Rivit: 2, 4, 6"
    ]
    assert meijan(f"import-ballots {opened} --drop {entered}") == [f"Erä {entered} on poistettu."]
    assert meijan(f"import-ballots {opened} --drop {entered}") == [f"Erää {entered} ei löydy."]
    batch_id(meijan(f"import-ballots {opened} {first} --by Aino"))
    assert ballots(database, opened) == []


def test_a_file_is_entered_once(meijan: Meijan, opened: str, tmp_path: Path) -> None:
    """Under whatever name, before and after it is checked."""
    first, again = written(tmp_path, "a.csv", PAPER), written(tmp_path, "b.csv", PAPER)
    entered = batch_id(meijan(f"import-ballots {opened} {first} --way web --by Aino"))
    assert meijan(f"import-ballots {opened} {again} --way web --by Liisa") == [
        "Tiedosto b.csv on jo syötetty tähän äänestykseen."
    ]
    meijan(f"import-ballots {opened} {again} --check {entered} --by Liisa")
    assert meijan(f"import-ballots {opened} {first} --way paper --by Liisa") == [
        "Tiedosto a.csv on jo syötetty tähän äänestykseen."
    ]
    assert meijan(f"import-ballots {opened} --drop {entered}") == [
        f"Erä {entered} on jo tarkistettu ja mukana äänissä."
    ]


def test_paper_may_be_entered_after_the_closing(
    meijan: Meijan, opened: str, database: Database, tmp_path: Path
) -> None:
    """Until the count; a draft takes none."""
    meijan(f"close {opened}")
    first = written(tmp_path, "a.csv", PAPER)
    entered = batch_id(meijan(f"import-ballots {opened} {first} --by Aino"))
    meijan(f"import-ballots {opened} {first} --check {entered} --by Veikko")
    assert len(ballots(database, opened)) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nimi\nAino\n", "Tiedostosta puuttuu sarake valinnat."),
        ("valinnat\n", "Tiedostossa ei ole yhtään ääntä."),
        ("valinnat\n1 2 15\n", "Rivi 2: kohdetta 15 ei ole."),
        (
            "valinnat\n1 2 3 4\n",
            "Rivi 2: 4 kohdetta, enintään 3. Jos paperilla on niin, kirjoita hylätty.",
        ),
        ("valinnat\n\n1 ja 2\n", "Rivi 3: valinnat ovat numeroita tai sana hylätty."),
        ("valinnat;alue\n1;Tampere\n", "Rivi 2: aluetta Tampere ei ole."),
        ("valinnat\n" + "x\n" * 12, "... ja 2 muuta."),
    ],
)
def test_a_line_that_cannot_be_read(plan: Plan, text: str, told: str) -> None:
    with pytest.raises(Refused, match=re.escape(told)):
        read_lines(text.encode(), plan, AREAS)


def test_files_as_spreadsheets_save_them(plan: Plan) -> None:
    """With a byte order mark or in cp1252, by semicolons or commas, with columns that are not read."""
    wanted = [((3, 7, 12), "Rantakylä"), ((), "")]
    text = 'nimi;Valinnat;Alue\r\nAino;"12, 7, 3";Rantakylä\r\nX;HYLÄTTY;\r\n'
    for data in (text.encode("utf-8-sig"), text.encode("cp1252"), text.replace(";", ",").encode()):
        assert [tuple(line) for line in read_lines(data, plan, AREAS)] == wanted
