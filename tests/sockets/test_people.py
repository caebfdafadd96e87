"""Many people at once: each is answered about their own words, and each in the order in which they wrote."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest

from meijan.demo.telegram_chats import Person
from store import talk
from store.sealing import Sealer
from tests.sockets import said
from tests.sockets.city import VEIKKO, City
from tests.sockets.forged import message, post_form


async def all_at_once(city: City, number: int) -> list[str]:
    """So many people, half on each channel, give an idea each and ask for their own; what was mixed up."""
    chats = [city.telegram.person(7100 + n, f"Henkilö{n}") for n in range(number // 2)]
    phones = [f"+3584012345{n:02}" for n in range(number - number // 2)]
    texts: dict[Person | str, str] = {who: f"penkki-{n:03}-rantaan" for n, who in enumerate([*chats, *phones])}
    for words in ("IDEA {}", "IDEANI"):
        for who, text in texts.items():
            say = words.format(text)
            if isinstance(who, Person):
                city.telegram.write(who, say)
            else:
                city.sms.text(who, say)
        await city.rest(within=30)
    return mixed({text: city.read(who) if isinstance(who, Person) else city.heard(who) for who, text in texts.items()})


def mixed(answered: dict[str, list[str]]) -> list[str]:
    """Who was told about somebody else's idea, or not once about the own one."""
    wrong = []
    for text, answers in answered.items():
        found = re.findall(r"penkki-\d+-rantaan", "\n".join(answers))
        if found != [text] or len(answers) != 2:
            wrong.append(f"{text}: {answers}")
    return wrong


@pytest.mark.parametrize("number", [2, 50])
async def test_nobody_is_mixed_up(city: City, number: int) -> None:
    assert await all_at_once(city, number) == []
    assert city.received == 2 * number
    assert f"people {number}" in city.facts()


async def test_it_would_be_seen(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: when two numbers are found by the same index, the check above says so."""
    blind = Sealer.blind

    def blinder(self: Sealer, *parts: str) -> bytes:
        return blind(self, "address", parts[1], "") if parts[0] == "address" else blind(self, *parts)

    monkeypatch.setattr(Sealer, "blind", blinder)
    assert await all_at_once(city, 4) != []


# -- one person, fast


async def fast(city: City, number: int, hurry: Callable[[int], int]) -> list[str]:
    """One person's messages arrive one after another while the first waits for the database; the order of their turns.

    `hurry` says after how many looks of the loop each may go on: later ones overtake if nothing holds them.
    """
    service = city.service
    write, gate = service.writer.write, asyncio.Event()
    calls = 0

    async def hurried(job: Any) -> Any:
        nonlocal calls
        if job.__qualname__.startswith("Taking._take"):
            calls += 1
            looks = hurry(calls)
            await gate.wait()
            for _ in range(looks):
                await asyncio.sleep(0)
        return await write(job)

    city.sms.text(VEIKKO, "IHMINEN")
    await city.told(VEIKKO, said.MESSAGE)
    service.writer.write = hurried  # type: ignore[method-assign]
    key, posts = f"sms:{VEIKKO}", []
    for n in range(number):
        posts.append(asyncio.create_task(post_form(city, "/sms", message(city, VEIKKO, f"viesti {n:02}"))))
        await city.until(lambda n=n: service.taking._asking.get(key) == n + 1)  # type: ignore[misc]
    gate.set()
    assert set(await asyncio.gather(*posts)) == {200}
    await city.rest()
    rows = [fact for fact in _thread(city) if fact.startswith("viesti")]
    assert len(rows) == number
    return rows


def _thread(city: City) -> list[str]:
    with city.service.database.read() as db:
        thread_id = talk.newest_thread(db)
        assert thread_id is not None
        found = talk.thread(db, sealer=city.service.house.sealer, thread_id=thread_id)
    assert found is not None
    return [text for _by, text, _at in found.messages]


def the_last_first(call: int) -> int:
    return 200 - 10 * call


async def test_one_person_is_heard_in_order(city: City) -> None:
    """Twenty messages, each faster than the one before it."""
    assert await fast(city, 20, the_last_first) == [f"viesti {n:02}" for n in range(20)]


async def test_without_the_queue_they_would_overtake(city: City) -> None:
    """The control: the queue of an address is off, every message has a lock of its own."""

    class Apart(dict[str, asyncio.Lock]):
        def setdefault(self, key: str, default: Any = None) -> Any:
            self[key] = default
            return default

        def __delitem__(self, key: str) -> None:
            self.pop(key, None)

    city.service.taking._order = Apart()
    assert await fast(city, 20, the_last_first) != [f"viesti {n:02}" for n in range(20)]


async def test_twenty_lines_in_a_chat(city: City) -> None:
    """Written as fast as a thumb allows, over the network; all kept, in order, and answered once."""
    aino = city.aino
    city.telegram.write(aino, "IHMINEN")
    await city.told(aino, said.MESSAGE)
    for n in range(20):
        city.telegram.write(aino, f"rivi {n:02}")
    await city.rest()
    assert _thread(city) == [f"rivi {n:02}" for n in range(20)]
    assert len(city.read(aino)) == 2
