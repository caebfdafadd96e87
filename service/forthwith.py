"""Replies that a turn begins itself, in its own commit (service/taking.py): when it may, and what follows.

All but `begin` is called in the event loop. Between `enter` and `leave` a row may become `sending` that is not in hand
yet; the sender's sweep, which takes such rows for those of the dead, waits until nobody is in between.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from service.channel import Reply
from store import outbox
from store.outbox import Due

if TYPE_CHECKING:
    from service.sender import Sender

SOON = 0.2  # seconds after which it is looked whether a turn has put anything else


class Forthwith:
    """Of one sender."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._entered = 0
        self._closed = False
        self._empty = asyncio.Event()
        self._empty.set()
        # replies of turns that have to wait in the queue, by address: a later one must not overtake them
        self._queued: dict[int, set[int]] = {}
        self._look: asyncio.TimerHandle | None = None

    def enter(self) -> int | None:
        """The epoch under which a turn may begin its reply, or None; each epoch is given back with `leave`.

        Only with a slot that is free now, which it takes: whoever waits for one was there first.
        """
        sender = self._sender
        if self._closed or not (sender.opened and sender.holding) or sender.busy or not sender.rate.take_free():
            return None
        self._entered += 1
        self._empty.clear()
        return sender.epoch

    def begin(self, db: Connection, reply: Reply, epoch: int) -> Due | None:
        """In the turn's transaction: the reply as a row to send now, or None where it has to queue."""
        if reply.address_id in self._queued or reply.address_id in self._sender.lanes:
            return None
        name, now = self._sender.channel.name, self._sender.house.now()
        return outbox.begin_new(db, row_id=reply.row_id, channel=name, epoch=epoch, now=now)

    def leave(self, due: Due | None, epoch: int) -> None:
        """After the commit, or when there was none: the row is sent, and the slot of none is free again."""
        if due is None:
            self._sender.rate.give_back()
        else:
            self._sender.fly(due, epoch, begun=True)
            self._look_soon()
        self._entered -= 1
        if not self._entered:
            self._empty.set()

    def queued(self, reply: Reply) -> None:
        """A reply that was put, and that the sender has to claim."""
        if self._sender.holding:
            self._queued.setdefault(reply.address_id, set()).add(reply.row_id)

    def landed(self, due: Due) -> None:
        """A row has been through the sender's hands, whatever became of it."""
        rows = self._queued.get(due.address_id)
        if rows is not None:
            rows.discard(due.id)
            if not rows:
                del self._queued[due.address_id]

    def forget(self) -> None:
        """Another process may have sent what was queued here."""
        self._queued.clear()

    async def emptied(self) -> None:
        """Wait until nobody is between `enter` and `leave`; from now on nobody enters, until `reopen`."""
        self._closed = True
        await self._empty.wait()

    def reopen(self) -> None:
        self._closed = False

    def _look_soon(self) -> None:
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(SOON, self._looked)

    def _looked(self) -> None:
        self._look = None
        self._sender.wake()

    def close(self) -> None:
        """Nothing is looked for any more."""
        if self._look is not None:
            self._look.cancel()
