"""`make bench`: what there is to measure, one after the other; `python -m bench NAME` runs one.

bot-send   CPU of a message to Telegram, layer by layer
telegram   turns against the floor and two other frameworks
sms        turns against the floor
scale      turns with a million residents and five million messages behind them
understand time and memory of reading a message, beside rapidfuzz and scikit-learn
tally      time and memory of a count, beside pabutools
broadcast  100,000 messages: pace, memory; how fast rows are claimed
broadcasts a broadcast to 100,000 people: counted, frozen, fed, watched
similar    finding similar ideas among 50,000, beside the databases' own full text
vote-storm 10,000 votes in the last minute: none lost, and each receipt says when it arrived
events     the next events among 50,000, 10,000 reminders, sign-ups and imported events
console    every page of the staff console with 100,000 residents and a million messages behind it
crash      a short crash trial on SQLite with both controls; the long ones are in docs/crash.md

telegram, sms, scale, broadcast, broadcasts and events write their tables into docs/performance.md, understand into
docs/understanding.md, similar into docs/similar.md, tally into docs/counting.md. All take
about forty minutes, on a machine that does nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

SHORT = ("--kills", "20")
LONGER = ("--kills", "80")  # a message is lost only now and then
BENCHES: dict[str, list[list[str]]] = {
    "bot-send": [["bench.bot_send"]],
    "telegram": [["bench.turns", "telegram"]],
    "sms": [["bench.turns", "sms"]],
    "scale": [["bench.scale"]],
    "broadcast": [["bench.broadcast"]],
    "understand": [["bench.understand"]],
    "broadcasts": [["bench.broadcasts_big"]],
    "similar": [["bench.similar"]],
    "tally": [["bench.tally"]],
    "vote-storm": [["bench.vote_storm"]],
    "events": [["bench.events"], ["bench.events_import"]],
    "console": [["bench.console"]],
    "crash": [
        ["bench.crash", *SHORT],
        ["bench.crash", *LONGER, "--sender", "mark-then-send"],
        ["bench.crash", *SHORT, "--sender", "send-then-record"],
        ["bench.crash_broadcasts", *SHORT],
    ],
}


def main() -> int:
    """Exit code 1 if a bench failed, 2 if there is none of that name."""
    names = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for command in BENCHES[name]:
                # counts of a short trial do not belong among those of docs/crash.json
                state = ["--state", f"{folder}/crash.json"] if command[0] == "bench.crash" else []
                print("\n" + " ".join(["python", "-m", *command]), flush=True)
                failed |= subprocess.run([sys.executable, "-m", *command, *state], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
