"""Greedy: the highest score first, as long as the money lasts.

`greedy` skips what no longer fits and goes on, `greedy-no-skip` stops at the first that does not fit,
`greedy-threshold` first leaves out what has less than the threshold. A project that nobody named has the score 0 and is
funded where money is left, as in Pabulib's recounts; but where nobody voted at all, nothing is elected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from service.tally.model import Election, Method, Points
from service.tally.ties import tie_keys

Verdict = Literal["elected", "too expensive", "below threshold", "not reached"]


@dataclass(frozen=True)
class Turn:
    """One project's turn; `left` is the money that was left before it."""

    project: str
    score: Points
    left: Fraction
    verdict: Verdict


def order(election: Election) -> list[str]:
    """Projects from the highest score down, ties broken."""
    ties = tie_keys(election)
    return sorted(election.by_id, key=lambda project: (-election.scores[project], ties[project]))


def turns(election: Election, method: Method) -> Iterator[Turn]:
    """Each project's turn, in order."""
    left, stopped = election.budget, False
    least = election.threshold if method == "greedy-threshold" else 0
    for project in order(election):
        score, cost = election.scores[project], election.by_id[project].cost
        if stopped or not election.voters:
            yield Turn(project, score, left, "not reached")
        elif score < least:
            yield Turn(project, score, left, "below threshold")
        elif cost > left:
            stopped = method == "greedy-no-skip"
            yield Turn(project, score, left, "too expensive")
        else:
            yield Turn(project, score, left, "elected")
            left -= cost


def greedy(election: Election, method: Method = "greedy") -> tuple[str, ...]:
    """The winners in order of election."""
    return tuple(turn.project for turn in turns(election, method) if turn.verdict == "elected")
