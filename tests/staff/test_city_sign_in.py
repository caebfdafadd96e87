"""The city's own sign-in, with a provider of OpenID Connect on a socket of this machine, and with one that forges."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import oidc_provider_mock
import pytest
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import Connection

from meijan.demo.run import Server
from meijan.doctor.finding import Level
from meijan.doctor.staff import look
from meijan.settings import load
from service.staffing import members, roles
from service.staffing.oidc import KEPT, NotLetIn, Provider, Registration
from service.writer import Writer
from staff.app import create
from staff.console import Console, Options
from staff.door import step_cookie
from staff.policy import cookie_name
from store import audit, staff
from store.database import Database
from store.models.staff import Role
from tests.console import SITE, Visitor, a_house
from tests.served import free_port

EMAIL = "maija.meikalainen@mikkeli.example"
BACK = f"{SITE}/staff/tunnus/paluu"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows Maija, whose address it has verified, and Pekka, whose it has not."""
    users = (
        oidc_provider_mock.User(sub="1", claims={"email": EMAIL.upper(), "email_verified": True}),
        oidc_provider_mock.User(sub="2", claims={"email": EMAIL, "email_verified": False}),
        oidc_provider_mock.User(sub="3", claims={"email": "someone@else.example", "email_verified": True}),
        oidc_provider_mock.User(sub="4", claims={"email_verified": True}),
    )
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def console(database: Database, issuer: str, **options: Any) -> Console:
    """A console in a city with its own sign-in; Maija works there."""
    house = a_house()
    registration = Registration(issuer, "meijan", "a secret + more")
    made = Console(
        database, Writer(database), house, Options(site=SITE, **options), provider=Provider(registration, back=BACK)
    )
    with database.write() as db:
        members.add(db, house, name="Maija", roles=[Role.MODERATOR], by="testi", email=EMAIL)
    return made


@pytest.fixture
def app(database: Database, issuer: str) -> Iterator[FastAPI]:
    made = console(database, issuer)
    yield create(made)
    made.writer.close()


def changed(address: str, **parts: str) -> str:
    """The address with other values in its query; "" takes one out."""
    split = urlsplit(address)
    query = {name: value for name, (value,) in parse_qs(split.query).items()} | parts
    return urlunsplit(split._replace(query=urlencode({name: value for name, value in query.items() if value})))


async def leave(visitor: Visitor, to: str = "") -> str:
    """Press the button; where the browser is sent."""
    answer = await visitor.get("/tunnus", params={"to": to})
    assert answer.status_code == 303
    return answer.headers["location"]


