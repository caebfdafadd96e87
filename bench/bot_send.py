"""What one message to Telegram costs in CPU, layer by layer, against a canned server in another process.

Run: python -m bench.bot_send [messages]. Prints microseconds of this process's CPU a message: the best of
five rounds, eight messages at a time.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable

import uvloop
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.render import render
from bot.send import TelegramChannel
from bot.settings import TelegramSettings
from service.channel import Choice, Delivery, Outbound

TOKEN = "1:bench"
TEXT = "Kiitos! Ideasi on tallessa. Sen tunnus on K7F2. Kerromme sinulle, mitä ideallesi tapahtuu. " * 2
OUT = Outbound(TEXT, choices=tuple(Choice(str(n), f"Kohde {n}", f"vote:{n}") for n in range(4)))
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton(c.label, callback_data=c.data)] for c in OUT.choices])
ANSWER = {
    "message_id": 7,
    "date": 1795485000,
    "from": {"id": 1, "is_bot": True, "first_name": "Meijän kanava", "username": "meijan_bot"},
    "chat": {"id": 7001, "type": "private", "first_name": "Aino"},
    "text": TEXT,
    "reply_markup": KEYS.to_dict(),
}


class Canned(asyncio.Protocol):
    """Answers every request with the same message; reads no more than the length."""

    body = json.dumps({"ok": True, "result": ANSWER}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.seen = transport, b""

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, gap, rest = self.seen.partition(b"\r\n\r\n")
        lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if gap and len(rest) >= int(lengths[0]):
            self.seen = b""
            self.transport.write(self.head + self.body)


def serve(port: multiprocessing.Queue[int]) -> None:
    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


async def show(name: str, call: Callable[[], Awaitable[object]], messages: int) -> None:
    async def some() -> None:
        for _ in range(messages // 8):
            await call()

    await some()
    rounds = []
    for _ in range(5):
        before = time.process_time()
        await asyncio.gather(*(some() for _ in range(8)))
        rounds.append(time.process_time() - before)
    print(f"{min(rounds) / (messages // 8 * 8) * 1e6:7.0f} µs  {name}")


async def measure(address: str, messages: int) -> None:
    channel = TelegramChannel(TelegramSettings(TOKEN, api=address))
    delivery, call = Delivery("d1", "7001", OUT), render("7001", OUT)

    async def theirs() -> None:
        await httpx_bot.send_message(7001, TEXT, parse_mode="HTML", reply_markup=KEYS)

    async def theirs_over_ours() -> None:
        await channel.bot.send_message(7001, TEXT, parse_mode="HTML", reply_markup=KEYS)

    async def raw() -> None:
        await channel.bot.raw(call.method, dict(call.data))

    async def parse() -> None:
        Message.de_json(ANSWER, None)

    async def form() -> None:
        render("7001", OUT)

    httpx_bot = Bot(TOKEN, base_url=address)
    await show("Bot.send_message over httpx", theirs, messages)
    await httpx_bot.request.shutdown()
    await show("Bot.send_message over our request", theirs_over_ours, messages)
    await show("TelegramChannel.send: render + raw + Sent", lambda: channel.send(delivery), messages)
    await show("  of it: RawBot.raw (encode, aiohttp, decode)", raw, messages)
    await show("  of it: render", form, messages)
    await show("saved: Message.de_json of the answer", parse, messages)
    await channel.close()


def main() -> None:
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    server.start()
    try:
        address = f"http://127.0.0.1:{port.get()}/bot"
        uvloop.run(measure(address, int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
