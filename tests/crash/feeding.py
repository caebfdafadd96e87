"""A process that feeds a broadcast and sends what is due, and dies where it is told: for tests of kill -9.

`python -m tests.crash.feeding URL TIME LOG [--way WAY] [--dies WHERE]`; what is sent is a line of LOG, by address.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from service.broadcasts import feeding
from service.house import House
from store import feeding as rows
from store import leases, outbox
from store.database import Database
from store.models.outbox import OutboxState
from tests.crash.ticking import send
from tests.delivery.channels import a_house

Dies = Callable[[str], None]


def ours(database: Database, house: House, dies: Dies) -> None:
    """As the service does it: the message, and that its recipient has it, are one commit."""
    with database.write() as db:
        feeding.feed(db, house, number=1, channel="sms")
        dies("before")
    dies("between")


def put_then_mark(database: Database, house: House, dies: Dies) -> None:
    """A control: the messages are committed before the recipients have them."""
    marked: list[dict[str, int]] = []
    with database.write() as db, patch.object(rows, "attach", lambda _db, **one: marked.append(one)):
        feeding.feed(db, house, number=1, channel="sms")
    dies("between")
    with database.write() as db:
        for one in marked:
            rows.attach(db, **one)


def mark_then_put(database: Database, house: House, dies: Dies) -> None:
    """A control: the recipients are fed before there is a message."""
    with database.write() as db:
        feeding.feed(db, house, number=1, channel="sms")
        held = db.execute(rows._outbox.select().where(rows._outbox.c.broadcast_id.is_not(None))).mappings().all()
        db.execute(rows._outbox.delete().where(rows._outbox.c.id.in_([one["id"] for one in held])))
    dies("between")
    with database.write() as db:
        if held:
            db.execute(rows._outbox.insert(), [dict(one) for one in held])


WAYS = {"ours": ours, "put-then-mark": put_then_mark, "mark-then-put": mark_then_put}


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
    house = replace(a_house(), now=lambda: asked.at)
    WAYS[asked.way](database, house, dies)
    with database.write() as db:
        epoch = leases.hold(db, name="send:sms", holder="the only one")
        assert epoch is not None
        taken = outbox.claim(db, channel="sms", epoch=epoch, limit=100, now=house.now())
    for due in taken:
        with database.write() as db:
            begun = outbox.begin(db, due=due, channel="sms", epoch=epoch, now=house.now())
        if begun is OutboxState.SENDING:
            send(asked.log, due.address_id)
            with database.write() as db:
                outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=house.now())
    database.close()


if __name__ == "__main__":
    main()
