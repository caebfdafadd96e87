"""python-telegram-bot: ConversationHandler behind its webhook example (Starlette, uvicorn), made durable.

The example puts updates into a queue in memory; here each is processed and its state committed before the 200. The
reply leaves before that commit, since ConversationHandler learns the next state when the handler has returned.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup
from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    BasePersistence,
    CallbackContext,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)

from bench.peers import ideas as i

ideas = i.Ideas(os.environ["PEER_DATABASE"])
SECRET = os.environ["MEIJAN_TELEGRAM_SECRET"].encode()
WHAT, WHERE, WHOSE, CHECK = range(4)
Context = CallbackContext[Any, dict[str, str], Any, Any]


class Durable(BasePersistence[Any, Any, Any]):
    """Conversation states and what a person has told, in the same file as the ideas."""

    def __init__(self) -> None:
        super().__init__(PersistenceInput(bot_data=False, chat_data=False, callback_data=False), update_interval=3600)

    async def get_conversations(self, name: str) -> dict[Any, Any]:
        return {}

    async def get_user_data(self) -> dict[int, Any]:
        return {}

    async def update_conversation(self, name: str, key: Any, new_state: Any) -> None:
        ideas.save(f"{name} {key}", new_state)

    async def update_user_data(self, user_id: int, data: Any) -> None:
        ideas.save(f"user {user_id}", data)

    async def get_chat_data(self) -> Any: ...
    async def get_bot_data(self) -> Any: ...
    async def get_callback_data(self) -> Any: ...
    async def update_chat_data(self, chat_id: int, data: Any) -> None: ...
    async def update_bot_data(self, data: Any) -> None: ...
    async def update_callback_data(self, data: Any) -> None: ...
    async def drop_chat_data(self, chat_id: int) -> None: ...
    async def drop_user_data(self, user_id: int) -> None: ...
    async def refresh_user_data(self, user_id: int, user_data: Any) -> None: ...
    async def refresh_chat_data(self, chat_id: int, chat_data: Any) -> None: ...
    async def refresh_bot_data(self, bot_data: Any) -> None: ...
    async def flush(self) -> None: ...


def keys(*labels: str) -> Markup:
    return Markup([[Button(label, callback_data=f"{n}")] for n, label in enumerate(labels, 1)])


async def say(update: Update, text: str, markup: Markup | None = None) -> None:
    assert update.message
    await update.message.reply_text(text, parse_mode=ParseMode.HTML, reply_markup=markup)


async def begin(update: Update, context: Context) -> int:
    await say(update, i.WHAT)
    return WHAT


async def what(update: Update, context: Context) -> int:
    assert update.message
    assert update.message.text
    assert context.user_data is not None
    context.user_data["code"] = ideas.keep(update.message.chat_id, update.message.text)
    await say(update, i.WHERE, keys(*i.AREAS, "Koko kaupunki", "En tiedä"))
    return WHERE


async def where(update: Update, context: Context) -> int:
    assert update.message
    assert update.message.text
    assert context.user_data is not None
    ideas.set(context.user_data["code"], "area", i.AREAS[int(update.message.text) - 1])
    await say(update, i.WHOSE, keys(i.OWN, i.ASSOCIATION))
    return WHOSE


async def whose(update: Update, context: Context) -> int:
    assert update.message
    assert update.message.text
    assert context.user_data is not None
    ideas.set(context.user_data["code"], "own", update.message.text == "1")
    text, area = ideas.read(context.user_data["code"])
    await say(update, i.CHECK.format(text=text, area=area), keys(i.SEND, i.MEND, i.DROP))
    return CHECK


async def check(update: Update, context: Context) -> int:
    assert context.user_data is not None
    code = context.user_data.pop("code")
    ideas.set(code, "state", "received")
    await say(update, i.THANKS.format(code=code))
    return ConversationHandler.END


def application() -> Any:
    builder = Application.builder().token(os.environ["MEIJAN_TELEGRAM_TOKEN"]).updater(None)
    builder = builder.base_url(os.environ["MEIJAN_TELEGRAM_API"]).persistence(Durable())
    builder = builder.connection_pool_size(64).context_types(ContextTypes())
    made = builder.build()
    words = filters.TEXT
    handler: Any = ConversationHandler(
        entry_points=[MessageHandler(filters.Regex("^IDEA$"), begin)],
        states={
            state: [MessageHandler(words, act)]
            for state, act in ((WHAT, what), (WHERE, where), (WHOSE, whose), (CHECK, check))
        },
        fallbacks=[],
        name="idea",
        persistent=True,
    )
    made.add_handler(handler)
    return made


bot = application()


async def webhook(request: Request) -> Response:
    if not hmac.compare_digest(request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode(), SECRET):
        return Response(status_code=403)
    update = Update.de_json(await request.json(), bot.bot)
    assert update is not None
    if ideas.fresh(update.update_id):
        await bot.process_update(update)
        await bot.update_persistence()
        ideas.commit()
    return Response()


@asynccontextmanager
async def life(_app: Starlette) -> AsyncIterator[None]:
    async with bot:
        yield


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route("/telegram", webhook, methods=["POST"])], lifespan=life),
        port=int(os.environ["MEIJAN_PORT"]),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
