"""Understanding: time of a message, of loading, memory; beside two peers over the same sentences.

    python -m bench.understand

Ours is timed as `meijan` runs it. The peers run in the environment of `make train` (a child process, the same
minutes, the same texts): rapidfuzz over all our training sentences as phrases, and the scikit-learn pipeline that the
model was exported from. Texts: the held-out set and the shared one where present, each asked once a round and never
from a cache of whole messages. Times are of the processor: nothing here waits, so on a machine with nothing else to do
they are those of the clock, and on a busy one they stay much the same. Words are remembered, as in a service that runs;
the second row empties that memory before each round.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.report import UNDERSTANDING, table, write

ROOT = Path(__file__).parent.parent
HELD_OUT = ROOT / "tests" / "words" / "heldout.tsv"
SHARED = Path(os.environ.get("MEIJAN_SHARED_DATA", "../shared/data")) / "utterances_dev.tsv"
TRAIN = ROOT / ".venv-train" / "bin" / "python"
ROUNDS = 5
PEERS = "peers"
LOADED = "loaded"
LONG = "sana jolla ei ole tekemistä minkään kanssa " * 250  # 10 kB


def texts() -> list[str]:
    """What is asked, in a fixed order; the last is a message of 10 kB."""
    files = [path for path in (HELD_OUT, SHARED) if path.exists()]
    lines = [line.split("\t")[0] for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [*dict.fromkeys(lines), LONG]


def timed(ask: Callable[[str], object], forget: Callable[[], object] = lambda: None) -> list[float]:
    """Microseconds of each text, by the round; the first round warms up and does not count."""
    spent: list[float] = []
    for n in range(ROUNDS + 1):
        forget()
        for text in texts():
            start = time.thread_time_ns()
            ask(text)
            if n:
                spent.append((time.thread_time_ns() - start) / 1000)
    return spent


def forget_words() -> None:
    """Empty every cache of single words."""
    from dialogs.words import features, folding, intents, lexicon

    for module in (features, folding, intents, lexicon):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def row(name: str, spent: Sequence[float], *more: str) -> list[str]:
    """A row of the table."""
    ordered = sorted(spent)
    return [name, f"{statistics.median(ordered):.0f}", f"{ordered[int(len(ordered) * 0.99)]:.0f}", *more]


def resident() -> int:
    """Memory of this process in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def loaded() -> None:
    """In a fresh process: what it costs to be able to answer, and what it costs after all texts."""
    before, start = resident(), time.thread_time()
    from dialogs.words.intents import understand

    understand("mite mie iänestän")  # loads the model
    seconds = time.thread_time() - start
    for text in texts():
        understand(text)
    print(json.dumps({"ms": seconds * 1000, "mb": (resident() - before) / 1e6}))


def peers() -> None:
    """In the environment of `make train`: rapidfuzz over the same phrases, and the pipeline itself."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    from dialogs.words.freshness import sentences
    from dialogs.words.intents import NOTHING, by_rules, concepts_in, seen, words_of
    from dialogs.words.model import load
    from train.data import learned, looked_at
    from train.fit import fit

    phrases = [text for text, _intent in sentences()]
    pipeline, model = fit(learned()), load()

    def ours_by_model(text: str) -> list[float]:
        words = words_of(text)
        masks = concepts_in(words)
        return model.likely(seen(words, masks, by_rules(masks) or NOTHING))

    asked = texts()[:-1]
    whole = pipeline.predict_proba([looked_at(text) for text in asked])
    ours = [ours_by_model(text) for text in asked]
    same = sum(list(a).index(max(a)) == list(b).index(max(b)) for a, b in zip(whole, ours, strict=True))
    apart = max(abs(a - b) for one, other in zip(whole, ours, strict=True) for a, b in zip(one, other, strict=True))
    spent = {
        "rapidfuzz": timed(
            lambda text: process.extractOne(
                text, phrases, scorer=fuzz.WRatio, processor=default_process, score_cutoff=80
            )
        ),
        "scikit-learn": timed(lambda text: pipeline.predict_proba([looked_at(text)])),
    }
    print(json.dumps({"spent": spent, "phrases": len(phrases), "same": same / len(asked), "apart": apart}))


def run(python: str | Path, what: str) -> dict[str, object]:
    """This file in another process."""
    done = subprocess.run(
        [python, "-m", "bench.understand", what],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, and write the table."""
    from dialogs.words.intents import understand

    cost = run(sys.executable, LOADED)
    spent = timed(understand, understand.cache_clear)
    rows = [row("Meijän kanava", spent, f"{cost['ms']:.0f}", f"{cost['mb']:.1f}")]
    rows.append(row("the same, no word met before", timed(understand, forget_words), "", ""))
    text = ""
    if TRAIN.exists():
        found = run(TRAIN, PEERS)
        for name, of_peer in found["spent"].items():  # type: ignore[attr-defined]
            rows.append(row(name, of_peer, "", ""))
        text = (
            f"\n\nrapidfuzz: WRatio, threshold 80, {found['phrases']} phrases. scikit-learn: the pipeline of the second"
            f" stage alone, features included. The exported model names the same intent first in"
            f" {100 * float(str(found['same'])):.1f} %; its probabilities are at most"
            f" {float(str(found['apart'])):.3f} apart."
        )
    else:
        print("skipped: rapidfuzz and scikit-learn (run `make train` once)")
    head = ["", "median µs", "p99 µs", "load ms", "memory MB"]
    write("understand", f"{len(texts())} texts, {ROUNDS} rounds.\n\n{table(head, rows)}{text}", to=UNDERSTANDING)


if __name__ == "__main__":
    {PEERS: peers, LOADED: loaded}.get((sys.argv[1:] or [""])[0], main)()
