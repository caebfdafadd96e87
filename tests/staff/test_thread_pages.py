"""Messages in the console: the lists, a thread, answering, whose it is, notes, closing; by forms without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from service.house import House
from service.threads import canning
from sms.parts import count
from store import audit, staff, talk, thread_messages, threads
from store.database import Database
from store.models.people import Reach
from store.models.staff import Role
from tests.console import Visitor, a_house, console_over, signed_in
from tests.staff.residents import NUMBER, left, wrote

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # noon in Finland


@pytest.fixture
def house() -> House:
    return replace(a_house(NOW), parts=lambda text: count(text).parts)


@pytest.fixture
def app(database: Database, house: House) -> Iterator[FastAPI]:
    with console_over(database, house) as app:
        yield app


def seen(page: httpx.Response) -> str:
    """The last message that a page shows, as its form sends it."""
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    assert found is not None
    return found.group(1)


async def answered(visitor: Visitor, thread_id: int, text: str, **fields: str) -> httpx.Response:
    """Open the thread and send an answer."""
    fields = {"seen": seen(await visitor.get(f"/viestit/{thread_id}")), "do": "send", **fields}
    return await visitor.send_form(f"/viestit/{thread_id}/vastaa", text=text, **fields)


async def test_lists_have_distress_and_the_late_on_top_and_say_when_they_are_empty(
    app: FastAPI, database: Database, house: House
) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    assert "Kukaan ei odota vastausta" in (await maija.get("/viestit")).text
    with database.write() as db:
        wrote(db, house, "toinen", value="+358401000001", promise=date(2026, 11, 26))
        wrote(db, house, "myöhässä", value="+358401000002", promise=date(2026, 11, 20))
        wrote(db, house, "ilman lupausta", value="+358401000003", promise=None)
        wrote(db, house, "en jaksa enää", value="+358401000004", distress=True)
    page = (await maija.get("/viestit")).text
    order = ["en jaksa enää", "myöhässä", "toinen", "ilman lupausta"]
    assert sorted(order, key=page.index) == order
    assert "Myöhässä" in page
    assert NUMBER[:8] not in page
    assert "Yksikään avoin ketju ei ole sinun" in (await maija.get("/viestit?nayta=omat")).text


async def test_a_list_goes_on_where_its_page_ended(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        for n in range(threads.PAGE + 7):
            promise = None if n % 5 == 0 else date(2026, 11, 20 + n % 7)
            wrote(db, house, f"viesti-{n:03}-", value=f"+35840100{n:04}", promise=promise, distress=n % 9 == 0)
    for name in ("odottavat", "avoimet"):
        found: list[str] = []
        path: str | None = f"/viestit?nayta={name}"
        while path is not None:
            page = await maija.get(path)
            assert page.status_code == 200
            found += re.findall(r"viesti-\d{3}-", page.text)
            more = re.search(r'href="/staff(/viestit\?nayta=\w+&amp;jalkeen=[^"]+)"', page.text)
            path = more.group(1).replace("&amp;", "&") if more else None
        assert len(found) == len(set(found)) == threads.PAGE + 7


async def test_an_answer_leaves_with_a_name_and_can_be_taken_back(
    app: FastAPI, database: Database, house: House
) -> None:
    maija = await signed_in(app, Role.MODERATOR, name="Maija")
    with database.write() as db:
        thread_id = wrote(db, house)
    assert "Vastaus lähtee heti" in (await maija.get(f"/viestit/{thread_id}")).text
    sent = await answered(maija, thread_id, "Penkit tulevat keväällä.")
    assert sent.status_code == 303
    page = await maija.get(f"/viestit/{thread_id}")
    assert "Vastaus lähtee hetken päästä." in page.text
    with database.read() as db:
        ((purpose, state, text, due_at),) = left(db, house)
        entry = audit.entries(db, what="thread.")[0]
    assert (purpose, state, text) == ("reply", "queued", "Penkit tulevat keväällä.\nMaija, Mikkelin kaupunki")
    assert due_at == NOW + timedelta(seconds=15)
    assert (entry.who, entry.what, entry.on_what) == ("Maija", "thread.answer", f"viesti {thread_id}")
    message = re.search(r'name="message" value="(\d+)"', page.text)
    assert message is not None
    assert (await maija.send_form(f"/viestit/{thread_id}/peru", message=message.group(1))).status_code == 303
    page = await maija.get(f"/viestit/{thread_id}")
    assert re.search(r"<textarea[^>]*>Penkit tulevat keväällä\.</textarea>", page.text)  # nothing is lost
    with database.read() as db:
        assert [state for _, state, _, _ in left(db, house)] == ["cancelled"]
        row = threads.by_id(db, thread_id=thread_id)
    assert row is not None
    assert (row.waits, row.answer_by) == (True, date(2026, 11, 26))
    assert (await maija.send_form(f"/viestit/{thread_id}/peru", message=message.group(1))).status_code == 409


async def test_who_answers_second_sees_what_came_and_loses_nothing(
    app: FastAPI, database: Database, house: House
) -> None:
    maija, matti = await signed_in(app, Role.MODERATOR), await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house)
    was = seen(await matti.get(f"/viestit/{thread_id}"))
    assert (await answered(maija, thread_id, "Keväällä.")).status_code == 303
    late = await answered(matti, thread_id, "Penkit tulevat kesällä.", seen=was)
    assert late.status_code == 409
    assert "uusi viesti sillä välin" in late.text
    assert "Keväällä." in late.text
    assert "Penkit tulevat kesällä.</textarea>" in late.text
    with database.read() as db:
        assert len(left(db, house)) == 1
    assert (await answered(matti, thread_id, "Penkit tulevat kesällä.", seen=seen(late))).status_code == 303


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n ", "Kirjoita vastaus."),
        ("x" * 1_700, "Lyhennä sitä"),
        ("Tunnuksesi on 131052-308T.", "henkilötunnus"),
    ],
)
async def test_an_answer_that_cant_go_is_shown_again_with_the_reason(
    app: FastAPI, database: Database, house: House, text: str, why: str
) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house)
    refused = await answered(maija, thread_id, text)
    assert refused.status_code == 409
    assert why in refused.text
    with database.read() as db:
        assert left(db, house) == []


@pytest.mark.parametrize(
    "text", ["Hei!", "ä" * 150, "ä" * 320, "Привет", "Hinta on 5 € – kiitos", "Juhla 🎉", "[a]" * 60]
)
async def test_the_price_is_that_of_what_leaves(app: FastAPI, database: Database, house: House, text: str) -> None:
    maija = await signed_in(app, Role.MODERATOR, name="Maija")
    with database.write() as db:
        thread_id = wrote(db, house)
    live = await maija.send_form("/viestit/osat", thread=str(thread_id), text=text)
    looked_at = await answered(maija, thread_id, text, do="preview")
    assert (await answered(maija, thread_id, text)).status_code == 303
    with database.read() as db:
        leaves = left(db, house)[0][2]
    counted = count(leaves)
    euros = f"{counted.parts * 0.08:.2f}".replace(".", ",")
    for page in (live, looked_at):
        assert re.search(rf"{counted.parts} osaa?, {euros}\s€", page.text), page.text
        assert ("tuplaavat hinnan" in page.text) == (counted.encoding == "UCS-2")


async def test_by_telegram_it_costs_nothing(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house, channel="telegram", value="7001", language="sv")
    page = await maija.send_form("/viestit/osat", thread=str(thread_id), text="Hej 🎉")
    assert "ei maksa mitään" in page.text
    assert 'class="bubble"' in page.text
    assert "S:t Michels stad" in page.text
    assert "Ruotsi" in (await maija.get(f"/viestit/{thread_id}")).text


async def test_lopeta_is_told_before_one_writes(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    lately, before = NOW - timedelta(minutes=30), NOW - timedelta(hours=2)
    with database.write() as db:
        fresh = wrote(db, house, at=lately, reach=Reach.STOPPED, value="+358401000001")
        old = wrote(db, house, at=before, reach=Reach.STOPPED, value="+358401000002")
    assert "Vastaus lähtee heti" in (await maija.get(f"/viestit/{fresh}")).text
    assert "Vastaus ei voi lähteä: asukas sanoi LOPETA" in (await maija.get(f"/viestit/{old}")).text
    await answered(maija, fresh, "Hei!")
    await answered(maija, old, "Hei!")
    assert "soittolistalla" in (await maija.get(f"/viestit/{old}")).text
    with database.read() as db:
        assert [(purpose, state) for purpose, state, _, _ in left(db, house)] == [
            ("reply", "queued"),
            ("service", "suppressed"),
        ]


async def test_a_thread_is_taken_given_and_let_go(app: FastAPI, database: Database, house: House) -> None:
    maija, matti = await signed_in(app, Role.MODERATOR), await signed_in(app, Role.MODERATOR)
    reader = await signed_in(app, Role.READER)
    with database.write() as db:
        thread_id = wrote(db, house)
    path = f"/viestit/{thread_id}/vastaaja"
    own = re.search(r'name="to" value="(\d+)"', (await maija.get(f"/viestit/{thread_id}")).text)
    his = re.search(r'name="to" value="(\d+)"', (await matti.get(f"/viestit/{thread_id}")).text)
    assert own is not None
    assert his is not None
    assert (await maija.send_form(path, to=own.group(1))).status_code == 303
    second = await matti.send_form(path, to=his.group(1))
    assert second.status_code == 409
    assert f"Siihen vastaa nyt {maija.name}." in second.text
    assert (await maija.send_form(path, to=own.group(1))).status_code == 303  # pressed twice
    assert "Milloin rannan penkit" in (await maija.get("/viestit?nayta=omat")).text
    assert (await matti.send_form(path, to=his.group(1), was=own.group(1))).status_code == 303
    assert (await matti.send_form(path, to="", was=his.group(1))).status_code == 303
    with database.read() as db:
        members = {row.name: row.id for row in staff.members(db)}
    assert (await matti.send_form(path, to=str(members[reader.name]))).status_code == 409


async def test_notes_are_never_sent(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR, name="Maija")
    with database.write() as db:
        thread_id = wrote(db, house)
    assert (await maija.send_form(f"/viestit/{thread_id}/muistiinpano", note="")).status_code == 409
    await maija.send_form(f"/viestit/{thread_id}/muistiinpano", note="Kysy Liisalta puistoista.")
    page = (await maija.get(f"/viestit/{thread_id}")).text
    assert "Kysy Liisalta puistoista." in page
    assert "Muistiinpanoja ei lähetetä" in page
    with database.read() as db:
        assert left(db, house) == []
        assert len(thread_messages.messages(db, sealer=house.sealer, thread_id=thread_id)) == 1
        assert "Liisa" not in str(audit.entries(db, what="thread.note"))


async def test_closed_opened_and_distress_first(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house, "en jaksa enää", distress=True)
    page = (await maija.get(f"/viestit/{thread_id}")).text
    assert "112" in page
    assert "09 2525 0111" in page
    await answered(maija, thread_id, "Soitamme sinulle heti.")
    assert "en jaksa" in (await maija.get("/viestit")).text or "Soitamme" in (await maija.get("/viestit")).text
    assert (await maija.send_form(f"/viestit/{thread_id}/sulje")).status_code == 409
    assert (await maija.send_form(f"/viestit/{thread_id}/hoidettu")).status_code == 303
    assert (await maija.send_form(f"/viestit/{thread_id}/sulje")).status_code == 303
    assert "Soitamme" in (await maija.get("/viestit?nayta=suljetut")).text
    assert (await maija.send_form(f"/viestit/{thread_id}/avaa")).status_code == 303
    assert (await maija.send_form(f"/viestit/{thread_id}/avaa")).status_code == 409


async def test_a_ready_answer_comes_in_the_residents_language(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house, language="sv")
        both = {"fi": "Kiitos viestistä.", "sv": "Tack för meddelandet."}
        ready = canning.save(db, house, canned_id=None, title="Kiitos", words=both, by="testi")
        canning.save(db, house, canned_id=None, title="Vain suomeksi", words={"fi": "Hei"}, by="testi")
    page = (await maija.get(f"/viestit/{thread_id}")).text
    assert re.search(r"disabled>Vain suomeksi", page)
    page = (await answered(maija, thread_id, "Hej!", do="ready", ready=str(ready))).text
    assert "Hej!\nTack för meddelandet.</textarea>" in page
    with database.read() as db:
        assert left(db, house) == []


async def test_what_a_resident_writes_is_only_ever_text(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house, '<script>alert(1)</script><img src=x onerror="alert(2)">')
    for path in ("/viestit", f"/viestit/{thread_id}"):
        page = (await maija.get(path)).text
        assert "<script>alert" not in page
        assert "<img" not in page


@pytest.mark.parametrize("role", [Role.READER, Role.WRITER, Role.HELPER, Role.APPROVER, Role.ELECTIONS])
async def test_only_who_answers_messages_sees_them(app: FastAPI, database: Database, house: House, role: Role) -> None:
    other = await signed_in(app, role)
    with database.write() as db:
        thread_id = wrote(db, house)
    for path in ("/viestit", f"/viestit/{thread_id}", "/viestit/valmiit", "/lukematta"):
        assert (await other.get(path)).status_code == 403
    assert (await other.send_form(f"/viestit/{thread_id}/vastaa", seen="1", text="Hei")).status_code == 403


async def test_a_long_thread_is_read_page_by_page(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    with database.write() as db:
        thread_id = wrote(db, house, "viesti-000-")
        for n in range(1, threads.PAGE + 3):
            wrote(db, house, f"viesti-{n:03}-")
        assert talk.newest_thread(db) == thread_id
    first = (await maija.get(f"/viestit/{thread_id}")).text
    assert "viesti-000-" not in first
    link = re.search(r'href="/staff(/viestit/\d+\?ennen=\d+)"', first)
    assert link is not None
    earlier = (await maija.get(link.group(1))).text
    found = re.findall(r"viesti-\d{3}-", first + earlier)
    assert len(set(found)) == threads.PAGE + 3
    assert seen(await maija.get(link.group(1))) == seen(await maija.get(f"/viestit/{thread_id}"))
