"""What the two local networks share: a server, faults, a journal, a clock, and news for whoever watches."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from meijan.demo.faults import TAKEN, Fault, Faults
from meijan.demo.local_http import Answer, LocalServer, NoResponse, Request, Response

Clock = Callable[[], datetime]


def now() -> datetime:
    """Aware UTC."""
    return datetime.now(UTC)


# one for all: json.dumps with such options would build an encoder for every call
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def as_json(value: object) -> bytes:
    """Compact ASCII JSON."""
    return _encode(value).encode("ascii")


@dataclass(frozen=True, slots=True)
class Call:
    """One API call as it came and what it was answered: `name` as in Faults.only, `status` 0 is no answer."""

    name: str
    params: dict[str, Any]
    at: datetime
    status: int
    answer: Any = None
    path: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Change:
    """Something a person would notice: `who` is a Telegram user id or a phone number."""

    who: int | str
    what: str  # "message", "edit", "delete", "toast", "reaction", "status", "call", "blocked"
    message: Any = None


@dataclass
class Watchers:
    """Queues of those who want to know at once what changed."""

    queues: list[asyncio.Queue[Change]] = field(default_factory=list)

    def tell(self, change: Change) -> None:
        for queue in self.queues:
            queue.put_nowait(change)


class LocalNetwork(ABC):
    """A network over real sockets on this machine. `start` before use, `stop` after it."""

    def __init__(self, clock: Clock | None, faults: Faults | None, journal: int) -> None:
        self.clock: Clock = clock or now
        self.faults = faults or Faults()
        self.journal: deque[Call] = deque(maxlen=journal)
        self._journal_on = journal > 0
        self._watchers = Watchers()
        self._tasks: set[asyncio.Future[Any]] = set()
        self._on_the_way = 0  # deliveries to the service that are not finished
        self._server = LocalServer(self._serve, self.spawn, lambda: self.clock().timestamp())
        self._http: aiohttp.ClientSession | None = None

    # --- running -----------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and return the address that a client takes as its base."""
        await self._server.start(port)
        return self.base_url

    async def stop(self) -> None:
        """End everything that was started, whatever is still under way."""
        await self._server.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def refuse(self) -> None:
        """Nothing listens any more: callers get "connection refused", until `listen`."""
        await self._server.stop()

    async def listen(self) -> None:
        """Listen again at the same address."""
        await self._server.start(self._server.port)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    @abstractmethod
    def base_url(self) -> str: ...

    @property
    def http(self) -> aiohttp.ClientSession:
        """The client that brings people's messages to the service."""
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._http

    def spawn(self, work: Awaitable[Any]) -> asyncio.Future[Any]:
        """Run something beside; `stop` ends it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- watching ----------------------------------------------------------------------------------

    @contextmanager
    def changes(self) -> Iterator[asyncio.Queue[Change]]:
        """A queue that gets every change from now on: `with network.changes() as news: await news.get()`."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._watchers.queues.append(queue)
        try:
            yield queue
        finally:
            self._watchers.queues.remove(queue)

    def tell(self, change: Change) -> None:
        if self._watchers.queues:
            self._watchers.tell(change)

    async def until(self, condition: Callable[[], object], within: float = 5.0) -> None:
        """Wait until something holds, so many seconds at most. Raises TimeoutError.

        Looked at after every change, and every 50 ms for what changes elsewhere.
        """
        async with asyncio.timeout(within):
            with self.changes() as news:
                while not condition():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.get(), 0.05)

    async def settled(self, within: float = 10.0) -> None:
        """Wait until nothing that people did is still on its way to the service. Raises TimeoutError."""
        await self.until(lambda: self._on_the_way == 0, within)

    def deliver(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a delivery to the service; `settled` waits for it."""
        self._on_the_way += 1
        self.spawn(self._count_down(work))

    async def _count_down(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._on_the_way -= 1
            self.tell(Change("", "delivered"))

    # --- serving -----------------------------------------------------------------------------------

    @abstractmethod
    def name_of(self, request: Request) -> str:
        """What the call is called in the journal and in `Faults`."""

    @abstractmethod
    def params_of(self, request: Request) -> dict[str, Any]:
        """Parameters of a call that a fault keeps from being answered, for the journal."""

    @abstractmethod
    def spared(self, name: str) -> bool:
        """Whether faults and latency hit this call only where they name it."""

    @abstractmethod
    def answer(self, name: str, request: Request) -> Answer:
        """Do what was asked and answer it."""

    @abstractmethod
    def refusal(self, fault: Fault, name: str) -> Response:
        """How this network says 429, 403 and 5xx."""

    def _serve(self, request: Request) -> Answer:
        name = self.name_of(request)
        spared = self.spared(name)
        fault = self.faults.take(name, spared)
        if fault is None and (spared or not self.faults.latency):
            return self.answer(name, request)
        return self._serve_badly(fault, name, request)

    async def _serve_badly(self, fault: Fault | None, name: str, request: Request) -> Response:
        response: Response | None = None
        if fault is None or fault in TAKEN:
            answer = self.answer(name, request)
            response = answer if isinstance(answer, Response) else await answer
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        match fault:
            case None:
                assert response is not None
            case Fault.SILENT | Fault.TAKEN_SILENT:
                response = NoResponse(hang_up=False)
            case Fault.HANG_UP | Fault.TAKEN_HANG_UP:
                response = NoResponse(hang_up=True)
            case _:
                response = self.refusal(fault, name)
        if fault is not None and fault not in TAKEN:
            params = self.params_of(request)
            self.note(Call(name, params, self.clock(), response.status, fault, request.path, request.method))
        return response

    def note(self, call: Call) -> None:
        """Write a call into the journal, where one is kept."""
        if self._journal_on:
            self.journal.append(call)
