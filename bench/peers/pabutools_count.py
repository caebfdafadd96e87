"""pabutools counts files by equal shares with cost utilities and its own Add1; runs in the peers' environment.

    python -m bench.peers.pabutools_count FILE…

One line of JSON a file: winners in order, seconds of CPU of reading and of counting (grouping by `as_multiprofile`
included), and by how many megabytes the process grew at its peak. Only the breaking of ties is ours: its own goes by
name.
"""

from __future__ import annotations

import json
import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

from bench.memory import peak, resident
from service.tally.pabulib import read
from service.tally.ties import tie_keys


def main() -> None:
    """Count each file."""
    for file in sys.argv[1:]:
        with open(file, "rb") as opened:
            ties = tie_keys(read(opened.read()))
        before, start = resident(), time.process_time()
        instance, profile = parse_pabulib(file)
        parsed = time.process_time()
        winners = method_of_equal_shares(
            instance,
            profile.as_multiprofile(),
            sat_class=Cost_Sat,
            tie_breaking=TieBreakingRule(lambda _instance, _profile, project, ties=ties: ties[project.name]),
            voter_budget_increment=1,
        )
        counted = time.process_time()
        told = {"winners": [project.name for project in winners], "read": parsed - start, "count": counted - parsed}
        print(json.dumps({**told, "grown": peak() - before}), flush=True)


if __name__ == "__main__":
    main()
