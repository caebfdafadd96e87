"""How updates leave the local Telegram: by webhook or by long polling, never both.

Rules: https://core.telegram.org/bots/api#getting-updates, and for what that page leaves open the real server
(github.com/tdlib/telegram-bot-api, WebhookActor.cpp): updates of one chat go one after another, those of
different chats side by side, up to max_connections; a tap has a queue of its own, so it may overtake words.
The first repeat comes at once, then after 2, 4, 8 … seconds, at most one to two minutes; "Retry-After" is
honoured; after 24 hours an update is dropped.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from yarl import URL

from meijan.demo.faults import Mishap
from meijan.demo.local_network import Change, as_json
from meijan.demo.telegram_chats import Json

if TYPE_CHECKING:
    from meijan.demo.telegram_world import TelegramWorld

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # what the network makes
KEPT = timedelta(hours=24)
LONGEST_DELAY = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
SET_BY_OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
SET_BY_WEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(slots=True, eq=False)
class Update:
    """One update on its way to the bot, and what goes wrong with it."""

    id: int
    api: Json
    queue: tuple[str, int]
    made: datetime
    mishap: Mishap | None = None
    fails: int = 0


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, and how it went."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.max_connections)


class Poll:
    """One waiting getUpdates; `ended` says why it must give up."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.ended = ""


class Updates:
    """Undelivered updates and the two ways out."""

    def __init__(self, network: TelegramWorld) -> None:
        self.network = network
        self.pending: dict[int, Update] = {}
        self.webhook: Webhook | None = None
        self.allowed: list[str] = []  # empty: all that the network makes
        self.retry_unit = 1.0  # seconds; tests shorten the back-off with it
        self.timeout = 60.0  # seconds that a webhook may take
        self._ids = itertools.count(network.faults.random.randrange(10**8, 9 * 10**8))
        self._queues: dict[tuple[str, int], deque[Update]] = {}
        self._held: list[Update] = []
        self._poll: Poll | None = None

    def add(self, kind: str, content: Json, chat_id: int) -> int:
        """Make an update for the bot; 0 if it does not want this kind."""
        if self.allowed and kind not in self.allowed:
            return 0
        # as the real server: words of a chat in one queue, a person's taps in another
        queue = ("tap" if kind == "callback_query" else "chat", chat_id)
        update = Update(next(self._ids), {}, queue, self.network.clock())
        update.api = {"update_id": update.id, kind: content}
        self.pending[update.id] = update
        if self.webhook is not None:
            update.mishap = self.network.faults.take_incoming()
            if update.mishap is Mishap.LATE:
                self._held.append(update)
                self.network.spawn(self._release_later())
            else:
                self._enqueue(update)
        elif self._poll is not None:
            self._poll.wake.set()
        return update.id

    # --- webhook -----------------------------------------------------------------------------------

    def set_webhook(self, webhook: Webhook, *, drop_pending: bool) -> None:
        if self._poll is not None:
            self._end_poll(SET_BY_WEBHOOK)
        if drop_pending:
            self.pending.clear()
        self._queues.clear()
        self.webhook = webhook
        for update in list(self.pending.values()):
            self._enqueue(update)

    def delete_webhook(self, *, drop_pending: bool) -> None:
        self.webhook = None
        self._queues.clear()
        self._held.clear()
        if drop_pending:
            self.pending.clear()
        self.network.tell(Change("", "delivered"))

    def _enqueue(self, update: Update) -> None:
        queue = self._queues.get(update.queue)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.queue] = queue = deque([update])
        assert self.webhook is not None
        self.network.spawn(self._drain(update.queue, queue, self.webhook))

    async def _drain(self, key: tuple[str, int], queue: deque[Update], webhook: Webhook) -> None:
        """Deliver one queue until it is empty or another webhook is set."""
        while queue and self.webhook is webhook:
            update = queue[0]
            if update.id in self.pending and not await self._delivered(update, webhook):
                continue
            queue.popleft()
        if self._queues.get(key) is queue:
            del self._queues[key]
        self.network.tell(Change("", "delivered"))

    async def _delivered(self, update: Update, webhook: Webhook) -> bool:
        """Post once; False if it must be tried again. After a failure this is also the pause."""
        if self.network.clock() - update.made > KEPT:
            self.pending.pop(update.id, None)
            return True
        async with webhook.slots:
            error, retry_after = await self._post(update, webhook)
        if not error:
            self.pending.pop(update.id, None)
            self._release()
            if update.mishap is Mishap.DOUBLE:
                await self._post(update, webhook)
            return True
        webhook.last_error, webhook.last_error_at = error, self.network.clock()
        delay = float(retry_after)
        if not retry_after and update.fails:
            most = LONGEST_DELAY * (1 + self.network.faults.random.random())
            delay = min(2.0**update.fails, most) * self.retry_unit
        update.fails += 1
        self.network.tell(Change("", "webhook error"))
        await asyncio.sleep(delay)
        return False

    async def _post(self, update: Update, webhook: Webhook) -> tuple[str, int]:
        """Error ("" for a 2xx) and what its Retry-After asks for in seconds."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        try:
            async with self.network.http.post(
                URL(webhook.url, encoded=True),
                data=as_json(update.api),
                headers=headers,
                timeout=aiohttp.ClientTimeout(self.timeout),
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                if 200 <= answer.status <= 299:
                    self._answered_by_method(answer.content_type, body)
                    return "", 0
                after = answer.headers.get("Retry-After", "0")
                error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return error, min(int(after), 3600) if after.isdecimal() else 0
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0
        except aiohttp.ClientError:
            return "Webhook connection closed", 0

    def _answered_by_method(self, content_type: str, body: bytes) -> None:
        """A webhook may answer with a method call; its result is not told."""
        if content_type == "application/json" and b'"method"' in body:
            params = json.loads(body)
            if isinstance(params, dict) and isinstance(params.get("method"), str):
                self.network.methods.call(params.pop("method"), params)

    def _release(self) -> None:
        held, self._held = self._held, []
        for update in held:
            self._enqueue(update)

    async def _release_later(self) -> None:
        await asyncio.sleep(self.network.faults.hold)
        self._release()

    def info(self) -> Json:
        """The Bot API's WebhookInfo."""
        webhook = self.webhook
        info: Json = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        if webhook:
            info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
            if webhook.last_error_at:
                info["last_error_date"] = int(webhook.last_error_at.timestamp())
                info["last_error_message"] = webhook.last_error
        if self.allowed:
            info["allowed_updates"] = self.allowed
        return info

    # --- long polling ------------------------------------------------------------------------------

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms: everything before it; a negative one keeps that many at the end."""
        ids = list(self.pending)
        gone = ids[:offset] if offset < 0 else [known for known in ids if known < offset]
        for known in gone:
            del self.pending[known]
        if gone:
            self.network.tell(Change("", "delivered"))

    @property
    def polled(self) -> bool:
        """Whether somebody waits in getUpdates."""
        return self._poll is not None

    async def poll(self, limit: int, seconds: float) -> tuple[str, list[Json]]:
        """Error of a conflict, or updates; waits for the first one. A second poller ends the first."""
        if self._poll is not None:
            self._end_poll(SET_BY_OTHER)
        self._poll = poll = Poll()
        self.network.tell(Change("", "poll"))
        try:
            if not self.pending and seconds > 0:
                await asyncio.wait_for(poll.wake.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
        updates: list[Any] = [update.api for update in itertools.islice(self.pending.values(), limit)]
        return poll.ended, updates

    def _end_poll(self, why: str) -> None:
        assert self._poll is not None
        self._poll.ended = why
        self._poll.wake.set()
