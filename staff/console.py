"""The console as all pages know it: the database, the one writer, the house, and what settings say of staff work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from service.elections.opening import Count, rough
from service.house import House
from service.staffing.oidc import Provider
from service.text_book import TextBook
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
    contact: str = ""
    """How one reaches the city besides this service: an e-mail address, a telephone number."""
    privacy_officer: str = ""
    """How one reaches the city's data protection officer."""
    count: Count = rough
    """Counts a text message as its channel does."""
    passkeys: bool = True
    """Whether staff may sign in by a passkey, not by the city's own sign-in alone."""


@dataclass(frozen=True)
class ChannelState:
    """A channel as this process sees it: `state` is off, standby (another process sends), sending or failing.

    `rate`: messages (parts, for text messages) a second at most. `comes`: how messages come in, in words of settings.
    """

    name: str
    state: str
    rate: float
    comes: str


class Check(Protocol):
    """A line of the doctor's: `level` is OK, MUISTA, VAROITUS or VIRHE; the text is Finnish and says what to do."""

    @property
    def level(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Tools:
    """What pages need of the parts that the console does not know; a page whose tool is missing is not there."""

    channels: Callable[[], Sequence[ChannelState]] = tuple
    examine: Callable[[], Awaitable[Sequence[Check]]] | None = None
    texts: TextBook | None = None


@dataclass(frozen=True)
class Console:
    """Everything that a page may use."""

    database: Database
    writer: Writer
    house: House
    options: Options = field(default_factory=Options)
    provider: Provider | None = None
    """The city's own sign-in, where there is one."""
    tools: Tools = field(default_factory=Tools)

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
