"""The route: who may post, what is answered, and that nothing posted makes it fail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.receive import MOST_BYTES, router
from bot.send import TelegramChannel
from bot.settings import TelegramSettings
from service.channel import Busy, Inbound, Kind, Taken
from tests.bot import fake as fakes

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
AINO = {"id": 7001, "is_bot": False, "first_name": "Aino"}
CHAT = {"id": 7001, "type": "private"}
HELLO = {"update_id": 9, "message": {"message_id": 5, "date": 1, "from": AINO, "chat": CHAT, "text": "hei"}}
TAP = {"update_id": 10, "callback_query": {"id": "q1", "from": AINO, "chat_instance": "1", "data": "v:1"}}


class Turns:
    """Takes each update once, as the real turn does."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.error: Exception | None = None

    async def take(self, inbound: Inbound) -> Taken:
        if self.error is not None:
            raise self.error
        repeated = any(known.external_id == inbound.external_id for known in self.taken)
        if not repeated:
            self.taken.append(inbound)
        return Taken(repeated=repeated, toast="Tallessa" if inbound.kind is Kind.TAP else "")


def client(turns: Turns, channel: TelegramChannel) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(router(channel.settings, turns.take, channel))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
async def web(turns: Turns, channel: TelegramChannel) -> AsyncIterator[httpx.AsyncClient]:
    async with client(turns, channel) as made:
        yield made


@pytest.mark.parametrize("given", [None, b"", b"wrong", b"s3cre", b"s3cret ", "sécrét".encode(), b"\xff\xfe"])
async def test_only_telegram_may_post(web: httpx.AsyncClient, turns: Turns, given: bytes | None) -> None:
    headers = [] if given is None else [(b"X-Telegram-Bot-Api-Secret-Token", given)]
    assert (await web.post("/telegram", json=HELLO, headers=headers)).status_code == 403
    assert turns.taken == []


async def test_without_a_secret_of_ours_nobody_may(turns: Turns) -> None:
    channel = TelegramChannel(TelegramSettings(fakes.TOKEN))
    async with client(turns, channel) as web:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": ""}):
            assert (await web.post("/telegram", json=HELLO, headers=headers)).status_code == 403


async def test_an_update_is_taken_and_a_replay_finds_it_done(web: httpx.AsyncClient, turns: Turns) -> None:
    for _ in range(2):
        assert (await web.post("/telegram", json=HELLO, headers=SECRET)).status_code == 200
    assert [(taken.external_id, taken.text) for taken in turns.taken] == [("9", "hei")]


async def test_a_button_is_answered_each_time_it_comes(web: httpx.AsyncClient, turns: Turns, fake: fakes.Fake) -> None:
    fake.will("answerCallbackQuery", fakes.refused(400, "Bad Request: query is too old"))
    for _ in range(2):
        assert (await web.post("/telegram", json=TAP, headers=SECRET)).status_code == 200
    await fake.until("answerCallbackQuery", 2)
    assert fake.calls[0][1] == {"callback_query_id": "q1", "text": "Tallessa"}
    assert len(turns.taken) == 1


async def test_when_the_database_is_away_telegram_repeats(
    web: httpx.AsyncClient, turns: Turns, fake: fakes.Fake
) -> None:
    turns.error = Busy()
    assert (await web.post("/telegram", json=TAP, headers=SECRET)).status_code == 503
    turns.error = None
    assert (await web.post("/telegram", json=TAP, headers=SECRET)).status_code == 200
    await fake.until("answerCallbackQuery")
    assert fake.methods() == ["answerCallbackQuery"]  # none for the first


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xff", 400),
        (b"[" * 200_000, 400),
        (b'{"update_id":' + b"9" * 5000 + b"}", 400),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"update_id":true}', 200),
        (b" " * (MOST_BYTES + 1), 413),
    ],
)
async def test_what_is_no_update(web: httpx.AsyncClient, turns: Turns, body: bytes, status: int) -> None:
    assert (await web.post("/telegram", content=body, headers=SECRET)).status_code == status
    assert turns.taken == []


async def test_an_update_that_cannot_be_parsed_is_kept(web: httpx.AsyncClient, turns: Turns) -> None:
    response = await web.post("/telegram", json={"update_id": 11, "message": {"text": "hei"}}, headers=SECRET)
    assert response.status_code == 200
    assert [taken.kind for taken in turns.taken] == [Kind.UNREADABLE]


class Silent(TelegramChannel):
    """Has no network to answer a button over."""

    def answer_soon(self, tap_id: str, toast: str = "") -> None:
        assert isinstance(tap_id, str)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
near = {
    "message": [
        "message_id",
        "date",
        "from",
        "chat",
        "text",
        "photo",
        "contact",
        "location",
        "forward_origin",
    ],
    "edited_message": ["message_id", "date", "edit_date", "from", "chat", "text"],
    "callback_query": ["id", "from", "message", "data", "chat_instance"],
    "my_chat_member": ["chat", "from", "date", "old_chat_member", "new_chat_member"],
}
right: dict[str, Any] = {
    "from": AINO,
    "chat": CHAT,
    "message_id": 5,
    "date": 1,
    "text": "hei",
    "id": "q",
    "data": "v",
    "chat_instance": "1",
}


@st.composite
def almost_updates(draw: st.DrawFn) -> Any:
    """An update in which each field is missing, right, or anything at all."""
    kind = draw(st.sampled_from(sorted(near)))
    part = {}
    for name in near[kind]:
        how = draw(st.sampled_from(["missing", "right", "right", "any"]))
        if how == "right" and name in right:
            part[name] = right[name]
        elif how == "any":
            part[name] = draw(anything)
    return {"update_id": draw(st.integers() | anything), kind: draw(st.just(part) | anything)}


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=almost_updates() | anything)
async def test_no_json_makes_it_fail(data: Any) -> None:
    turns, channel = Turns(), Silent(TelegramSettings(fakes.TOKEN, secret="s3cret"))
    async with client(turns, channel) as web:
        response = await web.post("/telegram", content=json.dumps(data).encode(), headers=SECRET)
    assert response.status_code == 200
    for taken in turns.taken:
        assert taken.external_id.isdigit()
        f"{taken.address}{taken.text}{taken.tap}{taken.ref}{taken.other}".encode()  # can be stored
        assert isinstance(taken.text, str)
        assert isinstance(taken.tap, str)
        assert taken.at.utcoffset() is not None
