"""`meijan election …` as staff type it: each command, what it says and what it refuses, on both databases."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from sqlalchemy import select

from meijan.clock import Clock
from meijan.desk import Desk
from service.house import House
from store import ideas, people, proofs, votes
from store.database import Database
from store.models.ideas import IdeaState
from store.models.votes import ElectionPicture, ElectionState
from store.sql import table
from tests.election_desk.conftest import EXAMPLE, Cast, Meijan


def state(database: Database, code: str = "budjetti-2027") -> ElectionState:
    with database.read() as db:
        row = votes.by_code(db, code=code)
        assert row is not None
        return row.state


def test_a_draft_from_a_file(meijan: Meijan, database: Database) -> None:
    """Kept, and kept anew when the file has changed; what may be mended is said."""
    first = meijan(f"create {EXAMPLE}")
    assert first[0] == "Luonnos budjetti-2027 on tallessa: Asukkaiden budjetti 2027, 14 kohdetta."
    assert first[-1] == "Voit avata: meijan election open budjetti-2027"
    assert all(line.startswith("Huomaa: ") for line in first[1:-1])
    assert meijan(f"create {EXAMPLE}")[0].startswith("Luonnos budjetti-2027 on muutettu")
    assert state(database) is ElectionState.DRAFT


def test_mistakes_of_a_file_are_said_and_nothing_is_kept(meijan: Meijan, tmp_path: Path) -> None:
    broken = tmp_path / "rikki.yaml"
    broken.write_text(EXAMPLE.read_text(encoding="utf-8").replace("price: 8000", "price: paljon"), encoding="utf-8")
    assert [line.partition(": ")[2] for line in meijan(f"create {broken}")] == [
        "1. kohde: price on kokonaisluku ilman välejä, esimerkiksi 12000."
    ]
    assert meijan("list") == ["Ei äänestyksiä."]


def test_pictures_are_kept(meijan: Meijan, database: Database, tmp_path: Path) -> None:
    """And go with the target's picture when the draft changes."""
    Image.new("RGB", (40, 30), "red").save(tmp_path / "keinu.png")
    text = EXAMPLE.read_text(encoding="utf-8").replace("price: 8000", "price: 8000\n    picture: keinu.png")
    (tmp_path / "vaali.yaml").write_text(text, encoding="utf-8")
    assert "kohde 1: picture_text puuttuu" in "\n".join(meijan(f"create {tmp_path / 'vaali.yaml'}"))
    assert pictures(database) == [1]
    meijan(f"create {EXAMPLE}")
    assert pictures(database) == []


def pictures(database: Database) -> list[int]:
    with database.read() as db:
        return list(db.execute(select(table(ElectionPicture).c.number)).scalars())


def test_what_is_not_there(meijan: Meijan) -> None:
    """Every command that names an election says where to look for its code."""
    for line in ("show x", "open x", "close x", "count x", "publish x", "codes x 5", "decide x --date 2027-03-01"):
        assert meijan(line) == ["Äänestystä x ei ole. Luettele: meijan election list"], line


def test_opening_and_closing(meijan: Meijan, database: Database, clock: Clock, cast: Cast) -> None:
    """An open election can't be changed and opens once; while it is open only the turnout is seen."""
    meijan(f"create {EXAMPLE}")
    opened = meijan("open budjetti-2027")
    assert opened[0] == "Äänestys budjetti-2027 on auki. Se sulkeutuu 28.2.2027 kello 20.00."
    assert "Tiiviste: " in opened[1]
    assert meijan("open budjetti-2027") == ["Äänestys budjetti-2027 ei ole luonnos."]
    assert meijan(f"create {EXAMPLE}") == ["Äänestystä budjetti-2027 ei voi enää muuttaa: se on auki."]
    ballots = cast("budjetti-2027", 30)
    shown = meijan("show budjetti-2027")
    assert shown[:3] == [
        "budjetti-2027 [auki] Asukkaiden budjetti 2027",
        "Auki 1.2.2027 kello 8.00 - 28.2.2027 kello 20.00",
        f"Äänestäneitä: {len(ballots)}",
    ]
    assert [line.split()[0] for line in shown[3:]] == ["tekstiviestillä", "Telegramissa"]  # and no count
    assert meijan("close budjetti-2027") == [
        "Äänestys budjetti-2027 on suljettu 10.2.2027 kello 12.00.",
        "Laske aikaisintaan 10.2.2027 kello 13.00: meijan election count budjetti-2027",
    ]
    assert meijan("close budjetti-2027") == ["Äänestys budjetti-2027 ei ole auki: se on suljettu."]
    assert meijan("list") == [
        "budjetti-2027 [suljettu] Asukkaiden budjetti 2027, 1.2.2027 kello 8.00 - 10.2.2027 kello 12.00"
    ]


