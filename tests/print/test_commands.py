"""Papers by command: files where they are wanted, refusals in one line, codes nowhere but on the slips."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from meijan import election_papers
from meijan.clock import Clock
from meijan.desk import Desk
from service.notices import Refused
from store import election_work, proofs, votes
from tests.election_desk.conftest import Cast, Meijan
from tests.print import reading
from tests.print.conftest import CODE, EXAMPLE


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """One whose city has a number and a poster at the market."""
    return replace(desk, house=replace(desk.house, number="+358457000000", sources={"TORI": "vote"}))


@pytest.fixture
def created(meijan: Meijan) -> None:
    meijan(f"create {EXAMPLE}")


def test_a_poster_for_the_market(meijan: Meijan, created: None, tmp_path: Path) -> None:
    out = tmp_path / "tori.pdf"
    assert meijan(f"poster {CODE} --source tori --bot @MikkelinKanavaBot --out {out}") == [f"Valmis: {out}"]
    assert reading.codes(out.read_bytes()) == [
        "SMSTO:+358457000000:ÄÄNESTÄ ",
        "https://t.me/MikkelinKanavaBot?start=TORI",
    ]
    assert "TORI" in reading.text(out.read_bytes())


def test_a_poster_as_a_page_needs_no_server(meijan: Meijan, created: None, tmp_path: Path) -> None:
    out = tmp_path / "juliste.html"
    meijan(f"poster {CODE} --language sv --out {out}")
    page = out.read_text(encoding="utf-8")
    assert '<html lang="sv">' in page
    assert page.count("<li value=") == 14
    assert not re.search(r'(?:src|href)="/', page)


def test_a_poster_in_a3(meijan: Meijan, created: None, tmp_path: Path) -> None:
    for size, width in (("a4", 1654), ("a3", 2339)):
        meijan(f"poster {CODE} --size {size} --out {tmp_path / 'p.pdf'}")
        assert abs(reading.drawn((tmp_path / "p.pdf").read_bytes()).width - width) <= 1


def test_a_paper_ballot(meijan: Meijan, created: None, tmp_path: Path) -> None:
    meijan(f'ballot {CODE} --place "Mikkelin pääkirjasto" --out {tmp_path / "lippu.pdf"}')
    assert "Mikkelin pääkirjasto" in reading.text((tmp_path / "lippu.pdf").read_bytes())


def test_codes_on_slips_work_and_are_told_nowhere_else(
    meijan: Meijan, created: None, desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "laput.pdf"
    said = meijan(f"codes {CODE} 9 --out {out}")
    codes = re.findall(r"KOODI (\w{4}-\w{4}) ", " ".join(reading.codes(out.read_bytes())))
    assert len(set(codes)) == 9
    assert not [code for code in codes if code in " ".join(said)]
    with desk.database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        assert election_work.desk_codes(db, election_id=row.id) == (9, 0)
        for one in codes:
            signs = one.replace("-", "")
            assert proofs.desk_code_fits(db, sealer=desk.house.sealer, election_id=row.id, address_id=1, code=signs)
    assert out.stat().st_mode & 0o077 == 0, "only for its owner"


def test_the_annex_before_and_after_the_decision(
    meijan: Meijan, created: None, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    out = tmp_path / "liite.pdf"
    assert meijan(f"annex {CODE} --out {out}") == [f"Äänestystä {CODE} ei ole vielä laskettu."]
    meijan(f"open {CODE}")
    cast(CODE, 120)
    meijan(f"close {CODE}")
    meijan(f"count {CODE} --now")
    meijan(f"annex {CODE} --out {out}")
    assert "Lautakunta päättää keskiviikkona 17.3.2027." in reading.text(out.read_bytes())
    assert "Äänestys päättyi keskiviikkona 10.2.2027 kello 12" in reading.text(out.read_bytes())
    meijan(f'decide {CODE} --date 2027-02-10 --section "§ 31"')
    meijan(f"annex {CODE} --language en --out {tmp_path / 'annex.html'}")
    page = (tmp_path / "annex.html").read_text(encoding="utf-8")
    assert "decided on Wednesday 10 February 2027, § 31." in page


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("poster kameli-2027", "Äänestystä kameli-2027 ei ole. Luettele: meijan election list"),
        (f"poster {CODE} --source KAMELI", "Sanaa KAMELI ei ole asetuksessa MEIJAN_SOURCES."),
        (f"poster {CODE} --size a5", "Koko on jokin näistä: a4, a3."),
        (f"poster {CODE} --language et", "Kieli on jokin näistä: fi, sv, en."),
        (f"poster {CODE} --out juliste.docx", "Tiedoston nimen loppu on .pdf tai .html."),
        (f"ballot {CODE} --out lippu.html", "Tiedoston nimen loppu on .pdf."),
    ],
)
def test_what_cant_be_printed_is_said(meijan: Meijan, created: None, line: str, why: str) -> None:
    assert meijan(line) == [why]


def test_without_a_way_to_vote_there_is_no_poster(desk: Desk, created: None, tmp_path: Path) -> None:
    nowhere = replace(desk, house=replace(desk.house, number=""))
    with pytest.raises(Refused, match="MEIJAN_TWILIO_NUMBER"):
        election_papers.ballot(nowhere, CODE, out=tmp_path / "lippu.pdf", bot="", language="fi", place="")
    assert not (tmp_path / "lippu.pdf").exists()


def test_codes_are_not_made_when_they_cant_be_written(
    meijan: Meijan, created: None, desk: Desk, tmp_path: Path
) -> None:
    said = meijan(f"codes {CODE} 9 --out {tmp_path / 'no' / 'such' / 'laput.pdf'}")
    assert said[0].startswith("Tiedostoa ")
    with desk.database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        assert election_work.desk_codes(db, election_id=row.id) == (0, 0)
