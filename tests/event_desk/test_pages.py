"""The public pages and feeds over HTTP, on each engine: what everybody may see, in each language, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from meijan import event_pages, public_pages
from meijan.clock import Clock
from meijan.event_pages import router
from service.events import making
from service.events.draft import Draft
from service.house import House
from service.words import LANGUAGES
from store import events
from store.database import Database
from store.models.events import EventState
from tests.event_desk import reading
from tests.event_desk.conftest import Joined, Meijan
from tests.events import COFFEE, opened

HOSTILE = '<script>alert(1)</script>" onmouseover="x'
SITE = "https://kanava.example"


@pytest_asyncio.fixture
async def web(database: Database, town: House) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.include_router(public_pages.router())
    app.include_router(router(database, town, SITE))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as reader:
        yield reader


def draft(database: Database, town: House, **more: object) -> int:
    """A draft that has its number already."""
    with database.write() as db:
        row = making.create(db, town, draft=Draft.model_validate({**COFFEE, **more}), by="test")
        return events.give_number(db, event_id=row.id, now=town.now())


# -- what everybody sees


async def test_links_narrow_the_list_to_an_area_and_a_kind(web: AsyncClient, database: Database, town: House) -> None:
    with database.write() as db:
        opened(db, town, area="Otava")
        opened(db, town, number=13, title="Tanssit", area="Otava", free_of_charge=False)
        opened(db, town, number=14, title="Lukupiiri", area="Anttola")
    page = (await web.get("/tapahtumat?laji=ilmainen")).text
    assert ("Kahvihetki" in page, "Tanssit" in page, "Lukupiiri" in page) == (True, False, True)
    address = re.search(r'<a href="([^"]*)">Otava</a>', page)
    assert address is not None
    both = (await web.get(address[1].replace("&amp;", "&"))).text
    assert ("Kahvihetki" in both, "Tanssit" in both, "Lukupiiri" in both) == (True, False, False)
    assert "<strong>Otava</strong>" in both
    assert 'href="?kieli=sv&amp;alue=Otava&amp;laji=ilmainen"' in both, "another language keeps what is chosen"
    none = (await web.get("/tapahtumat?alue=Otava&laji=lapsille")).text
    assert "Sellaisia tapahtumia ei nyt ole." in none
    assert '<a href="/tapahtumat?kieli=fi">Kaikki tapahtumat</a>' in none
    assert "Tanssit" in (await web.get("/tapahtumat?alue=%22%3E%3Cscript%3E&laji=x")).text, "what we do not know is all"


async def test_a_page_of_a_narrowed_list_goes_on_narrowed(
    web: AsyncClient, database: Database, town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_pages, "LISTED", 1)
    with database.write() as db:
        opened(db, town, area="Otava")
        opened(db, town, number=13, title="Lukupiiri", area="Anttola", starts="2026-11-26T13:30")
        opened(db, town, number=14, title="Tanssit", area="Otava", starts="2026-11-26T14:00")
    more = re.search(r'href="([^"]*jalkeen=12)"', (await web.get("/tapahtumat?alue=Otava")).text)
    assert more is not None
    assert "Tanssit" in (await web.get(more[1].replace("&amp;", "&"))).text


async def test_the_icon_is_there(web: AsyncClient) -> None:
    assert 'href="/favicon.svg"' in (await web.get("/tapahtumat")).text
    for address in ("/favicon.svg", "/favicon.ico"):
        answer = await web.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


async def test_coming_events_by_day(web: AsyncClient, database: Database, town: House) -> None:
    nothing = (await web.get("/tapahtumat")).text
    assert "Nyt ei ole tapahtumia." in nothing
    with database.write() as db:
        opened(db, town)
        opened(db, town, number=13, title="Joulutori", all_day=True, starts="2026-11-28T00:00", ends="2026-11-30T00:00")
        opened(db, town, number=14, title="Lukupiiri", starts="2026-11-26T17:30", ends="2026-11-26T19:00")
    page = (await web.get("/tapahtumat")).text
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Torstaina 26.11.2026", "Lauantaina 28.11.2026"]
    assert re.findall(r'<a href="/tapahtumat/(\d+)\?kieli=fi">', page) == ["12", "14", "13"]
    assert "Alkaa lauantaina 28.11.2026. Päättyy sunnuntaina 29.11.2026." in page
    assert "Haluatko nämä tekstiviestillä? Lähetä TAPAHTUMAT numeroon +358\u00a045\u00a07000000." in page
    assert "Torsdag 26.11.2026" in (await web.get("/tapahtumat?kieli=sv")).text


async def test_one_event_and_how_one_signs_up(web: AsyncClient, coffee: int, joined: Joined, meijan: Meijan) -> None:
    page = (await web.get("/tapahtumat/12")).text
    assert "Torstaina 26.11.2026 kello 13–15" in page
    assert "Vapaana on 10 paikkaa." in page
    assert "Hae Telegramissa @MikkelinKanavaBot." in page
    assert "kameralla" not in page, "there is no code to point it at"
    assert "sms:+358457000000?body=ILMO%2012" in page
    assert "https://t.me/MikkelinKanavaBot?start=tapahtuma_12" in page
    meijan(f"capacity {coffee} 1")
    joined(coffee, "+358401111111")
    assert "Kaikki paikat ovat täynnä. Voit jäädä jonoon." in (await web.get("/tapahtumat/12")).text
    meijan(f'cancel {coffee} --reason "liukas keli" --yes')
    off = (await web.get("/tapahtumat/12")).text
    assert "Tämä tapahtuma on peruttu." in off
    assert "sms:" not in off
    assert "liukas keli" not in off, "a reason may be somebody's illness"


async def test_after_its_beginning_nobody_is_asked_to_sign_up(web: AsyncClient, coffee: int, clock: Clock) -> None:
    clock.set("2026-11-26T13:30")
    page = (await web.get("/tapahtumat/12")).text
    assert "ILMO 12" not in page
    clock.set("2026-11-26T15:30")
    assert "Kahvihetki" not in (await web.get("/tapahtumat")).text
    over = (await web.get("/tapahtumat/12")).text
    assert "Kahvihetki" in over
    assert "t.me" not in over


async def test_a_draft_is_nowhere(web: AsyncClient, database: Database, town: House) -> None:
    number = draft(database, town)
    for path in (
        f"/tapahtumat/{number}",
        f"/tapahtumat/{number}.ics",
        "/tapahtumat/9",
        "/tapahtumat/x",
        "/tapahtumat/0",
    ):
        answer = await web.get(path)
        assert answer.status_code == 404
        assert "Tätä tapahtumaa ei ole" in answer.text
    assert "Kahvihetki" not in (await web.get("/tapahtumat")).text
    assert b"VEVENT" not in (await web.get("/tapahtumat.ics")).content
    assert (await web.get("/avoin/tapahtumat.json")).json()["events"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/tapahtumat/12%00",
        "/tapahtumat/1e1",
        "/tapahtumat/-12",
        "/tapahtumat/%2e%2e",
        "/tapahtumat/99999",
        "/tapahtumat/١٢",
    ],
)
async def test_strange_addresses_find_nothing(web: AsyncClient, coffee: int, path: str) -> None:
    assert (await web.get(path)).status_code == 404


# -- what arrangers write


async def test_titles_of_others_stay_texts(web: AsyncClient, database: Database, town: House) -> None:
    with database.write() as db:
        more = dict.fromkeys(("title", "place", "address", "text", "price", "access", "arranger"), HOSTILE)
        more["area"] = HOSTILE[:40]
        opened(db, town, **more, name="Kahvit", url="https://x.example/\"onclick='y'")
    for path in ("/tapahtumat", "/tapahtumat/12"):
        for language in LANGUAGES:
            page = (await web.get(f"{path}?kieli={language}")).text
            assert "<script" not in page
            assert not re.search(r"<[^>]*\son\w+=", page), path
            assert "&lt;script&gt;" in page
    feed = (await web.get("/avoin/tapahtumat.json")).json()
    assert feed["events"][0]["title"]["fi"] == HOSTILE
    assert len(reading.events((await web.get("/tapahtumat.ics")).content)) == 1


@pytest.mark.parametrize("path", ["/tapahtumat", "/tapahtumat/12", "/tapahtumat/99"])
async def test_pages_work_under_a_policy_that_allows_no_script(web: AsyncClient, coffee: int, path: str) -> None:
    for language in LANGUAGES:
        answer = await web.get(f"{path}?kieli={language}")
        assert answer.text.lstrip().startswith(f'<!doctype html>\n<html lang="{language}">')
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|https?://(?!t\.me/)", answer.text)


async def test_an_unknown_language_is_finnish(web: AsyncClient, coffee: int) -> None:
    assert 'lang="fi"' in (await web.get("/tapahtumat?kieli=%22><script>")).text


# -- paging


async def test_pages_and_the_feed_go_on_where_they_ended(
    web: AsyncClient, database: Database, town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three at the same time among them: the number decides. Each is there once."""
    monkeypatch.setattr(event_pages, "LISTED", 3)
    monkeypatch.setattr(event_pages.opendata, "PAGE", 3)
    with database.write() as db:
        for n in range(1, 9):
            day = 26 if n in (2, 5, 7) else 26 + n % 3
            opened(db, town, number=n, starts=f"2026-11-{day}T13:00", ends=f"2026-11-{day}T15:00")
    seen, address = [], "/tapahtumat"
    while address:
        page = (await web.get(address)).text
        seen += [int(n) for n in re.findall(r'<h3><a href="/tapahtumat/(\d+)', page)]
        more = re.search(r'href="(/tapahtumat\?kieli=fi&amp;jalkeen=\d+)"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    told, address = [], "/avoin/tapahtumat.json"
    while address:
        answer = (await web.get(address)).json()
        told += [event["number"] for event in answer["events"]]
        address = (answer["next"] or "").removeprefix(SITE)
    assert seen == told == [2, 3, 5, 6, 7, 1, 4, 8]


# -- programs


async def test_open_data_says_what_the_manual_says(
    web: AsyncClient, coffee: int, joined: Joined, database: Database
) -> None:
    """No person, no need, no reason: only what is announced."""
    joined(coffee, "+358401111111", needs="pyörätuoli")
    answer = await web.get("/avoin/tapahtumat.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    assert found["licence"]["name"] == "CC BY 4.0"
    assert found["next"] is None
    (event,) = found["events"]
    assert event["starts"] == "2026-11-26T13:00:00+02:00"
    assert event["signup"] == {
        "now": "open", "opens": None, "closes": None, "capacity": 10, "free": 9, "least_age": None
    }  # fmt: skip
    assert "401111111" not in answer.text
    assert "pyörätuoli" not in answer.text
    documented = _documented()
    assert set(event) == documented["event"]
    assert set(event["signup"]) == documented["signup"]
    assert set(found) == documented["answer"]


def _documented() -> dict[str, set[str]]:
    """The fields of docs/events.md, by the heading of their table."""
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
    part = page[page.index("## Open data") :]
    found: dict[str, set[str]] = {"answer": set(), "event": set(), "signup": set()}
    for line in part.splitlines():
        if match := re.match(r"\| (answer|event|signup) \| (.*?) \|", line):
            found[match[1]] |= set(re.findall(r"`(\w+)`", match[2]))
    return found


@pytest.mark.parametrize("path", ["/avoin/tapahtumat.json", "/tapahtumat.ics", "/tapahtumat/12.ics"])
async def test_a_feed_is_sent_again_only_when_it_changed(
    web: AsyncClient, coffee: int, meijan: Meijan, path: str
) -> None:
    first = await web.get(path)
    tag = first.headers["ETag"]
    assert parsedate_to_datetime(first.headers["Last-Modified"]) == datetime.fromisoformat("2026-11-24T10:00+02:00")
    for asked in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await web.get(path, headers={"If-None-Match": asked})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    meijan(f'move {coffee} "27.11.2026 10.00"')
    later = await web.get(path, headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert later.headers["ETag"] != tag


async def test_a_seat_that_is_taken_changes_the_feed(web: AsyncClient, coffee: int, joined: Joined) -> None:
    tag = (await web.get("/avoin/tapahtumat.json")).headers["ETag"]
    joined(coffee, "+358401111111")
    answer = await web.get("/avoin/tapahtumat.json", headers={"If-None-Match": tag})
    assert answer.status_code == 200


async def test_a_calendar_of_one_and_of_all(web: AsyncClient, coffee: int, meijan: Meijan, clock: Clock) -> None:
    one = await web.get("/tapahtumat/12.ics?kieli=sv")
    assert one.headers["content-type"] == "text/calendar; charset=utf-8"
    assert one.headers["Content-Disposition"] == 'attachment; filename="tapahtuma-12.ics"'
    (found,) = reading.events(one.content)
    assert found["SUMMARY"].value == "Kaffestund"
    assert found["URL"].value == f"{SITE}/tapahtumat/12"
    before = int(found["SEQUENCE"].value)
    meijan(f'cancel {coffee} --reason "sairaus" --yes')
    (off,) = reading.events((await web.get("/tapahtumat.ics")).content)
    assert off["STATUS"].value == "CANCELLED"
    assert off["UID"] == found["UID"]
    assert int(off["SEQUENCE"].value) > before
    clock.set("2026-12-20T12:00")
    assert len(reading.events((await web.get("/tapahtumat.ics")).content)) == 1, "a subscriber keeps last month"
    clock.set("2026-12-28T12:00")
    assert reading.events((await web.get("/tapahtumat.ics")).content) == []


async def test_states_of_the_feed(web: AsyncClient, database: Database, town: House) -> None:
    with database.write() as db:
        for number, state in enumerate((EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED), 1):
            row = opened(db, town, number=number)
            events.change(db, event_id=row.id, values={"state": state}, now=town.now())
    found = json.loads((await web.get("/avoin/tapahtumat.json")).text)["events"]
    assert [event["state"] for event in found] == ["published", "postponed", "cancelled"]
