"""Real elections: the official outcome, our own file read again, two other programs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from service.tally import Election, Rule, both, count
from service.tally.model import METHODS
from service.tally.pabulib import read
from service.tally.writing import write
from tests.tally.real import ALL, OFFICIAL, real


def written(election: Election) -> str:
    """Our file of it; where the dates of a file are years alone, with days."""
    dated = {key: "01.01.2020" for key in ("date_begin", "date_end") if len(election.meta[key]) == 4}
    described = replace(election, meta={**election.meta, **dated})
    return write(described, count(described, described.meta["rule"]), shuffle=random.Random(1))


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_official_outcome_is_reproduced(name: str) -> None:
    election = real(name)
    assert election.selected
    assert set(count(election, election.meta["rule"]).winners) == set(election.selected)


@pytest.mark.parametrize("name", ALL)
def test_what_the_file_says_of_itself_is_found(name: str) -> None:
    """Numbers of projects and ballots as META tells them."""
    election = real(name)
    assert len(election.projects) == int(election.meta["num_projects"])
    assert election.voters == int(election.meta["num_votes"])


@pytest.mark.parametrize("name", ALL)
def test_our_file_is_read_as_the_same_election(name: str) -> None:
    election = real(name)
    again = read(written(election))
    assert again.ballots == election.ballots
    assert {p.id: (p.cost, p.name) for p in again.projects} == {p.id: (p.cost, p.name) for p in election.projects}
    for method in METHODS:
        assert count(again, method) == count(election, method)
    assert again.selected is not None
    assert set(again.selected) == set(count(election, election.meta["rule"]).winners)
    assert written(again) == written(election)


@pytest.mark.parametrize("name", ALL)
def test_grouping_and_order_of_ballots_do_not_matter(name: str) -> None:
    """The same ballots, ungrouped by their way in and the other way round."""
    election = real(name)
    turned = replace(election, ballots=election.ballots[::-1])
    assert count(turned, "equal-shares") == count(election, "equal-shares")


def test_both_outcomes_the_chosen_rule_first() -> None:
    election = real("Netherlands_Assen_2024")
    first, other = both(election, "greedy")
    assert (first.rule, other.rule) == (Rule("greedy"), Rule("equal-shares"))
    assert both(election, other.rule) == (other, first)
    assert first.winners == ("3", "9", "8", "2", "11", "13", "14")


def test_the_comparison_step_keeps_assen() -> None:
    """As many have more of their own choices in either outcome: the one of equal shares stays."""
    election = real("Netherlands_Assen_2024")
    compared = count(election, "equal-shares", comparison=True)
    assert compared.preference is not None
    assert (compared.preference.equal_shares, compared.preference.greedy) == (21, 21)
    assert compared.winners == count(election, "equal-shares").winners
