"""Who writes far too much is answered once, and their votes count all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from sqlalchemy import func, select

from service.channel import Inbound
from service.flood import BURST
from service.turn import turn
from store import proofs, votes
from store.database import Database
from store.models import Outbox
from store.sql import table
from tests import elections
from tests.delivery.channels import a_house

AT = elections.local("2027-02-10T12:00").astimezone(UTC)
HOUSE = replace(a_house(), now=lambda: AT)


def write(database: Database, n: int, text: str) -> None:
    inbound = Inbound(channel="sms", external_id=f"flood {n}", address="+358401234567", at=AT, text=text)
    with database.write() as db:
        turn(db, inbound, HOUSE)


def ballots(database: Database, election_id: int) -> list[tuple[int, ...]]:
    with database.read() as db:
        return [choices for choices, _area in votes.box(db, election_id=election_id).ballots]


@pytest.mark.parametrize("text", ["3 7 12", "ÄÄNESTÄ 3 7 12", "KOODI K7F2M3P4 3 7 12"])
def test_the_vote_of_a_flooder_counts_and_is_not_answered(database: Database, text: str) -> None:
    election_id = elections.opened(database, HOUSE.sealer, elections.budget(confirm="never"))
    with database.write() as db:
        proofs.add_desk_codes(db, sealer=HOUSE.sealer, election_id=election_id, codes=["K7F2M3P4"])
    for n in range(BURST + 5):
        write(database, n, "OHJE")
    answers = said(database)
    assert answers == BURST + 1  # sixty, and one that says it is too much
    write(database, 1000, text)
    assert ballots(database, election_id) == [(3, 7, 12)]
    write(database, 1001, "1 2 3 4 5")  # no ballot: nothing
    write(database, 1002, "Hei")
    assert ballots(database, election_id) == [(3, 7, 12)]
    assert said(database) == answers


def said(database: Database) -> int:
    """How many messages were put for the phone."""
    with database.read() as db:
        return int(db.execute(select(func.count()).select_from(table(Outbox))).scalar_one())
