"""Elections made by chance from a seed, of every awkward kind."""

from __future__ import annotations

import random
from fractions import Fraction

from service.tally import Ballot, Election, Project, grouped
from service.tally.model import VoteType, ranked

KINDS = (
    "plain",
    "ties",
    "free projects",
    "everything affordable",
    "nobody votes",
    "one voter",
    "huge prices",
    "cents",
    "points",
    "ranking",
)


def election(seed: int) -> Election:
    """Kinds take turns, so ten seeds in a row hold one of each."""
    chance, kind = random.Random(seed), KINDS[seed % len(KINDS)]
    costs = [Fraction(chance.randint(1, 100)) for _ in range(chance.randint(1, 7))]
    voters = {"nobody votes": 0, "one voter": 1}.get(kind, chance.randint(1, 30))
    budget = Fraction(chance.randint(1, max(2, int(sum(costs)))))
    if kind == "ties":
        costs = [Fraction(chance.choice((10, 20))) for _ in costs]
    elif kind == "free projects":
        costs = [cost * chance.randint(0, 1) for cost in costs]
    elif kind == "everything affordable":
        budget = sum(costs, Fraction(chance.randint(0, 9)))
    elif kind == "huge prices":
        scale = 10 ** chance.randint(6, 18)
        costs, budget = [cost * scale + chance.randint(0, 9) for cost in costs], budget * chance.choice((1, scale))
    elif kind == "cents":
        costs, budget = [cost + Fraction(chance.randint(0, 99), 100) for cost in costs], budget + Fraction(1, 3)
    vote_type: VoteType = {"points": "cumulative", "ranking": "ordinal"}.get(kind, "approval")  # type: ignore[assignment]
    projects = tuple(Project(f"p{number}", cost, f"Kohde {number}") for number, cost in enumerate(costs))
    ids = [project.id for project in projects]
    ballots = grouped(ballot(chance, ids, vote_type) for _ in range(voters))
    return Election(projects, ballots, budget, vote_type, threshold=chance.randint(0, 9))


def ballot(chance: random.Random, ids: list[str], vote_type: VoteType) -> Ballot:
    """Of one voter; now and then an empty one."""
    choices = chance.sample(ids, chance.randint(0 if chance.random() < 0.1 else 1, min(3, len(ids))))
    if vote_type == "ordinal":
        return Ballot(tuple(choices), ranked(choices, min(3, len(ids))))
    choices.sort()
    if vote_type == "cumulative":
        return Ballot(tuple(choices), tuple(chance.randint(0, 5) for _ in choices))
    return Ballot(tuple(choices))
