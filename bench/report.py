"""Tables of pages in docs: each bench rewrites its own, between two comments. The words around stay."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs/performance.md"
UNDERSTANDING = PAGE.with_name("understanding.md")
SIMILAR = PAGE.with_name("similar.md")
TALLY = PAGE.with_name("counting.md")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def write(name: str, text: str, *, to: Path = PAGE, timed: bool = True) -> None:
    """Show it, and put it into the page; what is timed with how busy the machine was: an idle one has about 2."""
    if timed:
        text += f"\n\nLoad of the machine's {os.cpu_count()} cores at the end: {os.getloadavg()[1]:.1f}."
    print(f"\n## {name}\n\n{text}\n", flush=True)
    page = to.read_text(encoding="utf-8") if to.exists() else ""
    block = f"<!-- bench {name} -->\n\n{text}\n\n<!-- end {name} -->"
    pattern = re.compile(rf"<!-- bench {name} -->.*?<!-- end {name} -->", re.DOTALL)
    page = pattern.sub(lambda _: block, page) if pattern.search(page) else f"{page.rstrip()}\n\n{block}\n"
    to.write_text(page, encoding="utf-8")


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """The median, and the least and the greatest: the noise."""
    return f"**{median(values):{form}}** ({min(values):{form}}–{max(values):{form}})"
