"""`meijan understand` reads lines; `review` shows what was missed and writes lines to train on."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.words.model import load
from meijan.settings import load as settings
from meijan.wiring import house
from store import missed, schema
from store.database import Database
from tests.operating.conftest import Command


class Stdin(io.TextIOWrapper):
    """Standard input from a text."""

    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


def test_lines_in_lines_out(meijan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin("haluisin äänestää\n\nlopetan nyt, hei hei\nolen yksinäinen\r\n"))
    done = meijan("understand")
    assert done.code == 0
    assert done.out.splitlines() == [
        "sure\tvote\thaluisin äänestää",
        "none\tnone\t",
        "maybe\tstop\tlopetan nyt, hei hei",
        "none\tnone\tolen yksinäinen",
    ]


@pytest.fixture
def kept(clean: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which two texts were missed, one of them twice."""
    url = f"sqlite:///{clean / 'meijan.db'}"
    monkeypatch.setenv("MEIJAN_DATABASE_URL", url)
    database = Database(url, pool=1)
    schema.upgrade(database)
    sealer = house(settings()).sealer
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    with database.write() as db:
        for text in ("mistä saa lipukkeen", "mistä saa lipukkeen", "soita\t040 123 4567"):
            missed.keep(db, sealer=sealer, text=text, guess="", now=now)
    database.close()
    return url


def test_review(meijan: Command, kept: str, clean: Path) -> None:
    shown = meijan("understand", "review")
    assert shown.out.splitlines() == ["1. 2 kertaa: mistä saa lipukkeen", "2. 1 kertaa: soita 00000"]
    file = clean / "more.tsv"
    for line in (1, 1):
        assert meijan("understand", "review", "--line", str(line), "--as", "vote", "--to", str(file)).code == 0
    assert file.read_text(encoding="utf-8") == "mistä saa lipukkeen\tvote\nsoita 00000\tvote\n"
    assert meijan("understand", "review").out == "Kaikki on ymmärretty.\n"


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("--line", "3", "--as", "vote", "--to", "x.tsv"), "--line"),
        (("--line", "1", "--as", "camel", "--to", "x.tsv"), "call_me"),
        (("--line", "1", "--as", "vote"), "--to"),
    ],
)
def test_what_can_not_be_done_is_said(
    meijan: Command, kept: str, clean: Path, args: tuple[str, ...], word: str
) -> None:
    done = meijan("understand", "review", *args)
    assert done.code == 1
    assert word in done.err
    assert not (clean / "x.tsv").exists()


def test_at_a_terminal_each_line_is_asked(
    meijan: Command, kept: str, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Stdin("camel\n\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    done = meijan("understand", "review", "--to", str(clean / "x.tsv"))
    assert done.code == 0
    assert "1. 2 kertaa: mistä saa lipukkeen" in done.out
    assert load().intents[0] in done.out
