"""A broadcast by who has voted: numbers in tens everywhere, and nobody's row anywhere."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection

from meijan.demo import data
from store import votes
from store.models.consents import Topic
from store.models.staff import Role
from tests.broadcasts.conftest import Town
from tests.console import signed_in
from tests.sending.conftest import FORM, hidden, number_of, written

PEOPLE, VOTED = 47, 24
WORDS = "Mikkelin kaupunki: voit vielä äänestää. {aika}"


@pytest.fixture
def election(town: Town) -> str:
    """An open vote in which 24 of 47 people have voted; its code."""
    town.crowd(PEOPLE, topic=Topic.VOTES)
    code = town.do(lambda db: data.open_vote(db, town.house))

    def vote(db: Connection) -> None:
        row = votes.by_code(db, code=code)
        assert row is not None
        for n in range(1, VOTED + 1):
            votes.cast(
                db,
                sealer=town.house.sealer,
                election_id=row.id,
                voter=f"number:+35840{n:07}",
                choices=[1],
                way="sms",
                identified="number",
                at=town.at,
                draw=town.house.receipt,
            )

    town.do(vote)
    return code


async def test_staff_learn_tens_and_nothing_of_anybody(app: FastAPI, town: Town, election: str) -> None:
    writer = await signed_in(app, Role.WRITER, Role.APPROVER)
    form = {**FORM, "topic": "votes", "election": election, "voted": "no", "fi": WORDS}
    look = (
        await writer.post("/lahetykset/laske", data={**form, "csrf": writer.csrf}, headers={"hx-request": "1"})
    ).text
    where = await written(writer, **form)
    confirm = (await writer.get(f"{where}/vahvista")).text
    exact = PEOPLE - VOTED
    for page in (look, confirm):
        assert "Vähintään 20 ihmistä saa viestin" in page
        assert not re.search(rf"\b{exact}\b", page)
    sent = await writer.send_form(f"{where}/laheta", seen=hidden(confirm, "seen"), people=hidden(confirm, "people"))
    assert sent.status_code == 303, sent.text
    assert len(town.recipients(number_of(where))) == exact
    town.tick()
    for path in (where, "/lahetykset", f"{where}/peru", f"{where}/uudestaan", f"{where}/epavarmat"):
        page = (await writer.get(path)).text
        assert not re.search(rf"\b{exact}\b(?!\.\d)", re.sub(r"<(link|script|input)[^>]*>", "", page)), path
        assert "/raportti" not in page
    for path in ("raportti", "raportti?tila=failed", "raportti.csv", "raportti.xlsx"):
        answer = await writer.get(f"{where}/{path}")
        assert answer.status_code == 409
        assert "kuka on äänestänyt" in answer.text


async def test_a_group_that_is_too_small_is_refused_and_told_why(app: FastAPI, town: Town, election: str) -> None:
    for address in town.crowd(1):  # one more who has not agreed to the topic changes nothing
        town.takes_back(address)
    writer = await signed_in(app, Role.WRITER)
    form = {**FORM, "topic": "votes", "election": election, "voted": "yes", "csrf": writer.csrf}
    row = town.do(lambda db: votes.by_code(db, code=election))
    assert row is not None
    for n in range(1, 6):
        town.do(
            lambda db, n=n: votes.withdraw(
                db, sealer=town.house.sealer, election_id=row.id, voter=f"number:+35840{n:07}", at=town.at, why="own"
            )
        )
    look = (await writer.post("/lahetykset/laske", data=form, headers={"hx-request": "1"})).text
    assert "Joukko on liian pieni" in look
