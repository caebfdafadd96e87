"""Passkeys in a real Chromium, whose authenticator is virtual: it signs as a telephone or a key on a string does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Route
from sqlalchemy import Connection

from service.house import House
from service.staffing import members, passkeys
from service.staffing.passkeys import Site, Why
from service.writer import Writer
from staff import door
from staff.console import Console, Options
from store import audit, staff
from store.database import Database
from store.models.staff import Role
from tests.browser import watch_outside
from tests.console import a_house
from tests.served import free_port, serving

ADD, ENTER = "Lisää pääsyavain", "Kirjaudu pääsyavaimella"


@dataclass
class Device:
    """A person's browser with an authenticator in it."""

    page: Page
    wire: CDPSession
    authenticator: str
    site: str

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.site}/staff{path}")

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def heading(self, name: str) -> None:
        await self.page.get_by_role("heading", name=name, level=1).wait_for()

    async def keys(self) -> list[dict[str, object]]:
        given = await self.wire.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        found: list[dict[str, object]] = given["credentials"]
        return found

    async def knows_its_person(self, known: bool) -> None:
        await self.wire.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": known}
        )


async def device(context: BrowserContext, site: str) -> Device:
    """A new browser whose device has one authenticator and knows its person."""
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    await wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = await wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Device(page, wire, made["authenticatorId"], site)


@pytest_asyncio.fixture
async def console(sqlite_url: str) -> AsyncIterator[Console]:
    """A console of this machine, on a port of its own."""
    database, port = Database(sqlite_url), free_port()
    made = Console(database, Writer(database), a_house(), Options(site=f"http://localhost:{port}"))
    async with serving(made, port):
        yield made
    made.writer.close()
    database.close()


@pytest_asyncio.fixture
async def maija(console: Console, browser: Browser) -> AsyncIterator[Device]:
    """Maija's computer; the test fails on anything that the browser complains of, or asks of another machine."""
    context = await browser.new_context(locale="fi-FI")
    outside, complaints = watch_outside(context), []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield await device(context, console.options.site)
    await context.close()
    assert (outside, complaints) == ([], [])


async def link(console: Console, name: str) -> str:
    """A one-time link of somebody, who is new if they must be."""

    def job(db: Connection) -> str:
        if staff.by_name(db, name=name) is None:
            members.add(db, console.house, name=name, roles=[Role.MODERATOR], by="testi")
        return members.link(db, console.house, name=name, by="testi")

    return await console.write(job)


async def with_passkey(console: Console, who: Device, name: str = "Maija") -> None:
    """They come by a link, add a passkey, and sign out."""
    await who.open(f"/sisaan/{await link(console, name)}")
    await who.press("Kirjaudu sisään")
    await who.heading(ADD)
    await who.press(ADD)
    await who.heading("Työjono")
    await who.press("Kirjaudu ulos")
    await who.heading("Kirjaudu sisään")


def log(console: Console) -> list[str]:
    with console.database.read() as db:
        return [entry.what for entry in audit.entries(db)]


async def test_a_passkey_is_added_after_the_link_and_opens_the_door(console: Console, maija: Device) -> None:
    await with_passkey(console, maija)
    assert len(await maija.keys()) == 1
    await maija.open("/sisaan?to=/staff/omat")
    await maija.press(ENTER)
    await maija.heading("Omat tiedot")
    assert log(console)[0] == "sign-in.passkey"


async def test_a_device_that_does_not_know_its_person_opens_nothing(console: Console, maija: Device) -> None:
    await with_passkey(console, maija)
    await maija.knows_its_person(False)
    await maija.press(ENTER)
    await maija.page.get_by_text("Kirjautuminen ei onnistunut").wait_for()
    assert "sign-in.passkey" not in log(console)


async def test_a_device_takes_no_second_passkey_of_the_same_person(console: Console, maija: Device) -> None:
    await with_passkey(console, maija)
    await maija.press(ENTER)
    await maija.heading("Työjono")
    await maija.open("/avain")
    await maija.press(ADD)
    await maija.page.get_by_text("Pääsyavainta ei lisätty").wait_for()
    assert len(await maija.keys()) == 1


