"""The kept form of a count, the lot for ties, and what needs a reason."""

from datetime import date

import pytest
from pydantic import ValidationError

from service.elections.plan import Rule
from service.elections.result import (
    Count,
    Decision,
    Result,
    Step,
    TurnoutRow,
    deviations,
    draw_order,
    read_decision,
    read_result,
)
from store.votes import canonical

RESULT = Result(
    rule=Rule.EQUAL_SHARES,
    add1="city",
    winners=(3, 1),
    spent=30_000,
    missing={2: 4, 4: None},
    steps=(Step(number=3, votes=9, price=20_000, why="chosen", left=20_000, pays="20000/9"),),
    share="1234/5",
    votes={1: 7, 2: 3, 3: 9, 4: 0},
    budget=40_000,
    other=Count(rule=Rule.GREEDY, winners=(3, 2), spent=40_000),
    ballots=10,
    turnout=(TurnoutRow(way="sms", identified="number", helped=False, n=10),),
    counts={"changed": 2, "refused:too_many": 1},
    plan_hash="a" * 64,
    pb_sha256="b" * 64,
    receipts_sha256="c" * 64,
    draw_seed="c" * 64,
    draw=draw_order((1, 2, 3, 4), "c" * 64),
)


def test_a_result_survives_the_store() -> None:
    """Whole, with numbers as keys."""
    assert read_result(canonical(RESULT.as_json())) == RESULT
    assert read_result("") is None


def test_a_decision_survives_the_store() -> None:
    made = Decision(chosen=(1, 2), date=date(2027, 3, 10), section="§ 31", reasons={2: "Alueella ei ole muuta."})
    assert read_decision(canonical(made.as_json())) == made
    assert read_decision("") is None


def test_a_result_has_no_room_for_a_ballot() -> None:
    with pytest.raises(ValidationError):
        Result.model_validate({**RESULT.as_json(), "list_of_ballots": [[1, 2]]})


def test_the_lot_follows_from_its_seed_alone() -> None:
    """The same for everyone, whatever the order they begin from; another seed is another lot."""
    assert draw_order((4, 3, 2, 1), "x") == draw_order((1, 2, 3, 4), "x")
    lots = {draw_order((1, 2, 3, 4), str(seed)) for seed in range(400)}
    assert len(lots) == 24


def test_what_differs_from_the_count_either_way_needs_a_reason() -> None:
    assert deviations((3, 1), (1, 2)) == (2, 3)
    assert deviations((3, 1), (1, 3)) == ()
