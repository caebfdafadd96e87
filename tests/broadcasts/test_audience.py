"""Whom it reaches: the count, the recipients and an oracle in plain Python agree on random cities."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from service.broadcasts.audience import Audience, Counted, select
from service.notices import Refused
from store.models.consents import Topic
from store.models.ideas import Idea, IdeaState
from store.models.people import Address, Reach
from store.sql import table
from store.types import new_id
from tests.broadcasts.conftest import Town

address, idea = table(Address), table(Idea)
REACHES = (Reach.OPEN, Reach.OPEN, Reach.OPEN, Reach.STOPPED, Reach.BLOCKED, Reach.BAD, Reach.PROVIDER_STOPPED)


@dataclass
class Phone:
    """An address as the oracle knows it."""

    id: int
    channel: str
    language: str
    reach: Reach
    heard: int
    group: bool


@dataclass
class Somebody:
    """A person as the oracle knows them."""

    agrees: bool | None
    phones: list[Phone] = field(default_factory=list)
    seats: int | None = None
    waiting: int = 0
    idea_in: str | None = None


def people(town: Town, chance: random.Random, n: int, event_id: int) -> list[Somebody]:
    """So many people, most with one address, some with two or three, some signed up, some with an idea."""
    made = []
    for _ in range(n):
        one = Somebody(agrees=chance.choice((True, True, True, False, None)))
        for place in range(chance.choice((1, 1, 1, 2, 3))):
            channel, language = chance.choice(("sms", "telegram")), chance.choice(("fi", "fi", "sv", "en"))
            reach, group = chance.choice(REACHES), chance.random() < 0.05
            made_id = town.person(
                channel=channel, language=language, reach=reach, agrees=one.agrees if place == 0 else None
            )
            phone = Phone(made_id, channel, language, reach, chance.randrange(5), group)
            if place:
                town.same_person(one.phones[0].id, made_id)
            one.phones.append(phone)
            values = {"heard_at": town.at + timedelta(hours=phone.heard), "group": group}
            town.do(lambda db, p=phone, v=values: db.execute(update(address).where(address.c.id == p.id).values(**v)))  # type: ignore[misc]
        if chance.random() < 0.4:
            one.seats, one.waiting = chance.choice(((1, 0), (0, 2), (0, 0)))
            town.sign_up(event_id, one.phones[0].id, seats=one.seats, waiting=one.waiting)
        if chance.random() < 0.4:
            one.idea_in = chance.choice(("Otava", "Keskusta", ""))
            gave(town, one.phones[0].id, one.idea_in)
        made.append(one)
    return made


def gave(town: Town, address_id: int, area: str, state: IdeaState = IdeaState.RECEIVED) -> None:
    """The person gave an idea about a part of the city."""
    row_id = new_id()

    def job(db: Any) -> None:
        whose = db.execute(address.select().where(address.c.id == address_id)).one().resident_id
        row = {"id": row_id, "code": f"{row_id % 36**4:04}"[-4:], "resident_id": whose, "channel": "sms", "area": area}
        row |= {"language": "fi", "state": state, "sealed_text": b"", "created_at": town.at}
        db.execute(idea.insert(), row)

    town.do(job)


def expected(city: list[Somebody], whom: Audience) -> tuple[set[int], Counter[str]]:
    """Recipients, and why each other address of those whom the criteria fit is skipped."""
    chosen, skipped = set[int](), Counter[str]()
    for one in city:
        phones = [phone for phone in one.phones if not phone.group]
        if not fits(one, whom) or not phones:
            continue

        def allowed(phone: Phone) -> bool:
            fit = not whom.channels or phone.channel in whom.channels
            return phone.reach is Reach.OPEN and fit and (not whom.languages or phone.language in whom.languages)

        ranked = sorted(phones, key=lambda phone: (not allowed(phone), -phone.heard, phone.id))
        first, skipped["other_address"] = ranked[0], skipped["other_address"] + len(ranked) - 1
        why = reason(one, first, whom)
        if why:
            skipped[why] += 1
        else:
            chosen.add(first.id)
    return chosen, +skipped


def fits(one: Somebody, whom: Audience) -> bool:
    signed = {"all": bool(one.seats or one.waiting), "coming": bool(one.seats), "line": bool(one.waiting)}
    if whom.event and not signed[whom.signups]:
        return False
    if whom.authors and one.idea_in is None:
        return False
    return not whom.areas or one.idea_in in whom.areas or ("Otava" in whom.areas and signed["all"])


def reason(one: Somebody, phone: Phone, whom: Audience) -> str:
    if phone.reach is not Reach.OPEN:
        return phone.reach.value
    if any(other.reach is Reach.STOPPED for other in one.phones):
        return "stopped_elsewhere"
    if not one.agrees:
        return "not_asked" if one.agrees is None else "no_consent"
    if whom.channels and phone.channel not in whom.channels:
        return "channel"
    return "language" if whom.languages and phone.language not in whom.languages else ""


AUDIENCES = (
    {},
    {"channels": ("sms",)},
    {"languages": ("sv", "en")},
    {"channels": ("telegram",), "languages": ("fi",)},
    {"event": 12},
    {"event": 12, "signups": "coming"},
    {"event": 12, "signups": "line", "channels": ("sms",)},
    {"authors": True},
    {"areas": ("Otava",)},
    {"areas": ("Keskusta", "Otava"), "authors": True, "languages": ("fi",)},
)


def counted(town: Town, whom: Audience) -> Counted:
    with town.database.read() as db:
        return select(db, town.house, whom).counted(db)


@pytest.mark.parametrize("seed", range(6))
def test_count_and_recipients_are_one_thing(town: Town, seed: int) -> None:
    """And what the oracle says: for every audience, whom it reaches and why each of the others is not."""
    chance = random.Random(seed)
    event_id = town.event("2026-12-10T13:00", area="Otava")
    city = people(town, chance, 60, event_id)
    for criteria in AUDIENCES:
        whom = Audience(topic=Topic.EVENTS, **criteria)  # type: ignore[arg-type]
        chosen, skipped = expected(city, whom)
        found = counted(town, whom)
        assert (found.people, Counter(found.skipped)) == (len(chosen), skipped), criteria
        assert sum(found.groups.values()) == found.people
        if chosen:
            number = town.approved(topic=Topic.EVENTS, **criteria)
            assert town.recipients(number) == chosen, criteria
            assert town.progress(number).total.left == len(chosen)


def test_one_person_one_message(town: Town) -> None:
    """On the channel that they last wrote from; where that one is closed, on another."""
    sms, telegram = town.person(), town.person(channel="telegram", agrees=None)
    town.same_person(sms, telegram)
    later = town.at + timedelta(hours=1)
    town.do(lambda db: db.execute(update(address).where(address.c.id == telegram).values(heard_at=later)))
    assert town.recipients(town.approved()) == {telegram}
    town.reach(telegram, Reach.BLOCKED)
    assert town.recipients(town.approved()) == {sms}


def test_who_stopped_on_one_channel_is_left_in_peace_on_all(town: Town) -> None:
    sms, telegram = town.person(reach=Reach.STOPPED), town.person(channel="telegram", agrees=None)
    town.same_person(sms, telegram)
    found = counted(town, Audience(topic=Topic.EVENTS))
    assert (found.people, found.skipped) == (0, {"other_address": 1, "stopped_elsewhere": 1})


def test_another_topic_is_another_consent(town: Town) -> None:
    town.person(topic=Topic.NEWS)
    assert counted(town, Audience(topic=Topic.EVENTS)).skipped == {"not_asked": 1}
    assert counted(town, Audience(topic=Topic.NEWS)).people == 1


def test_an_idea_that_was_taken_back_makes_no_author(town: Town) -> None:
    somebody = town.person()
    gave(town, somebody, "Otava", IdeaState.WITHDRAWN)
    assert counted(town, Audience(topic=Topic.EVENTS, authors=True)).people == 0
    assert counted(town, Audience(topic=Topic.EVENTS, areas=("Otava",))).people == 0


def test_an_event_that_is_not_there(town: Town) -> None:
    with pytest.raises(Refused, match="Tapahtumaa 99 ei ole"):
        counted(town, Audience(topic=Topic.EVENTS, event=99))


@pytest.mark.parametrize(
    "criteria",
    [
        {"topic": Topic.VOTES, "election": "budjetti-2027"},
        {"topic": Topic.VOTES, "voted": True},
        {"topic": Topic.EVENTS, "election": "budjetti-2027", "voted": True},
        {"topic": Topic.VOTES, "election": "budjetti-2027", "voted": True, "areas": ("Otava",)},
        {"topic": Topic.VOTES, "election": "budjetti-2027", "voted": False, "channels": ("sms",)},
        {"topic": Topic.VOTES, "election": "budjetti-2027", "voted": False, "languages": ("sv",)},
        {"topic": Topic.VOTES, "election": "budjetti-2027", "voted": True, "event": 12},
    ],
)
def test_turnout_is_narrowed_by_nothing_else(criteria: dict[str, Any]) -> None:
    """Two audiences that differ by one person would tell how that person did."""
    with pytest.raises(ValidationError):
        Audience(**criteria)
