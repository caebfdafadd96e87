"""A step that a deployment took away: the person is greeted anew, and what was typed is not lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from meijan.demo.telegram_chats import Person
from store.models import Conversation
from store.sql import table
from tests.sockets import said
from tests.sockets.city import VEIKKO, City

_conversation = table(Conversation)
Change = Callable[[dict[str, Any]], object]


def deploy(city: City, change: Change) -> None:
    """Every saved step as the version before the deployment would have left it."""
    sealer = city.service.house.sealer
    with city.service.database.write() as db:
        for row in db.execute(select(_conversation)).all():
            frozen = json.loads(sealer.open(row.sealed, "conversation.sealed", row.address_id))
            for question in frozen["questions"]:
                for step in (question["step"], *question["trail"]):
                    change(step)
            sealed = sealer.seal(json.dumps(frozen), "conversation.sealed", row.address_id)
            db.execute(update(_conversation).where(_conversation.c.address_id == row.address_id).values(sealed=sealed))


CHANGES: dict[str, Change] = {
    "renamed": lambda step: step.update(step="was." + step["step"]),
    "another field": lambda step: step.update(colour="blue") or step.pop("code", None),
    "another type": lambda step: step.update(code=["K7F2"], what=7),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_step_that_nobody_knows(city: City, channel: str, name: str) -> None:
    """In the middle of an idea: it is with staff, the next words are too, and the menu works."""
    who: Person | str = city.aino if channel == "telegram" else VEIKKO

    def write(text: str) -> None:
        if isinstance(who, Person):
            city.telegram.write(who, text)
        else:
            city.sms.text(who, text)

    write("IDEA penkkejä rantaraitille")
    await city.told(who, said.KEPT)
    await city.rest()
    deploy(city, CHANGES[name])
    write("Sataman ja sairaalan väliin, kiitos paljon jo etukäteen")
    await city.rest()
    facts = "\n".join(city.facts())
    assert "text: penkkejä rantaraitille" in facts
    assert "Sataman ja sairaalan väliin" in facts
    assert len(city.read(who) if isinstance(who, Person) else city.heard(who)) == 2
    write("VALIKKO")
    await city.rest()
    write("IDEANI")
    await city.told(who, "penkkejä rantaraitille")


async def test_its_button_is_only_old(city: City) -> None:
    """A tap on a question of the version before."""
    aino = city.aino
    city.telegram.write(aino, "/idea Penkki rantaan")
    await city.told(aino, said.WHERE)
    where = aino.last
    await city.rest()
    deploy(city, CHANGES["renamed"])
    city.telegram.tap(aino, where.id, "Keskusta")
    await city.told(aino, said.HELLO)
    await city.rest()
    assert [toast.text[: len(said.OLD)] for toast in aino.toasts] == [said.OLD]
    assert f"idea {city.code()} unfinished" in city.facts()
