"""Cookies, sessions, hosts, ways back, and how often the door may be tried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.cookies import Morsel, SimpleCookie
from threading import Barrier
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import select

from meijan.app import create
from meijan.settings import BadSettings, load
from service.staffing import links, members, oidc, tries
from staff import door
from staff.console import Console, Options
from staff.policy import cookie_name
from store.database import Database
from store.models.staff import Role, SignInTry, StaffSession
from store.sql import table
from tests.console import SITE, Visitor, a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HTTPS = "https://hallinta.mikkeli.example"


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    with console_over(database, a_house(NOW)) as app:
        yield app


async def link(app: FastAPI, name: str = "Maija") -> str:
    console: Console = app.state.console

    def job(db: Any) -> str:
        if name not in [member.name for member in members.staff.members(db)]:
            members.add(db, console.house, name=name, roles=[Role.READER], by="testi")
        return members.link(db, console.house, name=name, by="testi")

    return await console.write(job)


def cookies(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """What an answer tells the browser to keep."""
    found: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        found |= SimpleCookie(line)
    return found


# -- cookies and sessions


@pytest.mark.parametrize(("site", "prefix", "secure"), [(HTTPS, "__Host-", True), (SITE, "", False)])
async def test_cookies_are_kept_to_this_host_and_from_scripts(
    database: Database, site: str, prefix: str, secure: bool
) -> None:
    with console_over(database, a_house(NOW), Options(site=site)) as app:
        visitor = Visitor(app)
        visitor.base_url = httpx.URL(site)
        token = await link(app)
        begun = cookies(await visitor.post("/avain/sisaan/alku"))
        entered = cookies(await visitor.post(f"/sisaan/{token}"))
    for name, found in ((f"{prefix}askel", begun), (f"{prefix}meijan", entered)):
        cookie = found[name]
        assert cookie["path"] == "/"
        assert not cookie["domain"]  # of this host alone
        assert cookie["httponly"]
        assert cookie["samesite"].lower() == "lax"
        assert bool(cookie["secure"]) is secure


async def test_a_session_that_somebody_put_into_the_browser_is_not_the_one_that_is_signed_in(app: FastAPI) -> None:
    """Session fixation: whoever knows the cookie from before knows nothing afterwards."""
    console: Console = app.state.console
    attacker = await signed_in(app, Role.READER)
    planted = attacker.cookies[cookie_name(console)]
    victim = Visitor(app)
    victim.cookies.set(cookie_name(console), planted, domain="localhost.local")
    assert attacker.name in (await victim.get("/")).text  # it was a true session
    answer = await victim.post(f"/sisaan/{await link(app)}")
    assert cookies(answer)[cookie_name(console)].value not in ("", planted)
    assert (await attacker.get("/")).status_code == 303
    made_up = Visitor(app)
    made_up.cookies.set(cookie_name(console), "chosen", domain="localhost.local")
    answer = await made_up.post(f"/sisaan/{await link(app)}")
    assert cookies(answer)[cookie_name(console)].value != "chosen"


async def test_the_database_holds_nothing_that_opens_the_door(app: FastAPI) -> None:
    console: Console = app.state.console
    visitor = await signed_in(app, Role.READER)
    token = visitor.cookies[cookie_name(console)]
    with console.database.read() as db:
        rows = db.execute(select(table(StaffSession))).all()
    assert token not in str(rows)
    for row in rows:
        thief = Visitor(app)
        thief.cookies.set(cookie_name(console), bytes(row.hash).hex(), domain="localhost.local")
        assert (await thief.get("/")).status_code == 303


async def test_who_signs_out_is_out_with_that_cookie_too(app: FastAPI) -> None:
    console: Console = app.state.console
    visitor = await signed_in(app, Role.READER)
    kept = visitor.cookies[cookie_name(console)]
    await visitor.send_form("/ulos")
    again = Visitor(app)
    again.cookies.set(cookie_name(console), kept, domain="localhost.local")
    assert (await again.get("/")).status_code == 303


# -- ways back and hosts

ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/staff/\r\nX: y",
    "/x",
]


@pytest.mark.parametrize("to", ELSEWHERE)
async def test_the_door_leads_nowhere_else(app: FastAPI, to: str) -> None:
    shown = (await Visitor(app).get("/sisaan", params={"to": to})).text
    assert 'name="to" value="/staff/"' in shown
    refused = await Visitor(app).post("/avain/sisaan", data={"credential": "{}", "to": to})
    assert (refused.status_code, 'name="to" value="/staff/"' in refused.text) == (403, True)


async def test_the_way_to_the_door_and_back_is_one_of_ours(app: FastAPI) -> None:
    answer = await Visitor(app).get("//evil.example/..%2f")
    assert answer.status_code == 404
    assert (await Visitor(app).get("/omat")).headers["location"] == "/staff/sisaan?to=/omat"


@pytest.mark.parametrize(
    ("site", "host", "status"),
    [
        (SITE, "localhost:8000", 200),
        (SITE, "evil.example", 400),
        (HTTPS, "hallinta.mikkeli.example", 200),
        (HTTPS, "localhost", 400),
        (HTTPS, "hallinta.mikkeli.example.evil.example", 400),
    ],
)
async def test_only_our_own_name_is_answered(database: Database, site: str, host: str, status: int) -> None:
    with console_over(database, a_house(NOW), Options(site=site)) as app:
        answer = await Visitor(app).get("/sisaan", headers={"host": host})
    assert answer.status_code == status
    assert answer.headers["x-frame-options"] == "DENY"


async def test_whoever_looks_after_the_machine_may_ask_by_any_name(sqlite_url: str) -> None:
    app = create(load(database_url=sqlite_url, staff_url=HTTPS))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.0.0.7") as client:
        assert (await client.get("/staff/sisaan")).status_code == 400
        assert (await client.get("/health/live")).status_code == 200
    app.state.service.writer.close()
    app.state.service.database.close()


# -- tries


async def test_a_minute_has_sixty_tries_whichever_process_is_asked(database: Database) -> None:
    with console_over(database, a_house(NOW)) as one, console_over(database, a_house(NOW)) as other:
        for n in range(tries.MOST):
            answer = await Visitor(one if n % 2 else other).post(f"/sisaan/{n}")
            assert answer.status_code == 403
        for app in (one, other):
            for path in ("/sisaan/x", "/avain/sisaan/alku", "/avain/sisaan"):
                answer = await Visitor(app).post(path)
                assert (answer.status_code, "Odota minuutti" in answer.text) == (429, True)
        away = await Visitor(one).post("/sisaan/x", headers={"x-forwarded-for": "192.0.2.7"})
        assert away.status_code == 403
    with database.read() as db:
        assert not [row for row in db.execute(select(table(SignInTry))) if b"127.0.0.1" in bytes(row.source)]
    with console_over(database, a_house(NOW + timedelta(minutes=1))) as later:
        assert (await Visitor(later).post("/sisaan/x")).status_code == 403


@pytest.mark.parametrize(
    ("peer", "named", "who"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("10.1.2.3", "6.6.6.6, 192.0.2.7", "192.0.2.7"),  # the first is what the browser made up
        ("8.8.8.8", "192.0.2.7", "8.8.8.8"),  # no proxy of ours: it may say what it likes
    ],
)
def test_who_asks_is_whom_our_own_proxy_names(peer: str, named: str, who: str) -> None:
    headers = [(b"x-forwarded-for", named.encode())] if named else []
    assert door.source(Request({"type": "http", "headers": headers, "client": (peer, 1)})) == who


def test_a_subscriber_of_ipv6_counts_as_one(database: Database) -> None:
    with database.write() as db:
        for n in range(tries.MOST):
            assert not tries.too_many(db, a_house(NOW), source=f"2001:db8::{n:x}")
        assert tries.too_many(db, a_house(NOW), source="2001:db8::ffff")
        assert not tries.too_many(db, a_house(NOW), source="2001:db8:0:1::1")


# -- settings


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "https://city.example"},
        {"oidc_only": True},
        {"oidc_issuer": "http://city.example", "oidc_client_id": "a", "oidc_client_secret": "b"},
    ],
)
def test_half_a_city_sign_in_does_not_start(given: dict[str, object]) -> None:
    with pytest.raises(BadSettings, match=r"^MEIJAN_OIDC_"):
        load(**given)


def test_a_city_sign_in_is_wired(sqlite_url: str) -> None:
    known = {"oidc_issuer": "https://city.example", "oidc_client_id": "a", "oidc_client_secret": "b"}
    app = create(load(database_url=sqlite_url, staff_url=HTTPS, oidc_only=True, **known))
    mounted = next(route.app for route in app.routes if getattr(route, "path", "") == "/staff")
    console: Console = mounted.state.console
    assert console.provider is not None
    assert console.provider.back == f"{HTTPS}/staff/tunnus/paluu"
    assert not console.options.passkeys
    app.state.service.writer.close()
    app.state.service.database.close()


# -- answers that no device gave


def written(**parts: object) -> str:
    """What a script could send in the place of a device's answer."""
    response = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "attestationObject": "oA"}
    return json.dumps({"id": "aQ", "rawId": "aQ", "type": "public-key", "response": response} | parts)


