"""Votes missing, held to their definition by recounts in fractions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.tally import Ballot, Election, Outcome, Rule, count, exact
from service.tally.missing import guesses, missing
from tests.tally.generated import election
from tests.tally.test_rules import made

GREEDY = [Rule("greedy"), Rule("greedy-no-skip"), Rule("greedy-threshold")]
SHARES = [Rule("equal-shares"), Rule("equal-shares", "pabutools"), Rule("equal-shares", "", comparison=True)]
MOST = 60
"""Numbers up to this are tried one by one."""


def with_more(election: Election, project: str, voters: int) -> Election:
    return replace(election, ballots=(*election.ballots, Ballot((project,), voters=voters)))


def elected(election: Election, rule: Rule, project: str, voters: int) -> bool:
    asked = with_more(election, project, voters) if voters else election
    return project in exact.count(asked, rule).winners


def test_by_hand() -> None:
    """d fits if it comes before c, which it does with as many votes: it is cheaper. e costs more than there is."""
    asked = made(100, {"a": 60, "c": 40, "d": 30, "e": 101}, "a*5", "c*3", "d*1", "e*4")
    assert missing(asked, count(asked, "greedy")) == {"d": 2, "e": None}
    assert missing(made(100, {"a": 60}), count(made(100, {"a": 60}), "greedy")) == {"a": None}


@pytest.mark.parametrize("rule", GREEDY, ids=lambda rule: rule.pabulib)
def test_greedy_numbers_are_the_least(rule: Rule) -> None:
    asked = 0
    for seed in range(200):
        voted = election(seed)
        outcome = count(voted, rule)
        for project, number in missing(voted, outcome).items():
            if number is not None and number <= MOST:
                asked += 1
                tried = (more for more in range(MOST + 1) if elected(voted, rule, project, more))
                assert next(tried) == number, (seed, project)
            if number is None and voted.voters:
                assert voted.by_id[project].cost > voted.budget
    assert asked > 100


@pytest.mark.parametrize("rule", SHARES, ids=str)
def test_with_the_number_elected_with_one_less_not(rule: Rule) -> None:
    asked = 0
    for seed in range(90):
        voted = election(seed)
        for project, number in missing(voted, count(voted, rule)).items():
            if number is not None:
                asked += 1
                assert elected(voted, rule, project, number), (seed, project)
                assert not elected(voted, rule, project, number - 1), (seed, project)
    assert asked > 50


def test_guesses_are_the_least_at_the_share_that_counted() -> None:
    asked = 0
    for seed in range(200):
        voted = election(seed)
        outcome: Outcome = count(voted, "equal-shares")
        for project, number in guesses(voted, outcome).items():
            if number is not None and number <= MOST:
                asked += 1
                assert outcome.share is not None
                tried = (
                    more
                    for more in range(1, MOST + 1)
                    if project in exact.Run(with_more(voted, project, more), outcome.share).winners()
                )
                assert next(tried) == number, (seed, project)
    assert asked > 100
