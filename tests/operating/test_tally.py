"""`meijan tally`: winners of a file, without settings; what can't be counted ends with 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operating.conftest import Command
from tests.tally.real import path

FILE = """META
key;value
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost
a;50
b;50
c;40.5
VOTES
voter_id;vote
1;a,b
2;a,b
3;a,b
4;c
5;c
"""


@pytest.fixture
def file(clean: Path) -> str:
    """A file in a folder without settings."""
    (clean / "vote.pb").write_text(FILE, encoding="utf-8")
    return "vote.pb"


@pytest.mark.parametrize(
    ("options", "winners"),
    [
        ([], "ab"),
        (["--rule", "greedy-no-skip"], "ab"),
        (["--rule", "greedy-threshold"], "ab"),
        (["--rule", "equal-shares"], "ac"),
        (["--rule", "equal-shares", "--add1", "pabutools"], "ac"),
        (["--rule", "equal-shares", "--add1", "city", "--comparison"], "ab"),
        (["--rule", "equalshares/add1-comparison"], "ab"),
    ],
)
def test_winners_one_a_line(meijan: Command, file: str, options: list[str], winners: str) -> None:
    done = meijan("tally", file, *options)
    assert (done.code, done.out.splitlines(), done.err) == (0, list(winners), "")


def test_json(meijan: Command, file: str) -> None:
    told = json.loads(meijan("tally", file, "--rule", "equal-shares", "--comparison", "--json").out)
    assert told == {
        "winners": ["a", "b"],
        "rule": "equalshares/add1-comparison",
        "cost": 100,
        "budget": 100,
        "voters": 5,
        "votes": {"a": 3, "b": 3, "c": 2},
        "scores": {"a": 3, "b": 3, "c": 2},
        "add1": "city",
        "share": 33,
        "comparison": {"equal_shares": 2, "greedy": 3, "replaced": True},
    }
    assert json.loads(meijan("tally", file, "--json").out)["winners"] == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (("", ""), ["--rule", "coin"], "tuntematon sääntö 'coin'"),
        (("rule;greedy", "rule;greedy-custom"), [], "tuntematon sääntö 'greedy-custom'"),
        (("rule;greedy\n", ""), [], "kerro se: --rule"),
        (("5;c", "5;d"), [], "rivi 17: ääni kohteelle 'd', jota ei ole"),
        (("META", "{}"), [], "rivi 1: Pabulib-tiedosto alkaa sanalla META"),
    ],
)
def test_what_cannot_be_counted(
    meijan: Command, file: str, change: tuple[str, str], options: list[str], said: str
) -> None:
    Path(file).write_text(FILE.replace(*change), encoding="utf-8")
    done = meijan("tally", file, *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_no_file(meijan: Command, clean: Path) -> None:
    done = meijan("tally", "none.pb")
    assert (done.code, done.out) == (2, "")
    assert "none.pb ei voi lukea" in done.err


def test_a_real_election(meijan: Command) -> None:
    done = meijan("tally", str(path("Netherlands_Assen_2024")))
    assert done.out.split() == ["3", "9", "2", "11", "13", "14", "5", "6", "12"]


def test_serving_does_not_load_numpy() -> None:
    """It costs megabytes and a tenth of a second that only a count is worth."""
    asked = "import meijan.cli, meijan.app, service.tally, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
