"""Reconcile: text messages that reached the provider but not us are taken in late.

A webhook that failed is gone: the provider's list is the truth. What is found never answers an open question, since
the talk has gone on; stop words and one-shot commands act, the rest goes to people (service/turn.py).
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from service.channel import Busy, Inbound, SendError, Take
from service.sender import Sender
from store import marks

log = structlog.get_logger()

EVERY = 300.0  # seconds
SETTLED = timedelta(seconds=90)  # a younger message may still be on its way to us
OVERLAP = timedelta(minutes=15)
FIRST = timedelta(hours=24)  # how far back the very first look goes
NAME = "reconcile sms"


class Lister(Protocol):
    """A channel whose provider keeps a list of what people sent."""

    async def list_incoming(self, since: datetime) -> list[Inbound]: ...


class Reconciler:
    """Looks for what was missed, while its sender holds the channel."""

    def __init__(self, lister: Lister, sender: Sender, take: Take) -> None:
        self.lister, self.sender, self.take = lister, sender, take

    async def run(self) -> None:
        """Every five minutes, until cancelled."""
        while True:
            if self.sender.holding and self.sender.opened:
                try:
                    await self.once()
                except Busy:
                    log.warning("reconcile_waits")
                except SendError as error:
                    log.warning("reconcile_failed", code=error.code)
            await asyncio.sleep(EVERY)

    async def once(self, since: datetime | None = None) -> tuple[int, int]:
        """Look through the list; how many there were and how many were new. Raises SendError, Busy."""
        now = self.sender.house.now()
        if since is None:
            known = await self.sender.writer.write(lambda db: marks.get(db, name=NAME))
            since = known - OVERLAP if known else now - FIRST
        found = await self.lister.list_incoming(since)
        new = 0
        for inbound in sorted(found, key=lambda item: item.at):
            if inbound.at <= now - SETTLED:
                taken = await self.take(inbound)
                new += not taken.repeated
        await self.sender.writer.write(lambda db: marks.put(db, name=NAME, at=now - SETTLED))
        if new:
            log.warning("reconciled", found=len(found), new=new)
        return len(found), new
