"""Two residents become one, once it is shown that they are: what was each one's is the one's.

Of two ballots in an open election the later stays, of two answers about a topic the stricter, of two sign-ups to an
event the better; the other's seats go to the next in line. The person is told on both channels.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from service.events import signing
from service.house import House
from service.people import voters
from store import audit, merging, signups, votes
from store.signups import SignupRow


@dataclass(frozen=True)
class Merged:
    """What became of it, to be told: elections in which a ballot was taken back, events that both were signed up to."""

    resident_id: int
    elections: tuple[str, ...] = ()
    events: tuple[int, ...] = ()


def merge(db: Connection, house: House, *, keep: int, gone: int, by: str = "") -> Merged:
    """The person `gone` becomes the person `keep`."""
    now = house.now()
    theirs = merging.lock(db, residents=(keep, gone))
    codes = {row.id: row.code for row in votes.live(db)}
    taken_back = []
    for election_id, ballots in voters.stands(db, house, theirs).items():
        voters.withdraw(db, house, ballots[:-1], why="merged")
        taken_back += [codes[election_id]] if len(ballots) > 1 else []
    merging.stricter_consents(db, keep=keep, gone=gone, now=now)
    both = [
        _one_signup(db, house, event_id, keep, gone)
        for event_id, _one, _other in merging.both_signed_up(db, keep=keep, gone=gone)
    ]
    merging.hand_over(db, keep=keep, gone=gone)
    audit.note(db, who=by or "asukas", what="person.merge", now=now)
    return Merged(keep, tuple(sorted(taken_back)), tuple(event for event, live in both if live))


def _rank(row: SignupRow) -> tuple[int, int, int]:
    """A seat before an offer before a place in line; of two alike the one that came first."""
    return (-bool(row.seats), -bool(row.offered), row.id)


def _one_signup(db: Connection, house: House, event_id: int, keep: int, gone: int) -> tuple[int, bool]:
    """Of the two sign-ups to an event the worse is cancelled and goes; whether both were live."""
    mine = signups.of(db, event_id=event_id, resident_id=keep)
    other = signups.of(db, event_id=event_id, resident_id=gone)
    assert mine is not None
    assert other is not None
    live = [row for row in (mine, other) if row.total]
    best = min(live or [mine, other], key=_rank)
    worse = other if best.id == mine.id else mine
    if worse.total:
        signing.cancel_signup(db, house, event_id=event_id, resident_id=worse.resident_id)
    merging.drop_signup(db, signup_id=worse.id)
    return event_id, len(live) == 2
