"""Ten thousand events of a source on this machine: how long an import takes, how much memory, how long a batch writes.

    python -m bench.events_import                     # both databases
    python -m bench.events_import --events 2000 --database sqlite

The source is another process that makes its pages as they are asked. The first import writes everything, the second
finds nothing new, the third finds a hundredth moved. Memory is flat if ten times the events take no more of it.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.crash import new_database
from bench.memory import peak, resident
from meijan.desk import Desk
from meijan.event_fetch import Limits
from meijan.event_import import Import, Options
from meijan.settings import load
from meijan.wiring import house as make_house
from store.database import Database

DATABASES = ("sqlite", "postgres")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PAGE = 100
GOAL = 20.0  # MB that ten times the events may add: 16 are the page cache of SQLite, which fills up and stays
TEXT = "<p>Kahvia, pullaa ja juttelua. Kaikki ovat tervetulleita.</p>" * 20


def item(number: int, moved: int) -> dict[str, Any]:
    """An event as the API gives it; every hundredth is an hour later for each time it was `moved`."""
    starts = NOW + timedelta(days=1 + number % 300, hours=moved if number % 100 == 0 else 0)
    return {
        "id": f"bench:{number}",
        "@id": f"https://example.org/v1/event/bench:{number}/",
        "name": {"fi": f"Kahvihetki numero {number}", "sv": f"Kaffestund nummer {number}"},
        "short_description": {"fi": "Kahvia ja juttelua."},
        "description": {"fi": TEXT},
        "location": {"name": {"fi": "Rantakylän kirjasto"}, "street_address": {"fi": "Vaasankatu 1"}},
        "offers": [{"is_free": True}],
        "start_time": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{starts + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "event_status": "EventScheduled",
    }


class Pages(BaseHTTPRequestHandler):
    """Pages of as many events as the path says: /<events>/<moved>/v1/event/."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        total, moved = (int(part) for part in parts.path.split("/")[1:3])
        page = int(parse_qs(parts.query).get("page", ["1"])[0])
        listed = range((page - 1) * PAGE, min(page * PAGE, total))
        more = f"{parts.path}?page={page + 1}" if page * PAGE < total else None
        meta = {"count": total, "next": more, "previous": None}
        body = json.dumps({"meta": meta, "data": [item(number, moved) for number in listed]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """The bench prints its own lines."""


def events_import(database: Database, url: str, events: int, moved: int, *, publish: bool) -> dict[str, float]:
    """One import: seconds to read and to write, and the memory that it added, in megabytes."""
    desk = Desk(database, make_house(load(), now=lambda: NOW))
    options = Options(name="bench", publish=publish, whole=True, limits=Limits(http=True))
    before, begun = peak(), time.perf_counter()
    with Import(desk, f"{url}/{events}/{moved}/v1/event/", options) as job:
        job.read()
        read = time.perf_counter()
        todo = job.todo
        if todo:
            job.write()
    written = time.perf_counter()
    return {"read": read - begun, "write": written - read, "todo": todo, "grew": peak() - before, "now": resident()}


def trial(url: str, name: str, events: int) -> bool:
    """A small import warms up, the large ones count; whether memory stayed flat."""
    flat = True
    with new_database(name) as address:
        database = Database(address)
        for what, n, moved in (
            ("a tenth", events // 10, 0),
            ("all", events, 0),
            ("again", events, 0),
            ("a hundredth moved", events, 1),
        ):
            out = io.StringIO()
            with redirect_stdout(out):
                found = events_import(database, url, n, moved, publish=events < 9_999)
            flat &= what == "a tenth" or found["grew"] < GOAL
            print(
                f"{name:9} {what:18} {n:6} read {found['read']:6.1f} s, wrote {found['todo']:6.0f} in"
                f" {found['write']:6.1f} s, memory {found['now']:4.0f} MB, {found['grew']:+.1f} MB at its peak",
                flush=True,
            )
        database.close()
    return flat


def main() -> int:
    """Exit code 1 where memory grew with the events."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=10_000)
    arguments.add_argument("--database", choices=DATABASES)
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.serve:
        server = HTTPServer(("127.0.0.1", 0), Pages)
        print(server.server_port, flush=True)
        server.serve_forever()
    serve = [sys.executable, "-m", "bench.events_import", "--serve"]
    source = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{(source.stdout or io.StringIO()).readline().strip()}"
        names = [chosen.database] if chosen.database else list(DATABASES)
        flat = [trial(url, name, chosen.events) for name in names]
    finally:
        source.kill()
        source.wait()
    return 0 if all(flat) else 1


if __name__ == "__main__":
    sys.exit(main())
