"""A provider may say the same thing a hundred times at once, to several processes: it is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

import store.talk
from meijan.demo.faults import Mishap
from tests.sockets.city import VEIKKO, City
from tests.sockets.conftest import Start
from tests.sockets.forged import message, post_form, post_update, update

TIMES = 100


@dataclass
class Counted:
    """What a hundred repeats led to."""

    ideas: int
    turns: int
    replies: int


async def telegram_repeats(cities: list[City], times: int = TIMES) -> Counted:
    """One update, to each process in turn."""
    city, said = cities[0], update("/idea Penkki rantaan", number=77)
    city.telegram.person(7001, "Aino", started=True)
    await _all_taken(post_update(cities[n % len(cities)], said) for n in range(times))
    await city.rest()
    return Counted(_ideas(city), city.received, len(city.read(city.aino)))


async def sms_repeats(cities: list[City], times: int = TIMES) -> Counted:
    """One MessageSid, to each process in turn."""
    city = cities[0]
    said = message(city, VEIKKO, "IDEA penkki rantaan")
    await _all_taken(post_form(cities[n % len(cities)], "/sms", said) for n in range(times))
    await city.rest()
    return Counted(_ideas(city), city.received, len(city.heard(VEIKKO)))


async def _all_taken(requests: Iterable[Any]) -> None:
    assert set(await asyncio.gather(*requests)) == {200}


def _ideas(city: City) -> int:
    return len({fact.split()[1] for fact in city.facts() if fact.startswith("idea ")})


@pytest.fixture
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unique key of what was received is off: no external id is the same twice."""
    receive = store.talk.receive

    def unkeyed(*args: Any, external_id: str, **named: Any) -> int | None:
        return receive(*args, external_id=f"{external_id} {store.talk.new_id()}", **named)

    monkeypatch.setattr(store.talk, "receive", unkeyed)


@pytest.mark.parametrize("repeats", [telegram_repeats, sms_repeats])
@pytest.mark.parametrize("processes", [1, 2])
async def test_a_hundred_repeats_are_one(start: Start, repeats: Any, processes: int) -> None:
    cities = [await start() for _ in range(processes)]
    assert await repeats(cities) == Counted(ideas=1, turns=1, replies=1)


@pytest.mark.parametrize("repeats", [telegram_repeats, sms_repeats])
async def test_without_the_key_they_would_be_many(start: Start, keyless: None, repeats: Any) -> None:
    """The control: what is counted above can come out wrong."""
    counted = await repeats([await start()], 12)
    assert counted.turns == counted.replies == 12
    assert counted.ideas > 1


async def test_what_the_networks_themselves_repeat_is_done_once(city: City) -> None:
    """Delivered twice under one id, as both networks do on bad days; the answer's callbacks twice and in any order."""
    for network in (city.telegram, city.sms):
        network.faults.mishap_next(Mishap.DOUBLE)
        network.faults.callbacks_double = network.faults.callbacks_shuffled = 1.0
    city.telegram.write(city.aino, "/idea Penkki rantaan")
    city.sms.text(VEIKKO, "IDEA laituri satamaan")
    await city.rest()
    assert (_ideas(city), city.received) == (2, 2)
    assert (len(city.read(city.aino)), len(city.heard(VEIKKO))) == (1, 1)
    await city.until(lambda: city.outbox()[-1][1] in ("sent", "delivered"))
    assert sorted(city.outbox()) == [("sms", "delivered"), ("telegram", "sent")]
