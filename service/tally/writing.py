"""Our Pabulib file: what a city publishes of a vote, so strict that pabulib-checker accepts it.

Obligatory keys, the schema's order of keys and columns, no blanks around commas, no empty lines or ballots; ballots in
ascending order under numbers that are shuffled, so that a number says nothing of when somebody voted; no age, sex or
time. Projects come by score, level ones in the order in which ties are broken: read again, the file breaks them alike.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from service.tally.greedy import order
from service.tally.model import Ballot, Election, Outcome, Points, Uncountable

DESCRIBING = ("description", "country", "unit", "instance", "date_begin", "date_end")
META = (
    *("description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget"),
    *("vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost"),
    *("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost"),
    *("max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition"),
    *("language", "currency", "fully_funded", "experimental", "comment", "acknowledgments"),
)
PROJECTS = (
    *("project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected", "neighborhood"),
    *("subunit", "district", "description", "proposer", "public_id", "latitude", "longitude"),
)
METHODS = {"internet", "paper"}
POINTS = ("cumulative", "scoring")
SCORES = (*POINTS, "ordinal")
TIES = "Ties: the lower cost, then more votes, then the order of projects in this file."


def write(election: Election, outcome: Outcome, *, shuffle: random.Random | None = None) -> str:
    """The file. `shuffle` numbers the voters, by default from the system's chance; ballots of one election are written
    once, since two numberings of the same ballots need not be published.

    Raises Uncountable where the election's `meta` lacks what must be said of it, or a ballot is empty.
    """
    if missing := [key for key in DESCRIBING if not election.meta.get(key)]:
        raise Uncountable(f"äänestykseltä puuttuu: {', '.join(missing)}")
    if wrong := [key for key in ("date_begin", "date_end") if not re.fullmatch(_DATE, election.meta[key])]:
        raise Uncountable(f"{wrong[0]} ei ole muotoa PP.KK.VVVV")
    if any(not ballot.choices for ballot in election.ballots):
        raise Uncountable("tyhjää ääntä ei voi julkaista")
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], *_meta(election, outcome)])
    rows.writerows([["PROJECTS"], *_projects(election, outcome)])
    rows.writerows([["VOTES"], *_votes(election, shuffle or random.SystemRandom())])
    return text.getvalue()


def _meta(election: Election, outcome: Outcome) -> Iterator[tuple[str, str]]:
    meta = {key: _line(value) for key, value in election.meta.items() if value}
    meta |= {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters),
        "budget": _money(election.budget),
        "vote_type": election.vote_type,
        "rule": outcome.rule.pabulib,
        "comment": _comment(meta.get("comment", "")),
    }
    if "max_length" in meta:
        meta["max_length"] = str(min(int(meta["max_length"]), len(election.projects)))
    meta.pop("min_project_score_threshold", None)  # belongs to one rule alone
    if outcome.rule.method == "greedy-threshold":
        meta["min_project_score_threshold"] = _money(Fraction(election.threshold))
    meta.pop("fully_funded", None)
    if election.cost(election.by_id) <= election.budget:
        meta["fully_funded"] = "1"
    yield from ((key, meta[key]) for key in _columns(META, meta))


def _comment(comment: str) -> str:
    """Numbered, with how ties are broken."""
    if TIES in comment:
        return comment
    numbered = comment if not comment or comment.startswith("#1: ") else f"#1: {comment}"
    return f"{numbered} #{len(re.findall(r'#[0-9]+:', numbered)) + 1}: {TIES}".strip()


def _projects(election: Election, outcome: Outcome) -> Iterator[list[str]]:
    rows = []
    for name in order(election):
        project = election.by_id[name]
        row = {column: _line(cell) for column, cell in project.columns.items()}
        row |= {"project_id": name, "cost": _money(project.cost), "votes": str(election.votes[name])}
        row |= {"name": _line(project.name), "selected": str(int(name in outcome.winners))}
        if election.vote_type in SCORES:
            row["score"] = _money(Fraction(election.scores[name]))
        rows.append(row)
    columns = _columns(PROJECTS, {column for row in rows for column in row})
    yield columns
    yield from ([row.get(column, "") for column in columns] for row in rows)


def _votes(election: Election, shuffle: random.Random) -> Iterator[list[str]]:
    with_points = election.vote_type in POINTS
    with_methods = {ballot.method for ballot in election.ballots} <= METHODS
    yield ["voter_id", "vote", *(["points"] if with_points else []), *(["voting_method"] if with_methods else [])]
    numbers = list(range(1, election.voters + 1))
    shuffle.shuffle(numbers)
    for ballot in sorted(_ascending(election), key=lambda ballot: [_natural(choice) for choice in ballot.choices]):
        cells = [",".join(ballot.choices)]
        if with_points:
            cells.append(",".join(_money(Fraction(points)) for points in ballot.points))
        if with_methods:
            cells.append(ballot.method)
        for _ in range(ballot.voters):
            yield [str(numbers.pop()), *cells]


def _ascending(election: Election) -> Iterator[Ballot]:
    """Ballots with their choices by points and then in ascending order, where the order says nothing."""
    for ballot in election.ballots:
        if election.vote_type == "ordinal":
            yield ballot
        else:
            pairs = sorted(
                zip(ballot.choices, ballot.weights, strict=True), key=lambda pair: (-pair[1], _natural(pair[0]))
            )
            yield Ballot(
                tuple(choice for choice, _ in pairs), tuple(points for _, points in pairs), ballot.voters, ballot.method
            )


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """9 before 12."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part)


def _columns(known: Sequence[str], there: Iterable[str]) -> list[str]:
    """The schema's order, and after it what the schema does not know."""
    names = set(there)
    return [name for name in known if name in names] + sorted(names - set(known))


def _money(amount: Points) -> str:
    """Whole or decimal, without an exponent."""
    exact = Fraction(amount)
    if exact.denominator == 1:
        return str(exact.numerator)
    for places in range(1, 31):
        if (exact * 10**places).denominator == 1:
            digits = f"{(exact * 10**places).numerator:0{places + 1}d}"
            return f"{digits[:-places]}.{digits[-places:]}"
    raise Uncountable(f"{exact} ei ole desimaaliluku")


def _line(text: str) -> str:
    return " ".join(text.split())


_DATE = r"[0-3]\d\.[01]\d\.\d{4}"
