"""POISTA TIETONI: everything of a person goes, but what is published without a name and ballots that are counted.

First what others depend on is put right by the same functions as when the person does it: ballots of open elections are
withdrawn, seats are given to the next in line. Then their rows go (store/erasing.py). A provider that keeps texts is
asked to delete them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from service.events import signing
from service.house import House
from service.people import voters
from store import associations, audit, erasing, people, signups, votes
from store.models.outbox import Outbox
from store.sql import table

_outbox = table(Outbox)


def erase(db: Connection, house: House, *, resident_id: int, by: str = "") -> int:
    """Erase a person; how many rows went. `by`: the staff member who did it for them."""
    now = house.now()
    theirs = erasing.addresses(db, resident_id=resident_id)
    for ballots in voters.stands(db, house, theirs).values():
        voters.withdraw(db, house, ballots, why="erased")
    for mine in signups.coming(db, resident_id=resident_id, now=now):
        signing.cancel_signup(db, house, event_id=mine.event_id, resident_id=resident_id)
    for number in _numbers(db, house, theirs):
        associations.forget(db, sealer=house.sealer, number=number)
    for channel, ids in _at_providers(db, theirs).items():
        votes.redact(db, channel=channel, provider_ids=ids, due_at=now)
    gone = erasing.erase(db, sealer=house.sealer, resident_id=resident_id, now=now)
    audit.note(db, who=by or "asukas", what="person.erase", why=f"{gone} riviä", now=now)
    return gone


def _numbers(db: Connection, house: House, theirs: list[int]) -> Iterator[str]:
    """The numbers of these addresses: one may be registered to run an association's events."""
    for address_id in theirs:
        if people.known(db, address_id=address_id).channel == "sms":
            yield people.value(db, sealer=house.sealer, address_id=address_id)
        elif (number := people.number(db, sealer=house.sealer, address_id=address_id)) is not None:
            yield number


def _at_providers(db: Connection, theirs: list[int]) -> dict[str, list[str]]:
    """Channel → the provider's ids of what we sent there: a text message is kept there until it is deleted."""
    rows = db.execute(
        select(_outbox.c.channel, _outbox.c.provider_id).where(
            _outbox.c.address_id.in_(theirs), _outbox.c.provider_id.is_not(None), _outbox.c.channel == "sms"
        )
    ).all()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.channel, []).append(row.provider_id)
    return found


def replay(db: Connection, house: House) -> int:
    """After a restore: erase again who was erased and is here all the same; how many people."""
    gone = 0
    for channel, blind, at in erasing.erased_since(db):
        resident_id = erasing.still_here(db, channel=channel, blind=blind, before=at)
        if resident_id is not None:
            erase(db, house, resident_id=resident_id)
            gone += 1
    return gone
