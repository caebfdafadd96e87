"""Pictures of every page of the staff console, for docs/console: wide, narrow, and in forced colours.

    python -m bench.console_pictures                 # all of them anew
    python -m bench.console_pictures ideat           # those whose names begin so

They are made from a demo with people at both ends (tests/console_story), at ten in the morning of 24.11.2026, and are
the same each time but for codes that are drawn by chance.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import time_machine
from PIL import Image
from playwright.async_api import Browser, async_playwright

from tests.browser import FLAGS, chromium
from tests.console_story.conftest import MORNING
from tests.console_story.filled import addresses, fill
from tests.console_story.looking import settled
from tests.console_story.routes import REFUSED, Stop
from tests.console_story.town import Town
from tests.console_story.walk import PAGE, answered
from tests.demo import running_demo

FOLDER = Path(__file__).parent.parent / "docs/console"
TALLEST, LESS = 1800, 1200
"""Pixels of a picture: what is further down looks like what is above."""
SMALLER = ((32, TALLEST), (16, TALLEST), (16, LESS), (8, LESS))
"""Colours and height, one after the other until it is small enough."""
LARGEST = 60_000
"""Bytes."""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    name: str
    width: int
    forced: bool = False


LOOKS = (Look("1280", 1280), Look("320", 320), Look("forced", 1280, forced=True))


def name(stop: Stop) -> str:
    """Of a page's picture: its route without what is filled in."""
    plain = re.sub(r"\{[\w:]+\}", "yksi", stop.route).strip("/").replace("/", "-")
    return plain or "tyojono"


def first_of_each(stops: list[Stop]) -> Iterator[Stop]:
    """A page of each route."""
    seen = set()
    for stop in stops:
        whole = stop.kind == PAGE and stop.content.startswith(b"<!doctype html>") and stop.path not in REFUSED
        if whole and stop.route not in seen:
            seen.add(stop.route)
            yield stop


def small(picture: bytes) -> bytes:
    """The picture with as much as fits."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours, tallest in SMALLER:
        made = io.BytesIO()
        image = whole.crop((0, 0, whole.width, min(whole.height, tallest)))
        image.quantize(colours, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


async def picture(browser: Browser, town: Town, session: str, stop: Stop, look: Look) -> bytes:
    """The page as it is seen."""
    context = await browser.new_context(
        locale="fi-FI",
        timezone_id="Europe/Helsinki",
        viewport={"width": look.width, "height": 800},
        forced_colors="active" if look.forced else "none",
    )
    if not stop.open:
        await town.let_in(context, session)
    page = await context.new_page()
    await page.goto(f"{town.site}/staff{stop.path}")
    await settled(page)
    taken = await page.screenshot(full_page=True)
    await context.close()
    return small(taken)


async def take(begins: str) -> None:
    """All of them into the folder."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(MORNING, tick=True):
        async with running_demo(f"sqlite:///{folder}/demo.db") as demo, async_playwright() as playwright:
            town = Town(demo)
            await fill(town)
            session = await town.admin()
            browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for stop in first_of_each(await answered(town, await addresses(town))):
                if name(stop).startswith(begins):
                    for look in LOOKS:
                        path = FOLDER / f"{name(stop)}-{look.name}.png"
                        path.write_bytes(await picture(browser, town, session, stop, look))
                        print(f"{path.name} {path.stat().st_size // 1024} KB", flush=True)
            await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("begins", nargs="?", default="")
    asyncio.run(take(parser.parse_args().begins))


if __name__ == "__main__":
    main()
