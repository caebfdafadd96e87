"""The console on a real port of this machine, mounted as the service mounts it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from meijan.demo.run import Server
from staff.app import create
from staff.console import Console


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@asynccontextmanager
async def serving(console: Console, port: int) -> AsyncIterator[FastAPI]:
    """Serve the console at /staff; its options.site must name the port."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    made = create(console)
    app.mount("/staff", made)
    server = Server(app, port)
    task = asyncio.create_task(server.serve())
    try:
        await server.listening.wait()
        yield made
    finally:
        server.should_exit = True
        await task
