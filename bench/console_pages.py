"""Asking the console for its pages as a server does, without a network: how long, how much, how many statements."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from sqlalchemy import Engine, event

from staff.policy import cookie_name

PATIENCE = 600.0  # seconds


@dataclass(frozen=True)
class Answer:
    """An answer of the console; `ms` until its last byte, of a stream until its first."""

    status: int
    kind: str
    bytes: int
    ms: float


async def ask(app: FastAPI, path: str, session: str) -> Answer:
    """GET a page as somebody who is signed in. Raises TimeoutError."""
    parts = urlsplit(path)
    cookie = f"{cookie_name(app.state.console)}={session}".encode()
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(b"host", b"localhost"), (b"cookie", cookie), (b"sec-fetch-site", b"same-origin")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 8000),
    }
    got: dict[str, Any] = {"status": 0, "kind": "", "bytes": 0}
    done, begun = asyncio.Event(), time.perf_counter()

    async def receive() -> Mapping[str, Any]:
        if not got.setdefault("asked", False):
            got["asked"] = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            got["status"] = message["status"]
            got["kind"] = dict(message["headers"]).get(b"content-type", b"").decode()
            return
        got["bytes"] += len(message["body"])
        if not message.get("more_body") or (got["kind"].startswith("text/event-stream") and got["bytes"]):
            got.setdefault("ms", 1000 * (time.perf_counter() - begun))
            done.set()

    serving = asyncio.ensure_future(app(scope, receive, send))
    try:
        waiting = asyncio.ensure_future(done.wait())
        await asyncio.wait({serving, waiting}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if serving.done():
            serving.result()
        if not done.is_set():
            raise TimeoutError(path)
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    return Answer(got["status"], got["kind"], got["bytes"], got["ms"])


@contextlib.contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """A list that grows with every statement."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
