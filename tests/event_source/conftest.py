"""A house of the twenty-fourth of November, a way of reading, and a source on 127.0.0.1 that answers as it is told."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stamina

from meijan.cli import command
from meijan.clock import Clock
from meijan.desk import Desk
from meijan.event_import import _units
from meijan.settings import load
from meijan.wiring import house
from service.events.source.found import Reading
from store.database import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AREAS = ("Keskusta", "Rantakylä", "Otava")
Run = Callable[..., str]


@pytest.fixture
def reading() -> Reading:
    return Reading(NOW, AREAS, _units)


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-11-24T12:00")


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, house(load(), now=clock.now), "Liisa")


@pytest.fixture
def run(desk: Desk) -> Run:
    """`meijan import-events` with its arguments; what it prints."""
    return lambda *args: command(["import-events", *map(str, args)], desk)


@dataclass
class Answer:
    """What one address answers with."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Local:
    """The source. `answers` by path, a list is answered from in turn; `asked` are paths with their queries."""

    url: str
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def json(self, path: str, body: Any, **more: Any) -> None:
        self.answers[path] = Answer(json.dumps(body).encode(), **more)

    def page(self, path: str, items: list[Any], onward: str | None = None, count: int | None = None) -> None:
        self.json(path, {"meta": {"count": count or len(items), "next": onward, "previous": None}, "data": items})


@pytest.fixture
def source() -> Iterator[Local]:
    """Answers 404 where nothing was set. Retries do not wait."""
    local = Local("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            local.asked.append(self.path)
            answer = local.answers.get(self.path) or local.answers.get(self.path.split("?")[0]) or Answer(status=404)
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_args: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    local.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with stamina.set_testing(True, attempts=3):
        yield local
    server.shutdown()
    server.server_close()
    thread.join()


def bomb(size: int) -> Answer:
    """So many bytes, packed to a thousandth."""
    return Answer(gzip.compress(b" " * size, 9), headers={"Content-Encoding": "gzip"})


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    """An item as the API documents it."""
    return {
        "id": f"mikkeli:{number}",
        "@id": f"https://example.org/v1/event/mikkeli:{number}/",
        "@context": "http://schema.org",
        "@type": "Event/LinkedEvent",
        "name": {"fi": f"Kahvihetki {number}", "sv": f"Kaffestund {number}"},
        "short_description": {"fi": "Kahvia ja juttelua."},
        "description": {"fi": "<p>Kahvia ja <b>juttelua</b>.</p>"},
        "info_url": {"fi": "https://example.org/kahvi"},
        "location_extra_info": {"fi": "2. kerros"},
        "provider": {"fi": "Kirjasto"},
        "location": {
            "id": "tprek:1",
            "@id": "https://example.org/v1/place/tprek:1/",
            "name": {"fi": "Rantakylän kirjasto", "sv": "Rantakylä bibliotek"},
            "street_address": {"fi": "Vaasankatu 1"},
            "address_locality": {"fi": "Mikkeli"},
            "position": {"type": "Point", "coordinates": [27.2723, 61.6886]},
        },
        "keywords": [{"@id": "https://example.org/v1/keyword/yso:p4354/", "id": "yso:p4354"}],
        "audience": [],
        "offers": [{"is_free": True, "price": None, "description": None, "info_url": None}],
        "start_time": "2026-11-26T11:00:00Z",
        "end_time": "2026-11-26T13:00:00Z",
        "event_status": "EventScheduled",
        "super_event": None,
        "super_event_type": None,
        "sub_events": [],
        "deleted": False,
        "audience_min_age": None,
        "audience_max_age": None,
        "last_modified_time": "2026-11-20T08:00:00Z",
        **more,
    }
