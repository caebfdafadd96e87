"""Health and metrics: is the process alive, can it take messages, and how old is what waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from service.sender import Sender
from store import outbox, schema
from store.database import Database

if TYPE_CHECKING:
    from meijan.app import Service

log = structlog.get_logger()


def router(service: Service) -> APIRouter:
    """/health/live, /health/ready, /metrics."""
    routes = APIRouter()

    @routes.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/health/ready")
    async def ready(response: Response) -> dict[str, object]:
        """503 while messages can't be stored: no database, or no room on its disk. A provider that is down does not
        make us unready."""
        database = not service.writer.away and await asyncio.to_thread(_database_ready, service.database)
        response.status_code = 200 if database else 503
        return {
            "database": database,
            "channels": {name: _channel(sender) for name, sender in service.senders.items()},
        }

    @routes.get("/metrics")
    async def metrics() -> Response:
        body = await asyncio.to_thread(measure, service)
        return Response(body, media_type=CONTENT_TYPE_LATEST)

    return routes


def _channel(sender: Sender) -> str:
    """off: never reached yet; standby: another process sends; failing: the last message did not get through."""
    if not sender.opened:
        return "off"
    if not sender.holding:
        return "standby"
    return "failing" if sender.trouble else "sending"


def _database_ready(database: Database) -> bool:
    try:
        return schema.at_head(database)
    except SQLAlchemyError as error:
        log.error("database_away", error=type(error).__name__)
        return False


def measure(service: Service) -> bytes:
    """The outbox's states as Prometheus gauges: how many, and the age of the oldest. No number, no name."""
    registry = CollectorRegistry()
    rows = Gauge("meijan_outbox_rows", "Messages in a state", ["channel", "state"], registry=registry)
    age = Gauge("meijan_outbox_oldest_seconds", "Age of the oldest in a state", ["channel", "state"], registry=registry)
    holding = Gauge("meijan_lease_held", "Whether this process sends", ["channel"], registry=registry)
    waiting = Gauge("meijan_writer_waiting", "Writes that wait", registry=registry)
    waiting.set(service.writer.waiting)
    for name, sender in service.senders.items():
        holding.labels(name).set(sender.holding)
    now = service.house.now()
    with service.database.read() as db:
        for channel, state, n, since in outbox.states(db):
            rows.labels(channel, state).set(n)
            if state in ("queued", "claimed", "sending", "unknown") and since is not None:
                age.labels(channel, state).set((now - since).total_seconds())
    return generate_latest(registry)
