"""What a crash trial plays in: two local networks in this process, replicas of the service in others, one database."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from bench.replica import Order, Pace, shared_port
from bench.replicas import Nursery, Replica, nursery
from meijan.demo.faults import Faults
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.telegram_updates import Webhook
from meijan.demo.twilio_messages import Ledger
from meijan.demo.twilio_network import TwilioNetwork
from service.channel import Outbound
from store import consents, leases, outbox, people
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.models.talk import Received
from store.sealing import KeyRing, Sealer
from store.sql import table

CHANNELS = ("sms", "telegram")
TOKEN, SECRET, AUTH = "123456:" + 34 * "x", "local-secret", 32 * "0"
LASTS = timedelta(hours=24)
_outbox, _received = table(Outbox), table(Received)
_body = TypeAdapter(Outbound)


@dataclass(slots=True)
class Person:
    """Somebody who is sent one message; `text` is like no other's. `row` and `address_id` once it is put."""

    number: int
    channel: str
    text: str
    purpose: Purpose = Purpose.SERVICE
    writes: bool = False
    row: int = 0
    address_id: int = 0

    @property
    def address(self) -> str:
        return f"+35840{self.number:07}" if self.channel == "sms" else str(self.number)


def idea(person: Person) -> str:
    """What people write where nothing else is asked of them."""
    return f"IDEA penkki rantaan talon {person.number} luo"


