"""Crash trials: kill -9 at random moments, and what the phones of 300 people a batch really got.

    python -m bench.crash --database sqlite --replicas 1 --kills 500
    python -m bench.crash --database postgres --replicas 3 --kills 500
    python -m bench.crash --sender mark-then-send --kills 60     # a control: it must lose
    python -m bench.crash --table                                # docs/crash.md from all results

Counts are kept in `--state` after every batch: a trial that is stopped goes on where it was. Exit code 1 if a trial
of ours lost, doubled or left anything, or if a control did not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.batch import Batch
from bench.crash_table import write_table
from bench.replica import Pace
from bench.replicas import Nursery
from bench.world import CHANNELS, Person, folk, idea, world
from meijan.demo.faults import Mishap
from store import schema
from store.database import Database

PEOPLE = 300
BAD = ("lost", "doubled", "stuck", "not kept once")
CONTROLS = {"mark-then-send": "lost", "send-then-record": "doubled"}


def bad(count: dict[str, int]) -> dict[str, int]:
    """The counts that must be nought."""
    return {what: n for what, n in count.items() if n and any(word in what for word in BAD)}


def verdict(sender: str, count: dict[str, int]) -> str:
    """What is wrong with a trial, "" where nothing is."""
    if sender in CONTROLS:
        fails = sum(n for what, n in count.items() if CONTROLS[sender] in what)
        return "" if fails else f"the control {sender} shows nothing: it should have {CONTROLS[sender]}"
    found = bad(count)
    for channel in CHANNELS:
        unknown = count.get(f"{channel} unknown", 0) + count.get(f"{channel} reply unknown", 0)
        unknown += count.get(f"{channel} reply came twice, by rule", 0)
        if unknown > count.get(f"{channel} in flight", 0):
            found[f"{channel} unknown beyond those in flight"] = unknown
    return ", ".join(f"{what}: {n}" for what, n in found.items())


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """The address of a migrated database that goes away."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield _migrated(f"sqlite:///{folder}/crash.db")
        return
    from tests.postgres import create_database, drop_database
    from tests.postgres_server import throwaway_server

    with throwaway_server() as server:
        url = create_database(server)
        yield _migrated(url)
        drop_database(server, url)


def _migrated(url: str) -> str:
    database = Database(url, pool=1)
    schema.upgrade(database)
    database.close()
    return url


def crowd(batch: int, people: int, channels: tuple[str, ...], chance: random.Random) -> list[Person]:
    """The people of a batch, the same for the same `chance`."""
    return folk(1_000_000 + batch * people, people, channels, chance)


def chance_of(batch: int, seed: int) -> random.Random:
    """What befalls a batch."""
    return random.Random(f"{seed} {batch}")


async def trial(
    url: str,
    *,
    kills: int,
    replicas: int,
    sender: str = "ours",
    channels: tuple[str, ...] = CHANNELS,
    seed: int = 1,
    pace: Pace | None = None,
    people: int = PEOPLE,
    done: dict[str, Any] | None = None,
    save: Callable[[dict[str, Any]], None] = lambda _kept: None,
    log: str = "/dev/null",
    shared: Nursery | None = None,
    until: Callable[[dict[str, int]], object] = lambda _count: False,
    says: Callable[[Person], str] = idea,
) -> dict[str, Any]:
    """Batches until there were so many kills, or `until` holds; `done` is what an earlier run has saved."""
    kept: dict[str, Any] = done or {"batches": 0, "count": {}, "wrong": []}
    count = Counter(kept["count"])
    playing = world(
        url, replicas=replicas, variant=sender, seed=seed, channels=channels, pace=pace, log=log, shared=shared
    )
    async with playing as here:
        for network in (here.telegram, here.twilio):
            network.faults.incoming = {Mishap.DOUBLE: 0.1}
        here.twilio.faults.callbacks_early = here.twilio.faults.callbacks_double = 0.1
        here.twilio.faults.callbacks_shuffled = 0.1
        while count["kills"] < kills and not until(count):
            chance = chance_of(kept["batches"], seed)
            batch = Batch(here, crowd(kept["batches"], people, channels, chance), chance, kills - count["kills"], says)
            await batch.run()
            here.forget()
            count += batch.count
            kept = {
                "batches": kept["batches"] + 1,
                "count": dict(sorted(count.items())),
                "wrong": [*kept["wrong"], *batch.wrong][:50],
            }
            save(kept)
    return kept


def main() -> int:
    """Run one trial, or write the table."""
    options = _options()
    state = Path(options.state)
    results = json.loads(state.read_text()) if state.exists() else {}
    if options.table:
        write_table(results, Path("docs/crash.md"))
        return 0
    channels = CHANNELS if options.channel == "both" else (options.channel,)
    title = f"{'SQLite' if options.database == 'sqlite' else 'PostgreSQL'} × {options.replicas}, {options.sender}"
    title += ", real waits" if options.real_waits else ""
    command = f"python -m bench.crash --database {options.database} --replicas {options.replicas}"
    command += f" --kills {options.kills}" + (" --real-waits" if options.real_waits else "")
    command += f" --channel {options.channel}" if options.channel != "both" else ""
    command += f" --sender {options.sender}" if options.sender != "ours" else ""
    name = command.replace(f" --kills {options.kills}", "")

    def save(kept: dict[str, Any]) -> None:
        now = json.loads(state.read_text()) if state.exists() else {}  # another trial may write beside us
        now[name] = {"title": title, "command": f"{command} --seed {options.seed}", **kept}
        fresh = state.with_suffix(".new")
        fresh.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
        fresh.replace(state)
        print(f"{title}: {kept['count'].get('kills', 0)} kills, {bad(kept['count']) or 'all well'}", flush=True)

    with new_database(options.database) as url:
        kept = asyncio.run(
            trial(
                url,
                kills=options.kills,
                replicas=options.replicas,
                sender=options.sender,
                channels=channels,
                seed=options.seed,
                pace=Pace.real() if options.real_waits else None,
                done=results.get(name),
                save=save,
                log=options.log,
            )
        )
    wrong = verdict(options.sender, kept["count"])
    print(json.dumps(kept, indent=1, ensure_ascii=False))
    print(wrong or "as it should be")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--channel", choices=("both", *CHANNELS), default="both")
    parser.add_argument("--sender", choices=("ours", *CONTROLS), default="ours")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real-waits", action="store_true", help="leases, back-offs and proofs as in production")
    parser.add_argument("--state", default="docs/crash.json", help="where counts are kept")
    parser.add_argument("--log", default="/dev/null", help="where the replicas' logs go")
    parser.add_argument("--table", action="store_true", help="write docs/crash.md and end")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
