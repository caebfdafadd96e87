"""Käyttäjät ja roolit, Omat tiedot: who may come in, where they are signed in, and who can always give roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from fastapi import FastAPI

from service.notices import Refused
from service.staffing import agents, members, roles
from staff.console import Console
from store import audit, staff
from store.database import Database
from store.models.staff import Role
from tests.console import Visitor, a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    with console_over(database, a_house(NOW)) as app:
        yield app


def member(app: FastAPI, name: str) -> staff.MemberRow:
    console: Console = app.state.console
    with console.database.read() as db:
        found = staff.by_name(db, name=name)
    assert found is not None
    return found


def latest(app: FastAPI) -> tuple[str, str, str]:
    with app.state.console.database.read() as db:
        one = audit.entries(db, limit=1)[0]
    return one.who, one.what, one.on_what


async def test_an_administrator_adds_somebody_who_comes_in_by_the_link_once(app: FastAPI) -> None:
    boss = await signed_in(app, Role.ADMIN)
    answer = await boss.post(
        "/kayttajat/uusi", data={"csrf": boss.csrf, "name": " Maija  K ", "roles": ["moderaattori", "lukija"]}
    )
    token = re.search(r"/staff/sisaan/([\w-]+)", answer.text)
    assert token is not None
    assert member(app, "Maija K").roles == {Role.MODERATOR, Role.READER}
    newcomer = Visitor(app)
    assert "Kirjaudu sisään" in (await newcomer.get(f"/sisaan/{token.group(1)}")).text
    assert (await newcomer.post(f"/sisaan/{token.group(1)}")).headers["location"] == "/staff/avain"
    assert "Lisää pääsyavain" in (await newcomer.get("/avain")).text
    assert (await Visitor(app).post(f"/sisaan/{token.group(1)}")).status_code == 403


@pytest.mark.parametrize(("name", "email"), [("", ""), ("Maija", ""), ("Matti", "ei"), ("Matti", "MAIJA@m.example")])
async def test_what_does_not_fit_is_said_and_what_was_written_stays(app: FastAPI, name: str, email: str) -> None:
    boss = await signed_in(app, Role.ADMIN)
    await boss.send_form("/kayttajat/uusi", name="Maija", email="maija@m.example", roles="lukija")
    answer = await boss.send_form("/kayttajat/uusi", name=name, email=email, roles="hyväksyjä")
    assert answer.status_code == 409
    assert f'value="{email}"' in answer.text
    assert re.search(r'value="hyväksyjä"[^>]* checked', answer.text)


async def test_roles_hold_at_once_and_are_given_back_by_undo(app: FastAPI) -> None:
    boss, maija = await signed_in(app, Role.ADMIN), await signed_in(app, Role.ELECTIONS, name="Maija")
    there = f"/kayttajat/{member(app, 'Maija').id}/roolit"
    assert (await maija.get("/loki")).status_code == 200
    answer = await boss.send_form(there)
    assert answer.status_code == 303
    assert latest(app) == (boss.name, "staff.roles", "käyttäjä Maija")
    assert (await maija.get("/loki")).status_code == 403
    undo = re.search(r'name="roles" value="([^"]+)"', (await boss.get("/kayttajat")).text)
    assert undo is not None
    await boss.send_form(there, roles=undo.group(1))
    assert member(app, "Maija").roles == {Role.ELECTIONS}


async def test_who_is_shut_out_is_out_at_once_and_their_link_is_dead(app: FastAPI) -> None:
    boss, maija = await signed_in(app, Role.ADMIN), await signed_in(app, Role.READER, name="Maija")
    there = f"/kayttajat/{member(app, 'Maija').id}"
    token = re.search(r"/staff/sisaan/([\w-]+)", (await boss.send_form(f"{there}/linkki")).text)
    assert token is not None
    assert (await boss.send_form(f"{there}/sulje")).status_code == 303
    assert (await maija.get("/omat")).status_code == 303
    assert (await Visitor(app).post(f"/sisaan/{token.group(1)}")).status_code == 403
    assert (await boss.send_form(f"{there}/avaa")).status_code == 303
    assert (await maija.get("/omat")).status_code == 303  # the account is open, the session was ended
    assert (await Visitor(app).post(f"/sisaan/{token.group(1)}")).status_code == 403


async def test_the_last_administrator_stays_one(app: FastAPI) -> None:
    boss = await signed_in(app, Role.ADMIN)
    there = f"/kayttajat/{member(app, boss.name).id}"
    for path, fields in ((f"{there}/roolit", {"roles": "lukija"}), (f"{there}/sulje", {})):
        answer = await boss.send_form(path, **fields)
        assert answer.status_code == 409
        assert "ainoa pääkäyttäjä" in answer.text
    await signed_in(app, Role.ADMIN)
    assert (await boss.send_form(f"{there}/sulje")).status_code == 303


def test_two_administrators_who_give_up_at_once_do_not_both_succeed(database: Database) -> None:
    house = a_house(NOW)
    with database.write() as db:
        ids = [members.add(db, house, name=name, roles=[Role.ADMIN], by="testi") for name in ("Maija", "Matti")]
    together = Barrier(2)

    def give_up(staff_id: int) -> bool:
        together.wait()
        try:
            with database.write() as db:
                return roles.set_roles(db, house, staff_id=staff_id, roles=[], by="testi")
        except Refused:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give_up, ids)) == [False, True]
    with database.read() as db:
        assert len(staff.admins(db)) == 1


# -- one's own


async def test_own_browsers_are_listed_and_signed_out(app: FastAPI) -> None:
    maija, boss = await signed_in(app, Role.READER, name="Maija"), await signed_in(app, Role.ADMIN)
    console: Console = app.state.console

    async def another() -> Visitor:
        token = await console.write(lambda db: members.link(db, console.house, name="Maija", by="testi"))
        visitor = Visitor(app)
        visitor.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
        await visitor.post(f"/sisaan/{token}")
        return visitor

    phone, tablet = await another(), await another()
    shown = (await maija.get("/omat")).text
    assert shown.count("Firefox, Linux") == 2
    ids = re.findall(r"/omat/istunnot/(\d+)/lopeta", shown)
    assert len(ids) == 2
    await boss.send_form(f"/omat/istunnot/{ids[0]}/lopeta")  # it is not theirs
    assert [(await one.get("/")).status_code for one in (phone, tablet)] == [200, 200]
    await maija.send_form(f"/omat/istunnot/{ids[0]}/lopeta")
    assert sorted([(await one.get("/")).status_code for one in (phone, tablet)]) == [200, 303]
    await maija.send_form("/omat/istunnot/muut")
    assert [(await one.get("/")).status_code for one in (maija, phone, tablet)] == [200, 303, 303]


async def test_the_number_for_test_messages_is_sealed_and_of_a_telephone(app: FastAPI) -> None:
    maija = await signed_in(app, Role.WRITER, name="Maija")
    console: Console = app.state.console

    def kept() -> str:
        with console.database.read() as db:
            return staff.phone(db, sealer=console.house.sealer, staff_id=member(app, "Maija").id)

    await maija.send_form("/omat/puhelin", phone="040 123 4567")
    assert kept() == "+358401234567"
    answer = await maija.send_form("/omat/puhelin", phone="12")
    assert (answer.status_code, 'value="12"' in answer.text) == (409, True)
    assert kept() == "+358401234567"
    with console.database.read() as db:
        sealed = db.exec_driver_sql("SELECT sealed_phone FROM staff_member WHERE sealed_phone IS NOT NULL").scalar_one()
        assert "0401234567" not in " ".join(f"{one.why} {one.on_what}" for one in audit.entries(db))
    assert b"401234567" not in bytes(sealed)
    await maija.send_form("/omat/puhelin", phone="")
    assert kept() == ""


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_browser_goes_by_the_name_that_people_know(agent: str, name: str) -> None:
    assert agents.name(agent) == name
