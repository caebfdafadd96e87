"""The public pages over HTTP: nothing before its time, everything afterwards, and nothing that a script could use."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from html.parser import HTMLParser

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from meijan.clock import Clock
from meijan.election_pages import router
from service import tally
from service.elections.result import Result
from service.house import House
from service.tally import pabulib
from service.words import LANGUAGES
from store import election_work, votes
from store.database import Database
from tests.election_desk.conftest import Cast, Meijan
from tests.print import reading
from tests.print.conftest import CODE, EXAMPLE

RESULT, TARGETS = f"/tulokset/{CODE}", f"/aanestys/{CODE}"
NONE_YET = "Täällä ei ole vielä tulosta"


def client(database: Database, town: House) -> AsyncClient:
    app = FastAPI()
    app.include_router(router(database, town))
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1")


@pytest_asyncio.fixture
async def web(database: Database, town: House) -> AsyncIterator[AsyncClient]:
    """A reader of a city whose election goes its way, on each engine."""
    async with client(database, town) as reader:
        yield reader


@pytest_asyncio.fixture
async def later(published: Database, town: House) -> AsyncIterator[AsyncClient]:
    """A reader of the city whose result is published."""
    async with client(published, town) as reader:
        yield reader


@pytest.fixture
def opened(meijan: Meijan, cast: Cast) -> None:
    """The example, open, with 150 ballots."""
    meijan(f"create {EXAMPLE}")
    meijan(f"open {CODE}")
    cast(CODE, 150)


def result(database: Database) -> Result:
    with database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        return Result.model_validate_json(row.result)


class Tables(HTMLParser):
    """The texts of the cells of each table, row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            self.found[-1][-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


# -- before its time


async def test_no_result_before_it_is_published(
    web: AsyncClient, meijan: Meijan, opened: None, clock: Clock, database: Database
) -> None:
    """In each state the same kind page, which is that of an election that was never there."""
    other = await web.get("/tulokset/kameli-2027")
    assert other.status_code == 404
    assert NONE_YET in other.text
    steps = ("", f"close {CODE}", f"count {CODE} --now", f"decide {CODE} --date 2027-02-10 --section x")
    for step in steps:
        if step:
            meijan(step)
        for path in (RESULT, f"{RESULT}/liite", f"{RESULT}/liite.pdf", f"{RESULT}/{CODE}.pb", f"{RESULT}/receipts.txt"):
            answer = await web.get(path)
            assert (answer.status_code, answer.text) == (404, other.text), (step, path)
            assert answer.headers["Cache-Control"] == "no-store"
    meijan(f"publish {CODE}")
    assert (await web.get(RESULT)).status_code == 200


async def test_a_draft_is_nowhere(web: AsyncClient, meijan: Meijan) -> None:
    meijan(f"create {EXAMPLE}")
    for path in (RESULT, TARGETS, f"{TARGETS}/sms.svg", f"{TARGETS}/target1.jpg", "/tulokset/%00", "/aanestys/%00/x"):
        assert (await web.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/tulokset/..%2f..%2fetc", "/tulokset/x/..%2fkeys", f"{TARGETS}/..%2ftarget1.jpg", "/tulokset/%0a"]
)
async def test_strange_addresses_find_nothing(later: AsyncClient, path: str) -> None:
    assert (await later.get(path)).status_code == 404


# -- the result


async def test_the_page_shows_the_count_as_it_was(later: AsyncClient, published: Database) -> None:
    counted = result(published)
    page = (await later.get(RESULT)).text
    count, steps, ways = Tables(page).found[:3]
    votes_of = {int(row[0].split()[0]): row for row in count[1:]}
    assert {number: int(row[1]) for number, row in votes_of.items()} == counted.votes
    assert {number for number, row in votes_of.items() if row[2] == "Valittu"} == set(counted.winners)
    for number, missing in counted.missing.items():
        words = "Mikään äänimäärä ei olisi riittänyt." if missing is None else f"Ääniä puuttui: {missing}"
        assert words in votes_of[number][2]
    assert [int(row[1].split()[0]) for row in steps[1:]] == [step.number for step in counted.steps]
    assert [row[5] == "Valittu" for row in steps[1:]] == [step.why == "chosen" for step in counted.steps]
    assert sum(int(row[1]) for row in ways[1:]) == counted.ballots == 150
    assert page.index("<table") < page.index("<svg"), "the table comes first"


async def test_bars_are_as_long_as_the_votes(later: AsyncClient, published: Database) -> None:
    counted = result(published)
    page = (await later.get(RESULT)).text
    svg = page[page.index("<svg") : page.index("</svg>")]
    widths = [float(width) for width in re.findall(r'<rect x="0" y="\d+" width="([\d.]+)%"', svg)]
    most = max(counted.votes.values())
    assert widths == pytest.approx([80 * n / most for n in sorted(counted.votes.values(), reverse=True)], abs=0.01)
    assert 'role="img"' in svg
    assert "<title" in svg
    assert "<desc" in svg


async def test_the_decision_and_its_deviations(
    web: AsyncClient, meijan: Meijan, opened: None, database: Database
) -> None:
    meijan(f"close {CODE}")
    meijan(f"count {CODE} --now")
    winners = result(database).winners
    left, came = winners[0], next(n for n in range(1, 15) if n not in winners)
    chosen = " ".join(str(n) for n in (*winners[1:], came))
    reasons = f'--reason "{left}=Liian <kallis> & uusi" --reason "{came}=Alue jäi ilman"'
    meijan(f'decide {CODE} --date 2027-02-10 --section "§ 31" --chosen "{chosen}" {reasons}')
    meijan(f"publish {CODE}")
    page = (await web.get(RESULT)).text
    assert "Lautakunta päätti keskiviikkona 10.2.2027, § 31." in page
    assert "Liian &lt;kallis&gt; &amp; uusi" in page
    assert "jäi pois, vaikka laskenta valitsi sen" in page
    assert "on mukana, vaikka laskenta ei valinnut sitä" in page
    told = page[page.index('id="decided"') : page.index('id="count"')]
    assert {int(n) for n in re.findall(r'class="number">(\d+)<', told)} == {*winners[1:], came}


async def test_what_is_downloaded_recounts_to_the_same(later: AsyncClient, published: Database) -> None:
    """Every link of the page leads to a file with the sum that stands beside it."""
    page = (await later.get(RESULT)).text
    files = dict(re.findall(r'<a href="(/tulokset/[^"]+)">[^<]*</a> \([^)]*\)<br><code>([0-9a-f]{64})</code>', page))
    assert len(files) == 6
    for path, sum in files.items():
        answer = await later.get(path)
        assert sha256(answer.content).hexdigest() == sum, path
    counted = result(published)
    election = pabulib.read((await later.get(f"{RESULT}/{CODE}.pb")).text)
    outcome = tally.count(election, "equal-shares", draw=[str(number) for number in counted.draw])
    assert [int(project) for project in outcome.winners] == list(counted.winners)
    receipts = (await later.get(f"{RESULT}/receipts.txt")).text.split()
    assert receipts == sorted(receipts)
    assert len(receipts) == 150
    assert json.loads((await later.get(f"{RESULT}/{CODE}.json")).text)["result"]["winners"] == list(counted.winners)
    rows = list(csv.reader(io.StringIO((await later.get(f"{RESULT}/{CODE}.csv")).text.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 15


async def test_the_annex_as_page_and_as_paper(later: AsyncClient) -> None:
    page = await later.get(f"{RESULT}/liite")
    assert page.status_code == 200
    assert "Liite päätökseen" in page.text
    paper = await later.get(f"{RESULT}/liite.pdf?kieli=sv")
    assert paper.headers["content-type"] == "application/pdf"
    assert reading.pages(paper.content) == 1
    assert "Bilaga till beslutet" in reading.text(paper.content)


# -- the targets


async def test_targets_can_be_looked_at_from_the_opening_on(
    web: AsyncClient, meijan: Meijan, opened: None, clock: Clock, database: Database
) -> None:
    with database.write() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        election_work.keep_pictures(db, election_id=row.id, pictures={3: b"\xff\xd8picture"})
    page = (await web.get(TARGETS)).text
    assert page.count("<li value=") == 14
    assert "Äänestä viimeistään sunnuntaina 28.2.2027 kello 20." in page
    assert re.findall(rf'<img src="({TARGETS}/target\d+\.jpg)"', page) == [f"{TARGETS}/target3.jpg"]
    assert (await web.get(f"{TARGETS}/target3.jpg")).content == b"\xff\xd8picture"
    assert (await web.get(f"{TARGETS}/target4.jpg")).status_code == 404
    meijan(f"close {CODE}")
    ended = (await web.get(TARGETS)).text
    assert "Äänestys päättyi keskiviikkona 10.2.2027 kello 12." in ended
    assert "sms:" not in ended
    assert RESULT not in ended


async def test_after_its_time_nobody_is_asked_to_vote(web: AsyncClient, opened: None, clock: Clock) -> None:
    """Also while the closing is not carried out yet."""
    assert "Äänestä viimeistään" in (await web.get(TARGETS)).text
    clock.set("2027-02-28T20:00")
    assert "Äänestä viimeistään" not in (await web.get(TARGETS)).text


async def test_targets_lead_to_the_result_that_is_there(later: AsyncClient) -> None:
    assert f'href="{RESULT}?kieli=fi"' in (await later.get(TARGETS)).text


# -- all pages


@pytest.mark.parametrize("path", [RESULT, f"{RESULT}/liite", TARGETS, "/tulokset/kameli"])
async def test_pages_work_under_a_policy_that_allows_no_script(later: AsyncClient, path: str) -> None:
    for language in LANGUAGES:
        answer = await later.get(f"{path}?kieli={language}")
        assert answer.text.lstrip().startswith(f'<!doctype html>\n<html lang="{language}">')
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|https?://(?!t\.me/)", answer.text)


async def test_an_unknown_language_is_finnish(later: AsyncClient) -> None:
    assert 'lang="fi"' in (await later.get(f"{RESULT}?kieli=%22><script>")).text


async def test_the_style_sheet_is_there(later: AsyncClient) -> None:
    answer = await later.get("/tulokset/tyyli.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "@media print" in answer.text


def test_a_service_starts_without_what_only_pages_and_papers_need() -> None:
    """Typst alone is 80 MB."""
    heavy = ("typst", "segno", "jinja2", "numpy", "ttf_opensans", "yaml")
    code = f"import sys, meijan.app; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
