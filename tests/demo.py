"""The demo for browser tests: the whole service on a free port, in the tests' own loop, over a database of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from meijan.demo.local_network import Change
from meijan.demo.phones_live import CLOSING
from meijan.demo.run import Demo, Server, set_up_bot, start


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running_demo(database_url: str) -> AsyncIterator[Demo]:
    """It listens; a test can ask the networks what a person would see."""
    port = free_port()
    running = await start(port, database_url)
    server = Server(running.app, port)
    serving = asyncio.create_task(server.serve())
    try:
        await server.listening.wait()
        await set_up_bot(running)
        yield running
    finally:
        running.telegram.tell(Change("", CLOSING))
        server.should_exit = True
        await serving
        await running.telegram.stop()
        await running.twilio.stop()
