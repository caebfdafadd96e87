"""POST /telegram: an update comes in, gets its turn, and is answered 200 once that is durable.

Telegram repeats anything that is not answered with 2xx, for a day: so 200 also for what nobody can use, and
503 only where a repeat helps.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from bot.parse import Me, Read, read
from bot.send import TelegramChannel
from bot.settings import PATH, TelegramSettings
from service.channel import Busy, Take, Taken

MOST_BYTES: Final = 1024 * 1024
"""Of one update. A message has 4,096 characters, but may carry another that it answers, entities, a keyboard
and, since Bot API 10.1, a rich message; a refused one would be repeated. Read only after the secret fits."""

Endpoint = Callable[[Request], Awaitable[Response]]

log = logging.getLogger(__name__)


def router(settings: TelegramSettings, take: Take, channel: TelegramChannel) -> APIRouter:
    """The route, for the one bot of `channel`."""
    routes = APIRouter()
    for path, endpoint in endpoints(settings, take, channel).items():
        routes.add_route(path, endpoint, methods=["POST"], include_in_schema=False)
    return routes


def endpoints(settings: TelegramSettings, take: Take, channel: TelegramChannel) -> dict[str, Endpoint]:
    """What answers a POST, by path."""

    async def telegram(request: Request) -> Response:
        if not authentic(request, settings.secret):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        try:
            await turn(data, take, channel)
        except Busy:
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response()

    return {PATH: telegram}


def authentic(request: Request, secret: str) -> bool:
    """Does it carry our secret (setWebhook, secret_token)? Without one of ours nothing is authentic."""
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    return bool(secret) and hmac.compare_digest(given.encode("latin-1", "replace"), secret.encode())


async def turn(data: object, take: Take, channel: TelegramChannel) -> Read:
    """One update, from the web or from polling: its turn, and an answer to the button if it was one.

    Raises what `take` raises; then the button is not answered, since the update comes again.
    """
    found = read(data, Me(channel.settings.bot_id, channel.username), now=datetime.now(UTC))
    if found.update_id is None:
        log.warning("something without an update_id came as an update; it cannot be kept")
    taken = Taken() if found.inbound is None else await take(found.inbound)
    if found.tap_id:
        channel.answer_soon(found.tap_id, taken.toast)
    return found


async def _body(request: Request) -> bytes | None:
    """The body, or None where it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
