"""Papers, read by programs that did not make them: every number, name and price; codes; pages; tags for a reader."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from service.elections.plan import Plan, Target
from service.elections.print import papers
from service.elections.result import Decision, Result
from service.print import typeset
from service.print.ways import Ways
from service.words import LANGUAGES, Words
from tests.print import reading
from tests.print.conftest import WAYS

CITY = "Mikkelin kaupunki"
Pictures = Mapping[int, bytes]
SMS = "SMSTO:+358457000000:ÄÄNESTÄ "
TELEGRAM = "https://t.me/MikkelinKanavaBot?start=TORI"


def price(euros: int, language: str = "fi") -> str:
    return f"{euros:,} €" if language == "en" else f"{euros:,} €".replace(",", " ")


def larger(plan: Plan, n: int) -> Plan:
    """The election with n targets, of long names."""
    name = "Kohtaamispaikka Tuppurala"
    title = "Kukkivien puiden istuttaminen Riehtilänpuistoon ja Kattilanlahdenpuistoon sekä muualle keskustaan"
    targets = tuple(
        Target(number=i, title=Words(fi=title), short_name=Words(fi=name), price=100_000 + i, area="Suomenniemi")
        for i in range(1, n + 1)
    )
    return plan.model_copy(update={"targets": targets})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_poster_is_the_whole_ballot_paper(plan: Plan, pictures: Pictures, language: str, paper: str) -> None:
    made = papers.poster(plan, pictures, WAYS, CITY, language, paper=paper)
    assert reading.pages(made) == 1
    said = reading.text(made)
    for target in plan.targets:
        assert f"{target.number} {target.short_name.of(language)} {price(target.price or 0, language)}" in said
        assert reading.letters(target.title.of(language)) in reading.letters(said)
    assert {"fi": "sunnuntaina 28.2.2027 kello 20", "sv": "söndag 28.2.2027 klockan 20",
            "en": "Sunday 28 February 2027 at 20:00"}[language] in said  # fmt: skip
    assert "+358 45 7000000" in said
    assert "@MikkelinKanavaBot" in said
    assert "TORI" in said
    assert reading.codes(made) == [SMS, TELEGRAM]


def test_how_to_vote_by_text_message_is_one_sentence(plan: Plan) -> None:
    """And names no target: an example on an official poster would be advice."""
    said = reading.text(papers.poster(plan, {}, WAYS, CITY, "fi", paper="a4"))
    assert "Lähetä tekstiviesti numeroon +358 45 7000000: ÄÄNESTÄ ja kohteiden numerot." in said


@pytest.mark.parametrize(
    ("ways", "codes"),
    [
        (Ways("+358457000000", ""), [SMS]),
        (Ways("", "MikkelinKanavaBot"), ["https://t.me/MikkelinKanavaBot"]),
        (Ways("+358457000000", "MikkelinKanavaBot"), [SMS, "https://t.me/MikkelinKanavaBot"]),
    ],
)
def test_a_poster_offers_the_ways_that_there_are(plan: Plan, ways: Ways, codes: list[str]) -> None:
    made = papers.poster(plan, {}, ways, CITY, "fi", paper="a4")
    assert reading.codes(made) == codes
    assert ("SOITA" in reading.text(made)) == bool(ways.number)


@pytest.mark.parametrize("n", [2, 20, 30])
def test_a_poster_and_a_ballot_of_any_usual_election_are_one_page(plan: Plan, n: int) -> None:
    few = larger(plan, n)
    for made in (
        papers.poster(few, {}, WAYS, CITY, "fi", paper="a4"),
        papers.ballot(few, {}, WAYS, CITY, "fi", place=""),
    ):
        assert reading.pages(made) == 1
        assert all(price(100_000 + i) in reading.text(made) for i in range(1, n + 1))
        assert reading.codes(made) == [SMS, TELEGRAM]


def test_a_ballot_says_where_it_goes(plan: Plan, pictures: Pictures) -> None:
    made = papers.ballot(plan, pictures, WAYS, CITY, "fi", place="Mikkelin pääkirjasto")
    assert reading.pages(made) == 1
    said = reading.text(made)
    assert "Merkitse rasti enintään 3 kohteeseen." in said
    assert "Tuo tämä lippu tänne: Mikkelin pääkirjasto." in said
    assert "Äänestä vain kerran" in said
    assert reading.codes(made) == [SMS, TELEGRAM]


def test_a_poll_has_no_prices_and_one_choice(plan: Plan) -> None:
    targets = tuple(target.model_copy(update={"price": None}) for target in plan.targets)
    poll = plan.model_copy(update={"kind": "poll", "budget": None, "rule": None, "targets": targets})
    said = reading.text(papers.poster(poll, {}, WAYS, CITY, "fi", paper="a4"))
    assert "€" not in said
    assert "Valitse yksi." in said
    assert "ÄÄNESTÄ ja kohteen numero." in said
    assert "Merkitse rasti 1 kohteeseen." in reading.text(papers.ballot(poll, {}, WAYS, CITY, "fi", place=""))


def test_every_slip_has_its_own_code(plan: Plan) -> None:
    codes = [f"K7F2-M3P{n}" for n in "ACDEFHJKM"]
    made = papers.slips(plan, codes, WAYS, CITY, "fi")
    assert reading.pages(made) == 2  # eight and one
    assert reading.codes(made) == [f"SMSTO:+358457000000:KOODI {code} " for code in codes]
    said = reading.text(made)
    for code in codes:
        assert said.count(code) == 2  # alone, and as it is sent
    assert said.count("Koodi käy kerran.") == len(codes)


def test_slips_without_a_number_name_the_bot(plan: Plan) -> None:
    made = papers.slips(plan, ["K7F2-M3PA"], Ways("", "MikkelinKanavaBot"), CITY, "fi")
    assert "@MikkelinKanavaBot" in reading.text(made)
    assert reading.codes(made) == []


# -- the annex


def test_the_annex_tells_the_board_all_on_one_page(plan: Plan, result: Result, decision: Decision) -> None:
    made = papers.board_annex(plan, result, decision, CITY, "fi")
    assert reading.pages(made) == 1
    said = reading.text(made)
    for fact in (
        "1 544 ihmistä äänesti",
        "Elinympäristölautakunta 20.10.2026 § 101",  # who decided the rule
        "Tekstiviesti, oma puhelinnumero 802",
        "Telegram, tilin puhelinnumero 611",
        "Sai apua henkilökunnalta 48",
        "Vaihtoi äänensä 77",
        "Perui äänensä 31",
        "Emme laskeneet: liian monta kohdetta 41",
        "Tuli äänestyksen jälkeen: emme laskeneet 12",
        "alle 5",  # two were disputed
        "46,33 €",  # what a voter had in the end
        "3 Kukkivat puut puistoihin 349 6 000 € 17,19 € 44 000 € Valittu Valittu Valittu",
        "5 Opastaulut nähtävyyksiin: jäi pois, vaikka laskenta valitsi sen. Syy: Taulut uusitaan muusta rahasta.",
        "9 Ulkokuntosali Haukivuori: on mukana, vaikka laskenta ei valinnut sitä.",
        "Lautakunta päätti keskiviikkona 17.3.2027, Elinympäristölautakunta § 31.",
        result.pb_sha256,
        result.receipts_sha256,
    ):
        assert fact in said, fact


def test_before_the_decision_the_annex_says_who_decides(plan: Plan, result: Result) -> None:
    said = reading.text(papers.board_annex(plan, result, None, CITY, "fi"))
    assert "Lautakunta päättää keskiviikkona 17.3.2027." in said
    assert "päätti " not in said
    assert "Syy:" not in said


@pytest.mark.parametrize("n", [2, 20, 30])
def test_the_annex_is_one_page_whatever_happened(plan: Plan, result: Result, n: int) -> None:
    """Thirty targets, every one decided against the count for a long reason."""
    many = larger(plan, n)
    numbers = tuple(range(1, n + 1))
    steps = tuple(result.steps[0].model_copy(update={"number": number}) for number in numbers)
    update = {
        "votes": dict.fromkeys(numbers, 349),
        "steps": steps,
        "winners": numbers,
        "missing": {},
        "draw": numbers,
        "areas": {},
    }
    reason = "Lautakunta katsoo, että alueella on jo samanlainen paikka, joka kunnostetaan ensi vuonna."
    against = Decision(chosen=(), date=date(2027, 3, 17), section="§ 31", reasons=dict.fromkeys(numbers, reason))
    made = papers.board_annex(many, result.model_copy(update=update), against, CITY, "fi")
    assert reading.pages(made) == 1
    assert reading.text(made).count(reason) == n


# -- for who cannot see


def test_papers_are_tagged_for_a_screen_reader(
    plan: Plan, pictures: Pictures, result: Result, decision: Decision
) -> None:
    for made in (
        papers.poster(plan, pictures, WAYS, CITY, "sv", paper="a4"),
        papers.ballot(plan, pictures, WAYS, CITY, "sv", place=""),
        papers.slips(plan, ["K7F2-M3PA"], WAYS, CITY, "sv"),
        papers.board_annex(plan, result, decision, CITY, "sv"),
    ):
        read = PdfReader(io.BytesIO(made))
        root = read.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "sv"
        assert "/StructTreeRoot" in root
        assert read.metadata is not None
        assert read.metadata.title
        assert "Invånarnas budget 2027" in read.metadata.title
        assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_a_picture_without_words_is_refused(pictures: Pictures, tmp_path: Path) -> None:
    """What the papers promise does not hang on the care of those who write templates."""
    paper = tmp_path / "paper.typ"
    paper.write_text('#set document(title: "x")\n#image("a.jpg", alt: "A swing")')
    assert typeset.pdf(paper, {}, {"a.jpg": pictures[1]})
    paper.write_text('#set document(title: "x")\n#image("a.jpg")')
    with pytest.raises(typst.TypstError, match="alt"):
        typeset.pdf(paper, {}, {"a.jpg": pictures[1]})
