"""kill -9 while people vote: never two ballots for one voter, none lost, on each database."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bench.crash import CHANNELS, chance_of, crowd, trial, verdict
from bench.replicas import Nursery
from bench.world import Person
from service.calendar import HELSINKI
from store import votes
from store.database import Database
from store.sealing import KeyRing, Sealer
from tests import elections

KILLS, PEOPLE, SEED = 20, 150, 1


def choices(person: Person) -> tuple[int, ...]:
    """Each person's own three of fourteen."""
    return tuple(sorted(1 + (person.number + step) % 14 for step in (0, 3, 5)))


async def test_every_vote_is_in_the_box_once(database_url: str, shared: Nursery) -> None:
    now = datetime.now(HELSINKI)
    database = Database(database_url)
    plan = elections.budget(
        identity="open", confirm="never", opens=now - timedelta(days=1), closes=now + timedelta(days=1)
    )
    election_id = elections.opened(database, Sealer(KeyRing.demo()), plan)
    replicas = 1 if database.sqlite else 3
    kept = await trial(
        database_url,
        kills=KILLS,
        replicas=replicas,
        people=PEOPLE,
        seed=SEED,
        shared=shared,
        says=lambda person: f"ÄÄNESTÄ {' '.join(map(str, choices(person)))}",
    )
    assert kept["count"]["kills"] == KILLS
    assert verdict("ours", kept["count"]) == "", kept["wrong"]
    wrote = [
        choices(person)
        for batch in range(kept["batches"])
        for person in crowd(batch, PEOPLE, CHANNELS, chance_of(batch, SEED))
        if person.writes
    ]
    with database.read() as db:
        box = votes.box(db, election_id=election_id)
        voters = sum(votes.turnout(db, election_id=election_id).values())
    database.close()
    assert len(wrote) > PEOPLE / 5
    assert Counter(chosen for chosen, _area in box.ballots) == Counter(wrote)
    assert voters == len(wrote)
