"""What is unknown: the provider is asked where it can be, a reply is sent once more where it can't."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.channel import SendError
from store import outbox
from store.outbox import Due

if TYPE_CHECKING:
    from service.sender import Sender

REPEAT_AFTER = timedelta(seconds=10)  # what may be sent once more where nobody can be asked (store.outbox.unknown)


class Settler:
    """Settles one channel's rows of unknown fate, while its sender holds the lease."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender

    async def once(self) -> None:
        """Look through them once. Raises Busy."""
        sender = self.sender
        if not (sender.holding and sender.opened):
            return
        name, now = sender.channel.name, sender.house.now()
        asks = sender.channel.can_settle
        before = None if asks else now - REPEAT_AFTER
        rows = await sender.writer.write(lambda db: outbox.unknown(db, channel=name, repeatable_before=before))
        for due, since in rows:
            if asks:
                await self._ask(due, since)
            else:
                await self._again(due, "sent once more")

    async def _ask(self, due: Due, since: datetime) -> None:
        try:
            sent = await self.sender.channel.settle(self.sender.delivery(due), since=since)
        except SendError:
            return  # it can't tell yet: the row stays unknown, and is asked again
        if sent is not None:
            await self.sender.sent(due, sent)
        else:
            await self._again(due, "the provider has not got it")

    async def _again(self, due: Due, why: str) -> None:
        now = self.sender.house.now()
        await self.sender.writer.write(
            lambda db: outbox.again(db, row_id=due.id, attempt=due.tries, due_at=now, now=now, error=why)
        )
        self.sender.wake()
