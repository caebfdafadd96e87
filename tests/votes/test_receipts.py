"""What a vote costs, by JOURNEYS.md rule 3: the list in three parts at most, every receipt in one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from dialogs import vote
from dialogs.city import ElectionView, VoteView
from dialogs.kit import Done, Say
from dialogs.vote.cast import withdraw
from meijan import example_election
from meijan.texts.book import original
from service.wording import LANGUAGES, Wording
from sms.parts import count
from sms.render import render
from tests.fake_city import FakeCity

WORDS: Wording = original()
CODE = "R2T3K7M4"
HOW = ("first", "changed", "same", "older", "found", "restored")


def parts(say: Say, language: str) -> int:
    """What it costs as a text message; it must be GSM-7."""
    counted = count(render(WORDS.word(say, language, narrow=True)))
    assert counted.encoding == "GSM-7", say
    return counted.parts


def city(language: str, *, closes: str = "") -> tuple[FakeCity, ElectionView]:
    """A city with the 14 real targets to vote for."""
    made = FakeCity(language=language)
    election = example_election.election(language, made.now)
    made.votes = (election,)
    return made, election


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_three_has_a_receipt_in_one_part(language: str) -> None:
    """All 364, in each way that they may come."""
    here, election = city(language)
    dear = []
    for chosen in combinations(range(1, 15), 3):
        here.ballots = {election.code: VoteView(chosen, (1, 2, 3), CODE)}
        said = [vote.Voted(election.code, how).ask(here) for how in HOW]
        said += [done.say for done in (vote.mine(here), withdraw(election, here)) if done.say is not None]
        dear += [(chosen, say) for say in said if parts(say, language) > 1]
    assert not dear


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_choices_do_not_cost_more(language: str) -> None:
    here, election = city(language)
    for chosen in (*combinations(range(1, 15), 1), *combinations(range(1, 15), 2)):
        here.ballots = {election.code: VoteView(chosen, (), CODE)}
        assert parts(vote.Voted(election.code, "first").ask(here), language) == 1
        asked = vote.One(election.code, chosen[:1]).ask(replace(here, first_time=True, ballots={}))
        assert parts(asked, language) == 1, asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_costs_three_parts_and_the_whole_vote_four(language: str) -> None:
    here, election = city(language)
    assert parts(vote.Paper(election.code).ask(here), language) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_fourteen_of_the_longest_names_still_cost_three_parts(language: str) -> None:
    """VOTING.md, "Ballots": 25 characters are allowed, so the paper must bear them."""
    here, election = city(language)
    longest = tuple(replace(target, name="n" * 25) for target in election.targets)
    here.votes = (replace(election, targets=longest),)
    assert parts(vote.Paper(election.code).ask(here), language) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_about_votes_costs_one_part(language: str) -> None:
    here, election = city(language)
    here.sent_at = None
    for done in (vote.results(here), vote.mine(here), vote.take_back(here)):
        assert isinstance(done, Done)
        assert done.say is not None
        assert parts(done.say, language) == 1
    for number in range(1, 15):
        assert parts(vote.Card(election.code, number).ask(here), language) == 1


def test_a_longer_closing_time_still_fits() -> None:
    """28.12. kello 20.30 instead of 28.2. kello 20: the sentence that no longer fits is left out, never cut."""
    here, election = city("fi")
    late = replace(election, closes=election.closes.replace(month=12, minute=30))
    here.votes = (late,)
    longest = sorted(election.targets, key=lambda target: -len(target.name))[:3]
    here.ballots = {election.code: VoteView(tuple(sorted(t.number for t in longest)), (), CODE)}
    say = vote.Voted(election.code, "first").ask(here)
    assert parts(say, "fi") == 1
    assert render(WORDS.word(say, "fi", narrow=True)).endswith("Etkö äänestänyt? Vastaa EN")
