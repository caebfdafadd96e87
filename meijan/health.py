"""Health and metrics: is the process alive, can it take messages, and how old is what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from service.sender import Sender
from store import reminders, schema, waiting
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
            "channels": {name: channel_state(sender) for name, sender in service.senders.items()},
        }

    @routes.get("/metrics")
    async def metrics() -> Response:
        body = await asyncio.to_thread(measure, service)
        return Response(body, media_type=CONTENT_TYPE_LATEST)

    return routes


def channel_state(sender: Sender) -> str:
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
    """What waits and for how long, and what has become of messages, for Prometheus. No number, no name."""
    registry = CollectorRegistry()
    registry.register(_Measures(service))
    return generate_latest(registry)


class _Measures(Collector):
    """Looks at the database when it is asked: only at what has not come to an end, however much has."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def describe(self) -> Iterator[Metric]:
        """Nothing in advance: registering is not asking."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from self._outbox()
        holding = GaugeMetricFamily("meijan_lease_held", "Whether this process sends", labels=["channel"])
        became = CounterMetricFamily(
            "meijan_outbox_became", "Messages whose new state this process has noted", labels=["channel", "state"]
        )
        for name, sender in self.service.senders.items():
            holding.add_metric([name], sender.holding)
            for state, n in sorted(sender.became.items()):
                became.add_metric([name, state], n)
        yield holding
        yield became
        yield GaugeMetricFamily("meijan_writer_waiting", "Writes that wait", self.service.writer.waiting)

    def _outbox(self) -> Iterator[Metric]:
        labels = ["channel", "state"]
        rows = GaugeMetricFamily("meijan_outbox_rows", "Messages that have not come to an end", labels=labels)
        age = GaugeMetricFamily("meijan_outbox_oldest_seconds", "Age of the oldest of them", labels=labels)
        now = self.service.house.now()
        with self.service.database.read() as db:
            for channel, state, n, since in waiting.waiting(db):
                rows.add_metric([channel, state], n)
                age.add_metric([channel, state], max(0.0, (now - since).total_seconds()))
            n, due = reminders.overdue(db, before=now)
        yield rows
        yield age
        yield GaugeMetricFamily("meijan_reminders_overdue", "Reminders of events whose time has come", n)
        late = max(0.0, (now - due).total_seconds()) if due is not None else 0.0
        yield GaugeMetricFamily("meijan_reminders_overdue_seconds", "Since when the first of them waits", late)
