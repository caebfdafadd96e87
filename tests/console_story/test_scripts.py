"""Stored cross-site scripting: whatever residents, imports and staff can fill holds a script, and none of it runs.

First residents and an import fill their fields, then every form of the console is sent with one in each of its fields
of text; after that all pages are walked. A script that ran would say so, an inline one that the policy stops is told
in the browser's console, markup that became an element is found; and the words are there to be read, as they came.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Dialog, Page

from staff import view
from store.models.staff import Role
from tests.console_story.filled import addresses, fill
from tests.console_story.looking import watched
from tests.console_story.town import Town
from tests.console_story.walk import PAGE, answered

pytestmark = pytest.mark.browser

FOUND = """() => {
  const all = [...document.querySelectorAll('*')];
  const bad = all.filter(el => [...el.attributes].some(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value))
    || (el.localName === 'script' && !el.src) || (el.localName === 'img' && el.getAttribute('src') === 'x'));
  return bad.map(el => el.outerHTML.slice(0, 160)).concat(window.owned ? [`ran: ${window.owned}`] : []);
}"""
TEXT = """() => document.title + document.body.innerText
  + [...document.querySelectorAll('input, textarea, [title]')].map(el => `${el.value} ${el.title}`).join(' ')"""
# Each field of words of the form gets its own; what is chosen, counted or dated stays as it is.
FILL = """([n, payloads]) => {
  const form = document.querySelectorAll('main form[method=post]')[n];
  const typed = 'textarea, input:not([type]), input[type=text], input[type=search], input[type=tel]';
  let used = 0;
  for (const el of form.querySelectorAll(typed)) { el.removeAttribute('maxlength'); el.value = payloads[used++]; }
  if (used) form.submit();
  return used;
}"""
FORMS = "() => document.querySelectorAll('main form[method=post]').length"
MOST_FIELDS = 30
FORMS_AT_LEAST = 20
OF_PHONES = {"Aino", "Esko", "Helmi", "Irma", "Kerttu", "Pirkko", "Tauno", "Veikko"}
OF_EVENTS = {"Helmi Virtanen", "Kyläyhdistys", "Kylätie 1", "Martat", "Syömme puuroa", "ilmainen", "kylätalo", "luiska"}
NOT_SHOWN = OF_PHONES | OF_EVENTS | {"pyörätuoli", "suullisesti", "testi"}
"""Names that phones give their owners never reach us; what is told of an event, and who comes how, has no page here."""


@dataclass
class Scripts:
    """Words with a script in them, each with a number of its own."""

    numbers: Any = field(default_factory=lambda: count(1))
    used: dict[int, str] = field(default_factory=dict)

    def taint(self, words: str) -> str:
        n = next(self.numbers)
        self.used[n] = words
        return f'{words} "><img src=x onerror=owned={n}><script>owned={n}</script></textarea>{{{{7*7}}}}'


@dataclass
class Walker:
    """Somebody who opens every page, and sends every form with scripts in its fields."""

    town: Town
    context: BrowserContext
    page: Page
    said: list[str]
    found: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    sent: int = 0

    async def look(self, where: str) -> None:
        """Whether anything on the page is more than words."""
        told = [one for one in self.said if "status of 4" not in one]  # a refusal is no complaint
        told += await self.page.evaluate(FOUND)
        self.said.clear()
        if told:
            self.found.setdefault(where, []).extend(told)
        self.text += await self.page.evaluate(TEXT)

    async def open(self, path: str) -> None:
        """Go there; somebody whom the last form has signed out comes in anew."""
        await self.page.goto(f"{self.town.site}/staff{path}")
        if "/sisaan" in self.page.url and not path.startswith("/sisaan"):
            await self.town.let_in(self.context, await self.town.admin())
            await self.page.goto(f"{self.town.site}/staff{path}")

    async def forms(self, path: str, scripts: Scripts) -> None:
        """Send each form of the page once."""
        await self.open(path)
        for n in range(await self.page.evaluate(FORMS)):
            await self.open(path)
            if n >= await self.page.evaluate(FORMS):
                return
            async with self.page.expect_navigation() as sent:
                payloads = [scripts.taint(f"{path} {n}") for _ in range(MOST_FIELDS)]
                if await self.page.evaluate(FILL, [n, payloads]):
                    self.sent += 1
                else:
                    await self.page.reload()
            answer = await sent.value
            assert answer is None or answer.status < 500, f"{path}, form {n}: {answer.status}"
            await self.look(f"{path}, form {n}")


@pytest_asyncio.fixture
async def walker(town: Town, browser: Browser) -> AsyncIterator[Walker]:
    context = await town.desk(browser, await town.admin())
    async with watched(context) as (page, seen):

        async def dialog(shown: Dialog) -> None:
            seen.said.append(f"dialog: {shown.message}")
            await shown.dismiss()

        page.on("dialog", dialog)
        yield Walker(town, context, page, seen.said)
    await context.close()


async def test_no_script_runs_wherever_it_was_written(town: Town, walker: Walker) -> None:
    scripts = Scripts()
    await fill(town, scripts.taint)
    residents = dict(scripts.used)
    where = await addresses(town)
    pages = [stop for stop in await answered(town, where) if stop.kind == PAGE]
    for stop in pages:
        await walker.forms(stop.path, scripts)
    for stop in [one for one in await answered(town, where) if one.kind == PAGE]:
        await walker.open(stop.path)
        await walker.look(stop.path)
    assert walker.found == {}
    unseen = {words for n, words in residents.items() if f"onerror=owned={n}>" not in walker.text}
    assert unseen <= NOT_SHOWN
    assert walker.sent >= FORMS_AT_LEAST


async def test_a_template_that_trusts_its_words_is_caught(
    town: Town, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = view.environment().overlay(autoescape=False)
    monkeypatch.setattr(view, "environment", lambda: trusting)
    await walker.town.let_in(
        walker.context, await town.session(Role.ADMIN, name="<img src=x onerror=owned=1><script>owned=1</script>")
    )
    await walker.page.goto(f"{town.site}/staff/")
    await walker.look("/")
    assert any("Content Security Policy" in told for told in walker.found["/"])
    assert any("<img" in told for told in walker.found["/"])
