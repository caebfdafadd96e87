"""Small elections counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from service.tally import Ballot, Election, Project, Rule, Uncountable, count, exact, grouped, rule_of
from service.tally.model import default_method


def made(budget: int, costs: dict[str, int], *ballots: str, threshold: int = 0) -> Election:
    """Ballots like "ab*3": three voters who name a and b."""
    projects = tuple(Project(name, Fraction(cost)) for name, cost in costs.items())
    parts = [ballot.partition("*") for ballot in ballots]
    cast = grouped(Ballot(tuple(sorted(names)), voters=int(times or 1)) for names, _, times in parts)
    return Election(projects, cast, Fraction(budget), threshold=threshold)


def test_greedy_and_its_variants() -> None:
    election = made(100, {"a": 60, "b": 50, "c": 40, "d": 1}, "a*5", "b*4", "c*3", "d*2", threshold=3)
    assert count(election, "greedy").winners == ("a", "c")
    assert count(election, "greedy-no-skip").winners == ("a",)
    cheaper = made(100, {"a": 60, "b": 50, "c": 30, "d": 1}, "a*5", "b*4", "c*3", "d*2", threshold=3)
    assert count(cheaper, "greedy").winners == ("a", "c", "d")
    assert count(cheaper, "greedy-threshold").winners == ("a", "c")


@pytest.mark.parametrize("method", ["greedy", "equal-shares"])
def test_level_projects_the_cheaper_first_then_the_draw(method: str) -> None:
    """Two voters, money for one: the first is bought at the share that the other would have needed too."""
    cheaper = made(10, {"a": 10, "b": 9}, "ab*2")
    assert count(cheaper, method, add1="").winners == ("b",)
    drawn = made(10, {"a": 10, "b": 10}, "ab*2")
    assert count(drawn, method).winners == ("a",)
    assert count(drawn, method, draw=("b", "a")).winners == ("b",)


def test_level_points_more_voters_first() -> None:
    projects = (Project("a", Fraction(10)), Project("b", Fraction(10)))
    ballots = (Ballot(("a",), (4,)), Ballot(("b",), (2,), voters=2))
    election = Election(projects, ballots, Fraction(10), "cumulative")
    assert count(election, "greedy").winners == ("b",)


def test_equal_shares_is_proportional() -> None:
    """60 of 100 voters get 60 % of the money, not all of it."""
    costs = {"a": 30, "b": 30, "c": 30, "x": 30}
    election = made(100, costs, "abc*60", "x*40")
    assert count(election, "greedy").winners == ("a", "b", "c")
    outcome = count(election, "equal-shares", add1="")
    assert outcome.winners == ("a", "b", "x")
    assert outcome.share == 1


def test_add1_raises_the_share_until_more_is_spent() -> None:
    """Alone the 40 have 40, too little for 50: at a share of 2 they have enough, at 4 `b` would be bought too."""
    election = made(100, {"a": 50, "b": 190, "x": 50}, "ab*60", "x*40")
    assert count(election, "equal-shares", add1="").winners == ("a",)
    outcome = count(election, "equal-shares")
    assert (outcome.winners, outcome.share) == (("a", "x"), 3)
    assert exact.Run(election, Fraction(3)).winners() == ("a", "x")
    assert exact.Run(election, Fraction(4)).winners() == ("a", "b", "x")


def test_pabutools_way_stops_where_nothing_fits() -> None:
    """The city goes on from there, and may end elsewhere: the share is not the same even if winners are."""
    election = made(100, {"a": 50, "b": 190, "x": 50}, "ab*60", "x*40")
    outcome = count(election, "equal-shares", add1="pabutools")
    assert (outcome.winners, outcome.share) == (("a", "x"), 2)


def test_huge_shares_are_not_tried_one_by_one() -> None:
    """One voter and a trillion: there would be a trillion runs."""
    election = made(10**12, {"a": 10**12 - 1, "b": 10**12 + 10}, "ab")
    outcome = count(election, "equal-shares")
    assert outcome.winners == ("a",)
    assert outcome.share == 2 * 10**12 + 8


def test_everything_affordable_everything_funded() -> None:
    election = made(100, {"a": 50, "nobody": 10, "b": 40}, "a", "b*2")
    for rule in ("greedy", "equal-shares"):
        assert set(count(election, rule).winners) == {"a", "b", "nobody"}
    assert count(election, "equal-shares").winners[-1] == "nobody"


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "greedy-threshold", "equal-shares"])
def test_nobody_votes_nothing_is_elected(rule: str) -> None:
    assert count(made(100, {"a": 50}), rule).winners == ()


def test_the_comparison_step_replaces() -> None:
    """60 want a and b, 40 want c; greedy serves more, if that is asked for."""
    election = made(100, {"a": 50, "b": 50, "c": 40}, "ab*60", "c*40")
    alone = count(election, "equal-shares")
    compared = count(election, "equal-shares", comparison=True)
    assert alone.winners == ("a", "c")
    assert compared.winners == ("a", "b")
    assert compared.preference is not None
    assert (compared.preference.equal_shares, compared.preference.greedy) == (40, 60)
    assert (alone.counted_by, compared.counted_by) == ("equal-shares", "greedy")


def test_words_of_rules() -> None:
    assert rule_of("equal-shares") == Rule("equal-shares", "city")
    assert rule_of("equalshares") == Rule("equal-shares", "")
    assert rule_of("equalshares", add1="pabutools") == Rule("equal-shares", "pabutools")
    assert rule_of("Equalshares/add1-comparison") == Rule("equal-shares", "city", comparison=True)
    for word in ("greedy", "greedy-threshold", "equalshares/add1", "equalshares-comparison"):
        assert rule_of(word).pabulib == word
    with pytest.raises(Uncountable, match="greedy-custom"):
        rule_of("greedy-custom")
    assert (default_method(99), default_method(100)) == ("greedy", "equal-shares")


def test_what_cannot_be_an_election() -> None:
    with pytest.raises(Uncountable, match="ei ole: z"):
        made(10, {"a": 1}, "z")
    with pytest.raises(Uncountable, match="sama tunnus"):
        Election((Project("a", Fraction(1)),) * 2, (), Fraction(1))
    with pytest.raises(Uncountable, match="pienempi kuin nolla"):
        made(-1, {"a": 1})
    with pytest.raises(Uncountable, match="jokainen kohde kerran"):
        count(made(10, {"a": 1, "b": 1}), "greedy", draw=("a", "a"))
