"""The steps of a count add up, and lead to its winners."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from service.tally import Rule, count
from service.tally.recount import Paid, greedy_steps, share_steps
from tests.tally.generated import election
from tests.tally.real import real
from tests.tally.test_rules import made


def test_greedy_steps_by_hand() -> None:
    asked = made(100, {"a": 60, "b": 50, "c": 40, "d": 1}, "a*5", "b*4", "c*3", "d*2", threshold=3)
    told = [(t.project, t.score, t.left, t.verdict) for t in greedy_steps(asked, count(asked, "greedy-threshold"))]
    assert told == [
        ("a", 5, 100, "elected"),
        ("b", 4, 40, "too expensive"),
        ("c", 3, 40, "elected"),
        ("d", 2, 0, "below threshold"),
    ]
    told = [(t.project, t.left, t.verdict) for t in greedy_steps(asked, count(asked, "greedy-no-skip"))]
    assert told[1:] == [("b", 40, "too expensive"), ("c", 40, "not reached"), ("d", 40, "not reached")]


def test_share_steps_by_hand() -> None:
    """60 buy a, 40 buy x; those of b and z never have enough. At a share of 4 b would be bought too: 290."""
    asked = made(100, {"a": 50, "b": 190, "x": 50, "z": 500}, "ab*60", "x*40", "z")
    steps = share_steps(asked, count(asked, "equal-shares"))
    assert steps is not None
    assert (steps.first, steps.share, steps.out) == (0, 3, ("b", "z"))
    assert [(r.project, r.votes, r.paid, r.left, r.out) for r in steps.rounds] == [
        ("a", 60, (Paid(Decimal("0.83"), 60),), 50, ()),
        ("x", 40, (Paid(Decimal("1.25"), 40),), 0, ()),
    ]
    assert (steps.following, steps.following_cost) == (("a", "b", "x"), 290)
    assert steps.unspent == {"b": Decimal("130.00"), "z": Decimal("3.00")}
    assert steps.funded_last == ()


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024", "Poland_Swiecie_2023", "Poland_Czestochowa_2024_Rakow"])
def test_real_rounds_add_up(name: str) -> None:
    """What is paid in a round is its cost to the rounding of each voter's amount."""
    voted = real(name)
    outcome = count(voted, "equal-shares")
    steps = share_steps(voted, outcome)
    assert steps is not None
    assert tuple(r.project for r in steps.rounds) == outcome.winners
    assert steps.rounds[-1].left == voted.budget - outcome.cost
    for r in steps.rounds:
        assert sum(paid.voters for paid in r.paid) == r.votes
        paid = sum(Fraction(paid.each) * paid.voters for paid in r.paid)
        assert abs(paid - r.cost) <= Fraction(r.votes, 100)
        assert max(paid.each for paid in r.paid) <= steps.share * 10  # ten points at most in these files
    assert steps.following_cost is not None
    assert steps.following_cost > voted.budget
    out = {*steps.out, *(project for r in steps.rounds for project in r.out)}
    assert out <= set(steps.unspent)


def test_steps_of_every_kind_lead_to_the_winners() -> None:
    for seed in range(150):
        voted = election(seed)
        for rule in (Rule("equal-shares"), Rule("equal-shares", "pabutools", comparison=True)):
            outcome = count(voted, rule)
            steps = share_steps(voted, outcome)
            assert (steps is None) == (voted.voters == 0)
            if steps is not None and outcome.counted_by == "equal-shares":
                assert (*(r.project for r in steps.rounds), *steps.funded_last) == outcome.winners, seed
        greedy = count(voted, "greedy")
        turns = greedy_steps(voted, greedy)
        assert tuple(turn.project for turn in turns if turn.verdict == "elected") == greedy.winners
        assert len(turns) == len(voted.projects)
