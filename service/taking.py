"""An inbound message gets its turn, and where nothing stands in its way the reply is begun in the same commit.

On its own a message takes four commits: the turn, the claim of its reply, its beginning, its end. When this process
holds the lease and the reply's slot is free, the first three are one: the row is `sending` once the turn is durable,
with the epoch and the address checked there as at any slot. The promises are those of the sender: committed before the
call, unknown after a crash, nothing to who must not be written to. Otherwise the reply is queued, and the sender woken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection

from service.channel import Inbound, Taken
from service.sender import Sender
from service.writer import Writer
from store import bell
from store.outbox import Due

IN_TURN = 256  # messages that may be in the writer's queue at once
Turn = Callable[[Connection, Inbound], Taken]


class Taking:
    """Gives inbound messages their turns, one address at a time in order of arrival."""

    def __init__(self, writer: Writer, turn: Turn, senders: dict[str, Sender]) -> None:
        self.writer, self.turn, self.senders = writer, turn, senders
        self._order: dict[str, asyncio.Lock] = {}
        self._asking: dict[str, int] = {}
        # a storm waits here, in its order, and holds little memory; only a database that is away is answered with Busy
        self.room = asyncio.Semaphore(IN_TURN)

    async def take(self, inbound: Inbound) -> Taken:
        """What became of it, once that is durable. Raises Busy."""
        key = f"{inbound.channel}:{inbound.address}"
        lock = self._order.setdefault(key, asyncio.Lock())
        self._asking[key] = self._asking.get(key, 0) + 1
        try:
            async with lock, self.room:
                return await self._take(inbound, self.senders.get(inbound.channel))
        finally:
            self._asking[key] -= 1
            if not self._asking[key]:
                del self._asking[key], self._order[key]

    async def _take(self, inbound: Inbound, sender: Sender | None) -> Taken:
        epoch = sender.forthwith.enter() if sender is not None else None
        due: Due | None = None

        def job(db: Connection) -> tuple[Taken, Due | None]:
            taken = self.turn(db, inbound)
            begun = None
            if sender is not None and epoch is not None and len(taken.replies) == 1:
                begun = sender.forthwith.begin(db, taken.replies[0], epoch)
            if not (taken.repeated or (sender is not None and sender.holding)):
                bell.ring(db, channel=inbound.channel)
            return taken, begun

        try:
            taken, due = await self.writer.write(job)
        finally:
            if sender is not None and epoch is not None:
                sender.forthwith.leave(due, epoch)
        if sender is not None and due is None and not taken.repeated:
            for reply in taken.replies:
                sender.forthwith.queued(reply)
            sender.wake()
        return taken
