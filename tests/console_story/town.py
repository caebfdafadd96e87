"""The demo with people at both ends: staff of any role in browsers of their own, residents with two phones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext
from sqlalchemy import Connection
from starlette.routing import Mount

from meijan.demo.run import Demo
from service.house import House
from service.staffing import links, members
from staff.console import Console
from staff.policy import cookie_name
from store import staff
from store.models.staff import Role

Result = TypeVar("Result")
ADMIN = "Maija"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
WIDE = {"width": 1280, "height": 900}
_names = count(1)
_numbers = count(5_550_001)


@dataclass
class Town:
    """A running demo, as tests of the console see it."""

    demo: Demo

    @property
    def site(self) -> str:
        """Scheme and host of the console."""
        return self.demo.service.settings.site

    @property
    def house(self) -> House:
        return self.demo.service.house

    @property
    def app(self) -> FastAPI:
        """The console's application."""
        found = next(r for r in self.demo.app.routes if isinstance(r, Mount) and r.path == "/staff")
        assert isinstance(found.app, FastAPI)
        return found.app

    @property
    def console(self) -> Console:
        console: Console = self.app.state.console
        return console

    async def write(self, job: Callable[[Connection], Result]) -> Result:
        """Do something by the service's own writer."""
        return await self.demo.service.writer.write(job)

    async def hire(self, *roles: Role, name: str = "") -> tuple[str, str]:
        """A new staff member: their name and the token of their one-time link."""
        name = name or f"Työntekijä {next(_names)}"

        def job(db: Connection) -> str:
            members.add(db, self.house, name=name, roles=roles, by="testi")
            return members.link(db, self.house, name=name, by="testi")

        return name, await self.write(job)

    async def session(self, *roles: Role, name: str = "") -> str:
        """The cookie's value of somebody who has just signed in."""
        _name, token = await self.hire(*roles, name=name)
        return await self._by_link(token)

    async def admin(self) -> str:
        """The same for the one administrator of the walks."""

        def job(db: Connection) -> str:
            if staff.by_name(db, name=ADMIN) is None:
                members.add(db, self.house, name=ADMIN, roles=[Role.ADMIN], by="testi")
            return members.link(db, self.house, name=ADMIN, by="testi")

        return await self._by_link(await self.write(job))

    async def _by_link(self, token: str) -> str:
        session = await self.write(lambda db: links.use(db, self.house, token=token, agent=AGENT))
        assert session is not None
        return session

    async def desk(self, browser: Browser, session: str, width: int = 1280) -> BrowserContext:
        """A browser in which somebody is signed in."""
        context = await browser.new_context(
            locale="fi-FI", timezone_id="Europe/Helsinki", viewport={**WIDE, "width": width}
        )
        await self.let_in(context, session)
        return context

    async def let_in(self, context: BrowserContext, session: str) -> None:
        """Give a browser the cookie of a session."""
        await context.add_cookies([{"name": cookie_name(self.console), "value": session, "url": self.site}])

    def phone(self, name: str) -> str:
        """The number of somebody new with a basic phone."""
        number = f"+35840{next(_numbers)}"
        self.demo.twilio.phone(number, name)
        return number

    async def text(self, number: str, *texts: str) -> None:
        """They text us, one after the other."""
        for words in texts:
            self.demo.twilio.text(number, words)
            await self.demo.twilio.settled()

    def got(self, number: str) -> list[str]:
        """What came to a basic phone from us."""
        return [sms.body for sms in self.demo.twilio.phone(number).messages if not sms.by_person]