async def at_the_city(address: str, person: str) -> str:
    """Sign in there; where the browser is sent then."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(address, data={"sub": person})
    assert answer.status_code == 302, answer.text[:300]
    assert answer.headers["location"].startswith(BACK)
    return answer.headers["location"]


async def come_back(visitor: Visitor, address: str) -> httpx.Response:
    # a browser that comes from another site
    return await visitor.get(f"/tunnus/paluu?{urlsplit(address).query}", headers={"sec-fetch-site": "cross-site"})


async def test_whom_the_city_knows_and_who_works_here_comes_in(app: FastAPI) -> None:
    visitor = Visitor(app)
    assert "Kirjaudu kaupungin tunnuksella" in (await visitor.get("/sisaan")).text
    there = await leave(visitor, to="/staff/omat")
    assert parse_qs(urlsplit(there).query)["code_challenge_method"] == ["S256"]
    answer = await come_back(visitor, await at_the_city(there, "1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/omat")
    assert "Maija" in (await visitor.get("/omat")).text
    with app.state.console.database.read() as db:
        assert audit.entries(db)[0].what == "sign-in.oidc"


@pytest.mark.parametrize("person", ["2", "3", "4"], ids=["not verified", "not ours", "no e-mail"])
async def test_whom_we_do_not_know_stays_outside(app: FastAPI, person: str) -> None:
    visitor = Visitor(app)
    answer = await come_back(visitor, await at_the_city(await leave(visitor), person))
    assert answer.status_code == 403
    assert cookie_name(app.state.console) not in visitor.cookies


async def test_who_is_shut_out_stays_outside(app: FastAPI) -> None:
    made: Console = app.state.console

    def shut(db: Connection) -> None:
        members.add(db, made.house, name="Ylli", roles=[Role.ADMIN], by="testi")
        member = staff.by_email(db, email=EMAIL)
        assert member is not None
        roles.disable(db, made.house, staff_id=member.id, by="testi")

    await made.write(shut)
    visitor = Visitor(app)
    answer = await come_back(visitor, await at_the_city(await leave(visitor), "1"))
    assert answer.status_code == 403


async def test_what_comes_back_must_be_what_was_begun_and_once(app: FastAPI) -> None:
    visitor = Visitor(app)
    back = await at_the_city(changed(await leave(visitor), nonce="another"), "1")
    assert (await come_back(visitor, back)).status_code == 403
    back = await at_the_city(await leave(visitor), "1")
    assert (await come_back(visitor, changed(back, state="another"))).status_code == 403
    assert (await come_back(visitor, back)).status_code == 403  # begun once, and it has ended
    back = await at_the_city(await leave(visitor), "1")
    assert (await come_back(Visitor(app), back)).status_code == 403  # another browser
    back = await at_the_city(await leave(visitor), "1")
    assert (await come_back(visitor, changed(back, iss="https://another.example"))).status_code == 403
    assert (await come_back(visitor, changed(await leave(visitor), code="guessed"))).status_code == 403
    denied = changed(await leave(visitor), error="access_denied", code="")
    assert (await come_back(visitor, denied)).status_code == 403
    assert cookie_name(app.state.console) not in visitor.cookies


async def test_where_the_city_signs_in_alone_there_are_no_passkeys(database: Database, issuer: str) -> None:
    made = console(database, issuer, passkeys=False)
    visitor = Visitor(create(made))
    assert "pääsyavaimella" not in (await visitor.get("/sisaan")).text
    assert (await visitor.post("/avain/sisaan/alku")).status_code == 409
    assert (await visitor.post("/avain/sisaan", data={"credential": "{}"})).status_code == 409
    with database.write() as db:
        token = members.link(db, made.house, name="Maija", by="komentorivi")
    assert (await visitor.post(f"/sisaan/{token}")).headers["location"] == "/staff/"
    made.writer.close()


async def test_without_a_provider_there_is_no_such_way(database: Database) -> None:
    made = Console(database, Writer(database), a_house(), Options(site=SITE))
    assert (await Visitor(create(made)).get("/tunnus")).status_code == 404
    made.writer.close()


# -- a provider that forges


@dataclass
class Forger:
    """A provider that answers whatever a test wants."""

    issuer: str
    about: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    published: list[RSAKey] = field(default_factory=list)
    token: str = ""
    asked: int = 0
    form: dict[str, str] = field(default_factory=dict)
    shown: str = ""

    def app(self) -> FastAPI:
        made = FastAPI()

        @made.get("/.well-known/openid-configuration")
        async def about() -> dict[str, Any]:
            self.asked += 1
            here = {"authorization_endpoint": "/a", "token_endpoint": "/t", "jwks_uri": "/k"}
            return {"issuer": self.issuer} | {k: self.issuer + v for k, v in here.items()} | self.about

        @made.get("/k")
        async def keys() -> dict[str, Any]:
            return KeySet(self.published or [self.key]).as_dict(private=False)  # type: ignore[arg-type, return-value]

        @made.post("/t")
        async def token(request: Request) -> dict[str, Any]:
            self.form = {name: str(value) for name, value in (await request.form()).items()}
            self.shown = request.headers.get("authorization", "")
            return {"access_token": "a", "token_type": "Bearer", "id_token": self.token or self.signed()}

        return made

    def signed(self, **header: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "1", "aud": "meijan", "iat": now, "exp": now + 60}
        claims |= {"email": EMAIL, "email_verified": True} | self.claims
        return jwt.encode({"alg": "RS256", "kid": "1", **header}, claims, self.key)


@asynccontextmanager
async def forging() -> AsyncIterator[Forger]:
    port = free_port()
    forger = Forger(f"http://127.0.0.1:{port}")
    server = Server(forger.app(), port)
    task = asyncio.create_task(server.serve())
    try:
        await server.listening.wait()
        yield forger
    finally:
        server.should_exit = True
        await task


def unsigned(token: str) -> str:
    """The same claims under "none"."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


async def email(provider: Provider, forger: Forger) -> str:
    """Go there and back."""
    kept = (await provider.leave(to="/staff/")).kept
    forger.claims.setdefault("nonce", kept["nonce"])
    return await provider.email(kept=kept, returned={"code": "c", "state": kept["state"]})


