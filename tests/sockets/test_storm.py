"""Very many messages at once: nobody is sent away, little is kept in memory, and a flood is answered once."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import Connection, event

from service.channel import Inbound
from service.taking import IN_TURN
from store.models import Idea
from store.sql import table
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import TUESDAY
from tests.sockets.forged import FORM, message, post_form, sign

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STORM = 2 * IN_TURN


def inbound(number: int, text: str = "IDEA penkki rantaan") -> Inbound:
    """From somebody of their own."""
    return Inbound("sms", f"SM{number:032x}", f"+35840{1_000_000 + number}", datetime.now(UTC), text=text)


async def storm(city: City) -> int:
    """So many messages while the database stands still; how many jobs waited in the writer at most."""
    stands, free = threading.Event(), threading.Event()

    def stand_still(_db: Connection) -> None:
        stands.set()
        free.wait(10)

    standing = asyncio.create_task(city.service.writer.write(stand_still))
    await city.until(stands.is_set)
    waiting = [asyncio.create_task(city.service.take(inbound(n))) for n in range(STORM)]
    try:
        await city.until(lambda: len(city.service.taking._asking) == STORM)
        most = city.service.writer.waiting
    finally:
        free.set()
    await asyncio.gather(standing, *waiting)  # nobody hears Busy
    assert city.received == STORM
    return most


@sqlite
async def test_a_storm_waits_in_little_memory(city: City) -> None:
    """All are taken; what the writer has before it is bounded, with a little of the senders' own."""
    assert await storm(city) <= IN_TURN + 10


@sqlite
async def test_without_the_room_everything_would_be_in_the_queue(city: City) -> None:
    """The control."""
    city.service.taking.room = asyncio.Semaphore(10 * STORM)
    assert await storm(city) > IN_TURN + 10


async def test_a_flooder_gets_one_answer(city: City, clock: time_machine.Traveller) -> None:
    """Sixty are answered, then one says that it is too much; LOPETA still counts, and a while later all is well."""
    for _ in range(65):
        clock.move_to(TUESDAY)  # all at one time: a busy machine would give one more for every six seconds
        assert await post_form(city, "/sms", message(city, VEIKKO, "OHJE")) == 200
    await city.rest(within=30)
    heard = city.heard(VEIKKO)
    assert len([text for text in heard if said.HELP in text]) == 60
    assert len([text for text in heard if said.FLOOD in text]) == 1
    assert len(heard) == 61
    assert await post_form(city, "/sms", message(city, VEIKKO, "LOPETA")) == 200
    await city.rest()
    assert "reach sms stopped" in city.facts()
    assert len(city.heard(VEIKKO)) == 61
    clock.shift(timedelta(hours=1))
    city.sms.text(VEIKKO, "OHJE")
    await city.told(VEIKKO, said.HELP)


@sqlite
async def test_no_room_on_the_disk(city: City) -> None:
    """The file can't grow (max_page_count): 503 with Retry-After, nothing half-done; with room again all is well."""
    await city.rest()
    limit = {"pages": 0}

    def limited(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit['pages'] or 2**30}")  # type: ignore[attr-defined]

    engine = city.service.database.engine
    event.listen(engine, "connect", limited)
    limit["pages"] = await city.service.writer.write(pages)
    engine.dispose()  # new connections are limited
    taken, refused = 0, None
    while refused is None:
        form = message(city, f"+35840{2_000_000 + taken}", f"IDEA {taken} " + "penkki rantaan " * 80)
        status, later = await posted(city, form)
        if status == 200:
            taken += 1
        else:
            refused = form
            assert (status, later) == (503, "5")
    assert city.received == taken < 200
    assert ideas(city) == taken
    assert checked(city) == "ok"
    limit["pages"] = 0
    engine.dispose()
    assert await posted(city, refused) == (200, "")
    await city.rest()
    assert city.received == ideas(city) == taken + 1
    assert (await city.health())["sms"] == "sending"


def pages(db: Connection) -> int:
    """Of the database file."""
    found: int = db.exec_driver_sql("PRAGMA page_count").scalar_one()
    return found


def ideas(city: City) -> int:
    """How many are kept."""
    return city.count(table(Idea))


def checked(city: City) -> str:
    """What SQLite says of its file."""
    with city.service.database.read() as db:
        found: str = db.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    return found


async def posted(city: City, form: dict[str, str]) -> tuple[int, str]:
    """Status of our answer, and when to come again."""
    headers = {"Content-Type": FORM, "X-Twilio-Signature": sign(city, "/sms", form)}
    async with city.web.post(f"{city.url}/sms", data=urlencode(form).encode(), headers=headers) as answer:
        return answer.status, answer.headers.get("Retry-After", "")
