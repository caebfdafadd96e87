"""A bare loop over the same client: so many messages, 32 at a time (its connections), nothing recorded."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from bench.bulk import TEXT
from bench.worlds import Telegram
from bot.send import TelegramChannel
from meijan.app import telegram_settings
from meijan.settings import load
from service.channel import Delivery


async def main(messages: int) -> None:
    channel = TelegramChannel(telegram_settings(load()))
    numbers = iter(range(messages))

    async def some() -> None:
        for number in numbers:
            await channel.send(Delivery("ref", str(Telegram.number(number)), TEXT))

    await asyncio.gather(*(some() for _ in range(32)))
    await channel.close()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
