"""The demo: the whole service on this machine, between a local Telegram and a local Twilio.

The production path: the real channels talk over real sockets to networks that behave like the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Connection

from meijan import logs
from meijan.app import Service, build, create
from meijan.commands import commands
from meijan.demo import broadcasts, data, events
from meijan.demo.local_network import Change
from meijan.demo.phones import router as phones_router
from meijan.demo.phones_live import CLOSING
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.settings import Settings, load
from service.staffing import members
from store import staff
from store.models.staff import Role

PEOPLE = (
    (7001, "Aino", "fi", "+358401234567"),
    (7002, "Veikko", "fi", "+358407654321"),
    (7003, "Olena", "en", "+358441112223"),
)
ADMIN = "Maija"
"""Who may do everything in the demo's console."""


@dataclass
class Demo:
    """What runs: two networks, the service and its web application."""

    telegram: TelegramNetwork
    twilio: TwilioNetwork
    service: Service
    app: FastAPI


async def start(port: int, database_url: str) -> Demo:
    """Start the networks and build the service; the caller serves the application on `port`."""
    secret = secrets.token_urlsafe(16)
    telegram = TelegramNetwork(f"{1000000 + port}:{secrets.token_hex(17)}")
    twilio = TwilioNetwork(auth_token=secrets.token_hex(16))
    await telegram.start()
    await twilio.start()
    settings = demo_settings(port, database_url, telegram, twilio, secret)
    service = build(settings)
    await service.writer.write(lambda db: data.load(db, service.house))
    await service.writer.write(lambda db: data.open_vote(db, service.house))
    await service.writer.write(lambda db: events.load(db, service.house, organiser=PEOPLE[1][3]))
    await service.writer.write(lambda db: broadcasts.load(db, service.house))
    for chat_id, name, language, phone in PEOPLE:
        telegram.person(chat_id, name, language, phone)
        twilio.phone(phone, name)
    address = settings.public_url
    twilio.messaging_url = f"{address}/sms#rc=3&rp=ct,5xx"
    twilio.voice_url = f"{address}/voice"
    app = create(settings, service=service)
    app.include_router(phones_router(telegram, twilio, price=settings.sms_price))
    return Demo(telegram, twilio, service, app)


def demo_settings(
    port: int, database_url: str, telegram: TelegramNetwork, twilio: TwilioNetwork, secret: str
) -> Settings:
    """Settings as a city would write them, but for the addresses of the two networks."""
    return load(
        database_url=database_url,
        public_url=f"http://127.0.0.1:{port}",
        port=port,
        staff_url=f"http://localhost:{port}",
        telegram_token=SecretStr(telegram.token),
        telegram_secret=SecretStr(secret),
        telegram_api=telegram.base_url,
        twilio_account_sid=twilio.account_sid,
        twilio_auth_token=SecretStr(twilio.auth_token),
        twilio_number=twilio.number,
        twilio_api=twilio.base_url,
        sms_rate=20.0,
        sources=("TORI=idea", "KIRJASTO=menu"),
        log_level="WARNING",
    )


def taken(port: int) -> bool:
    """Whether something listens on the port already."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def console_link(demo: Demo, port: int) -> str:
    """A one-time link to the console for the demo's administrator. By name: passkeys refuse an address of numbers."""

    def job(db: Connection) -> str:
        if staff.by_name(db, name=ADMIN) is None:
            members.add(db, demo.service.house, name=ADMIN, roles=[Role.ADMIN], by="demo")
        return members.link(db, demo.service.house, name=ADMIN, by="demo")

    token = await demo.service.writer.write(job)
    return f"http://localhost:{port}/staff/sisaan/{token}"


async def set_up_bot(demo: Demo) -> None:
    """What `meijan set-webhooks` does in a city: the webhook and the commands."""
    channel = demo.service.telegram
    assert channel is not None
    await channel.open()
    await channel.set_webhook()
    await channel.set_commands(commands(demo.service.house.wording))


def run(port: int, database_url: str) -> None:
    """Run until stopped, and say where the pages are."""
    logs.set_up("WARNING")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(port, database_url))


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, app: FastAPI, port: int, closing: Callable[[], None] = lambda: None) -> None:
        self.closing = closing
        super().__init__(
            uvicorn.Config(
                app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=3
            )
        )
        self.listening = asyncio.Event()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Open pages first: their streams would hold the server up."""
        self.closing()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


async def _run(port: int, database_url: str) -> None:
    if taken(port):
        raise SystemExit(f"Portti {port} on varattu. Kokeile: meijan demo --port {port + 1}")
    demo = await start(port, database_url)
    server = Server(demo.app, port, lambda: demo.telegram.tell(Change("", CLOSING)))
    serving = asyncio.create_task(server.serve())
    try:
        await server.listening.wait()
        await set_up_bot(demo)
        print(
            f"\nMeijän kanava on käynnissä.\n\n  Kaksi puhelinta:  http://localhost:{port}/phones\n"
            f"  Hallinta:         {await console_link(demo, port)}\n\nLopeta: Ctrl+C\n",
            flush=True,
        )
        await serving
    finally:
        await demo.telegram.stop()
        await demo.twilio.stop()


__all__ = ["Demo", "demo_settings", "run", "set_up_bot", "start"]
