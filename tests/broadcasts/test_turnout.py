"""To those who have voted, or not yet: only counts in tens, only for twenty on either side, nobody by name."""

from __future__ import annotations

import secrets

import pytest

from service.broadcasts import making, preview
from service.broadcasts.audience import Audience
from service.broadcasts.audience import select as chosen
from service.broadcasts.moment import Moment
from service.notices import Refused
from service.words import Words
from store import people, votes
from store.models.consents import Topic
from store.models.votes import ElectionState
from tests.broadcasts.conftest import Town, local
from tests.elections import POLL, budget, opened

VOTES = {"topic": Topic.VOTES, "election": POLL.code}
AUDIENCE = Audience(**VOTES, voted=False)  # type: ignore[arg-type]


class Vote:
    """An open election in a town, and who has voted in it."""

    def __init__(self, town: Town, *, voted: int, not_yet: int, number: bool = False) -> None:
        self.town = town
        self.number = number
        self.plan = budget() if number else POLL
        self.election = opened(town.database, town.house.sealer, self.plan)
        town.at = local("2027-01-20T12:00")
        self.people = town.crowd(voted + not_yet, topic=Topic.VOTES)
        self.voted = set(self.people[:voted])
        for one in self.voted:
            self.votes(one)

    def votes(self, one: int) -> None:
        """They vote, by the address's own name."""

        def job(db: object) -> None:
            value = people.value(db, sealer=self.town.house.sealer, address_id=one)  # type: ignore[arg-type]
            votes.cast(
                db,  # type: ignore[arg-type]
                sealer=self.town.house.sealer,
                election_id=self.election,
                voter=f"number:{value}" if self.number else f"address:sms:{value}",
                choices=[1],
                way="sms",
                identified="number",
                at=self.town.at,
                draw=lambda: secrets.token_hex(4),
            )

        self.town.do(job)

    def draft(self, voted: bool, **more: object) -> int:
        return self.town.draft(topic=Topic.VOTES, election=self.plan.code, voted=voted, **more)


@pytest.mark.parametrize("number", [False, True])
@pytest.mark.parametrize("voted", [False, True])
def test_it_reaches_those_and_no_others(town: Town, voted: bool, number: bool) -> None:
    vote = Vote(town, voted=21, not_yet=22, number=number)
    broadcast = vote.town.approved(topic=Topic.VOTES, election=vote.plan.code, voted=voted)
    assert town.recipients(broadcast) == (vote.voted if voted else set(vote.people) - vote.voted)


def test_staff_see_tens_and_nothing_more(town: Town) -> None:
    Vote(town, voted=21, not_yet=29)
    with town.database.read() as db:
        counted = chosen(db, town.house, AUDIENCE).counted(db)
        looked = preview.preview(
            db, town.house, audience=AUDIENCE, words_=Words(fi="Mikkelin kaupunki: äänestä!"), moment=Moment()
        )
    assert (counted.people, counted.groups, counted.skipped, counted.rounded) == (20, {}, {}, True)
    assert (looked.parts, looked.euros) == (20, 1.6)
    assert {one.people for one in looked.seen} == {0}
    number = town.approved(topic=Topic.VOTES, election=POLL.code, voted=False)
    town.tick()
    town.send(most=25)
    seen = town.progress(number)
    assert (set(seen.channels), seen.total.done, seen.total.left, seen.dropped) == ({""}, 20, 0, {})
    assert (seen.parts, seen.rounded, seen.rate) == (20, True, 0.0)


@pytest.mark.parametrize(("voted", "not_yet"), [(19, 40), (40, 19), (0, 40), (40, 0)])
def test_too_few_on_either_side(town: Town, voted: int, not_yet: int) -> None:
    """The other side too: who knows how many agreed to hear about votes would know the rest."""
    vote = Vote(town, voted=voted, not_yet=not_yet)
    for side in (False, True):
        number = vote.draft(side)
        with pytest.raises(Refused, match="Joukko on liian pieni"):
            town.do(lambda db, n=number: making.ask(db, town.house, number=n, by="Liisa"))  # type: ignore[misc]


def test_one_more_vote_changes_no_count(town: Town) -> None:
    """Two looks, with one person's vote in between, are the same: so they tell nothing of that person."""
    vote = Vote(town, voted=22, not_yet=28)
    before = _count(town)
    vote.votes(vote.people[-1])
    assert _count(town) == before


def test_who_votes_after_the_approval_hears_nothing(town: Town) -> None:
    vote = Vote(town, voted=20, not_yet=25)
    number = town.approved(topic=Topic.VOTES, election=POLL.code, voted=False)
    late = vote.people[-1]
    vote.votes(late)
    town.tick()
    assert {a for a, _s, _t in town.put()} == set(vote.people) - vote.voted - {late}
    assert town.progress(number).dropped == {}


def test_once_counted_nobody_can_tell_any_more(town: Town) -> None:
    vote = Vote(town, voted=20, not_yet=25)
    number = town.approved(topic=Topic.VOTES, election=POLL.code, voted=False)
    town.do(lambda db: votes.close(db, code=POLL.code, now=town.at))
    town.do(lambda db: votes.cut(db, election_id=vote.election, result={}, now=town.at))
    with town.database.read() as db:
        found = votes.by_code(db, code=POLL.code)
        assert found is not None
        assert found.state is ElectionState.COUNTED
        with pytest.raises(Refused, match="ei ole auki"):
            chosen(db, town.house, AUDIENCE)
    town.tick()
    assert town.put() == []
    assert town.state(number)[0] in ("sending", "done")


def _count(town: Town) -> list[int]:
    with town.database.read() as db:
        sides = (AUDIENCE, AUDIENCE.model_copy(update={"voted": True}))
        return [chosen(db, town.house, side).counted(db).people for side in sides]
