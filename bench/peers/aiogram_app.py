"""aiogram 3: FSM with a storage in SQLite, behind aiogram's own webhook handler for aiohttp, made durable.

A handler commits the idea and the state together, then answers; the 200 follows (`handle_in_background=False`).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup as Markup
from aiogram.types import Message, Update
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bench.peers import ideas as i

ideas = i.Ideas(os.environ["PEER_DATABASE"])
router = Router()


class Give(StatesGroup):
    what, where, whose, check = State(), State(), State(), State()


class Storage(BaseStorage):
    """States and data in the same file as the ideas; `Ideas.commit` makes them durable."""

    async def set_state(self, key: StorageKey, state: Any = None) -> None:
        ideas.save(f"state {key.user_id}", state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        found: str | None = ideas.load(f"state {key.user_id}")
        return found

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        ideas.save(f"data {key.user_id}", dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return ideas.load(f"data {key.user_id}") or {}

    async def close(self) -> None: ...


async def once(handler: Any, event: Update, data: dict[str, Any]) -> Any:
    """An update that has had its turn is answered with nothing."""
    return await handler(event, data) if ideas.fresh(event.update_id) else None


def keys(*labels: str) -> Markup:
    rows = [[Button(text=label, callback_data=f"{n}")] for n, label in enumerate(labels, 1)]
    return Markup(inline_keyboard=rows)


async def say(message: Message, text: str, markup: Markup | None = None) -> None:
    ideas.commit()
    await message.answer(text, reply_markup=markup)


@router.message(F.text == "IDEA")
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Give.what)
    await say(message, i.WHAT)


@router.message(Give.what, F.text)
async def what(message: Message, state: FSMContext) -> None:
    await state.set_data({"code": ideas.keep(message.chat.id, message.text or "")})
    await state.set_state(Give.where)
    await say(message, i.WHERE, keys(*i.AREAS, "Koko kaupunki", "En tiedä"))


@router.message(Give.where, F.text)
async def where(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    ideas.set(data["code"], "area", i.AREAS[int(message.text or "1") - 1])
    await state.set_state(Give.whose)
    await say(message, i.WHOSE, keys(i.OWN, i.ASSOCIATION))


@router.message(Give.whose, F.text)
async def whose(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    ideas.set(data["code"], "own", message.text == "1")
    text, area = ideas.read(data["code"])
    await state.set_state(Give.check)
    await say(message, i.CHECK.format(text=text, area=area), keys(i.SEND, i.MEND, i.DROP))


@router.message(Give.check, F.text)
async def check(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    ideas.set(data["code"], "state", "received")
    await state.clear()
    await say(message, i.THANKS.format(code=data["code"]))


async def main() -> None:
    api = os.environ["MEIJAN_TELEGRAM_API"].removesuffix("/bot")
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot(os.environ["MEIJAN_TELEGRAM_TOKEN"], session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=Storage())
    dispatcher.update.outer_middleware(once)
    dispatcher.include_router(router)
    app = web.Application()
    secret = os.environ["MEIJAN_TELEGRAM_SECRET"]
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret).register(app, "/telegram")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["MEIJAN_PORT"])).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
