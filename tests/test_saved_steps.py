"""Talks that were saved by earlier versions still thaw: a deployment breaks nobody's open question.

tests/saved_steps/talks.jsonl holds one saved talk a line, as freeze_talk wrote it. A new step, or a new field of an
old one, gets a new line; the failing test prints it. A line is never changed or removed while somebody may still hold
it: that is, until the step's `lasts` has passed since the release without it.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from dialogs.kit import freeze, steps
from dialogs.talk import Question, Talk, freeze_talk, thaw_talk
from meijan.docs import examples
from meijan.example_city import TUESDAY

FILE = Path(__file__).parent / "saved_steps" / "talks.jsonl"
LINES = FILE.read_text(encoding="utf-8").splitlines()
SAVED = [json.loads(line) for line in LINES]


def line(name: str) -> str:
    """A talk with the step on top, as it is saved today."""
    step = next(examples(steps()[name]))
    talk = Talk((Question(step, 1, TUESDAY, (step,)),), asked=1, source="TORI")
    return json.dumps(freeze_talk(talk), ensure_ascii=False)


@pytest.mark.parametrize("saved", SAVED, ids=[saved["questions"][-1]["step"]["step"] for saved in SAVED])
def test_a_saved_talk_thaws(saved: dict[str, object]) -> None:
    """Nothing is lost: each question, each step of its trail, each field that the step still has."""
    assert isinstance(saved["questions"], list)
    at = datetime.fromisoformat(saved["questions"][-1]["at"])
    talk = thaw_talk(saved, at)
    assert not talk.lost
    assert (talk.asked, talk.misses, talk.source) == (saved["asked"], saved["misses"], saved["source"])
    assert len(talk.questions) == len(saved["questions"])
    for question, was in zip(talk.questions, saved["questions"], strict=True):
        assert question.id == was["id"]
        for step, old in [(question.step, was["step"]), *zip(question.trail, was["trail"], strict=True)]:
            now = freeze(step)
            assert now["step"] == old["step"]
            assert {name: value for name, value in old.items() if name in now}.items() <= now.items()


@pytest.mark.parametrize("name", sorted(steps()))
def test_every_step_has_a_saved_talk(name: str) -> None:
    """As it is saved today, with all its fields."""
    today = line(name)
    fields = set(json.loads(today)["questions"][0]["step"])
    kept = [set(q["step"]) for saved in SAVED for q in saved["questions"] if q["step"]["step"] == name]
    assert fields in kept, f"add this line to {FILE.name}:\n{today}"
