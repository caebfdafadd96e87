"""Elections for tests: the example of the project, opened straight in the store."""

from __future__ import annotations

from datetime import datetime

from meijan import example_election
from service.calendar import HELSINKI
from service.elections.plan import Plan
from store import votes
from store.database import Database
from store.sealing import Sealer

POLL = Plan.model_validate(
    {
        "code": "lahjat-2027",
        "kind": "poll",
        "title": {"fi": "Kirjaston uusi nimi"},
        "opens": "2026-11-01T08:00",
        "closes": "2027-01-31T20:00",
        "identity": "open",
        "targets": [
            {"number": n, "title": {"fi": name}, "short_name": {"fi": name}}
            for n, name in enumerate(("Kirjakeidas", "Lukutupa", "Sanala"), 1)
        ],
    }
)


def opened(database: Database, sealer: Sealer, plan: Plan, **more: object) -> int:
    """The plan as an open election; returns its id."""
    plan = Plan.model_validate({**plan.model_dump(), **more})  # settings of transcripts are words
    with database.write() as db:
        election_id = votes.create(
            db,
            code=plan.code,
            kind=plan.kind,
            plan=plan.as_json(),
            opens_at=plan.opens,
            closes_at=plan.closes,
            now=plan.opens,
        )
        votes.open_election(db, sealer=sealer, election_id=election_id, now=plan.opens)
    return election_id


def budget(**more: object) -> Plan:
    """The example budget with some of it otherwise."""
    return example_election.plan(**more)


def local(text: str) -> datetime:
    """ "2027-02-28T20:00" in Helsinki."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def written() -> tuple[str, ...]:
    """What the city wrote in them: shown as it is, in no language of the catalogue."""
    found: list[str] = ["Asutko Mikkelissä?"]  # the eligibility question of a transcript
    for plan in (budget(), POLL):
        texts = [plan.title, plan.eligibility, *(w for t in plan.targets for w in (t.title, t.short_name))]
        found += [word for words in texts if words is not None for word in (words.fi, words.sv, words.en) if word]
    return tuple(found)
