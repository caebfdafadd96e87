"""Ideas in the console: found, published, decided, undone, joined, handed over, listed; who may, and who was first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from fastapi import FastAPI

from service.house import House
from service.ideas import moving
from store import audit, ideas, similar
from store.database import Database
from store.models.ideas import IdeaState
from store.models.staff import Role
from tests.console import Visitor, a_house, console_over, signed_in
from tests.staff.ideas import given, messages, published, row

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def house() -> House:
    return a_house(NOW)


@pytest.fixture
def app(database: Database, house: House) -> Iterator[FastAPI]:
    with console_over(database, house) as app:
        yield app


async def seen(visitor: Visitor, code: str) -> str:
    """The version of an idea that its page shows."""
    text = (await visitor.get(f"/ideat/{code}")).text
    return text.split('name="seen" value="')[1].split('"')[0]


def state(database: Database, house: House, code: str) -> IdeaState:
    with database.read() as db:
        return row(db, house, code).state


def told(database: Database, house: House, code: str) -> list[tuple[str, str]]:
    with database.read() as db:
        return messages(db, house, code)


# -- reading


async def test_looking_at_an_idea_fixes_its_givers_words_and_is_noted_once(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    for _ in range(2):
        assert "Penkki rantaan" in (await visitor.get("/ideat/K7F2")).text
    with database.read() as db:
        assert row(db, house, "K7F2").opened_at == NOW
        assert [entry.what for entry in audit.entries(db, what="idea")] == ["idea.open"]


async def test_the_page_shows_no_number_and_escapes_what_came(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "<script>alert(1)</script> Penkki", by="+358401234567")
    page = (await (await signed_in(app, Role.MODERATOR)).get("/ideat/K7F2")).text
    assert "<script>alert" not in page
    assert "401234567" not in page


@pytest.mark.parametrize("path", ["/ideat/K7F2", "/ideat/aanestykseen", "/ideat/K7F2/yhdista?ideaan=K2A2"])
async def test_a_reader_sees_numbers_only(app: FastAPI, path: str) -> None:
    visitor = await signed_in(app, Role.READER)
    assert (await visitor.get("/ideat")).headers["location"] == "/staff/ideat/vuosi"
    assert (await visitor.get("/ideat/vuosi/2026")).status_code == 200
    assert (await visitor.get(path)).status_code == 403


async def test_ideas_are_found_by_code_word_and_filter(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        published(db, house, "K2A2", "Penkkejä rantaraitille")
        given(db, house, "K3A3", "Keinuja puistoon", area="Otava")
    visitor = await signed_in(app, Role.MODERATOR)
    assert (await visitor.get("/ideat?haku=k2 a2")).headers["location"] == "/staff/ideat/K2A2"
    for asked, there in {
        "haku=penkkien": ["K2A2"],
        "haku=penkkien tori": [],
        "haku=keinuja": [],  # not published: sealed
        "alue=Otava": ["K3A3"],
        "tila=received": ["K3A3"],
        "tila=nonsense": [],
        "kanava=telegram": [],
        "puhe=fi": ["K2A2", "K3A3"],
        "kuukausi=2026-11": ["K2A2", "K3A3"],
        "kuukausi=2026-12": [],
        "myohassa=1": [],
        "": ["K2A2", "K3A3"],
    }.items():
        page = (await visitor.get(f"/ideat?{asked}")).text
        assert [code for code in ("K2A2", "K3A3") if f"/staff/ideat/{code}" in page] == there, asked


async def test_the_list_is_read_fifty_at_a_time(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        for n in range(60):
            given(db, house, f"A{n // 10 % 8 + 2}C{n % 8 + 2}{n}", f"Idea {n}", by="+358401234567")
    visitor = await signed_in(app, Role.MODERATOR)
    page = (await visitor.get("/ideat")).text
    assert page.count('scope="row"') == 50
    more = page.split('rel="next"')[0].rsplit('href="/staff', 1)[1]
    assert (await visitor.get(more.split('"')[0])).text.count('scope="row"') == 10


async def test_late_ones_are_red(database: Database, house: House) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    with console_over(database, replace(house, now=lambda: NOW + timedelta(days=20))) as app:
        visitor = await signed_in(app, Role.MODERATOR)
        assert 'class="late"' in (await visitor.get("/ideat?myohassa=1")).text
        assert "K7F2" in (await visitor.get("/ideat?myohassa=1")).text


async def test_what_came_with_an_idea_is_shown_as_we_made_it_and_nothing_else(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "")
        given(db, house, "K2A2", "Muuta")
        idea_id = row(db, house, "K7F2").id
        for kind, mime in (("photo", "image/jpeg"), ("voice", "audio/ogg"), ("photo", "text/html")):
            ideas.attach(db, sealer=house.sealer, idea_id=idea_id, channel="telegram", kind=kind, ref="1", now=NOW)
            newest = ideas.media_ids(db, idea_id=idea_id)[-1][0]
            ideas.media_kept(db, sealer=house.sealer, media_id=newest, data=b"<script>", mime=mime)
        ids = [one for one, _kind, _state in ideas.media_ids(db, idea_id=idea_id)]
    visitor = await signed_in(app, Role.MODERATOR)
    page = await visitor.get("/ideat/K7F2")
    assert "media-src 'self'" in page.headers["content-security-policy"]
    assert page.text.count("<audio") == 1
    assert page.text.count("<img") == 2
    answers = [await visitor.get(f"/ideat/K7F2/liite/{one}") for one in ids]
    kinds = [answer.headers["content-type"] for answer in answers]
    assert kinds == ["image/jpeg", "audio/ogg", "application/octet-stream"]  # a browser runs nothing that came
    assert answers[2].headers["content-disposition"] == "attachment"
    assert (await visitor.get(f"/ideat/K2A2/liite/{ids[0]}")).status_code == 404
    assert (await (await signed_in(app, Role.HELPER)).get(f"/ideat/K7F2/liite/{ids[0]}")).status_code == 403


async def test_what_was_written_and_not_sent_is_there_again_until_it_is_sent(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    version = await seen(visitor, "K7F2")
    await visitor.send_form("/luonnos", draft="idea-publish:K7F2", text="Penkki rantaraitille, kaksi")
    assert "rantaraitille, kaksi" in (await visitor.get("/ideat/K7F2")).text
    await visitor.send_form("/ideat/K7F2/julkaise", seen=version, text="Penkki")
    assert "rantaraitille, kaksi" not in (await visitor.get("/ideat/K7F2")).text


# -- publishing and the step back


async def test_publishing_is_told_in_a_minute_and_undone_until_then(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    fields = {"seen": await seen(visitor, "K7F2"), "text": "Penkki rantaan", "day": "2026-12-15"}
    answer = await visitor.send_form("/ideat/K7F2/julkaise", **fields)
    assert answer.status_code == 303
    assert state(database, house, "K7F2") is IdeaState.ASSESSED
    with database.read() as db:
        found = row(db, house, "K7F2")
        assert found.answer_by is not None
        assert found.published_at == NOW
        assert similar.find(db, keys=house.terms.keys("penkki")) != []
        due = db.exec_driver_sql("SELECT due_at FROM outbox").scalar_one()
    assert str(due)[:19] == "2026-11-24 10:01:00"
    (message,) = told(database, house, "K7F2")
    assert message[0] == "queued"
    assert "15.12" in message[1]
    assert (await visitor.send_form("/ideat/K7F2/peru")).status_code == 303
    assert state(database, house, "K7F2") is IdeaState.RECEIVED
    assert [one for one, _text in told(database, house, "K7F2")] == ["cancelled"]
    with database.read() as db:
        found = row(db, house, "K7F2")
        assert (found.public_text, found.published_at, found.answer_by) == ("", None, None)
        assert similar.find(db, keys=house.terms.keys("penkki")) == []
    again = await visitor.send_form("/ideat/K7F2/peru")
    assert again.status_code == 409  # there is nothing more to take back


async def test_nothing_is_undone_once_it_is_told(database: Database, house: House) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    with console_over(database, house) as app:
        visitor = await signed_in(app, Role.MODERATOR)
        await visitor.send_form("/ideat/K7F2/julkaise", seen=await seen(visitor, "K7F2"), text="Penkki")
        with database.write() as db:
            db.exec_driver_sql("UPDATE outbox SET state = 'sending'")
        answer = await visitor.send_form("/ideat/K7F2/peru")
        assert answer.status_code == 409
        assert "jo lähtenyt" in answer.text
    assert state(database, house, "K7F2") is IdeaState.ASSESSED
    with console_over(database, replace(house, now=lambda: NOW + timedelta(seconds=61))) as app:
        later = await signed_in(app, Role.MODERATOR)
        assert "ei voi enää perua" in (await later.send_form("/ideat/K7F2/peru")).text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Soita 040 123 4567", "puhelinnumero"),
        ("Kirjoita aino@example.org", "sähköpostiosoite"),
        ("Penkki. T. Aino Virtanen", "ihmisen nimi"),
        ("Olen 131052-308T", "henkilötunnus"),
    ],
)
async def test_what_may_name_somebody_is_asked_once_more(
    app: FastAPI, database: Database, house: House, text: str, why: str
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    fields = {"seen": await seen(visitor, "K7F2"), "text": text}
    answer = await visitor.send_form("/ideat/K7F2/julkaise", **fields)
    assert answer.status_code == 409
    assert why in answer.text
    assert text in answer.text  # nothing typed is lost
    assert state(database, house, "K7F2") is IdeaState.RECEIVED
    assert (await visitor.send_form("/ideat/K7F2/julkaise", **fields, anyway="1")).status_code == 303


async def test_a_reason_is_needed_and_what_was_typed_stays(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    version = await seen(visitor, "K7F2")
    answer = await visitor.send_form("/ideat/K7F2/hylkaa", seen=version, reason="  ")
    assert answer.status_code == 409
    assert "Kirjoita syy" in answer.text
    assert (await visitor.send_form("/ideat/K7F2/hylkaa", seen=version, reason="Ranta on suojeltu.")).status_code == 303
    assert "Ranta on suojeltu." in told(database, house, "K7F2")[-1][1]


async def test_an_idea_is_handed_over_and_its_giver_hears_to_whom(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Nopeusrajoitus viitostielle")
    visitor = await signed_in(app, Role.MODERATOR)
    version = await seen(visitor, "K7F2")
    assert (await visitor.send_form("/ideat/K7F2/siirra", seen=version, to="Kela")).status_code == 409
    assert (await visitor.send_form("/ideat/K7F2/siirra", seen=version, to="Väylävirasto")).status_code == 303
    assert state(database, house, "K7F2") is IdeaState.MOVED
    assert "Väylävirasto" in told(database, house, "K7F2")[-1][1]
    await visitor.send_form("/ideat/K7F2/peru")
    with database.read() as db:
        assert (row(db, house, "K7F2").state, row(db, house, "K7F2").moved_to) == (IdeaState.RECEIVED, "")


async def test_a_promise_is_told_and_must_be_ahead(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        published(db, house, "K7F2", "Penkki rantaan")
    visitor = await signed_in(app, Role.MODERATOR)
    for day, status in (("2026-11-24", 409), ("huomenna", 409), ("2026-12-24", 303)):
        version = await seen(visitor, "K7F2")
        assert (await visitor.send_form("/ideat/K7F2/lupaus", seen=version, day=day)).status_code == status
    assert "24.12" in told(database, house, "K7F2")[-1][1]
    version = await seen(visitor, "K7F2")
    assert (await visitor.send_form("/ideat/K7F2/tila", seen=version, state="chosen")).status_code == 303
    with database.read() as db:
        assert row(db, house, "K7F2").answer_by is None  # the promise was kept by it


async def test_a_public_text_is_mended_though_its_promise_is_late(database: Database, house: House) -> None:
    with database.write() as db:
        published(db, house, "K7F2", "Penkki rantaan")
        moving.promise(db, house, code="K7F2", day=date(2026, 12, 8), by="Maija")
    with console_over(database, a_house(NOW + timedelta(days=30))) as app:
        visitor = await signed_in(app, Role.MODERATOR)
        version = await seen(visitor, "K7F2")
        answer = await visitor.send_form("/ideat/K7F2/julkaise", seen=version, text="Kaksi penkkiä rantaan")
        assert answer.status_code == 303
    with database.read() as db:
        assert row(db, house, "K7F2").public_text == "Kaksi penkkiä rantaan"
        assert row(db, house, "K7F2").answer_by == date(2026, 12, 8)
    assert len(told(database, house, "K7F2")) == 2  # of being public and of the promise; not of a slip mended


# -- two at once


async def test_of_two_moderators_one_is_first_and_the_other_hears_who(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
    maija, matti = (
        await signed_in(app, Role.MODERATOR, name="Maija"),
        await signed_in(app, Role.MODERATOR, name="Matti"),
    )
    version = await seen(maija, "K7F2")
    assert await seen(matti, "K7F2") == version
    assert (await maija.send_form("/ideat/K7F2/julkaise", seen=version, text="Penkki")).status_code == 303
    late = await matti.send_form("/ideat/K7F2/hylkaa", seen=version, reason="Ei rahaa tänä vuonna.")
    assert late.status_code == 409
    assert "Maija ehti ensin" in late.text
    assert "Ei rahaa tänä vuonna." in late.text
    assert state(database, house, "K7F2") is IdeaState.ASSESSED
    assert len(told(database, house, "K7F2")) == 1


# -- joining


async def test_joining_says_what_will_happen_and_does_it(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        giver = given(db, house, "K7F2", "Penkki rantaan")
        published(db, house, "K2A2", "Penkkejä rantaraitille")
        ideas.support(db, code="K2A2", resident_id=given(db, house, "K3A3", "Muuta"), now=NOW)
    visitor = await signed_in(app, Role.MODERATOR)
    page = (await visitor.get("/ideat/K7F2/yhdista?ideaan=K2A2")).text
    assert "Kannattajia on sitten 2" in page
    version = page.split('name="seen" value="')[1].split('"')[0]
    answer = await visitor.send_form("/ideat/K7F2/yhdista", into="K2A2", seen=version)
    assert answer.headers["location"] == "/staff/ideat/K2A2"
    with database.read() as db:
        other = row(db, house, "K2A2")
        assert row(db, house, "K7F2").merged_into == other.id
        assert ideas.supports(db, idea_id=other.id, resident_id=giver) == (2, True)
    assert "K2A2" in told(database, house, "K7F2")[-1][1]
    assert "K2A2" in (await visitor.get("/ideat/K7F2")).text


@pytest.mark.parametrize(("into", "why"), [("K7F2", "itseensä"), ("A2A2", "ei löydy"), ("K3A3", "Julkaise se ensin")])
async def test_what_can_not_be_joined_is_refused(
    app: FastAPI, database: Database, house: House, into: str, why: str
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Penkki rantaan")
        given(db, house, "K3A3", "Muuta")
    visitor = await signed_in(app, Role.MODERATOR)
    answer = await visitor.get(f"/ideat/K7F2/yhdista?ideaan={into}")
    assert answer.status_code == 409
    assert why in answer.text


# -- to the vote, and over a year


async def test_chosen_ideas_become_an_elections_file(app: FastAPI, database: Database, house: House) -> None:
    with database.write() as db:
        published(db, house, "K2A2", "Penkkejä rantaraitille")
        published(db, house, "K3A3", "Keinuja puistoon")
    visitor = await signed_in(app, Role.ELECTIONS)
    assert (await visitor.send_form("/ideat/aanestykseen")).status_code == 409
    bad = {"take-K2A2": "1", "name-K2A2": "Penkit", "price-K2A2": "8 tonnia"}
    answer = await visitor.send_form("/ideat/aanestykseen", **bad)
    assert (answer.status_code, "8 tonnia" in answer.text) == (409, True)
    answer = await visitor.send_form("/ideat/aanestykseen", **{**bad, "price-K2A2": "8000"})
    plan = yaml.safe_load(answer.text)
    assert plan["targets"] == [
        {"number": 1, "idea": "K2A2", "short_name": {"fi": "Penkit", "sv": "", "en": ""}, "price": 8000}
    ]


async def test_the_year_is_counted_and_its_files_hold_nothing_personal(
    app: FastAPI, database: Database, house: House
) -> None:
    with database.write() as db:
        given(db, house, "K7F2", "Salainen teksti", by="+358401234567")
        published(db, house, "K2A2", "=1+1 penkkejä")
    visitor = await signed_in(app, Role.READER)
    page = (await visitor.get("/ideat/vuosi/2026")).text
    assert "11/2026" in page
    text = (await visitor.get("/ideat/vuosi/2026/ideat.csv")).text
    assert "Salainen" not in text
    assert "401234567" not in text
    assert "'=1+1 penkkejä" in text
    data = (await visitor.get("/ideat/vuosi/2026/ideat.xlsx")).content
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet, words = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert "'=1+1 penkkejä" in words
    assert "<f>" not in sheet
    assert "Salainen" not in words
    assert (await visitor.get("/ideat/vuosi/2026/ideat.pdf")).status_code == 404
    assert "Vuonna 2025 ei tullut ideoita." in (await visitor.get("/ideat/vuosi/2025")).text
