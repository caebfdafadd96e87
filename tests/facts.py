"""What is now true in the store, one short sentence a fact: for transcripts and for looking by hand."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from store import election_work, ideas, outbox, talk, votes
from store.models.consents import Consent, ConsentAsked
from store.models.ideas import IdeaState, IdeaSupport
from store.models.people import Address, Reach
from store.models.talk import Call, Thread
from store.sealing import Sealer
from store.sql import table


def all_facts(db: Connection, sealer: Sealer) -> set[str]:
    """Facts about ideas, calls, threads, unread texts and who must not be written to."""
    found = {*_ideas(db, sealer), *_calls(db, sealer), *_threads(db, sealer)}
    found |= {f"unread {why}: {text}" for _id, why, text, _at in talk.unread(db, sealer=sealer)}
    address = table(Address)
    for channel, reach in db.execute(select(address.c.channel, address.c.reach)):
        if reach != Reach.OPEN:
            found.add(f"reach {channel} {reach}")
    found |= {f"call list {why}" for _due, why, _at in outbox.call_list(db)}
    found |= _votes(db)
    found |= _topics(db)
    people = db.execute(select(func.count(func.distinct(address.c.resident_id)))).scalar_one()
    found.add(f"people {people}")
    return found


def _ideas(db: Connection, sealer: Sealer) -> set[str]:
    found: set[str] = set()
    rows = ideas.listed(db, sealer=sealer, states=tuple(IdeaState))
    support = table(IdeaSupport)
    for row in rows:
        found.add(f"idea {row.code} {row.state}")
        found.add(f"idea {row.code} text: {' '.join(row.text.split())}")
        for name in ("place", "area", "association", "public_text", "reason"):
            if value := getattr(row, name):
                found.add(f"idea {row.code} {name}: {value}")
        for kind, n in ideas.media_count(db, idea_id=row.id).items():
            found.add(f"idea {row.code} {kind} {n}")
        n = db.execute(select(func.count()).where(support.c.idea_id == row.id)).scalar_one()
        if n:
            found.add(f"idea {row.code} supported {n}")
    found.add(f"ideas {len(rows)}")
    return found


def _topics(db: Connection) -> set[str]:
    consent, asked = table(Consent), table(ConsentAsked)
    found = {f"asked about {about or 'all'}" for (about,) in db.execute(select(asked.c.about))}
    return found | {
        f"consent {topic} {granted}" for topic, granted in db.execute(select(consent.c.topic, consent.c.granted))
    }


def _votes(db: Connection) -> set[str]:
    """The ballots in the box, which only tests may read before the count, and the numbers of the report."""
    found: set[str] = set()
    for row in votes.listed(db):
        cast = sorted(",".join(str(n) for n in choices) for choices, _area in votes.box(db, election_id=row.id).ballots)
        found.add(f"ballots {row.code}: {' '.join(cast) or 'none'}")
        areas = Counter(area for _choices, area in votes.box(db, election_id=row.id).ballots if area)
        found |= {f"area {area} {n}" for area, n in areas.items()}
        found.add(f"turnout {row.code}: {sum(votes.turnout(db, election_id=row.id).values())}")
        found |= {f"eligible {said} {n}" for said, n in election_work.eligible(db, election_id=row.id).items()}
        found |= {f"noted {what} {n}" for what, n in votes.noted(db, election_id=row.id).items()}
    return found


def _calls(db: Connection, sealer: Sealer) -> set[str]:
    found: set[str] = set()
    call = table(Call)
    for row in db.execute(select(call)):
        found.add(f"call {row.state} {row.day:%-d.%-m.} {row.since:%-H}-{row.until:%-H}")
        if row.outcome:
            found.add(f"call outcome: {row.outcome}")
        if row.sealed_topic:
            found.add(f"call topic: {sealer.open(row.sealed_topic, 'call.sealed_topic', row.id)}")
        if row.sealed_number:
            found.add(f"call number: {sealer.open(row.sealed_number, 'call.sealed_number', row.id)}")
    return found


def _threads(db: Connection, sealer: Sealer) -> set[str]:
    thread = table(Thread)
    found: set[str] = set()
    for thread_id in db.execute(select(thread.c.id)).scalars():
        view = talk.thread(db, sealer=sealer, thread_id=thread_id)
        if view is not None:
            found |= {f"thread {by or 'resident'}: {' '.join(text.split())}" for by, text, _at in view.messages}
            found.add(f"thread messages {len(view.messages)}")
            if view.answer_by:
                found.add(f"thread answer by {view.answer_by:%-d.%-m.}")
    return found
