"""The service's own processes for crash trials: one that has imported everything forks a replica in a moment.

A start of Python with all imports takes seconds, a fork some ten milliseconds, so hundreds of kills take minutes.
What a replica does after the fork is what `meijan serve` does after its imports: settings from the environment,
migration, application, uvicorn; only that it refuses no demo keys and listens on a port that others share.

Orders come as JSON lines on standard input (`Order`), news go as JSON lines to standard output:
{"pid": …, "news": "started" | "ready" | "gone"}. The nursery and all replicas end with whoever started it.
"""

from __future__ import annotations

import ctypes
import dataclasses
import functools
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from unittest.mock import patch

import uvicorn

import meijan.app
import service.clock
import sms.send
import store.database
from bench import variants
from meijan import logs
from meijan.settings import Settings, load
from service import calendar, reconcile, sender, settling
from service.broadcasts import clock as broadcasts_clock
from service.broadcasts import feeding, moment
from store import leases


@dataclass(frozen=True)
class Pace:
    """Seconds of the waits that a trial shortens; the order between them stays: renew < lease < repeat, settled."""

    lease: float = 1.0
    renew: float = 0.2
    poll: float = 0.1
    settle: float = 0.1
    quiet: float = 0.02  # what a new holder lets pass before its first message
    repeat: float = 1.0
    settled: float = 0.5
    call: float = 1.0  # time-out of one call of Twilio's API
    busy: float = 12.0  # SQLite's wait for its lock
    idle: float = 1.0  # PostgreSQL's patience with a transaction that does nothing
    reconcile: float = 2.0
    webhook: float = 1.0  # after which a message that has not come is looked for
    overlap: float = 10.0
    tick: float = 0.2  # of the house's clock

    @classmethod
    def real(cls) -> Pace:
        """What the service does in production."""
        return cls(5.0, 1.0, 2.0, 5.0, 1.0, 10.0, 60.0, 15.0, 12.0, 10.0, 300.0, 90.0, 900.0, 10.0)


@dataclass(frozen=True)
class Order:
    """One replica: its environment, its port, and how it differs from the real one."""

    environment: dict[str, str]
    port: int
    pace: dict[str, float]
    variant: str = "ours"
    log: str = os.devnull
    options: dict[str, str] = field(default_factory=dict)


def set_pace(pace: Pace) -> None:
    """Shorten the waits of this process."""
    leases.LENGTH = timedelta(seconds=pace.lease)
    sender.RENEW, sender.POLL, sender.SETTLE, sender.QUIET = pace.renew, pace.poll, pace.settle, pace.quiet
    settling.REPEAT_AFTER = timedelta(seconds=pace.repeat)
    sms.send.SETTLED_AFTER = timedelta(seconds=pace.settled)
    store.database.BUSY_SECONDS, store.database.IDLE_SECONDS = pace.busy, pace.idle
    reconcile.EVERY, reconcile.SETTLED = pace.reconcile, timedelta(seconds=pace.webhook)
    reconcile.OVERLAP = timedelta(seconds=pace.overlap)
    service.clock.EVERY, feeding.BATCH, broadcasts_clock.AHEAD = pace.tick, 10, 0.3
    original = meijan.app.sms_settings
    meijan.app.sms_settings = lambda settings: dataclasses.replace(original(settings), timeout=pace.call)


@contextmanager
def by_day_and_night() -> Iterator[None]:
    """Broadcasts leave whenever a trial is run."""
    never = (time(23, 59, 59, 999_999), time(0))
    with patch.object(calendar, "QUIET", never), patch.object(moment, "QUIET", never):
        yield


class Server(uvicorn.Server):
    """Says when it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        say("ready")


def say(news: str, pid: int = 0) -> None:
    """A line to whoever started us; short enough that lines of several processes do not mix."""
    os.write(1, json.dumps({"pid": pid or os.getpid(), "news": news}).encode() + b"\n")


def shared_port(port: int = 0) -> socket.socket:
    """A socket on a port that others may use as well: the kernel spreads connections over those who listen."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


def live(order: Order) -> None:
    """Be a replica until killed."""
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    os.environ.update(order.environment)
    set_pace(Pace(**order.pace))
    settings = load()
    logs.set_up(settings.log_level)
    sender_class: Any = variants.SENDERS[order.variant]
    meijan.app.Sender = functools.partial(sender_class, **order.options)  # type: ignore
    app = meijan.app.create(settings)
    config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, server_header=False)
    with by_day_and_night():
        Server(config).run(sockets=[shared_port(order.port)])


def warm() -> None:
    """Run once what a first call makes dear: statements, catalogues, migrations."""
    with tempfile.TemporaryDirectory() as folder:
        service = meijan.app.build(Settings(database_url=f"sqlite:///{folder}/warm.db", log_level="ERROR"))
        service.writer.close()
        service.database.close()


def die_with_parent() -> None:
    """Linux: the kernel kills us when our parent is gone."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def reap(_number: int, _frame: object) -> None:
    """Tell of every replica that has ended."""
    with suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            say("gone", pid)


def main() -> None:
    """Fork a replica for every order, until standard input ends."""
    die_with_parent()
    logs.set_up("ERROR")
    os.chdir(tempfile.gettempdir())  # no .env of the working copy may reach a replica
    warm()
    signal.signal(signal.SIGCHLD, reap)
    say("ready")
    nursery = os.getpid()
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            die_with_parent()
            if os.getppid() != nursery:  # it died before the line above
                os._exit(1)
            os.close(0)
            try:
                live(order)
            finally:
                os._exit(1)
        say("started", pid)


if __name__ == "__main__":
    main()
