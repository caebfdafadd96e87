"""A whole city on this machine for one test: a local Telegram, a local Twilio and the service between them.

    city = await start()                       # fixture `start`; `city` is one with everything up
    aino = city.aino                           # on Telegram; city.telegram.write(aino, "Hei")
    city.sms.text(VEIKKO, "Hei")               # by text message
    await city.rest()                          # everything that was said is answered
    assert city.heard(VEIKKO) == [...]

The production path: real sockets, real signatures, uvicorn. Everything lives in the test's own loop and ends with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select

from meijan.app import Service, build, create
from meijan.demo.faults import Faults
from meijan.demo.run import Server
from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.desk import Desk
from meijan.settings import Settings, load
from store.models import Address, Outbox, Received
from store.models.outbox import OutboxState
from store.sql import table
from tests.facts import all_facts

VEIKKO = "+358407654321"
TOKEN = "7654321:" + "t" * 34
SECRET = "secret-of-the-webhook"
AUTH = "a" * 32
MOVING = (OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNKNOWN)
_address, _outbox, _received = table(Address), table(Outbox), table(Received)


@dataclass
class City:
    """What runs, and how a test looks at it."""

    telegram: TelegramNetwork
    sms: TwilioNetwork
    service: Service
    url: str
    web: aiohttp.ClientSession  # for requests that no network would make
    end: Callable[[], Awaitable[None]]  # stop this process before the test ends

    @property
    def aino(self) -> Person:
        """Somebody with a Telegram client."""
        return self.telegram.person(7001, "Aino", phone="+358401234567")

    @property
    def desk(self) -> Desk:
        """The staff's desk on the same database; its messages leave when the sender looks next."""
        return Desk(self.service.database, self.service.house)

    def heard(self, number: str) -> list[str]:
        """Texts that came to a telephone."""
        return [sms.body for sms in self.sms.phone(number).messages if sms.direction != "inbound"]

    def read(self, person: Person) -> list[str]:
        """Texts that the bot said to somebody."""
        return [message.text for message in person.messages if message.by_bot]

    def buttons(self, person: Person) -> list[str]:
        """Labels below what the bot said last."""
        said = [message for message in person.messages if message.by_bot]
        return said[-1].labels if said else []

    # -- waiting

    async def tap(self, person: Person, label: str) -> None:
        """Wait for a button below the newest message, and tap it."""
        await self.until(lambda: label in self.buttons(person))
        self.telegram.tap(person, person.last.id, label)

    async def told(self, who: Person | str, words: str) -> str:
        """Wait until the last thing that somebody was told has these words in it; the whole of it."""
        last = self.last(who)
        try:
            await self.until(lambda: words in last())
        except TimeoutError:
            raise AssertionError(f"{words!r} was not said; the last was {last()!r}") from None
        return last()

    def last(self, who: Person | str) -> Callable[[], str]:
        """What somebody was told last, "" so far."""
        return lambda: next(reversed(self.read(who) if isinstance(who, Person) else self.heard(who)), "")

    async def until(self, condition: Callable[[], object], within: float = 10.0) -> None:
        """Wait until something holds; looked at when either network moves, and every 20 ms. Raises TimeoutError."""
        async with asyncio.timeout(within):
            with self.telegram.changes() as news:
                self.sms._watchers.queues.append(news)
                try:
                    while not condition():
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(news.get(), 0.02)
                        while not news.empty():
                            news.get_nowait()
                finally:
                    self.sms._watchers.queues.remove(news)

    async def rest(self, within: float = 10.0) -> None:
        """Wait until nothing is on its way: no update, no webhook, no due message of ours, no answer to a tap."""
        await self.until(lambda: self._still() and not self.moving(), within)
        await self.until(self._still, within)  # callbacks of the last message

    def _still(self) -> bool:
        ways = self.telegram._on_the_way + self.sms._on_the_way
        errands = self.service.telegram is not None and self.service.telegram._errands
        return not (self.telegram.updates.pending or ways or errands)

    def moving(self) -> int:
        """Rows of the outbox that are due and not yet sent."""
        due = (_outbox.c.state == OutboxState.QUEUED) & (_outbox.c.due_at <= self.service.house.now())
        return self.count(_outbox, _outbox.c.state.in_(MOVING) | due)

    # -- looking into the store

    def count(self, of: Any, *where: Any) -> int:
        with self.service.database.read() as db:
            found: int = db.execute(select(func.count()).select_from(of).where(*where)).scalar_one()
        return found

    @property
    def received(self) -> int:
        """Inbound messages that have had their turn."""
        return self.count(_received)

    def outbox(self) -> list[tuple[str, str]]:
        """Channel and state of every message, in order."""
        with self.service.database.read() as db:
            rows = db.execute(select(_outbox.c.channel, _outbox.c.state).order_by(_outbox.c.id)).all()
        return [(channel, str(OutboxState(state))) for channel, state in rows]

    def facts(self) -> set[str]:
        """What is now true in the store, as transcripts say it."""
        with self.service.database.read() as db:
            return all_facts(db, self.service.house.sealer)

    def code(self) -> str:
        """The public code of the only idea."""
        found = {fact.split()[1] for fact in self.facts() if fact.startswith("idea ")}
        (code,) = found
        return code

    # -- asking over the web

    async def health(self) -> dict[str, str]:
        """What /health/ready says of the channels."""
        async with self.web.get(f"{self.url}/health/ready") as answer:
            assert answer.status == 200
            channels: dict[str, str] = (await answer.json())["channels"]
            return channels

    async def post(self, path: str, **how: Any) -> int:
        """The status of a request that a test made up."""
        async with self.web.post(f"{self.url}{path}", allow_redirects=False, **how) as answer:
            await answer.read()
            return answer.status


