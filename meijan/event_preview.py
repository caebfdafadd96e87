"""What an import would do, in lines that a person reads before anything is written; long lists go to a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from service.events.importing import Looked
from service.events.source.changes import NAMES, Difference, What, shown
from service.events.source.found import Found, Passed, Refusal

MOST = 30
"""Lines of one kind on the screen."""
HEADS = {
    "new": "Uudet",
    "changed": "Muuttuvat",
    "postponed": "Lykkääntyvät",
    "cancelled": "Peruuntuvat",
    "conflict": "Ristiriidat: lähde ja henkilökunta ovat muuttaneet samaa. Oma jää",
    "missing": "Puuttuvat lähteestä. Ne jäävät, ellei valita --cancel-missing",
    "refused": "Hylätyt",
    "cleaned": "Siistityt",
}
COUNTED: dict[str, str] = {
    What.NEW: "uusia",
    What.CHANGED: "muuttuvia",
    What.POSTPONED: "lykkääntyviä",
    What.CANCELLED: "peruuntuvia",
    What.SAME: "ennallaan",
}
PASSED = {
    Passed.OVER: "menneitä",
    Passed.SUPER: "sarjojen ja festivaalien otsikoita",
    Passed.UNPUBLISHED: "julkaisemattomia",
    Passed.TWICE: "kahteen kertaan",
    What.NOTHING: "peruttuja, joita meillä ei ole",
}


class Preview:
    """Counts all, keeps a screenful of lines of each kind, writes every line to `report` where there is one."""

    def __init__(self, report: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._lines: dict[str, list[str]] = {kind: [] for kind in HEADS}
        self._report: TextIO | None = report.open("w", encoding="utf-8") if report is not None else None

    def close(self) -> None:
        """The report is whole."""
        if self._report is not None:
            self._report.close()

    def _line(self, kind: str, text: str) -> None:
        self.counts[f"lines {kind}"] += 1
        if len(self._lines[kind]) < MOST:
            self._lines[kind].append(text)
        if self._report is not None:
            self._report.write(f"{HEADS[kind].split('.')[0].split(':')[0]}: {text}\n")

    # -- items

    def passed(self, why: Passed) -> None:
        """An item that is none of our business."""
        self.counts[why] += 1

    def refused(self, refusal: Refusal) -> None:
        """An item that can't be used."""
        self.counts["refused"] += 1
        who = ", ".join(part for part in (refusal.title, refusal.source_id) if part) or "nimetön"
        self._line("refused", f"{who}: {refusal.why}")

    def missing(self, found: Found) -> None:
        """An event of ours that its source no longer lists."""
        self.counts["missing"] += 1
        self._line("missing", f"{found.title} ({found.source_id})")

    def looked(self, looked: Looked) -> None:
        """An event, beside ours."""
        change = looked.change
        self.counts[change.what] += 1
        told = f" {looked.people} ilmoittautunutta saa viestin." if looked.people else ""
        match change.what:
            case What.NEW if change.draft is not None:
                place = f", {change.draft.place.fi}" if change.draft.place is not None else ""
                self._line("new", f"{change.draft.title.fi}, {shown(change.draft, 'when')}{place}")
            case What.CHANGED:
                moved = any(found.field in ("when", "place") for found in change.differences)
                self._line("changed", f"{_named(looked)}: {_differences(change.differences)}{told if moved else ''}")
            case What.POSTPONED | What.CANCELLED:
                self._line(change.what, f"{_named(looked)}.{told}")
        if change.conflicts:
            self._line("conflict", f"{_named(looked)}: {_differences(change.conflicts)}")
        if change.returns and change.what is What.SAME:
            self._line("conflict", f"{_named(looked)}: lähteen mukaan se pidetään, meillä se on peruttu")
        if looked.found.notes and change.what in (What.NEW, What.CHANGED):
            self.counts["cleaned"] += 1
            self._line("cleaned", f"{looked.found.title}: {', '.join(looked.found.notes)}")

    # -- lines

    @property
    def work(self) -> int:
        """How many events would change."""
        return sum(self.counts[what] for what in (What.NEW, What.CHANGED, What.POSTPONED, What.CANCELLED))

    def lines(self) -> list[str]:
        """The preview."""
        kinds = {**COUNTED, "refused": "hylättyjä", "cleaned": "siistittyjä"}
        shown_counts = [f"{name} {self.counts[kind]}" for kind, name in kinds.items()]
        lines = [", ".join(shown_counts).capitalize() + "."]
        if passed := [f"{name} {self.counts[kind]}" for kind, name in PASSED.items() if self.counts[kind]]:
            lines.append(f"Ohitettiin: {', '.join(passed)}.")
        for kind, head in HEADS.items():
            if found := self._lines[kind]:
                more = self.counts[f"lines {kind}"] - len(found)
                rest = [f"  ja {more} muuta. Kaikki tiedostoon: --report"] if more else []
                lines += [f"{head}:", *(f"  {text}" for text in found), *rest]
        return lines


def _named(looked: Looked) -> str:
    number = looked.row.number if looked.row is not None else None
    title = looked.row.said("title", "fi") if looked.row is not None else looked.found.title
    return f"{title} (numero {number})" if number is not None else title


def _differences(found: Sequence[Difference]) -> str:
    return "; ".join(f"{NAMES[one.field]} {one.old} → {one.new}" for one in found) + "."