async def test_a_token_counts_only_if_the_provider_signed_it_for_us_now() -> None:
    async with forging() as forger:
        registration = Registration(forger.issuer, "meijan", "s")

        async def refused(why: str) -> None:
            with pytest.raises(NotLetIn, match=why):
                await email(Provider(registration, back=BACK), forger)
            forger.claims, forger.token, forger.published = {}, "", []

        assert await email(Provider(registration, back=BACK), forger) == EMAIL  # it can succeed
        forger.claims = {}
        for claim, value, why in (
            ("iss", "https://another.example", "iss"),
            ("aud", "another", "aud"),
            ("exp", int(time.time()) - 3600, "Expired"),
            ("nonce", "another", "nonce"),
            ("email_verified", False, "email_verified"),
            ("email", None, "email"),
            ("at_hash", "another", "at_hash"),
        ):
            forger.claims[claim] = value
            await refused(why)
        forger.token = unsigned(forger.signed())
        await refused("alg|none|[Aa]lgorithm")
        forger.published = [RSAKey.generate_key(2048, {"kid": "1"})]
        await refused("[Ss]ignature")


async def test_a_code_is_exchanged_with_its_verifier_and_our_secret() -> None:
    """PKCE (RFC 7636): a code that somebody caught is worth nothing without what only we know."""
    async with forging() as forger:
        for about, basic in (({}, True), ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, False)):
            forger.about = about
            provider = Provider(Registration(forger.issuer, "meijan", "a secret + more"), back=BACK)
            leaving = await provider.leave(to="")
            forger.claims = {"nonce": leaving.kept["nonce"]}
            await provider.email(kept=leaving.kept, returned={"code": "c", "state": leaving.kept["state"]})
            digest = base64.urlsafe_b64encode(sha256(forger.form["code_verifier"].encode()).digest())
            query = parse_qs(urlsplit(leaving.address).query)
            assert query["code_challenge"] == [digest.decode().rstrip("=")]
            known = base64.b64encode(b"meijan:a+secret+%2B+more").decode()
            assert forger.shown == (f"Basic {known}" if basic else "")
            assert ("client_secret" in forger.form) is not basic


async def test_what_the_provider_says_of_itself_is_checked_and_kept_for_an_hour() -> None:
    async with forging() as forger:
        now = 0.0
        provider = Provider(Registration(forger.issuer, "meijan", "s"), back=BACK, clock=lambda: now)
        await provider.leave(to="")
        await provider.leave(to="")
        assert forger.asked == 1
        now += KEPT
        await provider.leave(to="")
        assert forger.asked == 2
        for about in ({"issuer": "https://another.example"}, {"token_endpoint": None}):
            forger.about = about
            with pytest.raises(NotLetIn):
                await Provider(Registration(forger.issuer, "meijan", "s"), back=BACK).leave(to="")


async def test_keys_that_the_provider_changed_are_fetched_anew() -> None:
    async with forging() as forger:
        provider = Provider(Registration(forger.issuer, "meijan", "s"), back=BACK)
        await email(provider, forger)
        forger.key = RSAKey.generate_key(2048, {"kid": "2"})
        forger.claims = {}
        kept = (await provider.leave(to="")).kept
        forger.claims = {"nonce": kept["nonce"]}
        forger.token = forger.signed(kid="2")
        assert await provider.email(kept=kept, returned={"code": "c", "state": kept["state"]}) == EMAIL


async def test_a_provider_that_does_not_answer_is_said_and_a_passkey_still_opens(database: Database) -> None:
    made = console(database, f"http://127.0.0.1:{free_port()}")
    visitor = Visitor(create(made))
    answer = await visitor.get("/tunnus")
    assert answer.status_code == 403
    assert "Kirjautuminen kaupungin tunnuksella ei onnistunut" in answer.text
    assert "data-passkey" in answer.text
    assert step_cookie(made) not in visitor.cookies
    made.writer.close()


# -- before a city goes live


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("https://hallinta.example", "OK        Hallinta: https://hallinta.example/staff"),
        ("https://192.0.2.1", "VIRHE     Hallinta: 192.0.2.1: pääsyavain ei toimi"),
        ("http://hallinta.example", "VIRHE     Hallinta: MEIJAN_STAFF_URL"),
        ("", "MUISTA    Hallinta: hallinta aukeaa vain tältä koneelta"),
    ],
)
async def test_the_doctor_looks_at_the_address(site: str, said: str) -> None:
    assert (await look(load(staff_url=site), patience=1))[0].line.startswith(said)


async def test_the_doctor_asks_the_provider(issuer: str) -> None:
    known = {"oidc_client_id": "meijan", "oidc_client_secret": "s", "staff_url": "https://hallinta.example"}
    for where, level in ((issuer, Level.OK), (f"http://127.0.0.1:{free_port()}", Level.ERROR)):
        _, city = await look(load(oidc_issuer=where, **known), patience=2)
        assert city.level is level
    assert "/staff/tunnus/paluu" in (await look(load(oidc_issuer=issuer, **known), patience=2))[1].text