def test_desk_codes_are_shown_once(meijan: Meijan, database: Database, desk: Desk) -> None:
    """As they are printed on slips; the database can tell one that fits, and has none of them."""
    meijan(f"create {EXAMPLE}")
    codes = meijan("codes budjetti-2027 20")
    assert len(set(codes)) == 20
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
    meijan("open budjetti-2027")
    assert "Kertakoodeja: 20, käytetty 0" in meijan("show budjetti-2027")
    with database.write() as db:
        row = votes.lock(db, code="budjetti-2027")
        met = people.meet(db, sealer=desk.house.sealer, channel="sms", value="+358401", now=desk.house.now())
        used = {"sealer": desk.house.sealer, "election_id": row.id, "address_id": met.id}
        assert proofs.use_desk_code(db, code=codes[0].replace("-", ""), **used)
        assert not proofs.use_desk_code(db, code="A2A2A2A2", **used)
    assert "Kertakoodeja: 20, käytetty 1" in meijan("show budjetti-2027")
    assert meijan("codes budjetti-2027 0") == ["Koodeja tehdään kerralla 1-5000."]
    meijan("close budjetti-2027")
    assert meijan("codes budjetti-2027 1") == ["Äänestykseen budjetti-2027 ei tehdä enää koodeja: se on suljettu."]


# -- ideas


def accepted(database: Database, town: House, code: str, text: str, area: str = "") -> int:
    """An idea of somebody who can be written to, assessed and published; their address."""
    with database.write() as db:
        now = town.now()
        met = people.meet(db, sealer=town.sealer, channel="sms", value=f"+35840{code[1]}{code[3]}", now=now)
        ideas.keep(
            db,
            sealer=town.sealer,
            code=code,
            resident_id=met.resident_id,
            address_id=met.id,
            channel="sms",
            language="fi",
            text=text,
            sure=True,
            source="",
            origin=None,
            now=now,
        )
        if area:
            ideas.mend(db, sealer=town.sealer, code=code, resident_id=met.resident_id, area=area)
        row = ideas.by_code(db, sealer=town.sealer, code=code)
        assert row is not None
        ideas.move(db, idea=row, state=IdeaState.CANDIDATE, by="Liisa", now=now, public_text=text, keys=town.terms.keys)
        return met.id


def test_a_file_from_ideas(meijan: Meijan, database: Database, town: House, tmp_path: Path) -> None:
    """It lacks what only the city knows; completed, it is an election whose titles come from the ideas."""
    path = tmp_path / "ideoista.yaml"
    assert meijan(f"create {path} --from-ideas") == ["Hyväksyttyjä ideoita ei ole."]
    accepted(database, town, "K7F2", "Penkkejä koko rantaraitille sataman ja sairaalan välille", "Keskusta")
    accepted(database, town, "R2T3", "Lisää valoja")
    assert meijan(f"create {path} --from-ideas")[0].startswith("Tiedostossa ideoista.yaml on 2 ideaa.")
    text = path.read_text(encoding="utf-8")
    assert "fi: Penkkejä koko" in text
    lacking = meijan(f"create {path}")
    assert [line for line in lacking if line.startswith("Korjaa")] == [
        "Korjaa: budget puuttuu: paljonko rahaa jaetaan, euroina.",
        "Korjaa: kohde 1: price puuttuu.",
        "Korjaa: kohde 2: price puuttuu.",
        "Korjaa: rule puuttuu: miten äänet lasketaan.",
        "Korjaa: section puuttuu: pykälä, jossa säännöstä päätettiin.",
        "Korjaa: decides puuttuu: milloin päätetään.",
        "Korjaa: eligibility puuttuu: kerro, kuka saa äänestää.",
    ]
    with database.read() as db:
        row = votes.listed(db)[0]
    assert "Penkkejä koko rantaraitille sataman ja sairaalan välille" in row.plan
    assert meijan(f"create {path} --from-ideas") == ["Tiedosto ideoista.yaml on jo olemassa."]
