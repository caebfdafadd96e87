"""The fast count against the exact one, on elections of every awkward kind."""

from __future__ import annotations

import pytest

from service.tally import Rule, count, exact
from tests.tally.generated import KINDS, election

RULES = [Rule("greedy"), Rule("greedy-no-skip"), Rule("greedy-threshold")]
RULES += [Rule("equal-shares", add1, comparison) for add1 in ("city", "pabutools", "") for comparison in (False, True)]
ELECTIONS = 300


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_fast_and_exact_agree(kind: int) -> None:
    """Winners, their order, cost, share and comparison."""
    for seed in range(kind, ELECTIONS, len(KINDS)):
        made = election(seed)
        for rule in RULES:
            assert count(made, rule) == exact.count(made, rule), (seed, rule)


def test_the_elections_are_awkward_enough() -> None:
    """Ties are broken, shares raised, floats not enough: what is to be tested does happen."""
    made = [election(seed) for seed in range(ELECTIONS)]
    assert sum(len(e.ballots) == 0 for e in made) == ELECTIONS // len(KINDS)
    assert sum(e.voters == 1 for e in made) >= ELECTIONS // len(KINDS)
    assert any(project.cost > 2**53 for e in made for project in e.projects)
    assert sum((count(e, "equal-shares").share or 0) > e.budget / e.voters for e in made if e.voters) > 100
    level = [e for e in made if len(set(e.scores.values())) < len(e.projects)]
    assert len(level) > 100
    turned = [e.drawn([project.id for project in e.projects[::-1]]) for e in level]
    assert any(count(a, "equal-shares") != count(b, "equal-shares") for a, b in zip(level, turned, strict=True))
