"""A process that ticks the reminders and sends what is due, and dies where it is told: for tests of kill -9.

`python -m tests.crash.ticking URL TIME LOG [--way WAY] [--dies WHERE]`; what is sent is a line of LOG, by address.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from service.events import reminders
from service.house import House
from store import leases, outbox
from store import reminders as rows
from store.database import Database
from store.models.outbox import OutboxState
from tests.delivery.channels import a_house

Dies = Callable[[str], None]


def ours(database: Database, house: House, log: Path, dies: Dies) -> None:
    """As the service does it: the message and the mark are one commit, and it is sent from there."""
    with database.write() as db:
        reminders.tick(db, house)
        dies("before")
    dies("between")
    now = house.now()
    with database.write() as db:
        epoch = leases.hold(db, name="send:sms", holder="the only one")
        assert epoch is not None
        taken = outbox.claim(db, channel="sms", epoch=epoch, limit=100, now=now)
    for due in taken:
        with database.write() as db:
            if outbox.begin(db, due=due, channel="sms", epoch=epoch, now=now) is not OutboxState.SENDING:
                continue
        send(log, due.address_id)
        with database.write() as db:
            outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=now)


def send_then_mark(database: Database, house: House, log: Path, dies: Dies) -> None:
    """A control: what is due is sent, then marked."""
    with database.read() as db:
        found = rows.due(db, now=house.now(), limit=100)
    for due in found:
        send(log, due.address_id)
    dies("between")
    with database.write() as db:
        for due in found:
            rows.finish(db, due=due, outcome="sent", now=house.now())


def mark_then_send(database: Database, house: House, log: Path, dies: Dies) -> None:
    """A control: what is due is marked, then sent."""
    with database.write() as db:
        found = rows.due(db, now=house.now(), limit=100)
        for due in found:
            rows.finish(db, due=due, outcome="sent", now=house.now())
    dies("between")
    for due in found:
        send(log, due.address_id)


WAYS = {"ours": ours, "send-then-mark": send_then_mark, "mark-then-send": mark_then_send}


def send(log: Path, address_id: int) -> None:
    """It has left for good."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{address_id}\n")
        file.flush()
        os.fsync(file.fileno())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("at", type=datetime.fromisoformat)
    parser.add_argument("log", type=Path)
    parser.add_argument("--way", choices=WAYS, default="ours")
    parser.add_argument("--dies", default="")
    asked = parser.parse_args()

    def dies(where: str) -> None:
        if where == asked.dies:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(asked.url, pool=1)
    WAYS[asked.way](database, replace(a_house(), now=lambda: asked.at), asked.log, dies)
    database.close()


if __name__ == "__main__":
    main()
