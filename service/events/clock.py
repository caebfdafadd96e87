"""What must happen to events at a time: offers run out, people are reminded and asked how it was.

A job of the house's clock (service/clock.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from service.events import line, reminders
from service.house import House
from service.sender import Sender
from service.writer import Writer

log = structlog.get_logger()


class Events:
    """What events need at each tick."""

    def __init__(self, writer: Writer, house: House, senders: Mapping[str, Sender]) -> None:
        self.writer, self.house, self.senders = writer, house, senders

    async def tick(self) -> None:
        """Do what is due, in transactions so short that turns pass between them. Raises Busy."""
        while True:
            ticked = await self.writer.write(lambda db: reminders.tick(db, self.house))
            if missed := ticked.became["missed"]:
                log.warning("reminders_missed", n=missed)
            for channel in ticked.channels & set(self.senders):
                self.senders[channel].wake()
            if ticked.found < reminders.BATCH:
                break
        while await self.writer.write(lambda db: line.expire_offers(db, self.house)):
            pass
