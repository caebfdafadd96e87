"""The application: channels, sender, poller and routes, wired for one process of however many."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import psycopg
import structlog
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from bot.poll import poll
from bot.receive import endpoints as telegram_endpoints
from bot.send import TelegramChannel
from bot.settings import TelegramSettings
from meijan import election_pages, event_pages, health
from meijan.settings import BadSettings, Settings
from meijan.straight import Endpoint, Straight
from meijan.texts.editing import Editing
from meijan.wiring import house as make_house
from meijan.wiring import own_texts
from service.broadcasts.clock import Broadcasts
from service.calendar import public_holidays
from service.channel import Channel, Inbound, Report, Taken
from service.clock import Ticker
from service.elections.clock import Elections
from service.events.clock import Events
from service.house import House
from service.media import Fetcher
from service.reconcile import Reconciler
from service.reports import take_report
from service.retention import Retention
from service.sender import Sender
from service.staffing.mail import Mailer
from service.staffing.oidc import Provider, Registration
from service.taking import Taking
from service.texts import Rewording
from service.turn import turn
from service.writer import Writer
from sms.parts import count
from sms.receive import endpoints as sms_endpoints
from sms.send import SmsChannel
from sms.settings import SmsSettings
from staff.app import create as create_console
from staff.app import create_public
from staff.console import ChannelState, Console, Options, Tools
from store import bell, outbox, schema
from store.database import Database

log = structlog.get_logger()


@dataclass
class Service:
    """Everything that runs: one database, one writer, the channels that are set up, and their senders."""

    settings: Settings
    database: Database
    writer: Writer
    house: House
    telegram: TelegramChannel | None = None
    sms: SmsChannel | None = None
    senders: dict[str, Sender] = field(default_factory=dict)
    book: Editing | None = None
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}")
    taking: Taking = field(init=False)

    def __post_init__(self) -> None:
        self.taking = Taking(self.writer, lambda db, inbound: turn(db, inbound, self.house), self.senders)

    async def take(self, inbound: Inbound) -> Taken:
        """Give an inbound message its turn. Raises Busy."""
        return await self.taking.take(inbound)

    async def report(self, report: Report) -> None:
        """Note a provider's word on a delivery. Raises Busy."""
        now = self.house.now()
        sender = self.senders[report.channel]
        stops = sender.channel.provider_stops
        async with self.taking.room:
            state = await self.writer.write(lambda db: take_report(db, report, provider_stops=stops, now=now))
        if state is not None:
            sender.became[state] += 1

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in (self.telegram, self.sms) if channel is not None]


def build(settings: Settings) -> Service:
    """The parts, without any I/O but the database's migration."""
    try:
        telegram = TelegramChannel(telegram_settings(settings)) if settings.telegram else None
    except ValueError as error:
        raise BadSettings(f"MEIJAN_TELEGRAM_*: {error}") from error
    database = Database(settings.database_url)
    schema.upgrade(database)
    writer = Writer(database)
    house = make_house(settings, bot=lambda: (telegram.username or "") if telegram else "")
    service = Service(settings, database, writer, house, telegram, book=Editing(house.wording, own_texts(settings)))
    if settings.sms:
        service.sms = SmsChannel(sms_settings(settings), known=service_known(service))
    rates = {"telegram": settings.telegram_rate, "sms": settings.sms_rate}
    for channel in service.channels:
        service.senders[channel.name] = Sender(
            channel, writer, house, holder=service.holder, per_second=rates[channel.name]
        )
    return service


def service_known(service: Service) -> Callable[[Collection[str]], Awaitable[Collection[str]]]:
    """Which of the provider's ids the outbox already has: those can't be a row of unknown fate."""

    async def known(sids: Collection[str]) -> Collection[str]:
        return await service.writer.write(lambda db: outbox.known_ids(db, ids=list(sids)))

    return known


def telegram_settings(settings: Settings) -> TelegramSettings:
    """What the Telegram channel needs of the settings. Raises ValueError."""
    return TelegramSettings(
        token=settings.telegram_token.get_secret_value(),
        secret=settings.telegram_secret.get_secret_value(),
        api=settings.telegram_api,
        public_url=settings.public_url,
    )


def sms_settings(settings: Settings) -> SmsSettings:
    """What the SMS channel needs of the settings."""
    return SmsSettings(
        account_sid=settings.twilio_account_sid,
        auth_tokens=tuple(t.strip() for t in settings.twilio_auth_token.get_secret_value().split(",") if t.strip()),
        number=settings.twilio_number,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        public_url=settings.public_url.rstrip("/"),
        api=settings.twilio_api,
        regions=frozenset(settings.sms_regions),
    )


