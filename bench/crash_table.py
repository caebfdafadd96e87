"""docs/crash.md from the counts of all trials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEAD = """# Crash trials

`kill -9` at random moments while messages leave and people write, and then a look at the phones: what arrived, how
often. The service's own processes (SQLite: one; PostgreSQL: three) send over real sockets to the local networks
(docs/local-networks.md), which repeat webhooks, call back early, twice and out of order, and answer late. In a batch
300 people have one message due, service messages and broadcasts over SMS and Telegram; about a third of them write an
idea at the same time. Replicas are killed, at random, some before they are ready, and started anew at once, until
nothing moves any more. Written by `python -m bench.crash --table`; the counts are in docs/crash.json.

"""
TAIL = """
What the rows say

- **lost**: the row says sent and the phone has nothing, or a message that somebody wrote is not in the store, or was
  not answered. **doubled**: the phone has it twice, or it was answered twice. **stuck**: the row came to no end.
- **unknown, shown**: Telegram cannot be asked what became of a message. Its row stays `unknown`, `meijan outbox` and
  the metrics show it, nothing is sent again by itself. A text message is never left so: Twilio is asked.
- **replies twice, by rule**: the answer to a person's own message is sent once more after ten seconds of not knowing:
  silence would be worse. On Telegram it can't be avoided, and it is not in "doubled".
- **in flight**: rows committed as `sending` by the killed process when it was killed. Unknown rows and repeated replies
  together can't be more; the trial fails if they are.
- **by reconcile**: Twilio repeats a webhook only where it could not connect or got a 5xx, at once here; a message whose
  repeats have failed, or whose webhook broke off in the middle, is found in Twilio's list later, and was.
- The controls are the same trial with another sender: they show that the trial sees what it looks for.

Why it takes minutes: a process that has imported everything forks each replica (bench/replica.py), some 0.1 s in place
of seconds, and the waits are shorter, in the same order (`Pace`): renewal 0.2 s, lease 1 s, a reply once more after
1 s, absence at Twilio proven 0.5 s after a call's time of 1 s. "real waits" are those of production. Not tried here: a
power failure (the kernel lives on, so what was written is there), and a provider whose list lags behind for more than
the minute that is waited.
"""
COLUMNS = (
    "trial",
    "kills",
    "messages",
    "lost",
    "doubled",
    "stuck",
    "in flight",
    "unknown, shown",
    "replies twice, by rule",
    "written to us",
    "by reconcile",
)


def _sum(count: dict[str, int], *words: str) -> int:
    return sum(n for what, n in count.items() if all(word in what for word in words))


def _row(name: str, count: dict[str, int], channel: str) -> list[object]:
    mine = {what: n for what, n in count.items() if what.startswith(channel)}
    unknown = mine.get(f"{channel} unknown", 0) + mine.get(f"{channel} reply unknown", 0)
    return [
        f"{name}: {'SMS' if channel == 'sms' else 'Telegram'}",
        count["kills"],
        mine[f"{channel} sent"],
        _sum(mine, "lost") + _sum(mine, "not kept once"),
        _sum(mine, "doubled"),
        _sum(mine, "stuck"),
        mine.get(f"{channel} in flight", 0),
        unknown,
        mine.get(f"{channel} reply came twice, by rule", 0) if channel == "telegram" else "–",
        mine.get(f"{channel} written", 0),
        mine.get("sms taken in by reconcile", 0) if channel == "sms" else "–",
    ]


def _line(cells: list[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def table(results: dict[str, Any]) -> str:
    """The page."""
    text = HEAD + _line(list(COLUMNS)) + _line(["---", *["---:"] * (len(COLUMNS) - 1)])
    for kept in results.values():
        for channel in ("sms", "telegram"):
            if f"{channel} sent" in kept["count"]:
                text += _line(_row(kept["title"], kept["count"], channel))
    text += "\n```\n" + "".join(kept["command"] + "\n" for kept in results.values()) + "```\n"
    return text + TAIL


def write_table(results: dict[str, Any], path: Path) -> None:
    """Write the page anew."""
    path.write_text(table(results))
