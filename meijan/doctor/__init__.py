"""`meijan doctor`: what is missing or wrong before a city goes live, one line a check, in Finnish.

Every question to a provider goes through the client that the service itself uses, with time limits. Nothing is
changed anywhere: no webhook is set, no database is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime

from meijan.doctor import clock, house, staff, telegram, twilio
from meijan.doctor.finding import Finding, Level
from meijan.settings import Settings

PATIENCE = 8.0
"""Seconds for one answer of a provider."""


async def examine(settings: Settings, *, patience: float = PATIENCE) -> list[Finding]:
    """All checks side by side; the findings in a fixed order."""
    checks = (
        ("Asetukset", asyncio.to_thread(house.settings, settings)),
        ("Avaimet ja tietokanta", asyncio.to_thread(house.store, settings)),
        ("Kello", clock.clocks(settings, now=lambda: datetime.now(UTC), patience=patience)),
        ("Telegram", telegram.look(settings, patience=patience)),
        ("Tekstiviestit", twilio.look(settings, patience=patience)),
        ("Hallinta", staff.look(settings, patience=patience)),
    )
    found = await asyncio.gather(*(_kept(about, check) for about, check in checks))
    return [finding for findings in found for finding in findings]


async def _kept(about: str, check: Awaitable[list[Finding]]) -> list[Finding]:
    """A check that fails in a way nobody foresaw is a line too, and the others go on."""
    try:
        return await check
    except Exception as error:
        return [Finding(Level.ERROR, about, f"tarkistus keskeytyi ({type(error).__name__}).")]


__all__ = ["Finding", "Level", "examine"]
