"""The telephone number of somebody who comes is nowhere unless they let the organiser see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from meijan import event_papers
from meijan.desk import Desk
from store.database import Database
from store.models.people import Reach
from tests.organiser.world import CODE, STARTS, VOLUNTEER, World, come, house, world

OPEN, HIDDEN = "+358401230001", ("+358401230002", "+358401230003", "+358401230004")


@pytest.fixture
def coffee(database: Database) -> World:
    """One lets the number be seen, of the others one is stopped and one waits."""
    made = world(database, asks_name=True, asks_needs=True)
    come(made, OPEN, name="Aino Virtanen", needs="pyörätuoli", shows_number=True)
    come(made, HIDDEN[0], name="Veikko Laine")
    come(made, HIDDEN[1], name="Eino Pesonen", reach=Reach.STOPPED)
    come(made, HIDDEN[2], seats=0, waiting=1, name="Kaisa Moilanen")
    return made


def everything(made: World, folder: Path) -> str:
    """All that the organiser hears on both channels, and all that staff print for her."""
    said: list[str] = []
    made.say("LISTA", address="7001", channel="telegram")
    made.say("", address="7001", channel="telegram", contact=VOLUNTEER)
    for text in ("LISTA", "LISTA 12", "VIESTI 12 tuokaa lämmintä", "PAIKALLA 12 3", "PERUUTA 12 liukas keli"):
        at = STARTS if text.startswith("PAIKALLA") else made.row().created_at
        for address, channel, yes in ((VOLUNTEER, "sms", CODE), ("7001", "telegram", "joo")):
            for one in (text, yes, "lisää"):
                said += made.say(one, address=address, channel=channel, at=at)
    desk = Desk(made.database, house())
    said += event_papers.participants(desk, 12, None)
    event_papers.participants(desk, 12, folder / "tulijat.csv")
    return "\n".join([*said, (folder / "tulijat.csv").read_text(encoding="utf-8")])


def test_only_who_agreed_is_seen_with_the_number(coffee: World, tmp_path: Path) -> None:
    shown = everything(coffee, tmp_path)
    assert shown.count(OPEN[4:]) == 2  # by both channels: the look itself sees numbers. Staff do not, it is hers
    assert "Veikko Laine" in shown
    assert [number for number in HIDDEN if number[4:] in shown] == []


def test_who_comes_never_hears_the_organisers_number(coffee: World) -> None:
    coffee.say("VIESTI 12 tuokaa lämmintä päälle")
    coffee.say(CODE)
    coffee.say("PERUUTA 12 liukas keli")
    coffee.say(CODE)
    told = coffee.left()
    assert len(told) == 7
    assert not [text for text in told if VOLUNTEER[4:] in text]
