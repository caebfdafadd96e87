"""As whom a person may have voted in elections that are not counted: by each address, number and code of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.elections.shown import Opened
from service.house import House
from store import people, proofs, votes


@dataclass(frozen=True)
class Stand:
    """A ballot that stands: in which election, under which name, since when."""

    election_id: int
    voter: str
    at: datetime


def _names(db: Connection, house: House, opened: Opened, address_id: int) -> Iterator[str]:
    known = people.known(db, address_id=address_id)
    value = people.value(db, sealer=house.sealer, address_id=address_id)
    yield f"address:{known.channel}:{value}"
    number = value if known.channel == "sms" else people.number(db, sealer=house.sealer, address_id=address_id)
    if number is not None:
        yield f"number:{number}"
    yield from proofs.proved(db, sealer=house.sealer, election_id=opened.row.id, address_id=address_id)


def stands(db: Connection, house: House, address_ids: Sequence[int]) -> dict[int, list[Stand]]:
    """Election → the ballots of these addresses that stand in it, the latest last."""
    found: dict[int, list[Stand]] = {}
    for row in votes.live(db):
        opened = Opened(row)
        for voter in dict.fromkeys(name for one in address_ids for name in _names(db, house, opened, one)):
            if votes.standing(db, sealer=house.sealer, election_id=row.id, voter=voter) is None:
                continue
            at = votes.last(db, sealer=house.sealer, election_id=row.id, voter=voter)
            assert at is not None, "a ballot stands, so it was cast"
            found.setdefault(row.id, []).append(Stand(row.id, voter, at))
    return {election: sorted(ballots, key=lambda one: one.at) for election, ballots in found.items()}


def withdraw(db: Connection, house: House, ballots: Sequence[Stand], *, why: str) -> None:
    """Take these ballots back; `why` is counted."""
    for one in ballots:
        votes.withdraw(db, sealer=house.sealer, election_id=one.election_id, voter=one.voter, at=house.now(), why=why)