NO_KEY = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgA"  # CBOR: nothing where the key would be
ANSWERS = [
    "",
    "{}",
    "[]",
    "1",
    "{",
    "ä",
    written(),
    written(rawId="A"),
    written(id=1),
    written(type="x"),
    written(response=[]),
]
ANSWERS += [written(response={"clientDataJSON": "A", "attestationObject": NO_KEY})]


@pytest.mark.parametrize("answer", ANSWERS)
async def test_an_answer_that_no_device_gave_is_refused(app: FastAPI, answer: str) -> None:
    outside = Visitor(app)
    await outside.post("/avain/sisaan/alku")
    assert (await outside.post("/avain/sisaan", data={"credential": answer})).status_code == 403
    inside = await signed_in(app, Role.READER)
    await inside.send_form("/avain/uusi/alku")
    kept = await inside.send_form("/avain/uusi", credential=answer, name="Työpuhelin")
    assert (kept.status_code, 'value="Työpuhelin"' in kept.text) == (409, True)


# -- once is once


@pytest.mark.parametrize("what", ["link", "challenge"])
def test_two_at_once_do_not_both_come_in(database: Database, what: str) -> None:
    house = a_house(NOW)
    with database.write() as db:
        members.add(db, house, name="Maija", roles=[Role.READER], by="testi")
        token = members.link(db, house, name="Maija", by="testi")
        cookie = oidc.begin(db, house, kept={"state": "x"})
    together = Barrier(4)

    def come(_: int) -> bool:
        together.wait()
        with database.write() as db:
            if what == "link":
                return links.use(db, house, token=token, agent="") is not None
            return oidc.take(db, house, cookie=cookie) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
