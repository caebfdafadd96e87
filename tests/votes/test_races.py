"""Two processes at once on one vote: the closing, the same number over both channels, one code on two phones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.channel import Contact, Inbound
from service.house import House
from service.turn import turn
from store import proofs, votes
from store.database import Database
from tests import elections
from tests.delivery.channels import a_house
from tests.threads import at_once

CLOSES = elections.local("2027-02-28T20:00").astimezone(UTC)


def house(now: datetime) -> House:
    return replace(a_house(), now=lambda: now)


def say(
    database: Database,
    text: str,
    *,
    address: str = "+358401112223",
    channel: str = "sms",
    at: datetime,
    sid: str,
    contact: str = "",
) -> None:
    inbound = Inbound(
        channel=channel,
        external_id=sid,
        address=address,
        at=at,
        text=text,
        contact=Contact(contact, own=True) if contact else None,
    )
    with database.write() as db:
        turn(db, inbound, house(at))


def counts(database: Database, election_id: int) -> tuple[int, int]:
    """Voters and ballots."""
    with database.read() as db:
        voters = sum(votes.turnout(db, election_id=election_id).values())
        return voters, len(votes.box(db, election_id=election_id).ballots)


def test_the_same_number_over_both_channels_at_once_is_one_vote(database: Database) -> None:
    election_id = elections.opened(database, a_house().sealer, elections.budget(confirm="never"))
    at = CLOSES - timedelta(hours=1)
    for n in range(10):
        number, chat = f"+35840111{n:04}", str(7100 + n)
        say(database, "3 7 12", channel="telegram", address=chat, at=at, sid=f"t{n}")
        at_once(
            lambda n=n, number=number: say(database, "1 2 6", address=number, at=at, sid=f"s{n}"),  # type: ignore[misc]
            lambda n=n, number=number, chat=chat: say(  # type: ignore[misc]
                database, "", channel="telegram", address=chat, at=at, sid=f"c{n}", contact=number
            ),
        )
        assert counts(database, election_id) == (n + 1, n + 1)


def test_one_code_on_two_phones_at_once_is_one_vote(database: Database) -> None:
    election_id = elections.opened(database, a_house().sealer, elections.budget())
    at = CLOSES - timedelta(hours=1)
    codes = [f"K7F2M3P{n}" for n in range(2, 10)]
    with database.write() as db:
        proofs.add_desk_codes(db, sealer=a_house().sealer, election_id=election_id, codes=codes)
    for n, code in enumerate(codes):
        at_once(
            *(
                lambda n=n, code=code, phone=phone: say(  # type: ignore[misc]
                    database, f"KOODI {code} 3 7", address=f"+3584011{n:03}{phone:02}", at=at, sid=f"{n}-{phone}"
                )
                for phone in range(2)
            )
        )
        assert counts(database, election_id) == (n + 1, n + 1)


@pytest.mark.parametrize("n", range(3))
def test_what_is_cast_while_the_vote_closes_is_in_the_count_or_refused(database: Database, n: int) -> None:
    """A cast holds the election FOR SHARE, the closing takes it FOR UPDATE: no ballot slips in behind the count."""
    election_id = elections.opened(database, a_house().sealer, elections.budget(confirm="never"))
    at = CLOSES - timedelta(hours=1)
    counted: list[int] = []

    def close_and_count() -> None:
        with database.write() as db:
            row = votes.close(db, code="budjetti-2027", now=at - timedelta(seconds=1))  # by hand, before its time
            counted.append(len(votes.box(db, election_id=row.id).ballots))

    people = [
        lambda i=i: say(database, "3 7 12", address=f"+35840222{i:04}", at=at, sid=f"r{n}-{i}")  # type: ignore[misc]
        for i in range(8)
    ]
    at_once(*people[:4], close_and_count, *people[4:])
    voters, ballots = counts(database, election_id)
    assert voters == ballots == counted[0]
