"""Counting of votes: pure, no database. What the rules say is in docs/counting.md.

from service.tally import count, both
from service.tally.pabulib import read, write
"""

from service.tally.counting import both, count
from service.tally.model import Ballot, Election, Outcome, Preference, Project, Rule, Uncountable, grouped, rule_of

__all__ = [
    "Ballot",
    "Election",
    "Outcome",
    "Preference",
    "Project",
    "Rule",
    "Uncountable",
    "both",
    "count",
    "grouped",
    "rule_of",
]
