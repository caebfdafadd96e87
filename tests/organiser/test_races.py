"""Codes at once, organisers at once, a turn that dies: done once or not at all."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest

from service.events import making
from service.events.organised import Organised
from store import talk
from store.database import Database
from tests.organiser.world import CODE, NOW, VOLUNTEER, World, come, register, world
from tests.threads import at_once

SECOND = "+358401112224"
PATIENCE = 1.0  # seconds in which the other one would come, if nothing held it


@pytest.fixture
def coffee(database: Database) -> World:
    """Two organisers, five who come."""
    made = world(database)
    with database.write() as db:
        register(db, made.association, SECOND)
    for n in range(5):
        come(made, f"+35840123000{n}")
    return made


def meet_before(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Two callers of the function wait for each other before it runs, as long as `PATIENCE`."""
    real, both = getattr(owner, name), threading.Barrier(2)

    def held(*args: Any, **more: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one is held back: that is what is tried
            both.wait(PATIENCE)
        return real(*args, **more)

    monkeypatch.setattr(owner, name, held)


def two_cancel(made: World) -> list[str]:
    """Both organisers answer with their codes at once; what each hears, or how their turn died."""
    heard: list[str] = []

    def answers(address: str) -> Callable[[], None]:
        def job() -> None:
            try:
                heard.extend(made.say(CODE, address=address))
            except Exception as error:
                heard.append(type(error).__name__)

        return job

    for address in (VOLUNTEER, SECOND):
        made.say("PERUUTA 12 liukas keli", address=address)
    at_once(answers(VOLUNTEER), answers(SECOND))
    return sorted(heard)


def test_two_organisers_cancel_once(coffee: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, making, "cancel")
    assert two_cancel(coffee) == [
        "Joku perui jo tapahtuman 12 Kahvihetki.",
        "Peruimme tapahtuman 12 Kahvihetki. Kerromme 5 ihmiselle.",
    ]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_without_the_hold_both_believe_that_they_cancel(coffee: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control; on SQLite there is one writer anyway."""
    real = Organised.event
    monkeypatch.setattr(Organised, "event", lambda self, number, *, hold=False: real(self, number))
    meet_before(monkeypatch, making, "cancel")
    assert "Joku perui jo tapahtuman 12 Kahvihetki." not in two_cancel(coffee)


def test_one_code_twice_at_once_sends_once(coffee: World) -> None:
    coffee.say("VIESTI 12 tuokaa lämmintä päälle")
    at_once(*[lambda: coffee.say(CODE)] * 4)  # type: ignore[list-item]
    assert len(coffee.left()) == 5


def test_guesses_at_once_are_all_counted(coffee: World) -> None:
    """Twenty wrong codes in parallel, then the right one: it is off."""
    coffee.say("PERUUTA 12 liukas keli")
    at_once(*[(lambda n=n: coffee.say(str(1000 + n))) for n in range(20)])  # type: ignore[misc]
    coffee.say(CODE)
    assert coffee.row().state == "published"
    assert "viisi kertaa" in coffee.say("LISTA 12")[0]


def test_a_turn_that_dies_has_told_nobody_and_its_code_still_works(
    coffee: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    coffee.say("VIESTI 12 tuokaa lämmintä päälle")
    with monkeypatch.context() as broken:
        broken.setattr(talk, "hear", lambda *_args, **_more: 1 / 0)  # the last that the turn does
        with pytest.raises(ZeroDivisionError):
            coffee.say(CODE)
    assert coffee.left() == []
    coffee.say(CODE, at=NOW)
    assert len(coffee.left()) == 5
