"""Who goes first when two projects are level: the cheaper, then the one that more voters named, then the draw."""

from __future__ import annotations

from fractions import Fraction

from service.tally.model import Election

TieKey = tuple[Fraction, int, int]


def tie_keys(election: Election) -> dict[str, TieKey]:
    """A key for each project; among level ones the least goes first. No two are equal: the draw has an order."""
    votes = election.votes
    return {project.id: (project.cost, -votes[project.id], place) for place, project in enumerate(election.projects)}