async def test_the_only_passkey_is_removed_after_a_warning(console: Console, maija: Device) -> None:
    await with_passkey(console, maija)
    await maija.press(ENTER)
    await maija.heading("Työjono")
    await maija.open("/omat")
    await maija.page.get_by_role("link", name="Poista").click()
    await maija.page.get_by_text("ainoa pääsyavaimesi").wait_for()
    await maija.press("Poista pääsyavain")
    await maija.heading("Omat tiedot")
    await maija.press("Kirjaudu ulos")
    await maija.press(ENTER)
    await maija.page.get_by_text("ei tunneta").wait_for()


@dataclass(frozen=True)
class Answer:
    """What a device answered to a challenge, and the cookie of the browser that was asked."""

    credential: dict[str, Any]
    cookie: str


async def answer_of(who: Device) -> Answer:
    """Caught before the server saw it."""
    caught: list[str] = []

    async def catch(route: Route) -> None:
        caught.append(route.request.post_data or "")
        await route.fulfill(status=200, body="kept back")

    await who.page.route("**/staff/avain/sisaan", catch)
    await who.open("/sisaan")
    await who.press(ENTER)
    await who.page.get_by_text("kept back").wait_for()
    await who.page.unroute("**/staff/avain/sisaan")
    cookies = await who.page.context.cookies()
    cookie = next(one["value"] for one in cookies if one["name"] == "askel")
    return Answer(json.loads(parse_qs(caught[0])["credential"][0]), cookie)


def bent(answer: Answer, part: str) -> Answer:
    """With one part that the device did not say."""
    response = {**answer.credential["response"]}
    text = response[part]
    response[part] = ("B" if text[0] == "A" else "A") + text[1:]
    return replace(answer, credential={**answer.credential, "response": response})


async def test_an_answer_is_good_once_here_and_for_its_own_person_only(console: Console, maija: Device) -> None:
    await with_passkey(console, maija)
    await link(console, "Pekka")
    house, here = console.house, door.site(console)
    later = replace(house, now=lambda: a_house().now() + passkeys.LASTS)

    async def tried(answer: Answer, *, site: Site = here, house: House = house) -> str | Why:
        text = json.dumps(answer.credential)
        return await console.write(
            lambda db: passkeys.enter(db, house, site=site, cookie=answer.cookie, credential=text, agent="", before="")
        )

    true = await answer_of(maija)
    assert await tried(replace(true, cookie="another browser's")) is Why.STALE
    assert not isinstance(await tried(true), Why)
    assert await tried(true) is Why.STALE

    assert await tried(await answer_of(maija), house=later) is Why.STALE
    assert await tried(await answer_of(maija), site=replace(here, origin="http://localhost:1")) is Why.FALSE
    assert await tried(await answer_of(maija), site=replace(here, origin="https://kanava.example")) is Why.FALSE
    for part in ("signature", "userHandle", "authenticatorData", "clientDataJSON"):
        assert await tried(bent(await answer_of(maija), part)) is Why.FALSE
    assert await tried(replace(await answer_of(maija), credential={"id": "x"})) is Why.FALSE


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE passkey SET staff_id = (SELECT id FROM staff_member WHERE name = 'Pekka')", "avain ei sopinut"),
        ("UPDATE passkey SET signed = 1000", "kopio"),
        ("UPDATE staff_member SET disabled_at = '2026-01-01 00:00:00.000000' WHERE name = 'Maija'", "ei tunneta"),
        ("DELETE FROM passkey", "ei tunneta"),
    ],
    ids=["another's", "copied", "shut out", "removed"],
)
async def test_a_passkey_that_no_longer_fits(console: Console, maija: Device, change: str, why: str) -> None:
    await with_passkey(console, maija)
    await link(console, "Pekka")
    await console.write(lambda db: db.exec_driver_sql(change))
    await maija.press(ENTER)
    await maija.page.get_by_role("alert").get_by_text(why).wait_for()
    assert "sign-in.passkey" not in log(console)
    assert ("passkey.copy" in log(console)) is (why == "kopio")


async def test_a_browser_without_passkeys_says_so(console: Console, browser: Browser) -> None:
    for script, where, text in ((False, "noscript p", "JavaScript"), (True, "[role=alert]", "ei tunne pääsyavaimia")):
        context = await browser.new_context(java_script_enabled=script)
        await context.add_init_script("delete window.PublicKeyCredential")
        page = await context.new_page()
        await page.goto(f"{console.options.site}/staff/sisaan")
        await page.locator(where).wait_for()
        assert text in await page.locator(where).inner_text()
        assert await page.get_by_role("button", name=ENTER).count() == 0
        await context.close()
