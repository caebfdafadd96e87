"""Staff commands within a conversation."""

from __future__ import annotations

import io

import pytest

from tests.operating.conftest import Command


def test_a_mistake_in_a_command_does_not_end_the_conversation(meijan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "! meijan idea show\n! meijan nonsense\n! meijan idea show ZZZZ\n! meijan idea list\nMENU\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    done = meijan("chat")
    assert done.code == 0
    assert "ZZZZ" in done.out
    assert "1 Anna idea" in done.out
    assert "Traceback" not in done.out + done.err
