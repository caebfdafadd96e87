"""Who took part, as numbers that pick nobody out; how it was counted, in sentences."""

from __future__ import annotations

import pytest

from service.elections.plan import Plan, Rule
from service.elections.print import report, rules
from service.elections.print.view import NONE, view
from service.elections.result import Decision, Result, TurnoutRow
from service.print.words import Words

FI = Words("fi")


def turnout(*found: tuple[str, str, int]) -> list[tuple[str, str]]:
    rows = tuple(TurnoutRow(way=way, identified=how, helped=False, n=n) for way, how, n in found)
    made = Result.model_construct(turnout=rows)  # type: ignore[call-arg] # nothing else of it is looked at
    return [(told.what, told.n) for told in report.turnout(made, FI)]


def test_ways_are_told_by_how_the_voter_was_known() -> None:
    assert turnout(("telegram", "contact", 7), ("sms", "number", 1544), ("telegram", "code", 6)) == [
        ("Tekstiviesti, oma puhelinnumero", "1\u00a0544"),
        ("Telegram, tilin puhelinnumero", "7"),
        ("Telegram, kertakoodi", "6"),
    ]


def test_few_are_told_together_with_the_next_ones() -> None:
    """A single small row among others would follow from the total."""
    assert turnout(("sms", "number", 80), ("web", "batch", 9), ("paper", "batch", 2)) == [
        ("Tekstiviesti, oma puhelinnumero", "80"),
        ("Muut tavat yhteensä", "11"),
    ]
    assert turnout(("sms", "number", 80), ("web", "batch", 3), ("paper", "batch", 2)) == [
        ("Tekstiviesti, oma puhelinnumero", "80"),
        ("Muut tavat yhteensä", "5"),
    ]
    assert turnout(("sms", "number", 3)) == [("Kaikki tavat yhteensä", "alle 5")]
    assert turnout() == []


def test_helped_and_unhelped_of_a_way_are_one_line(result: Result) -> None:
    rows = (
        TurnoutRow(way="sms", identified="number", helped=True, n=2),
        TurnoutRow(way="sms", identified="number", helped=False, n=60),
    )
    made = result.model_copy(update={"turnout": rows})
    assert [told.n for told in report.turnout(made, FI)] == ["62"]
    assert ("Sai apua henkilökunnalta", "alle 5") in [(told.what, told.n) for told in report.counts(made, FI)]


def test_late_votes_are_one_number(result: Result) -> None:
    made = result.model_copy(update={"counts": {"late": 3, "refused:late": 4}})
    late = "Tuli äänestyksen jälkeen: emme laskeneet"
    assert [told.n for told in report.counts(made, FI) if told.what == late] == ["7"]


def test_a_refusal_of_an_unknown_kind_is_shown_all_the_same(result: Result) -> None:
    made = result.model_copy(update={"counts": {"refused:camel": 8}})
    assert ("Emme laskeneet: camel", "8") in [(told.what, told.n) for told in report.counts(made, FI)]


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_is_told(result: Result, rule: Rule) -> None:
    counted = result.model_copy(update={"rule": rule, "threshold": 50 if rule is Rule.GREEDY_THRESHOLD else 0})
    said = rules.sentences(counted, FI)
    assert len(said) >= 3
    assert ("Kohde tarvitsee vähintään 50 ääntä." in said) == (rule is Rule.GREEDY_THRESHOLD)
    assert rules.name(counted, FI)


def test_the_two_ways_to_add_one_differ_in_words_too(result: Result) -> None:
    city, library = (rules.sentences(result.model_copy(update={"add1": add1}), FI) for add1 in ("city", "pabutools"))
    assert city[:-1] == library[:-1]
    assert city[-1] != library[-1]
    assert len(rules.sentences(result.model_copy(update={"add1": "", "comparison": True}), FI)) == 5


def test_what_was_not_chosen_says_how_far_it_was(plan: Plan, result: Result) -> None:
    missing = {row.number: row.missing for row in view(plan, result, None, FI).rows}
    assert {n: text for n, text in missing.items() if text} == {4: "212", 6: NONE, 9: "35", 14: "1\u00a0200"}


def test_decision_and_count_are_told_apart(plan: Plan, result: Result, decision: Decision) -> None:
    seen = view(plan, result, decision, FI)
    assert {row.number for row in seen.winners} == set(result.winners)
    assert {row.number for row in seen.decided} == set(decision.chosen)
    assert [(d.number, d.reason) for d in seen.deviations] == [*decision.reasons.items()]
    assert all(row.decided is None for row in view(plan, result, None, FI).rows)
