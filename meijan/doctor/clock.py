"""Is our clock right? The providers' Date headers tell: promises, quiet hours and expiry go by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.request import proxy_for
from meijan.doctor.finding import Finding, error, ok, warning
from meijan.settings import Settings

OFF = timedelta(seconds=30)


async def clocks(settings: Settings, *, now: Callable[[], datetime], patience: float) -> list[Finding]:
    """One line for the clock, from every provider that is set up."""
    asked = {"Telegram": settings.telegram_api} if settings.telegram else {}
    if settings.sms:
        asked["Twilio"] = settings.twilio_api
    if not asked:
        return []
    off = await asyncio.gather(*(_off(address, now, patience) for address in asked.values()))
    seen = {name: by for name, by in zip(asked, off, strict=True) if by is not None}
    if not seen:
        return [warning("Kello", f"ei voitu tarkistaa: {', '.join(asked)} ei vastaa.")]
    return [_finding(name, by) for name, by in seen.items()]


def _finding(name: str, by: timedelta) -> Finding:
    seconds = by.total_seconds()
    if abs(by) > OFF:
        way = "edellä" if seconds > 0 else "jäljessä"
        text = f"on {abs(seconds):.0f} s {way} ({name}). Käynnistä aikapalvelu: timedatectl set-ntp true"
        return error("Kello", text)
    return ok("Kello", f"oikeassa ({name}, ero {abs(seconds):.0f} s).")


async def _off(address: str, now: Callable[[], datetime], patience: float) -> timedelta | None:
    """How far we are ahead of the server; None where it does not tell. No token is in the address."""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}/"
    limits = aiohttp.ClientTimeout(total=patience)
    try:
        async with aiohttp.ClientSession(timeout=limits, cookie_jar=aiohttp.DummyCookieJar()) as session:
            before = now()
            async with session.get(origin, proxy=proxy_for(origin), allow_redirects=False) as answer:
                after = now()
                # the header has whole seconds: on the average half of one has passed
                theirs = parsedate_to_datetime(answer.headers["Date"]) + timedelta(seconds=0.5)
    except (aiohttp.ClientError, OSError, KeyError, ValueError):
        return None
    return before + (after - before) / 2 - theirs
