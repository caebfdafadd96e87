"""Counting: time and memory on real elections beside pabutools, and a made election of 150,000 ballots.

    python -m bench.tally

Both count by equal shares with cost utilities and pabutools' way of Add1, both are given the same file and the same
breaking of ties, each in a fresh process of one thread, and the bench fails unless winners and their order are
the same. Seconds are of CPU, so that others on the machine tell on neither, and ours are taken before and after
pabutools. Real elections are read from the shared data; without them only the made one is counted.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.memory import peak, resident
from bench.report import TALLY, table, write
from bench.servers import peers_python

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("MEIJAN_SHARED_DATA", "../shared/data")) / "pb"
GOALS = {
    "Poland_Swiecie_2023": 15,
    "Poland_Warszawa_2023_Wilanow": 40,
    "Netherlands_Amsterdam_309": 100,
}
GOAL_MEMORY, GOAL_SECONDS = 60, 10
ROUNDS = 5
VOTERS, PROJECTS, CHOICES = 150_000, 200, 5
BUDGET = 10_000_000


def ours(file: str) -> dict[str, Any]:
    """Read and count a file in this process."""
    import numpy  # noqa: F401 - loading a library is not part of a count, here as with pabutools

    from service.tally import count
    from service.tally.pabulib import read

    before, start = resident(), time.process_time()
    election = read(Path(file).read_bytes())
    parsed = time.process_time()
    outcome = count(election, "equal-shares", add1="pabutools")
    counted = time.process_time()
    told = {"winners": list(outcome.winners), "read": parsed - start, "count": counted - parsed}
    return {**told, "grown": peak() - before}


def made() -> dict[str, Any]:
    """150,000 ballots of up to five of 200 projects: some projects are liked far more than others."""
    import numpy  # noqa: F401

    from service.tally import Ballot, Election, Project, count, grouped

    chance = random.Random(2026)
    ids = [f"{number:03d}" for number in range(PROJECTS)]
    liked = [1 / (place + 5) for place in range(PROJECTS)]
    projects = tuple(Project(name, Fraction(chance.randint(5, 400) * 1000)) for name in ids)
    drawn = (set(chance.choices(ids, liked, k=chance.randint(1, CHOICES))) for _ in range(VOTERS))
    election = Election(projects, grouped(Ballot(tuple(sorted(choices))) for choices in drawn), Fraction(BUDGET))
    before = resident()
    start = time.process_time()
    first = count(election, "equal-shares")
    shared = time.process_time()
    second = count(election, "greedy")
    counted = time.process_time()
    return {
        "groups": len(election.ballots),
        "equal shares": shared - start,
        "greedy": counted - shared,
        "grown": peak() - before,
        "won": [len(first.winners), len(second.winners)],
        "share": [float(election.budget / election.voters), float(first.share or 0)],
    }


def run(*command: str | Path) -> dict[str, Any]:
    """What another process tells in JSON."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def beside(file: Path, goal: int) -> list[object]:
    """A row: ours, theirs, ours again."""
    mine = [run(sys.executable, "-m", "bench.tally", "ours", file) for _ in range(ROUNDS)]
    peers_own = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [peers_python(), "-m", "bench.peers.pabutools_count", file]
    done = subprocess.run(command, cwd=ROOT, env=peers_own, capture_output=True, text=True, check=True)
    theirs: dict[str, Any] = json.loads(done.stdout)
    mine += [run(sys.executable, "-m", "bench.tally", "ours", file) for _ in range(ROUNDS)]
    if any(found["winners"] != theirs["winners"] for found in mine):
        raise SystemExit(f"{file.name}: the winners are not the same: {mine[0]['winners']}, {theirs['winners']}")
    count = statistics.median(found["count"] for found in mine)
    whole = statistics.median(found["count"] + found["read"] for found in mine)
    slowest = max(found["count"] for found in mine)
    return [
        file.stem,
        f"{count:.3f} (to {slowest:.3f})",
        f"{theirs['count']:.1f}",
        f"**{theirs['count'] / count:.0f}**",
        f"≥ {goal}",
        f"{(theirs['count'] + theirs['read']) / whole:.0f}",
        f"{max(found['grown'] for found in mine):.0f}",
        f"{theirs['grown']:.0f}",
    ]


def main() -> None:
    """Measure, and write the tables."""
    rows = []
    for name, goal in GOALS.items():
        file = (DATA / f"{name}.pb").resolve()
        if file.exists():
            rows.append(beside(file, goal))
        else:
            print(f"skipped: {name} is not in the shared data")
    head = [
        "",
        "ours, CPU s",
        "pabutools, CPU s",
        "times",
        "goal",
        "times, file to winners",
        "ours, MB",
        "pabutools, MB",
    ]
    text = f"{table(head, rows)}\n\n" if rows else ""
    found = run(sys.executable, "-m", "bench.tally", "made")
    text += (
        f"{VOTERS:,} ballots ({found['groups']:,} different) of up to {CHOICES} of {PROJECTS} projects,"
        f" {BUDGET:,} € ({found['share'][0]:.1f} a voter, {found['share'][1]:.0f} in the end):"
        f" equal shares **{found['equal shares']:.1f} s** of CPU, greedy **{found['greedy']:.1f} s**;"
        f" goal both in less than {GOAL_SECONDS} s. Memory grew by {found['grown']:.0f} MB while counting;"
        f" {found['won'][0]} and {found['won'][1]} projects won."
    )
    write("tally", text, to=TALLY)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", path]:
            print(json.dumps(ours(path)))
        case ["made"]:
            print(json.dumps(made()))
        case _:
            main()