def create(settings: Settings, *, service: Service | None = None) -> FastAPI:
    """The web application. Its life is the service's: senders and poller run while it does."""
    running = service or build(settings)

    @contextlib.asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work, name=name) for name, work in _works(running)]
        for task in tasks:
            task.add_done_callback(_ended)
        loading = asyncio.create_task(asyncio.to_thread(public_holidays))  # before the first message asks for them
        log.info("serving", channels=[c.name for c in running.channels], public=bool(settings.public_url))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(loading, *tasks, return_exceptions=True)
            await asyncio.to_thread(running.writer.close)
            running.database.close()

    app = FastAPI(title="Meijän kanava", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.service = running
    app.include_router(health.router(running))
    app.include_router(election_pages.router(running.database, running.house))
    app.include_router(event_pages.router(running.database, running.house, settings.public_url))
    pages = console(running)
    app.mount("/staff", create_console(pages))
    app.mount("/palvelu", create_public(pages))
    _add_addresses(app)
    webhooks: dict[str, Endpoint] = {}
    if running.telegram is not None and settings.public_url:
        webhooks |= telegram_endpoints(telegram_settings(settings), running.take, running.telegram)
    if running.sms is not None:
        webhooks |= sms_endpoints(sms_settings(settings), running.take, running.report)
    for path, endpoint in webhooks.items():  # for all methods but POST, and to be listed
        app.add_route(path, endpoint, methods=["POST"], include_in_schema=False)
    app.add_middleware(Straight, endpoints=webhooks)
    return app


def _add_addresses(app: FastAPI) -> None:
    """The short addresses of what the law wants everybody to read."""

    @app.get("/saavutettavuus")
    async def accessibility() -> RedirectResponse:
        return RedirectResponse("/palvelu/saavutettavuus", 308)

    @app.get("/tietosuoja")
    async def privacy() -> RedirectResponse:
        return RedirectResponse("/palvelu/tietosuoja", 308)


def console(service: Service) -> Console:
    """The staff console over the same database, writer and house."""
    settings = service.settings
    options = Options(
        site=settings.site,
        sms_price=settings.sms_price,
        contact=settings.contact,
        privacy_officer=settings.privacy_officer,
        count=count,
        passkeys=not settings.oidc_only,
    )
    from meijan.doctor import examine  # it looks at the channels as we make them

    tools = Tools(channels=partial(channel_states, service), examine=partial(examine, settings), texts=service.book)
    return Console(service.database, service.writer, service.house, options, provider(settings), tools)


def channel_states(service: Service) -> Sequence[ChannelState]:
    """The channels as staff see them."""
    settings = service.settings
    ways = {
        "telegram": f"webhook {settings.public_url}/telegram" if settings.public_url else "getUpdates",
        "sms": f"webhook {settings.public_url}/sms" if settings.public_url else "",
    }
    rates = {"telegram": settings.telegram_rate, "sms": settings.sms_rate}
    return [
        ChannelState(name, health.channel_state(sender), rates[name], ways[name])
        for name, sender in service.senders.items()
    ]


def provider(settings: Settings) -> Provider | None:
    """The city's own sign-in, where it is set up."""
    if not settings.oidc_issuer:
        return None
    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        email_claim=settings.oidc_email_claim,
        verified_claim=settings.oidc_verified_claim,
    )
    return Provider(registration, back=f"{settings.site}/staff/tunnus/paluu")


def _works(service: Service) -> Iterator[tuple[str, Coroutine[object, object, None]]]:
    """What runs beside the routes, by name."""
    for name, sender in service.senders.items():
        yield f"sender {name}", sender.run()
    for name, sender in service.senders.items():
        yield f"media {name}", Fetcher(sender, service.writer, service.house).run()
    if not service.database.sqlite:
        yield "bell", _listen(service)
    if service.sms is not None:
        yield "reconcile sms", Reconciler(service.sms, service.senders["sms"], service.take).run()
    if service.book is not None:
        yield "texts", Rewording(service.database, service.book).run()
    yield "retention", Retention(service.writer, service.house).run()
    if (post := service.settings.mail) is not None:
        yield "mail", Mailer(service.database, service.writer, service.house, post, count=count).run()
    jobs = {
        "elections": Elections(service.writer, service.house, service.senders, count=count).tick,
        "events": Events(service.writer, service.house, service.senders).tick,
        "broadcasts": Broadcasts(service.writer, service.house, service.senders).tick,
    }
    yield "clock", Ticker(service.writer, holder=service.holder, jobs=jobs).run()
    telegram = service.telegram
    if telegram is not None and not service.settings.public_url:
        yield "poll telegram", _poll(service, telegram, service.senders["telegram"])


async def _listen(service: Service) -> None:
    """Wake our senders when another process has put something; after a lost connection all of them."""
    while True:
        try:
            async for channel in bell.heard(service.database.url):
                for name, sender in service.senders.items():
                    if channel in ("", name):
                        sender.wake()
        except psycopg.Error as error:
            log.warning("bell_not_heard", error=type(error).__name__)
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - not all replicas at once


async def _poll(service: Service, telegram: TelegramChannel, sender: Sender) -> None:
    """Long polling, by the holder of the lease only: Telegram answers a second poller with 409."""
    while True:
        await sender.held.wait()
        await poll(telegram, service.take, lambda: sender.holding)
        await asyncio.sleep(0.5)


def _ended(task: asyncio.Task[None]) -> None:
    """None of them ends by itself; one that does is a defect, and is said loudly."""
    if not task.cancelled():
        log.error("work_ended", name=task.get_name(), error=repr(task.exception()))
