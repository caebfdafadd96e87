"""Who sees what people need, drafts that an import left without a number, and a file that is given twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.events import making, opendata, signing
from service.events.draft import Draft
from service.house import House
from store import associations, events, people, signups
from store.database import Database
from tests.event_desk.conftest import Meijan
from tests.events import COFFEE, opened

VILLAGE = "Haukivuoren kyläyhdistys"
Announced = Callable[..., None]


@pytest.fixture
def announced(database: Database, town: House) -> Announced:
    """An event to which Aino has signed up with what she needs."""

    def run(**more: object) -> None:
        with database.write() as db:
            row = opened(db, town, asks_needs=True, asks_name=True, **more)
            met = people.meet(db, sealer=town.sealer, channel="sms", value="+358407650001", now=town.now())
            whose = signing.Whose(met.resident_id, met.id)
            signing.sign_up(db, town, event_id=row.id, whose=whose, party=2, needs="pyörätuoli")
            (aino,) = signups.live(db, event_id=row.id)
            mend = {"name": "Aino Virtanen", "shows_number": True}
            signups.mend(db, sealer=town.sealer, signup_id=aino.id, now=town.now(), **mend)

    return run


@pytest.fixture
def association(database: Database, town: House) -> str:
    with database.write() as db:
        associations.add(db, name=VILLAGE, by="Liisa", now=town.now())
    return VILLAGE


def register(database: Database, town: House) -> None:
    with database.write() as db:
        row = associations.by_name(db, name=VILLAGE)
        assert row is not None
        told = {"number": "+358401112223", "consent": "sähköposti", "by": "Liisa", "now": town.now()}
        associations.register(db, sealer=town.sealer, association_id=row.id, **told)


def test_the_city_sees_what_people_need_at_its_own_event(meijan: Meijan, announced: Announced) -> None:
    announced()
    assert meijan("participants 12")[1:] == [
        "Tulossa 2, jonossa 0.",
        "1. Aino Virtanen, paikkoja 2, tarpeet: pyörätuoli, +358407650001",
    ]


def test_an_association_that_runs_its_event_alone_sees_it(
    meijan: Meijan, announced: Announced, association: str, database: Database, town: House, tmp_path: Path
) -> None:
    """Nor is it in the table. Until it has a number of its own, staff see it: somebody must."""
    announced(association=association)
    assert "pyörätuoli" in meijan("participants 12")[-1]
    register(database, town)
    said = meijan("participants 12")
    assert said[2:] == ["1. Aino Virtanen, paikkoja 2", f"Tarpeet ja numerot näkee vain {VILLAGE}: LISTA 12"]
    path = tmp_path / "lista.csv"
    assert meijan(f"participants 12 --csv {path}")[-1] == said[-1]
    assert "Aino Virtanen" in path.read_text(encoding="utf-8-sig")
    assert not {"pyörätuoli", "+358407650001"} & set(path.read_text(encoding="utf-8-sig").replace("'", "").split(";"))


def test_that_somebody_looked_is_kept(meijan: Meijan, announced: Announced) -> None:
    announced()
    assert not any("osallistujat katsottu" in line for line in meijan("show 12"))
    meijan("participants 12")
    assert meijan("show 12")[-1] == "24.11.2026 10.00 osallistujat katsottu (Liisa)"


def test_how_it_was_liked(meijan: Meijan, announced: Announced, database: Database, town: House) -> None:
    """In numbers."""
    announced()
    assert not any(line.startswith("Palaute") for line in meijan("show 12"))
    with database.write() as db:
        row = events.by_number(db, number=12)
        assert row is not None
        (aino,) = signups.live(db, event_id=row.id)
        signups.rate(db, sealer=town.sealer, signup_id=aino.id, stars=4, words="kiva", now=town.now())
    assert "Palaute: 4,0 / 5, vastauksia 1" in meijan("show 12")


def test_a_file_given_twice_announces_nothing_twice(meijan: Meijan, file: Path) -> None:
    """What only looks alike is an event of its own: another place, another time."""
    assert meijan(f"create {file} --publish")[0] == "Julkaistu: 1"
    (refused,) = meijan(f"create {file} --publish")
    assert refused.endswith("on jo tallessa. Muuta sitä: meijan event edit 1 TIEDOSTO")
    assert len(meijan("list")) == 1
    text = file.read_text(encoding="utf-8")
    for other in (text.replace("pääkirjasto", "Otavan kirjasto"), text.replace("13:00", "12:00")):
        file.write_text(other, encoding="utf-8")
        assert meijan(f"create {file} --publish")[0] == "Julkaistu: 1"
    assert len(meijan("list")) == 3


def test_a_draft_without_a_number_goes_by_its_id(meijan: Meijan, database: Database, town: House) -> None:
    """As an import leaves one."""
    with database.write() as db:
        row = making.create(db, town, draft=Draft.model_validate(COFFEE), by="tuonti", source="x", source_id="1")
    (line,) = meijan("list")
    assert line.startswith(f"{row.id} Kahvihetki")
    assert "ei ole vielä numeroa" in meijan(f"poster {row.id} --bot b")[0]
    assert meijan(f"publish {row.id}")[0].startswith("1 Kahvihetki")
    assert meijan("show 1")[1] == "Tila: julkaistu"
    assert "ei ole" in meijan("show 99999999999")[0]


def test_open_data_names_the_host_of_a_source_alone(database: Database, town: House) -> None:
    """The address of a private calendar is its secret."""
    with database.write() as db:
        row = opened(db, town)
        events.change(db, event_id=row.id, values={"source": "kalenteri.example/private-s3cret"}, now=town.now())
        feed = opendata.feed([events.by_id(db, event_id=row.id)], publisher="x", now=town.now())
    assert b'"kalenteri.example"' in feed
    assert b"s3cret" not in feed
