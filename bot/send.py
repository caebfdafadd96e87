"""Telegram as a channel: send, fetch, answer a tap. How messages look: render. What errors mean: errors."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from telegram.constants import CallbackQueryLimit
from telegram.error import InvalidToken

from bot.account import Account
from bot.cut import cut
from bot.errors import as_send_errors, row_for, send_error
from bot.refs import ref
from bot.render import render
from bot.request import MAX_BYTES
from bot.settings import TelegramSettings
from service.channel import Delivery, Outbound, SendError, Sent

NAME: Final = "telegram"
log = logging.getLogger(__name__)


class TelegramChannel(Account):
    """service.channel.Channel for one bot. `username` is known after `open`; sending does not wait for it."""

    name = NAME
    can_settle = False  # the Bot API keeps no list of what a bot has sent
    provider_stops = False

    def cost(self, outbound: Outbound) -> int:
        """One message."""
        return 1

    def __init__(self, settings: TelegramSettings) -> None:
        super().__init__(settings)
        self._errands: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references

    async def close(self) -> None:
        """End the session; answers to taps that are still on their way are dropped."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await super().close()

    async def send(self, delivery: Delivery) -> Sent:
        """Say it. Where Telegram refused one form for certain, another is tried (`then` in errors.json)."""
        outbound, plain = delivery.outbound, False
        while True:
            try:
                call = render(delivery.address, outbound, plain=plain)
            except ValueError as error:
                raise SendError("not-renderable", permanent=True, ours=True) from error
            try:
                return _sent(await self.bot.raw(call.method, call.data))
            except Exception as error:
                then = row_for(error).then
                if then == "same":
                    return Sent(outbound.replaces)
                easier = _easier(then, outbound, plain)
                if easier is None:
                    raise send_error(error) from error
                outbound, plain = easier

    async def settle(self, delivery: Delivery, *, since: datetime) -> Sent | None:
        """Never known: the Bot API cannot be asked whether it has a message."""
        raise SendError("cannot-be-asked", unknown=True)

    async def fetch(self, ref: str) -> bytes:
        """Bytes of a picture or voice message by its file id, 5 MB at most (getFile)."""
        with as_send_errors():
            file = await self.bot.get_file(ref)
            if (file.file_size or 0) > MAX_BYTES:
                raise SendError("file-too-big", permanent=True)
            try:
                return bytes(await file.download_as_bytearray())
            except InvalidToken:  # 404: the token has just been good for getFile
                raise SendError("file-gone", permanent=True) from None

    async def answer_tap(self, tap_id: str, toast: str = "") -> None:
        """Stop the button's spinner, with a few words where there are some. Raises SendError."""
        with as_send_errors():
            text = cut(toast, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH) or None
            await self.bot.answer_callback_query(tap_id, text)

    def answer_soon(self, tap_id: str, toast: str = "") -> None:
        """The same in the background: nobody waits for it, and nothing comes of a failure."""
        errand = asyncio.get_running_loop().create_task(self._try_to_answer(tap_id, toast))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _try_to_answer(self, tap_id: str, toast: str) -> None:
        try:
            await self.answer_tap(tap_id, toast)
        except SendError as error:
            log.info("a tap was not answered: %s", error.code)  # mostly too old


def _sent(message: Any) -> Sent:
    return Sent(ref(int(message["chat"]["id"]), int(message["message_id"])))


def _easier(then: str, outbound: Outbound, plain: bool) -> tuple[Outbound, bool] | None:
    """The form to try next, or None where it has been tried: each step can be taken once."""
    if then == "new" and outbound.replaces:
        return replace(outbound, replaces=""), plain
    if then == "text" and outbound.picture:
        return replace(outbound, picture=b""), plain
    if then == "plain" and not plain:
        return outbound, True
    return None
