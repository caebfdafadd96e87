"""What a walk looks at on a page: faults that axe finds, focus that can't be seen, what does not fit, its weight."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
HEAVIEST = 200 * 1024
"""Bytes of a first load, as they are transferred."""
NARROW = 320
_axe = Axe()

# Elements whose looks do not change when the keyboard comes to them: outline and shadow of the element itself, of
# its pseudo-elements (a checkbox is drawn by its label), or of what holds it.
UNSEEN_FOCUS = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const drawn = el => {
    const label = el.id ? document.querySelector(`label[for="${CSS.escape(el.id)}"]`) : null;
    const looks = [el, el.parentElement, label].filter(Boolean).flatMap(
      one => [null, '::before', '::after'].map(part => getComputedStyle(one, part)));
    return looks.map(s => [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join(' ')).join('|');
  };
  return [...document.querySelectorAll(kinds)].filter(el => el.checkVisibility() && !el.disabled).flatMap(el => {
    el.blur();
    const before = drawn(el);
    el.focus();
    if (document.activeElement !== el) return [`can't be focused: ${el.outerHTML.slice(0, 120)}`];
    return drawn(el) === before ? [el.outerHTML.slice(0, 120)] : [];
  });
}"""
TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll('main *, header *, nav *')].filter(
    el => el.getBoundingClientRect().right > page.clientWidth + 1 && !el.closest('.wide')
  ).map(el => el.outerHTML.slice(0, 120)).slice(0, 5).concat(`${page.scrollWidth} px`);
}"""


@dataclass
class Seen:
    """What a browser told of its pages."""

    said: list[str] = field(default_factory=list)
    """Console messages, errors of scripts, dialogs."""
    bytes: int = 0
    """Transferred since `bytes` was last set to 0."""


@asynccontextmanager
async def watched(context: BrowserContext) -> AsyncIterator[tuple[Page, Seen]]:
    """A page without a cache whose every complaint and byte is noted."""
    page, seen = await context.new_page(), Seen()
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    network = await context.new_cdp_session(page)
    await network.send("Network.enable")
    await network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def loaded(event: dict[str, Any]) -> None:
        seen.bytes += event["encodedDataLength"]

    network.on("Network.loadingFinished", loaded)
    yield page, seen
    await page.close()


async def settled(page: Page) -> None:
    """What the page asks for by itself has come."""
    await expect(page.locator(".htmx-request")).to_have_count(0)


async def faults(page: Page) -> list[str]:
    """What axe finds."""
    found = await _axe.run(page, options=RULES)
    return [
        f"{fault['id']}: {fault['help']}: {node['target']} {node['html'][:160]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


async def unseen_focus(page: Page) -> list[str]:
    """Elements that the keyboard reaches and nobody sees it."""
    await page.keyboard.press("Tab")  # from now on focus is the keyboard's, and shown
    found: list[str] = await page.evaluate(UNSEEN_FOCUS)
    return [f"focus is not seen: {one}" for one in found]


async def too_wide(page: Page) -> list[str]:
    """What makes a narrow page scroll sideways."""
    size = page.viewport_size
    assert size is not None
    await page.set_viewport_size({"width": NARROW, "height": 800})
    found: list[str] = await page.evaluate(TOO_WIDE)
    await page.set_viewport_size(size)
    return [f"too wide at {NARROW} px: {one}" for one in found]
