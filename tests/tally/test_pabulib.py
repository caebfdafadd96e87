"""Files: what is read, what is refused with its line, what ours look like."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from service.tally import Ballot, Election, Project, Uncountable, count, grouped
from service.tally.pabulib import Unreadable, read
from service.tally.writing import write
from tests.tally.generated import KINDS
from tests.tally.generated import election as generated

PLAIN = """META
key;value
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
1;60;Penkki
2;40;"Polku; silta ja ""portti""\"
VOTES
voter_id;vote
7;1
8;2,1
"""
DESCRIBED = {
    "description": "Osallistava budjetointi",
    "country": "Finland",
    "unit": "Mikkeli",
    "instance": "2026",
    "date_begin": "01.02.2026",
    "date_end": "28.02.2026",
    "max_length": "3",
    "language": "fi",
    "currency": "EUR",
}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("2,1", " 2 , 1 ").replace(";60;", " ; 60 ; "),
        PLAIN.replace("VOTES", "votes;;").replace("PROJECTS", "Projects"),
        PLAIN.replace("budget;100", "budget;100,00"),
        PLAIN.replace("voter_id;vote", "voter_id;vote;age;sex"),
        PLAIN.rstrip("\n"),
    ],
)
def test_files_as_they_come(text: str) -> None:
    for content in (text, text.encode()):
        election = read(content)
        assert [(p.id, p.cost, p.name) for p in election.projects] == [
            ("1", 60, "Penkki"),
            ("2", 40, 'Polku; silta ja "portti"'),
        ]
        assert election.ballots == (Ballot(("1",)), Ballot(("1", "2")))
        assert (election.budget, election.selected) == (100, None)
        assert count(election, election.meta["rule"]).winners == ("1", "2")


def test_a_name_over_two_lines() -> None:
    election = read(PLAIN.replace("Penkki", '"Penkki\nrantaan"'))
    assert election.projects[0].name == "Penkki\nrantaan"


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("META\n", "", 1, "alkaa sanalla META"),
        ("8;2,1", "8;2,3", 13, "kohteelle '3', jota ei ole"),
        (";60;", ";kuusikymmentä;", 8, "cost on 'kuusikymmentä'"),
        (";60;", ";nan;", 8, "joka ei ole luku"),
        (";60;", ";1e999999999;", 8, "joka ei ole luku"),
        ("budget;100", "budget;", 1, "budget on ''"),
        ("Penkki", "Penkki; pöytä", 8, "4 solua, mutta 3 saraketta"),
        ("Penkki", '"Penkki', 8, "lainausmerk"),
        ("7;1", '7;"1', 12, "lainausmerk"),
        ("VOTES\nvoter_id;vote\n7;1\n8;2,1\n", "", 10, "osio VOTES puuttuu"),
        ("VOTES", "PROJECTS", 10, "osio PROJECTS on kahdesti"),
        ("\n1;60;", "\n;60;", 8, "project_id"),
        ("approval", "cumulative", 12, "1 valintaa, mutta 0 pistemäärää"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, why: str) -> None:
    assert old in PLAIN
    with pytest.raises(Unreadable, match=f"^rivi {line}: ") as refused:
        read(PLAIN.replace(old, new))
    assert why in str(refused.value)


def test_what_is_no_text() -> None:
    with pytest.raises(Unreadable, match="rivi 1: teksti ei ole UTF-8"):
        read(b"META\xff")
    with pytest.raises(Uncountable, match="tuntematon vote_type 'majority'"):
        read(PLAIN.replace("approval", "majority"))


def test_points_and_rankings() -> None:
    points = PLAIN.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
    cumulative = read(points.replace("7;1", "7;1;5").replace("8;2,1", "8;2,1;3,0.5"))
    assert cumulative.scores == {"1": Fraction(11, 2), "2": 3}
    assert cumulative.votes == {"1": 2, "2": 1}
    ordinal = read(PLAIN.replace("approval", "ordinal").replace("rule", "max_length;3\nrule"))
    assert ordinal.ballots == (Ballot(("1",), (3,)), Ballot(("2", "1"), (3, 2)))
    assert ordinal.scores == {"1": 5, "2": 3}


def ours(**more: str) -> Election:
    """An election as ours are, with level projects in a draw that is not the order of their ids."""
    projects = tuple(Project(str(n), Fraction(n % 3 * 1000 + 1000), f"Kohde {n}; osa\n1") for n in (12, 9, 3, 6, 7))
    cast = [("3", "7", "12"), ("3", "12"), ("12", "9"), ("6",), ("9", "6"), ("6", "12", "9")]
    methods = ("internet", "paper")
    ballots = grouped(
        Ballot(tuple(sorted(choices)), voters=n + 1, method=methods[n % 2]) for n, choices in enumerate(cast)
    )
    return Election(projects, ballots, Fraction(5000), meta={**DESCRIBED, **more})


def test_what_ours_look_like() -> None:
    election = ours(comment="Demo.")
    outcome = count(election, "equal-shares")
    text = write(election, outcome, shuffle=random.Random(1))
    lines = text.splitlines()
    assert lines[:8] == [
        "META",
        "key;value",
        "description;Osallistava budjetointi",
        "country;Finland",
        "unit;Mikkeli",
        "instance;2026",
        "num_projects;5",
        "num_votes;21",
    ]
    assert "rule;equalshares/add1" in lines
    assert next(line for line in lines if line.startswith("comment")).startswith("comment;#1: Demo. #2: Ties: ")
    assert text.endswith("\n")
    assert "" not in lines
    at = lines.index("VOTES")
    assert lines[at + 1] == "voter_id;vote;voting_method"
    votes = [line.split(";") for line in lines[at + 2 :]]
    assert sorted(int(number) for number, _, _ in votes) == list(range(1, 22))
    assert [int(number) for number, _, _ in votes] != list(range(1, 22))
    ballots = [[int(choice) for choice in vote.split(",")] for _, vote, _ in votes]
    assert ballots == sorted(ballots)
    assert all(choices == sorted(choices) for choices in ballots)
    assert lines[at - 5 : at][0] == '6;1000;15;"Kohde 6; osa 1";1'


def test_ours_is_read_back_with_its_draw() -> None:
    """Level projects keep the order of the draw, whatever else the file sorts by."""
    for election in (ours(), ours().drawn(["9", "12", "7", "6", "3"])):
        outcome = count(election, "equal-shares")
        again = read(write(election, outcome))
        assert again.ballots == election.ballots
        for rule in ("greedy", "equal-shares"):
            assert count(again, rule) == count(election, rule)


def test_generated_elections_come_back() -> None:
    for seed in range(300):
        made = generated(seed)
        full = tuple(ballot for ballot in made.ballots if ballot.choices)
        election = replace(made, ballots=full, meta={**DESCRIBED})
        outcome = count(election, "greedy-threshold")
        if seed % len(KINDS) == KINDS.index("cents"):  # a budget with a third of a cent
            with pytest.raises(Uncountable, match="desimaaliluku"):
                write(election, outcome)
            continue
        again = read(write(election, outcome, shuffle=random.Random(seed)))
        assert again.ballots == election.ballots
        assert again.threshold == election.threshold
        for rule in ("greedy", "greedy-threshold", "equal-shares"):
            assert count(again, rule) == count(election, rule), seed


def test_what_cannot_be_published() -> None:
    election = ours()
    outcome = count(election, "greedy")
    with pytest.raises(Uncountable, match="puuttuu: unit, date_end"):
        write(replace(election, meta={**DESCRIBED, "unit": "", "date_end": ""}), outcome)
    with pytest.raises(Uncountable, match=r"PP\.KK\.VVVV"):
        write(replace(election, meta={**DESCRIBED, "date_end": "2026-02-28"}), outcome)
    with pytest.raises(Uncountable, match="tyhjää ääntä"):
        write(replace(election, ballots=(Ballot(()),)), outcome)
