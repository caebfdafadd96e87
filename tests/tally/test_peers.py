"""Two other programs over the same elections, in the environment that benches have for peers."""

from __future__ import annotations

import json
import os
import random
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.tally import Rule, count
from service.tally.writing import write
from tests.tally.generated import KINDS, election
from tests.tally.real import OFFICIAL, path, real
from tests.tally.test_pabulib import DESCRIBED
from tests.tally.test_real import written

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
WITHIN = 120
"""Seconds. pabulib-checker never ends where everything is affordable."""
CHECK = """
import contextlib, io, json, sys
from pabulib.checker import Checker
with contextlib.redirect_stdout(io.StringIO()):
    found = Checker().process_files(sys.argv[1:])
print(json.dumps({name: told["results"] for name, told in found.items() if "results" in told}, default=str))
"""


@cache
def _there(module: str) -> bool:
    asked = [PYTHON, "-c", f"import {module}"]
    return PYTHON.exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def peers(module: str, *command: str | Path) -> str:
    """What a command of theirs prints; a skip where they are not installed (any bench with peers installs them)."""
    if not _there(module):
        pytest.skip(f"no {module} in .venv-peers; `python -m bench tally` makes it")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [PYTHON, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=WITHIN, check=True
    )
    return done.stdout


def checked(*files: Path) -> dict[str, Any]:
    """Errors and warnings of pabulib-checker by the name of the file."""
    found: dict[str, Any] = json.loads(peers("pabulib.checker", "-c", CHECK, *files))
    return found


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_checker_accepts_our_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.pb"
    file.write_text(written(real(name)), encoding="utf-8")
    assert checked(file) == {"ours": {"errors": {}, "warnings": {}}}


def test_the_checker_finds_a_wrong_outcome(tmp_path: Path) -> None:
    """So that being accepted means something."""
    file = tmp_path / "ours.pb"
    text = written(real("Netherlands_Assen_2024"))
    assert text.count(";1\n") < text.count(";1;")
    file.write_text(text.replace("PopUp Podium;1;", "PopUp Podium;0;"), encoding="utf-8")
    assert "equalshares/add1 rule not followed" in checked(file)["ours"]["errors"]


def test_the_checker_accepts_generated_elections(tmp_path: Path) -> None:
    """Of the kinds that it can take: it wants costs and votes, and breaks no tie by a draw."""
    files = []
    for seed in range(0, 300, len(KINDS)):
        made = election(seed)
        costs = [project.cost for project in made.projects]
        fits = max(costs) <= made.budget < sum(costs)
        if fits and len(set(costs)) == len(costs) and all(ballot.choices for ballot in made.ballots):
            described = replace(made, meta=DESCRIBED)
            for rule in (Rule("greedy"), Rule("equal-shares"), Rule("equal-shares", comparison=True)):
                file = tmp_path / f"{seed}-{rule.pabulib.replace('/', '-')}.pb"
                file.write_text(write(described, count(made, rule), shuffle=random.Random(seed)), encoding="utf-8")
                files.append(file)
    assert len(files) >= 15
    assert {name: told["errors"] for name, told in checked(*files).items()} == {file.stem: {} for file in files}


def pabutools(*files: Path) -> list[list[str]]:
    """Winners in order, by equal shares and its own Add1."""
    printed = peers("pabutools", "-m", "bench.peers.pabutools_count", *files)
    return [json.loads(line)["winners"] for line in printed.splitlines()]


def test_pabutools_elects_the_same_in_the_same_order(tmp_path: Path) -> None:
    """Approvals. What costs nothing is worth nothing to it; what nobody named it never funds, we only last of all."""
    files, ours = [], []
    for seed in range(300):
        made = election(seed)
        full = all(ballot.choices for ballot in made.ballots)
        if KINDS[seed % len(KINDS)] in ("plain", "ties", "one voter", "everything affordable") and full:
            file = tmp_path / f"{seed}.pb"
            file.write_text(write(replace(made, meta=DESCRIBED), count(made, "greedy")), encoding="utf-8")
            files.append(file)
            winners = count(made, "equal-shares", add1="pabutools").winners
            ours.append([project for project in winners if made.votes[project]])
    assert len(files) >= 80
    assert pabutools(*files) == ours


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024", "Poland_Swiecie_2023"])
def test_pabutools_on_real_elections(name: str) -> None:
    assert pabutools(path(name)) == [list(count(real(name), "equal-shares", add1="pabutools").winners)]
