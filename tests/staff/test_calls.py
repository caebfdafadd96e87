"""Calls: no number before somebody asks for it, each look in the log, what came of a call, paper; unread texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection

from dialogs.kit import Say, Verbatim
from service import notices
from service.house import House
from service.threads import calling
from store import audit, calls, ideas, outbox, talk, threads
from store.database import Database
from store.models.ideas import IdeaState
from store.models.outbox import Outbox, Purpose
from store.models.people import Reach
from store.models.staff import Role
from store.models.talk import CallState
from store.sql import table
from tests.console import Visitor, a_house, console_over, signed_in
from tests.staff.residents import NUMBER, asked_for_a_call, left, met

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def house() -> House:
    return a_house(NOW)


@pytest.fixture
def app(database: Database, house: House) -> Iterator[FastAPI]:
    with console_over(database, house) as app:
        yield app


def unreached(db: Connection, house: House, *, secret: bool = False, value: str = NUMBER, channel: str = "sms") -> int:
    """One who said LOPETA before we had something to tell; the row of the call list."""
    known = met(db, house, value=value, channel=channel, reach=Reach.STOPPED)
    notices.notify(db, house, address_id=known.id, say=Say(Verbatim("Kahvihetki on peruttu.")))
    row_id = int(db.execute(table(Outbox).select().order_by(table(Outbox).c.id.desc())).first().id)  # type: ignore[union-attr]
    if secret:
        db.execute(table(Outbox).update().values(secret=True))
    return row_id


def looks(database: Database) -> list[tuple[str, str]]:
    """Who looked at which number, as the log has it."""
    with database.read() as db:
        return [(entry.who, entry.on_what) for entry in audit.entries(db, what="number.")]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.HELPER])
async def test_a_number_is_shown_when_it_is_asked_for_and_the_look_is_noted(
    app: FastAPI, database: Database, house: House, role: Role
) -> None:
    liisa = await signed_in(app, role)
    with database.write() as db:
        call_id = asked_for_a_call(db, house)
        row_id = unreached(db, house)
    for path in ("/soitot", "/soitot/lista", "/soitot/tuloste"):
        assert NUMBER[4:] not in (await liisa.get(path)).text
    assert looks(database) == []
    assert f"tel:{NUMBER}" in (await liisa.send_form(f"/soitot/{call_id}/numero")).text
    assert f"tel:{NUMBER}" in (await liisa.send_form(f"/soitot/lista/{row_id}/numero")).text
    assert looks(database) == [(liisa.name, f"soittolista {row_id}"), (liisa.name, f"soitto {call_id}")]
    with database.read() as db:
        assert NUMBER[4:] not in str(audit.entries(db))


@pytest.mark.parametrize("role", [Role.READER, Role.WRITER, Role.APPROVER, Role.ELECTIONS])
async def test_others_see_no_call_and_no_number(app: FastAPI, database: Database, house: House, role: Role) -> None:
    other = await signed_in(app, role)
    with database.write() as db:
        call_id = asked_for_a_call(db, house)
        row_id = unreached(db, house)
    for path in ("/soitot", "/soitot/lista", "/soitot/tuloste"):
        assert (await other.get(path)).status_code == 403
    for path in (f"/soitot/{call_id}/numero", f"/soitot/lista/{row_id}/numero", "/soitot/tuloste"):
        answer = await other.send_form(path)
        assert answer.status_code == 403
        assert NUMBER[4:] not in answer.text
    assert looks(database) == []


async def test_a_call_that_was_made(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        call_id = asked_for_a_call(db, house)
    missing = await liisa.send_form(f"/soitot/{call_id}", do="done", outcome=" ")
    assert missing.status_code == 409
    assert (await liisa.send_form(f"/soitot/{call_id}", do="done", outcome="Neuvottiin.")).status_code == 303
    second = await liisa.send_form(f"/soitot/{call_id}", do="done", outcome="Sovittu toisin.")
    assert second.status_code == 409
    assert "jo merkitty hoidetuksi" in second.text
    assert (await liisa.send_form(f"/soitot/{call_id}/numero")).status_code == 409
    assert "Kukaan ei odota soittoa" in (await liisa.get("/soitot")).text


@pytest.mark.parametrize("tell", [True, False])
async def test_nobody_answered_so_it_is_promised_again(
    app: FastAPI, database: Database, house: House, tell: bool
) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        call_id = asked_for_a_call(db, house)  # for Wednesday 25.11.
    fields = {"tell": "1"} if tell else {}
    assert (await liisa.send_form(f"/soitot/{call_id}", do="again", **fields)).status_code == 303
    assert "Kukaan ei vastannut 1 kerralla" in (await liisa.get("/soitot")).text
    with database.read() as db:
        row = calls.call(db, sealer=house.sealer, call_id=call_id)
        told = [text for _, _, text, _ in left(db, house)]
    assert row is not None
    assert (row.state, f"{row.day:%d.%m.}", row.tries) == (CallState.WAITING, "26.11.", 1)
    assert told == (
        ["Soitimme sinulle, mutta et vastannut. Soitamme uudestaan torstaina 26.11. kello 9-15."] if tell else []
    )


async def test_the_call_list_is_worked_off(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        row_id = unreached(db, house)
    page = (await liisa.get("/soitot/lista")).text
    assert "Kahvihetki on peruttu." in page
    assert "sanoi LOPETA" in page
    assert (await liisa.send_form(f"/soitot/lista/{row_id}", do="again")).status_code == 303
    assert "Kukaan ei vastannut 1 kerralla" in (await liisa.get("/soitot/lista")).text
    assert (await liisa.send_form(f"/soitot/lista/{row_id}", do="done", outcome="Kerrottu.")).status_code == 303
    assert "Soittolista on tyhjä" in (await liisa.get("/soitot/lista")).text
    for do in ("again", "done"):
        assert (await liisa.send_form(f"/soitot/lista/{row_id}", do=do, outcome="x")).status_code == 409


async def test_who_helps_sees_no_ballot(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        unreached(db, house, secret=True)
    for page in (await liisa.get("/soitot/lista"), await liisa.send_form("/soitot/tuloste")):
        assert page.status_code == 200
        assert "Kahvihetki" not in page.text


async def test_a_chat_is_no_number(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        row_id = unreached(db, house, value="700123456", channel="telegram")
        call_id = asked_for_a_call(db, house, value="700123457", channel="telegram", number="+358501112222")
    page = (await liisa.send_form(f"/soitot/lista/{row_id}/numero")).text
    assert "Emme tiedä hänen numeroaan" in page
    assert "700123456" not in page
    assert "+358501112222" in (await liisa.send_form(f"/soitot/{call_id}/numero")).text


async def test_on_paper_each_number_is_a_look(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        for n in range(3):
            asked_for_a_call(db, house, value=f"+35840100000{n}")
        unreached(db, house, value="+358401000009")
    assert "4 ihmistä" in (await liisa.get("/soitot/tuloste")).text
    paper = (await liisa.send_form("/soitot/tuloste")).text
    assert len(re.findall(r"\+35840100000\d", paper)) == 4
    assert len(looks(database)) == 4


async def test_lists_go_on_where_their_pages_ended(app: FastAPI, database: Database, house: House) -> None:
    liisa = await signed_in(app, Role.HELPER)
    with database.write() as db:
        for n in range(calls.PAGE + 3):
            asked_for_a_call(db, house, value=f"+35840100{n:04}")
            unreached(db, house, value=f"+35840200{n:04}")
    for begin in ("/soitot", "/soitot/lista"):
        found: list[str] = []
        path: str | None = begin
        while path is not None:
            page = await liisa.get(path)
            assert page.status_code == 200
            found += re.findall(r'id="call-(\d+)"', page.text)
            last = page
            more = re.search(r'href="/staff(/soitot(?:/lista)?\?jalkeen=[^"]+)"', page.text)
            path = more.group(1) if more else None
        assert len(found) == len(set(found)) == calls.PAGE + 3
        place = re.search(r'name="jalkeen" value="([^"]+)"', last.text)
        assert place is not None
        looked = await liisa.send_form(f"{begin}/{found[-1]}/numero", jalkeen=place.group(1))
        assert looked.text.count('href="tel:') == 1  # the page that the person was on
    assert (await liisa.get("/soitot?jalkeen=x")).status_code == 404


# -- what nobody could read


async def kept_unread(database: Database, house: House, text: str = "penkkejä rantaan") -> int:
    with database.write() as db:
        known = met(db, house)
        talk.keep_unread(db, sealer=house.sealer, address_id=known.id, text=text, why="missed", now=NOW)
        ((unread_id, _, _, _),) = talk.unread(db, sealer=house.sealer)
    return unread_id


async def decided(maija: Visitor, unread_id: int, do: str) -> int:
    return (await maija.send_form(f"/lukematta/{unread_id}", do=do)).status_code


async def test_an_unread_text_becomes_an_idea_and_its_sender_is_told(
    app: FastAPI, database: Database, house: House
) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    unread_id = await kept_unread(database, house)
    assert "penkkejä rantaan" in (await maija.get("/lukematta")).text
    assert await decided(maija, unread_id, "idea") == 303
    assert await decided(maija, unread_id, "idea") == 409  # once
    with database.read() as db:
        (row,) = ideas.listed(db, sealer=house.sealer, states=(IdeaState.RECEIVED,))
        ((purpose, _, text, _),) = left(db, house)
    assert row.text == "penkkejä rantaan"
    assert row.read_by is not None
    assert (purpose, row.code in text) == (Purpose.SERVICE, True)
    assert "Kaikki on luettu" in (await maija.get("/lukematta")).text


async def test_an_unread_text_becomes_a_message(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    unread_id = await kept_unread(database, house, "koska tulette")
    assert await decided(maija, unread_id, "message") == 303
    with database.read() as db:
        thread_id = talk.newest_thread(db)
        assert thread_id is not None
        row = threads.by_id(db, thread_id=thread_id)
    assert row is not None
    assert f"{row.answer_by:%d.%m.}" == "26.11."
    assert "koska tulette" in (await maija.get("/viestit")).text


async def test_an_unread_text_is_seen(app: FastAPI, database: Database, house: House) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    unread_id = await kept_unread(database, house)
    assert await decided(maija, unread_id, "seen") == 303
    with database.read() as db:
        assert left(db, house) == []
        assert audit.entries(db, what="unread.")[0].on_what == f"lukematon {unread_id}"


def test_what_is_on_the_call_list_is_told_once(database: Database, house: House) -> None:
    """The store's own list and the console's are the same rows."""
    with database.write() as db:
        row_id = unreached(db, house)
        assert [due.id for due, _, _ in outbox.call_list(db)] == [row_id]
        assert [one.row.id for one in map(calling.person, calls.listed(db, sealer=house.sealer))] == [row_id]
