"""The news of both networks as server-sent events: first everything, then each change.

The queues are opened before the first event is made, so nothing between falls through; a page that lost the
connection gets everything anew. A server that is about to stop tells it with `Change("", CLOSING)`: it would wait
for the streams otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from meijan.demo import phones_mischief, phones_views
from meijan.demo.local_network import Change
from meijan.demo.phones_people import ARRIVED, People
from meijan.demo.telegram_chats import ChatMessage, Json, Person, Toast
from meijan.demo.twilio_messages import PhoneCall, Sms

CLOSING = "closing"  # a change of our own


def add_stream(routes: APIRouter, people: People, price: float) -> None:
    """GET /live."""

    @routes.get("/live", response_class=EventSourceResponse)
    async def live() -> AsyncIterable[ServerSentEvent]:
        async with _news(people) as news:
            yield ServerSentEvent(event="all", data=_everything(people, price))
            while (change := await news.get()).what != CLOSING:
                for name, data in _events(change, people):
                    yield ServerSentEvent(event=name, data=data)


@asynccontextmanager
async def _news(people: People) -> AsyncIterator[asyncio.Queue[Change]]:
    """Changes of both networks in one queue."""
    joined: asyncio.Queue[Change] = asyncio.Queue()

    async def pour(queue: asyncio.Queue[Change]) -> None:
        while True:
            joined.put_nowait(await queue.get())

    with people.telegram.changes() as telegram, people.twilio.changes() as twilio:
        pours = [asyncio.ensure_future(pour(queue)) for queue in (telegram, twilio)]
        try:
            yield joined
        finally:
            for task in pours:
                task.cancel()


def _everything(people: People, price: float) -> Json:
    bot = people.telegram.bot
    return {
        "bot": {"name": bot["first_name"], "username": bot["username"]},
        "number": people.twilio.number,
        "price": price,
        "mischief": phones_mischief.state(people.telegram, people.twilio),
        "people": [_person(person, people) for person in people.all()],
    }


def _person(person: Person, people: People) -> Json:
    return {
        "id": person.id,
        "name": person.first_name,
        "number": person.phone,
        "language": person.language_code,
        "chat": phones_views.chat(person, people.telegram),
        "messages": phones_views.chat_messages(person, people.telegram),
        "texts": phones_views.texts(people.phone(person.id)),
    }


def _events(change: Change, people: People) -> list[tuple[str, Json]]:
    """What the page is told of a change; nothing of what nobody sees."""
    if isinstance(change.who, int):
        return _chat_events(change, change.who, people)
    if change.what == "delivered" and not change.who:
        return _taken(people)
    person = people.of_phone(change.who)
    if not person:
        return []
    match change.message:
        case Sms() as sms if change.what == "message" or sms in people.phone(person).messages:
            return [("text", {"person": person, "message": phones_views.text(sms)})]
        case PhoneCall() as call:
            return [("text", {"person": person, "message": phones_views.call(call)})]
    return []


def _chat_events(change: Change, who: int, people: People) -> list[tuple[str, Json]]:
    try:
        person = people.person(who)
    except LookupError:  # a group
        return []
    telegram = people.telegram
    match change.message:
        case ChatMessage() as message:
            shown = phones_views.chat_message(message, telegram)
            return [("message", {"person": who, "message": shown, "chat": phones_views.chat(person, telegram)})]
        case Toast() as toast:
            return [("toast", {"person": who, "text": toast.text, "alert": toast.alert})]
    if change.what == ARRIVED:
        return [("person", _person(person, people))]
    if change.what == "typing":
        return [("typing", {"person": who})]
    return [("chat", {"person": who, "chat": phones_views.chat(person, telegram)})]


def _taken(people: People) -> list[tuple[str, Json]]:
    """The service has taken what was on its way: the newest message of each gets its second tick."""
    telegram = people.telegram
    newest = ((p.id, next((m for m in reversed(p.messages) if not m.by_bot), None)) for p in people.all())
    return [
        ("taken", {"person": who, "message": m.id})
        for who, m in newest
        if m is not None and phones_views.chat_message(m, telegram)["taken"]
    ]
