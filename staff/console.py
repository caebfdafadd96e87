"""The console as all pages know it: the database, the one writer, the house, and what settings say of staff work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from service.elections.opening import Count, rough
from service.house import House
from service.staffing.oidc import Provider
from service.writer import Writer
from store.database import Database

Result = TypeVar("Result")


@dataclass(frozen=True)
class Options:
    """What a city sets about staff work."""

    site: str = "http://localhost:8000"
    """Scheme and host by which browsers reach us, without a slash at the end."""
    sms_price: float = 0.08
    """Euros that a part of a text message costs."""
    count: Count = rough
    """Counts a text message as its channel does."""
    passkeys: bool = True
    """Whether staff may sign in by a passkey, not by the city's own sign-in alone."""


@dataclass(frozen=True)
class Console:
    """Everything that a page may use."""

    database: Database
    writer: Writer
    house: House
    options: Options = field(default_factory=Options)
    provider: Provider | None = None
    """The city's own sign-in, where there is one."""

    @property
    def secure(self) -> bool:
        """Whether browsers come by https; on http only this machine's own do (the demo)."""
        return self.options.site.startswith("https://")

    async def read(self, job: Callable[[Connection], Result]) -> Result:
        """Look something up, in a thread of its own."""

        def look() -> Result:
            with self.database.read() as db:
                return job(db)

        return await asyncio.to_thread(look)

    async def write(self, job: Callable[[Connection], Result]) -> Result:
        """Do something, by the one writer; it is committed when this returns. Raises Refused, Busy."""
        return await self.writer.write(job)
