"""One way in: an election and a rule, an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.tally.greedy import greedy
from service.tally.model import Add1, Election, Outcome, Preference, Rule, rule_of


def count(
    election: Election,
    rule: Rule | str,
    *,
    add1: Add1 | None = None,
    comparison: bool = False,
    draw: Sequence[str] = (),
) -> Outcome:
    """Count an election.

    `rule` is a rule or its word; `add1` and `comparison` add to a word. `draw` names every project in the published
    order that breaks the last ties, where that is not the order of the election's projects. Raises Uncountable.
    """
    counted = rule_of(rule, add1=add1, comparison=comparison) if isinstance(rule, str) else rule
    election = election.drawn(draw) if draw else election
    if counted.method != "equal-shares":
        winners = greedy(election, counted.method)
        return Outcome(counted, winners, election.cost(winners))
    from service.tally.add1 import equal_shares  # brings numpy, which a service that only takes votes does without

    share, winners = equal_shares(election, counted.add1)
    preference = None
    if counted.comparison:
        other = greedy(election)
        preference = preferred(election, winners, other)
        winners = other if preference.replaced else winners
    return Outcome(counted, winners, election.cost(winners), share, preference)


def both(election: Election, chosen: Rule | str, *, draw: Sequence[str] = ()) -> tuple[Outcome, Outcome]:
    """The outcome by the chosen rule, and the other one to compare it with: greedy, or equal shares as cities count."""
    first = count(election, chosen, draw=draw)
    other = Rule("greedy") if first.rule.method == "equal-shares" else Rule("equal-shares")
    return first, count(election, other, draw=draw)


def preferred(election: Election, equal_shares: Iterable[str], greedy: Iterable[str]) -> Preference:
    """How many voters have more of their own choices in the one outcome than in the other."""
    one, other = set(equal_shares), set(greedy)
    for_one = for_other = 0
    for ballot in election.ballots:
        more = len(one.intersection(ballot.choices)) - len(other.intersection(ballot.choices))
        for_one += ballot.voters * (more > 0)
        for_other += ballot.voters * (more < 0)
    return Preference(for_one, for_other)
