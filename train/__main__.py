"""`make train`: cross-validate, fit on everything, write dialogs/words/model.json and the table of the docs."""

from __future__ import annotations

from bench.report import UNDERSTANDING, table
from bench.report import write as write_page
from dialogs.words.freshness import trained_on
from dialogs.words.model import FILE
from train.data import judged, learned
from train.fit import exported, fit, write
from train.validate import CHANGES, FOLDS, cross_validated, shares

COLUMNS = ("right", "wrong", "asked right", "asked wrong", "silent", "outside sure", "outside maybe")


def main() -> None:
    """Takes under a minute."""
    sentences = learned()
    found = cross_validated(sentences, judged())
    rows = []
    for name in CHANGES:
        share = shares(found[name])
        rows.append([name, *(f"{share.get(column, 0):.1f}" for column in COLUMNS)])
    data = exported(fit(sentences), trained_on())
    FILE.write_text(write(data), encoding="utf-8")
    size = FILE.stat().st_size / 1000
    features = data["features"].count("\n") + 1
    text = (
        f"{FOLDS} folds, {sum(judged())} sentences; in per cent.\n\n{table(['', *COLUMNS], rows)}\n\n"
        f"The model: {features} features, {len(data['intents'])} intents, {size:.0f} kB."
    )
    write_page("train", text, to=UNDERSTANDING, timed=False)


main()
