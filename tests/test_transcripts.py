"""The main tests: conversations as people see them, on the channel where they happen, on both databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dialogs import talk as talks
from dialogs.kit import Go, Move, edges, steps
from meijan import docs
from store.database import Database
from tests.transcript import FOLDER, Transcript, play, transcripts

ACCEPT = bool(os.environ.get("ACCEPT"))


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_transcript(path: Path, database: Database) -> None:
    """What people see is what the file says, to the letter."""
    pairs = list(play(Transcript.read(path), database))
    if ACCEPT and database.sqlite:
        path.write_text("\n".join(now for _was, now in pairs if now or not _was) + "\n", encoding="utf-8")
        return
    assert [was for was, _now in pairs] == [now for _was, now in pairs]


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch, asked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Edges that were taken: (step, next step or Stay, Done, Pass)."""
    seen: set[tuple[str, str]] = set()
    apply, put = talks._Turning.apply, talks._Turning.put

    def spy_put(self: talks._Turning, question: talks.Question) -> None:
        asked.add((question.step.name, "sms" if self.city.narrow else "telegram"))
        put(self, question)

    monkeypatch.setattr(talks._Turning, "put", spy_put)

    def spy(self: talks._Turning, move: Move, question: talks.Question | None) -> bool:
        if question is not None:
            to = move.step.name if isinstance(move, Go) else type(move).__name__
            seen.add((question.step.name, to))
            # what was told of our own accord was put by nobody's turn, but who answers has read it
            asked.add((question.step.name, "sms" if self.city.narrow else "telegram"))
        return apply(self, move, question)

    monkeypatch.setattr(talks._Turning, "apply", spy)
    return seen


@pytest.fixture
def asked() -> set[tuple[str, str]]:
    """Questions that were put: (step, channel)."""
    return set()


def test_every_edge_is_walked(
    walked: set[tuple[str, str]], asked: set[tuple[str, str]], sqlite_template: Path, tmp_path: Path
) -> None:
    """Each edge that an annotation names is taken by a transcript, and none that no annotation names.

    Each question is put on each channel that docs/dialogues.md says, and on no other.
    """
    for n, path in enumerate(transcripts()):
        file = tmp_path / f"{n}.db"
        file.write_bytes(sqlite_template.read_bytes())
        database = Database(f"sqlite:///{file}", pool=2)
        for _pair in play(Transcript.read(path), database):
            pass
        database.close()
    annotated: set[tuple[str, str]] = set()
    for name, cls in steps().items():
        targets, others = edges(cls)
        annotated |= {(name, target.name) for target in targets} | {(name, other) for other in others}
    never = sorted(annotated - walked)
    assert not never, "\n".join(map(str, never))
    unknown = sorted(walked - annotated)
    assert not unknown, "\n".join(map(str, unknown))
    documented = {
        (name, channel)
        for name in steps()
        for channel in ("sms", "telegram")
        if name not in docs.UNASKED and docs.ONLY.get(name, channel) == channel
    }
    assert {(name, channel) for name, channel in asked if name not in docs.UNASKED} == documented


def test_there_are_transcripts() -> None:
    """An empty folder would make all of the above pass."""
    assert len(list(FOLDER.glob("sms/*.txt"))) > 10
    assert len(list(FOLDER.glob("telegram/*.txt"))) > 10
