"""Somebody at work in the console, in a browser of their own: by mouse, or by keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import watch_outside
from tests.console_story.town import Town

MOST_STOPS = 250
"""Presses of Tab after which a page is not worked by keyboard."""


@dataclass
class Worker:
    """By mouse. Everything is found by the name that people see or hear."""

    town: Town
    page: Page
    said: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        """By its address, as from a bookmark."""
        await self.page.goto(f"{self.town.site}/staff{path}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def press(self, name: str) -> None:
        """A button."""
        await self.act(self.button(name))

    async def follow(self, name: str) -> None:
        """A link."""
        await self.act(self.page.get_by_role("link", name=name).first)

    async def tick(self, name: str) -> None:
        """A choice among some, or a box: its words are what one clicks."""
        await self.page.locator("label").get_by_text(name, exact=True).click()

    async def write(self, name: str, words: str) -> None:
        """Into a field, in place of what is there."""
        await self.page.get_by_label(name).first.fill(words)

    async def choose(self, name: str, option: str) -> None:
        """Of a list."""
        await self.page.get_by_label(name).first.select_option(option)

    async def act(self, target: Locator) -> None:
        await target.click()

    async def sees(self, words: str) -> None:
        """On the page, by now or soon."""
        await expect(self.page.locator("main")).to_contain_text(words)

    async def heading(self, words: str) -> None:
        """The page is that one."""
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)


class Typist(Worker):
    """By keyboard alone: Tab until one is there, and what keys do then."""

    async def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on it. Raises AssertionError where it never comes."""
        await target.wait_for()
        wanted = await target.element_handle()
        for _ in range(MOST_STOPS):
            if await self.page.evaluate("el => el === document.activeElement", wanted):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {target}")

    async def act(self, target: Locator) -> None:
        await self.reach(target)
        await self.page.keyboard.press("Enter")

    async def tick(self, name: str) -> None:
        target = self.page.get_by_label(name, exact=True)
        if await target.get_attribute("type") == "radio":
            group = await target.get_attribute("name")
            await self.reach(self.page.locator(f"input[name='{group}']:checked"))
            while not await target.is_checked():
                await self.page.keyboard.press("ArrowDown")
            return
        await self.reach(target)
        await self.page.keyboard.press("Space")

    async def write(self, name: str, words: str) -> None:
        await self.reach(self.page.get_by_label(name).first)
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.type(words)

    async def choose(self, name: str, option: str) -> None:
        await self.reach(self.page.get_by_label(name).first)
        await self.page.keyboard.type(option)


@asynccontextmanager
async def worker(town: Town, browser: Browser, kind: type[Worker] = Worker) -> AsyncIterator[Worker]:
    """Not signed in yet. Fails on anything that the browser complains of, or asks of another machine."""
    context = await browser.new_context(locale="fi-FI", timezone_id="Europe/Helsinki")
    outside = watch_outside(context)
    made = kind(town, await context.new_page())
    made.page.set_default_timeout(10_000)
    made.page.on("console", lambda message: made.said.append(message.text))
    made.page.on("pageerror", lambda error: made.said.append(str(error)))
    yield made
    await context.close()
    assert (outside, made.said) == ([], [])


async def with_device(made: Worker) -> None:
    """Their computer knows them by finger (a virtual authenticator)."""
    wire = await made.page.context.new_cdp_session(made.page)
    await wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