@dataclass
class World:
    """The networks, the database and the replicas of one trial."""

    telegram: TelegramNetwork
    twilio: TwilioNetwork
    database: Database
    nursery: Nursery
    environment: dict[str, str]
    port: int
    pace: Pace
    variant: str = "ours"
    log: str = "/dev/null"
    replicas: list[Replica] = field(default_factory=list)
    sealer: Sealer = field(default_factory=lambda: Sealer(KeyRing.demo()))

    async def start(self, variant: str = "", **options: str) -> Replica:
        """One more replica; it is not ready yet."""
        order = Order(self.environment, self.port, asdict(self.pace), variant or self.variant, self.log, options)
        replica = await self.nursery.start(order)
        self.replicas.append(replica)
        return replica

    async def kill(self, replica: Replica) -> None:
        """kill -9."""
        self.replicas.remove(replica)
        await replica.kill()

    async def end(self) -> None:
        """No replica is left."""
        for replica in list(self.replicas):
            await self.kill(replica)

    def put(self, folk: list[Person]) -> None:
        """One due message for each, and Telegram lets us write to them."""
        now = datetime.now(UTC)
        for person in folk:
            if person.channel == "telegram":
                self.telegram.person(person.number, started=True)
        with self.database.write() as db:
            for person in folk:
                met = people.meet(db, sealer=self.sealer, channel=person.channel, value=person.address, now=now)
                # nobody is asked what they want to hear about: a second answer would be counted as doubled
                consents.mark_asked(db, resident_id=met.resident_id, about="", now=now)
                person.address_id = met.id
                person.row = outbox.put(
                    db,
                    sealer=self.sealer,
                    channel=person.channel,
                    address_id=met.id,
                    purpose=person.purpose,
                    body=_body.dump_json(Outbound(person.text)).decode(),
                    now=now,
                    due_at=now,
                    expires_at=now + LASTS,
                    priority=int(person.purpose is Purpose.BROADCAST),
                )

    def writes(self, person: Person, text: str = "") -> None:
        """The person sends us a message: an idea, which is answered even when it is found late."""
        text = text or idea(person)
        if person.channel == "sms":
            self.twilio.text(person.address, text)
        else:
            self.telegram.write(person.number, text)

    def got(self, person: Person) -> list[str]:
        """What came to the person's phone from us."""
        if person.channel == "sms":
            return [sms.body for sms in self.twilio.phone(person.address).messages if not sms.by_person]
        return [message.text for message in self.telegram.find(person.number).messages if message.by_bot]

    def forget(self) -> None:
        """The networks forget their people and messages: their lists would grow and grow."""
        self.twilio.ledger = Ledger()
        self.twilio.phones.clear()
        self.telegram.chats.clear()

    async def read(self, query: Callable[[Connection], Any]) -> Any:
        """Look into the database, off the loop that runs the networks."""

        def look() -> Any:
            with self.database.read() as db:
                return query(db)

        return await asyncio.to_thread(look)

    async def rows(self, *states: OutboxState) -> list[Any]:
        """The outbox's rows in these states."""
        return list(await self.read(lambda db: db.execute(select(_outbox).where(_outbox.c.state.in_(states))).all()))

    async def of(self, folk: list[Person]) -> tuple[dict[int, list[Any]], dict[int, int]]:
        """Per address: the rows of the outbox, and how many messages were received."""
        ids = [person.address_id for person in folk]

        def look(db: Connection) -> tuple[dict[int, list[Any]], dict[int, int]]:
            rows: dict[int, list[Any]] = {}
            for row in db.execute(select(_outbox).where(_outbox.c.address_id.in_(ids))):
                rows.setdefault(row.address_id, []).append(row)
            counts = select(_received.c.address_id, func.count()).where(_received.c.address_id.in_(ids))
            return rows, {row[0]: row[1] for row in db.execute(counts.group_by(_received.c.address_id))}

        found: tuple[dict[int, list[Any]], dict[int, int]] = await self.read(look)
        return found

    async def holder(self, channel: str) -> tuple[int, int]:
        """Process id of the lease's holder, 0 for nobody, and the epoch."""
        for lease in await self.read(leases.all_leases):
            if lease.name == f"send:{channel}" and lease.holder:
                return int(lease.holder.rsplit("-", 2)[1]), lease.epoch
        return 0, 0

    async def lease_over(self, channel: str, *, by: float) -> bool:
        """Whether the lease has been over for so many seconds, and nobody has renewed or taken it."""
        until = next(lease.until for lease in await self.read(leases.all_leases) if lease.name == f"send:{channel}")
        return bool(datetime.now(UTC) > until + timedelta(seconds=by))

    async def everything(self) -> tuple[int, int]:
        """How many rows the outbox has, and how many messages were received."""
        counts = [select(func.count()).select_from(one) for one in (_outbox, _received)]
        sent, received = await self.read(lambda db: [db.execute(count).scalar_one() for count in counts])
        return sent, received

    async def until(self, condition: Callable[[], Any], within: float = 60.0) -> None:
        """Wait until something holds that may have to be awaited. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not await condition():  # noqa: ASYNC110 - other processes change it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def world(
    database_url: str,
    *,
    replicas: int = 1,
    rate: float = 100.0,
    latency: float = 0.03,
    pace: Pace | None = None,
    variant: str = "ours",
    seed: int = 1,
    channels: tuple[str, ...] = CHANNELS,
    log: str = "/dev/null",
    shared: Nursery | None = None,
) -> AsyncIterator[World]:
    """A running world; every process and server of it is gone afterwards. The database is the caller's.

    `shared`: a nursery that lives longer, since its start takes seconds.
    """
    telegram = TelegramNetwork(TOKEN, faults=Faults(seed=seed, latency=latency), journal=0)
    twilio = TwilioNetwork(auth_token=AUTH, faults=Faults(seed=seed, latency=latency), journal=0)
    telegram.updates.retry_unit = 0.02
    async with AsyncExitStack() as ends:
        reserved = ends.enter_context(shared_port())
        port = reserved.getsockname()[1]
        database = Database(database_url, pool=4)
        ends.callback(database.close)
        for network in (telegram, twilio):
            ends.push_async_callback(network.stop)
            await network.start()
        environment = _environment(database_url, port, rate, telegram, twilio, channels)
        telegram.updates.set_webhook(Webhook(f"http://127.0.0.1:{port}/telegram", SECRET), drop_pending=False)
        twilio.messaging_url = f"http://127.0.0.1:{port}/sms#rc=3&rp=ct,5xx"
        made = shared if shared is not None else await ends.enter_async_context(nursery())
        here = World(telegram, twilio, database, made, environment, port, pace or Pace(), variant, log=log)
        ends.push_async_callback(here.end)
        for _ in range(replicas):
            await here.start()
        for replica in here.replicas:
            await asyncio.wait_for(replica.ready.wait(), 30)
        yield here


def _environment(
    database_url: str,
    port: int,
    rate: float,
    telegram: TelegramNetwork,
    twilio: TwilioNetwork,
    channels: tuple[str, ...],
) -> dict[str, str]:
    """The settings of a city, but for the addresses of the two networks."""
    every = {"DATABASE_URL": database_url, "PUBLIC_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "WARNING"}
    if "telegram" in channels:
        every |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_API": telegram.base_url}
        every |= {"TELEGRAM_RATE": str(rate)}
    if "sms" in channels:
        every |= {"TWILIO_ACCOUNT_SID": twilio.account_sid, "TWILIO_AUTH_TOKEN": AUTH}
        every |= {"TWILIO_NUMBER": twilio.number, "TWILIO_API": twilio.base_url, "SMS_RATE": str(rate)}
    return {f"MEIJAN_{name}": value for name, value in every.items()}


def folk(
    first: int, count: int, channels: tuple[str, ...], chance: random.Random, writing: float = 0.3
) -> list[Person]:
    """People with numbers from `first`, one message each; a share of them writes to us."""
    mark = secrets.token_hex(3)
    return [
        Person(
            first + n,
            chance.choice(channels),
            f"Viesti {mark} {first + n}",
            chance.choice((Purpose.SERVICE, Purpose.BROADCAST)),
            chance.random() < writing,
        )
        for n in range(count)
    ]
