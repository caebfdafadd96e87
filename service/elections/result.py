"""The count of an election and the board's decision, as they are kept: what the result page, annex and exports show."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.elections.plan import Rule

SHOWN_FROM = 20
"""An area is shown from so many ballots on (VOTING.md, "Trust", 9)."""

Why = Literal["chosen", "over_budget", "stopped", "under_threshold", "unsupported"]
"""What became of a target in a step: chosen; it cost more than was left (by equal shares: than its voters had left);
greedy-no-skip had stopped before it; too few votes to be looked at; nobody voted for it."""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Kept):
    """One step of the recount. Money in whole euros.

    By equal shares `pays` is what each of its voters pays at most, and `has` what the voters of one that was not
    chosen had left together, both in euros to the cent: "12.34".
    """

    number: int
    votes: int  # approvals; points where the rule counts points
    price: int
    why: Why
    left: int  # of the budget after this step
    pays: str = ""
    has: str = ""


class Count(_Kept):
    """The count by one rule. `winners` in the order in which they were chosen."""

    rule: Rule
    add1: Literal["", "city", "pabutools"] = ""  # how equal shares are completed
    comparison: bool = False  # greedy might have taken the place of equal shares
    replaced: bool = False  # and did: more voters have more of their own choices in it
    threshold: int = 0
    winners: tuple[int, ...]
    spent: int  # whole euros
    missing: dict[int, int | None] = Field(default_factory=dict)
    """Target that was not chosen → how many more votes it would have needed; None: no number would have done."""
    steps: tuple[Step, ...] = ()
    share: str = ""  # by equal shares: what each voter had to spend in the end, as "7/3" euros
    following: tuple[int, ...] = ()
    """By equal shares: what one euro more for each voter would have chosen, for `following_spent`: too much."""
    following_spent: int | None = None


class TurnoutRow(_Kept):
    """How many have voted in one way."""

    way: str  # sms, telegram, desk, web, paper
    identified: str  # number, contact, code, address, batch
    helped: bool
    n: int


class Result(Count):
    """The count of an election by its frozen rule, with what the board's annex tells. No ballot and no code is in it.

    A poll has neither budget nor `other`; its winners are all that have the most votes.
    """

    votes: dict[int, int]  # target → approvals, of every target
    budget: int | None = None
    other: Count | None = None  # the other rule, for comparison
    ballots: int
    turnout: tuple[TurnoutRow, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    """changed, withdrawn, disputed, restored, late, refused:<why>, helped, unanswered (codes), imported:<way> …: each
    with its number; one that never happened is not in it."""
    eligible: dict[str, int] = Field(default_factory=dict)  # answers to the eligibility question, where it was asked
    areas: dict[str, dict[int, int]] = Field(default_factory=dict)
    """Area → target → approvals, only of areas with SHOWN_FROM ballots."""
    area_ballots: dict[str, int] = Field(default_factory=dict)  # of the same areas
    plan_hash: str
    pb_sha256: str
    receipts_sha256: str
    draw_seed: str = ""
    draw: tuple[int, ...] = ()  # the order that decides a tie of price and votes; by `draw_order`

    def as_json(self) -> dict[str, Any]:
        """The form that is kept."""
        return self.model_dump(mode="json")


class Decision(_Kept):
    """What the board chose. `reasons`: target → why, for each that differs from the count either way."""

    chosen: tuple[int, ...]
    date: date
    section: str
    reasons: dict[int, str] = Field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form that is kept."""
        return self.model_dump(mode="json")


def draw_order(numbers: tuple[int, ...], seed: str) -> tuple[int, ...]:
    """The lot that decides ties: targets by sha256 of "seed:number".

    The seed is the sha256 of the receipt list, which nobody knows before closing and anyone can check afterwards.
    """
    return tuple(sorted(numbers, key=lambda number: sha256(f"{seed}:{number}".encode()).hexdigest()))


def deviations(winners: tuple[int, ...], chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Targets that the board chose against the count or left out against it, ascending: each needs a reason."""
    return tuple(sorted(set(winners) ^ set(chosen)))


def read_result(text: str) -> Result | None:
    """The result that the store keeps, or None before the count."""
    return Result.model_validate_json(text) if text else None


def read_decision(text: str) -> Decision | None:
    """The decision that the store keeps, or None before it."""
    return Decision.model_validate_json(text) if text else None
