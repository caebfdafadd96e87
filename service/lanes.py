"""Lanes: messages to one address are handed over one after another, in the order in which they were taken in hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Lanes:
    """A lane for each address that has a message in hand."""

    def __init__(self) -> None:
        self._lanes: dict[int, tuple[asyncio.Lock, list[int]]] = {}

    def join(self, address_id: int, row_id: int) -> None:
        """The row is the last in its lane from now on."""
        self._lanes.setdefault(address_id, (asyncio.Lock(), []))[1].append(row_id)

    @asynccontextmanager
    async def turn(self, address_id: int, row_id: int) -> AsyncGenerator[None, None]:
        """Wait for those before it; at the end of the block the row leaves the lane."""
        lane, rows = self._lanes[address_id]
        try:
            async with lane:
                yield
        finally:
            rows.remove(row_id)
            if not rows:
                del self._lanes[address_id]

    def __contains__(self, address_id: int) -> bool:
        """From any thread."""
        return address_id in self._lanes

    def __len__(self) -> int:
        return len(self._lanes)
