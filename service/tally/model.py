"""What is counted: projects, ballots, an election, the rule, and what comes out.

Money is an exact fraction in the currency of the election. Identical ballots are one `Ballot` with a number of voters,
since the rules here treat them alike: a count is as long as the number of different ballots, not of voters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Literal

Points = int | Fraction
VoteType = Literal["approval", "choose-1", "ordinal", "cumulative", "scoring"]
Method = Literal["greedy", "greedy-no-skip", "greedy-threshold", "equal-shares"]
Add1 = Literal["city", "pabutools", ""]
METHODS: tuple[Method, ...] = ("equal-shares", "greedy", "greedy-no-skip", "greedy-threshold")
FEW_BALLOTS = 100


class Uncountable(ValueError):
    """An election, a rule or a file that can't be counted; the text says why, in Finnish for the console."""


@dataclass(frozen=True)
class Project:
    """Something that may be paid for. `columns` are what a file says of it besides, by the name of the column."""

    id: str
    cost: Fraction
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Ballot:
    """The same ballot of one or more voters.

    `choices` are ids of projects, each once; in order of preference where ballots rank. `points` go with them, one
    each; empty means one point each. `method` is how it came in: "internet", "paper" or unknown.
    """

    choices: tuple[str, ...]
    points: tuple[Points, ...] = ()
    voters: int = 1
    method: str = ""

    @property
    def weights(self) -> tuple[Points, ...]:
        """Points by choice, also where they go without saying."""
        return self.points or (1,) * len(self.choices)


def grouped(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Identical ballots as one, in ascending order. Where no order is meant, the choices of a ballot must be sorted."""
    voters: Counter[tuple[tuple[str, ...], tuple[Points, ...], str]] = Counter()
    for ballot in ballots:
        voters[ballot.choices, ballot.points, ballot.method] += ballot.voters
    return tuple(Ballot(*key[:2], voters=number, method=key[2]) for key, number in sorted(voters.items()))


def ranked(choices: Sequence[str], most: int) -> tuple[int, ...]:
    """Points of a ranking: the first gets as many as one may rank, the next one less, none less than 1."""
    return tuple(max(most - place, 1) for place in range(len(choices)))


@dataclass(frozen=True)
class Election:
    """All that decides an outcome. The order of `projects` is the published draw that breaks the last ties.

    `threshold` is the least score under `greedy-threshold`. `meta` is the description that a file begins with
    (Pabulib's keys), and `selected` the official outcome that it tells, None where it tells none.
    """

    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    budget: Fraction
    vote_type: VoteType = "approval"
    threshold: Points = 0
    meta: Mapping[str, str] = field(default_factory=dict)
    selected: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.projects):
            raise Uncountable("kahdella kohteella on sama tunnus")
        if unknown := set(chain.from_iterable(ballot.choices for ballot in self.ballots)) - set(self.by_id):
            raise Uncountable(f"äänessä on kohde, jota ei ole: {min(unknown)}")
        if self.budget < 0 or any(project.cost < 0 for project in self.projects):
            raise Uncountable("budjetti tai hinta on pienempi kuin nolla")

    @cached_property
    def by_id(self) -> dict[str, Project]:
        """Projects by id, in the order of the draw."""
        return {project.id: project for project in self.projects}

    @cached_property
    def voters(self) -> int:
        """Number of ballots, each of one voter."""
        return sum(ballot.voters for ballot in self.ballots)

    @cached_property
    def votes(self) -> dict[str, int]:
        """How many voters named each project."""
        found = dict.fromkeys(self.by_id, 0)
        by_voters: dict[int, list[tuple[str, ...]]] = defaultdict(list)
        for ballot in self.ballots:
            by_voters[ballot.voters].append(ballot.choices)
        for voters, choices in by_voters.items():  # a Counter counts ten times as fast as a loop
            for choice, times in Counter(chain.from_iterable(choices)).items():
                found[choice] += times * voters
        return found

    @cached_property
    def scores(self) -> dict[str, Points]:
        """Points of each project; with approvals the same as `votes`."""
        if not any(ballot.points for ballot in self.ballots):
            return dict(self.votes)
        found: dict[str, Points] = dict.fromkeys(self.by_id, 0)
        for ballot in self.ballots:
            for choice, points in zip(ballot.choices, ballot.weights, strict=True):
                found[choice] += points * ballot.voters
        return found

    def cost(self, winners: Iterable[str]) -> Fraction:
        """What these projects cost together."""
        return sum((self.by_id[project].cost for project in winners), Fraction(0))

    def drawn(self, draw: Sequence[str]) -> Election:
        """The same election with another draw order, which names every project once."""
        if sorted(draw) != sorted(self.by_id):
            raise Uncountable("arvontajärjestyksessä on oltava jokainen kohde kerran")
        return replace(self, projects=tuple(self.by_id[project] for project in draw))


@dataclass(frozen=True)
class Rule:
    """How to count. `add1` and `comparison` concern equal shares only: equal_shares.py says what they mean."""

    method: Method
    add1: Add1 = "city"
    comparison: bool = False

    @property
    def pabulib(self) -> str:
        """The word for `rule` in a Pabulib file."""
        if self.method != "equal-shares":
            return self.method
        return "equalshares" + ("/add1" if self.add1 else "") + ("-comparison" if self.comparison else "")


def rule_of(word: str, *, add1: Add1 | None = None, comparison: bool = False) -> Rule:
    """The rule of a word, ours or Pabulib's. What is asked for besides goes before what the word says.

    >>> rule_of("equalshares/add1-comparison")
    Rule(method='equal-shares', add1='city', comparison=True)
    """
    name = word.strip().lower()
    if name in METHODS:
        return Rule(name, add1="city" if add1 is None else add1, comparison=comparison)
    plain = name.removesuffix("-comparison")
    if plain in ("equalshares", "equalshares/add1"):
        of_word: Add1 = "city" if plain.endswith("add1") else ""
        return Rule("equal-shares", of_word if add1 is None else add1, comparison or plain != name)
    raise Uncountable(f"tuntematon sääntö {word!r}; tunnetut: {', '.join(METHODS)}")


def default_method(voters: int) -> Method:
    """Equal shares, or greedy below about a hundred ballots: the shares of so few people say little."""
    return "equal-shares" if voters >= FEW_BALLOTS else "greedy"


@dataclass(frozen=True)
class Preference:
    """The comparison step: how many voters have more of their own choices in either outcome."""

    equal_shares: int
    greedy: int

    @property
    def replaced(self) -> bool:
        """Greedy's outcome counts only if strictly more voters have more of their own choices in it."""
        return self.greedy > self.equal_shares


@dataclass(frozen=True)
class Outcome:
    """Who won, in order of election, by which rule.

    `share` is what each voter could spend in the run of equal shares that counts, None under another rule;
    `preference` is there when the comparison step was asked for.
    """

    rule: Rule
    winners: tuple[str, ...]
    cost: Fraction
    share: Fraction | None = None
    preference: Preference | None = None

    @property
    def counted_by(self) -> Method:
        """The method that the winners come from: greedy where the comparison step replaced equal shares."""
        return "greedy" if self.preference is not None and self.preference.replaced else self.rule.method
