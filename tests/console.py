"""The console for tests: the application over a database, and visitors with browsers that keep cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count

import httpx
from fastapi import FastAPI
from sqlalchemy import Connection

from meijan.doctor.finding import Finding, ok, warning
from meijan.texts.book import catalogues
from meijan.texts.editing import Editing
from service.house import House
from service.staffing import links, members
from service.wording import Wording
from service.writer import Writer
from staff.app import create
from staff.console import ChannelState, Console, Options, Tools
from staff.policy import cookie_name
from store.database import Database
from store.models.staff import Role
from store.sealing import KeyRing, Sealer

SITE = "http://localhost:8000"
_names = count(1)
CHANNELS = (ChannelState("sms", "sending", 1.0, "webhook https://example.org/sms"),)


async def examined() -> list[Finding]:
    """What the doctor might find."""
    return [ok("Asetukset", "luettu."), warning("Levy", "vapaata 0,5 Gt. Vapauta tilaa.")]


def a_house(now: datetime | None = None) -> House:
    """A house under the demo's keys; its clock stands still if it is told when."""
    house = House(sealer=Sealer(KeyRing.demo()), wording=Wording(catalogues()))
    return house if now is None else replace(house, now=lambda: now)


@contextmanager
def console_over(database: Database, house: House | None = None, options: Options | None = None) -> Iterator[FastAPI]:
    """The console's application over a migrated database."""
    writer = Writer(database)
    try:
        own = house or a_house()
        tools = Tools(channels=lambda: CHANNELS, examine=examined, texts=Editing(own.wording, {}))
        yield create(Console(database, writer, own, options or Options(site=SITE), tools=tools))
    finally:
        writer.close()


class Visitor(httpx.AsyncClient):
    """A browser at the console; `csrf` is the token of its session's forms."""

    csrf = ""
    name = ""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        super().__init__(transport=transport, base_url=SITE, headers={"sec-fetch-site": "same-origin"})

    async def send_form(self, path: str, **fields: str) -> httpx.Response:
        """What pressing a button does: the form's fields with its token. `path` begins behind /staff."""
        return await self.post(path, data={"csrf": self.csrf, **fields})


async def signed_in(app: FastAPI, *roles: Role, name: str = "") -> Visitor:
    """A new staff member of these roles, signed in by a one-time link. Paths are those of the mounted application."""
    console: Console = app.state.console
    name = name or f"Työntekijä {next(_names)}"

    def job(db: Connection) -> str:
        members.add(db, console.house, name=name, roles=roles, by="testi")
        token = members.link(db, console.house, name=name, by="testi")
        session = links.use(db, console.house, token=token, agent="testi")
        assert session is not None
        return session

    visitor = Visitor(app)
    visitor.name = name
    visitor.cookies.set(cookie_name(console), await console.write(job), domain="localhost.local")
    found = re.search(r'data-csrf="(\w+)"', (await visitor.get("/")).text)
    assert found is not None
    visitor.csrf = found.group(1)
    return visitor
