"""The poster, read by programs that did not make it: what it says, its codes, one page, its tags."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from service.events.print import pages
from service.print.ways import Ways
from service.words import LANGUAGES
from store.events import EventRow
from store.models.events import EventState
from tests.event_desk.conftest import Meijan
from tests.event_desk.facts import NOW, at, row
from tests.print import reading

WAYS = Ways("+358457000000", "MikkelinKanavaBot", "TORI")
CITY = "Mikkelin kaupunki"
SMS, CHAT = "SMSTO:+358457000000:ILMO 12", "https://t.me/MikkelinKanavaBot?start=tapahtuma_12_TORI"


def poster(event: EventRow, language: str = "fi", ways: Ways = WAYS) -> bytes:
    return pages.poster(event, ways, CITY, language, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_tells_all_on_one_page(language: str) -> None:
    made = poster(row(), language)
    assert reading.pages(made) == 1
    said = reading.text(made)
    for name in ("title", "place", "address", "text", "price", "access"):
        assert reading.letters(row().said(name, language)) in reading.letters(said), name
    when = {
        "fi": "Torstaina 26.11.2026 kello 13–15",
        "sv": "Torsdag 26.11.2026 klockan 13–15",
        "en": "Thursday 26 November 2026 at 13:00–15:00",
    }
    assert when[language] in said
    for fact in ("+358 45 7000000", "ILMO 12", "@MikkelinKanavaBot", "SOITA", "Mikkelin kirjasto"):
        assert fact in said
    assert reading.codes(made) == [SMS, CHAT]


def test_how_many_seats_are_free_today_is_not_on_paper() -> None:
    assert "Vapaana" not in reading.text(poster(row(free=1)))
    assert "täynnä" not in reading.text(poster(row(free=0, line=3)))
    assert "vähintään 18 vuotta" not in reading.text(poster(row()))
    later = poster(row(signup_opens_at=at("2026-11-25", "09:00"), age_least=18))
    assert "Voit ilmoittautua keskiviikkona 25.11.2026 kello 9 alkaen." in reading.text(later)


@pytest.mark.parametrize(
    ("event", "ways", "codes"),
    [
        (row(), Ways("+358457000000", ""), [SMS]),
        (row(), Ways("", "MikkelinKanavaBot"), [CHAT.removesuffix("_TORI")]),
        (row(takes_signups=False), WAYS, ["SMSTO:+358457000000:TAPAHTUMAT", CHAT]),
        (row(state=EventState.POSTPONED), WAYS, []),
        (row(state=EventState.DRAFT), WAYS, [SMS, CHAT]),
    ],
)
def test_a_poster_offers_what_there_is(event: EventRow, ways: Ways, codes: list[str]) -> None:
    assert reading.codes(poster(event, ways=ways)) == codes


def test_a_long_one_is_one_page_too() -> None:
    words = {
        name: {"fi": " ".join(["Kohtaamispaikka"] * n)} for name, n in (("title", 12), ("place", 10), ("access", 30))
    }
    words["text"] = {"fi": "\n".join(" ".join(["Tervetuloa mukaan kaikki."] * 12) for _ in range(6))}
    made = poster(row(words=words))
    assert reading.pages(made) == 1
    assert reading.codes(made) == [SMS, CHAT]


def test_titles_of_others_are_no_markup() -> None:
    hostile = '#panic("x") *b* $x$ [a](b) <script> \\ @label `c`'
    made = poster(row(words={"title": {"fi": hostile}, "text": {"fi": hostile}}, arranger=hostile))
    assert reading.letters(reading.text(made)).count(reading.letters(hostile)) == 3


def test_a_poster_is_tagged_for_readers_of_screens() -> None:
    read = PdfReader(io.BytesIO(poster(row(), "sv")))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert read.metadata is not None
    assert read.metadata.title == "Kaffestund"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


# -- by command


def test_a_poster_by_command(meijan: Meijan, coffee: int, tmp_path: Path) -> None:
    out = tmp_path / "kahvit.pdf"
    assert meijan(f"poster {coffee} --source tori --out {out}") == [f"Valmis: {out}"]
    assert reading.codes(out.read_bytes()) == [SMS, CHAT]
    page = tmp_path / "kahvit.html"
    meijan(f"poster {coffee} --language sv --out {page}")
    html = page.read_text(encoding="utf-8")
    assert '<html lang="sv">' in html
    assert html.count('src="data:image/svg+xml;base64,') == 2
    assert not re.search(r'(?:src|href)="/', html)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--source KIRJASTO", "Sanaa KIRJASTO ei ole asetuksessa MEIJAN_SOURCES."),
        ("--language ru", "Kieli on jokin näistä: fi, sv, en."),
        ("--out juliste.doc", "Tiedoston nimen loppu on .pdf tai .html."),
    ],
)
def test_a_poster_that_would_lead_nowhere_is_refused(meijan: Meijan, coffee: int, line: str, said: str) -> None:
    assert meijan(f"poster {coffee} {line}") == [said]


def test_a_cancelled_event_has_no_poster(meijan: Meijan, coffee: int) -> None:
    meijan(f'cancel {coffee} --reason "sairaus" --yes')
    assert meijan(f"poster {coffee} --out x.pdf") == ["Tapahtuma 12 on peruttu."]