class Serving(Server):
    """A server in a test's loop, which leaves the signals alone and ends when told, not at its next tick."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, 0)
        self.ending = asyncio.Event()

    async def main_loop(self) -> None:
        await self.ending.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def free_socket() -> socket.socket:
    """Bound to a free port of this machine."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", 0))
    return bound


def city_settings(
    database_url: str, telegram: TelegramNetwork, sms: TwilioNetwork, url: str, **more: object
) -> Settings:
    """As a city would write them, with rates that no test waits for."""
    return load(
        **{
            "database_url": database_url,
            "public_url": url,
            "telegram_token": SecretStr(TOKEN),
            "telegram_secret": SecretStr(SECRET),
            "telegram_api": telegram.base_url,
            "twilio_account_sid": sms.account_sid,
            "twilio_auth_token": SecretStr(AUTH),
            "twilio_number": sms.number,
            "twilio_api": sms.base_url,
            "telegram_rate": 2000.0,
            "sms_rate": 2000.0,
            **more,
        }
    )


@contextlib.asynccontextmanager
async def networks(mode: str = "freed") -> AsyncIterator[tuple[TelegramNetwork, TwilioNetwork]]:
    """Both networks, listening; every choice they make by chance is the same each time."""
    telegram = TelegramNetwork(TOKEN, faults=Faults(seed=1))
    telegram.updates.retry_unit = 0.01
    sms = TwilioNetwork(auth_token=AUTH, mode=mode, faults=Faults(seed=1))
    await telegram.start()
    await sms.start()
    try:
        yield telegram, sms
    finally:
        await telegram.stop()
        await sms.stop()


@contextlib.asynccontextmanager
async def serving(service: Service, bound: socket.socket) -> AsyncIterator[uvicorn.Server]:
    """The service's application on a socket, until the end of the block."""
    server = Serving(create(service.settings, service=service))
    running = asyncio.create_task(server.serve(sockets=[bound]))
    listening = asyncio.create_task(server.listening.wait())
    try:
        await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
            raise RuntimeError("the service did not start")
        yield server
    finally:
        listening.cancel()
        server.ending.set()
        await running
        bound.close()


@contextlib.asynccontextmanager
async def running(
    database_url: str,
    telegram: TelegramNetwork,
    sms: TwilioNetwork,
    *,
    polling: bool = False,
    webhook: bool = True,
    standby: bool = False,
    make: Callable[[Settings], Service] = build,
    **more: object,
) -> AsyncIterator[City]:
    """One process of the service between two networks.

    `polling`: no PUBLIC_URL; then Twilio has no way in, as in a town that starts with a token alone.
    `webhook`: whether Telegram's is set and everything is open when the test begins. `standby`: another process
    sends. `make`: how the service is built, where a test changes its parts. `more`: settings.
    """
    bound = free_socket()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    service = make(city_settings(database_url, telegram, sms, "" if polling else url, **more))
    async with contextlib.AsyncExitStack() as stack:
        web = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        await stack.enter_async_context(serving(service, bound))
        city = City(telegram, sms, service, url, web, stack.aclose)
        if not polling:
            sms.messaging_url, sms.voice_url = f"{url}/sms#rc=3&rp=ct,5xx", f"{url}/voice"
        if webhook and not polling:
            assert service.telegram is not None
            await service.telegram.set_webhook()
            await city.until(lambda: all(s.opened and (standby or s.holding) for s in service.senders.values()))
        yield city
