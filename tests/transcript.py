"""Transcripts: a conversation as a person sees it, in a text file that a city clerk can read and write.

    # why                          a remark
    channel: sms                   where it happens
    given: at 2026-11-24T10:00     the clock; also `codes K7F2 …`, `source TORI=idea`, `opt-out default`,
                                   `election budget`, `election poll`, `election budget confirm=always`,
                                   `event kahvihetki`, `event kahvihetki capacity=2 asks_name=yes` (tests/events.py),
                                   `organised`: an association's event 12 with four who signed up; also `organised 40`,
                                   `organised herself`, `organised nobody`, `at most 2 messages, 3 parts`
    > Hei                          the resident says; `> [Label]` is a tap, `> (Veikko) …` another person
    < [145] Hei! …|1 Anna idea     what is seen, with its GSM-7 units on SMS; `|` is a new line
    ! +2d                          the clock or staff (`! meijan idea accept K7F2`), or an act (`! photo`)
    = idea K7F2 received           what is now true in the store

Between every two turns the state goes through JSON. `ACCEPT=1 pytest tests/test_transcripts.py` rewrites the `<` lines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from meijan.chat import Chat, Seen, shown
from meijan.cli import command
from meijan.clock import Clock
from meijan.desk import Desk
from meijan.settings import load
from store.database import Database
from tests import elections, events, facts
from tests.organiser.world import organised

FOLDER = Path(__file__).parent / "transcripts"


@dataclass
class Transcript:
    """One file, read."""

    path: Path
    channel: str = "sms"
    at: str = "2026-11-24T10:00"
    codes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    elections: list[str] = field(default_factory=list)  # budget or poll, and settings: `budget identity=open`
    events: list[str] = field(default_factory=list)  # names of tests/events.py, and what is otherwise
    organised: str | None = None  # how the event of tests/organiser/world.py is
    opt_out: str = "freed"
    messages: int | None = None  # at most so many of the resident's own
    parts: int | None = None  # at most so many of the city's
    lines: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Transcript:
        made = cls(path, channel=path.parent.name)
        made.lines = path.read_text(encoding="utf-8").splitlines()
        for line in made.lines:
            if line.startswith("channel:"):
                made.channel = line.partition(":")[2].strip()
            elif line.startswith("given:"):
                made._given(line.partition(":")[2].strip())
        return made

    def _given(self, what: str) -> None:
        word, _, rest = what.partition(" ")
        match word:
            case "at" if rest.startswith("most"):
                for n, unit in re.findall(r"(\d+) (message|part)", rest):
                    if unit == "message":
                        self.messages = int(n)
                    else:
                        self.parts = int(n)
            case "at":
                self.at = rest
            case "codes":
                self.codes = rest.split()
            case "opt-out":
                self.opt_out = rest
            case "election":
                self.elections.append(rest)
            case "event":
                self.events.append(rest)
            case "organised":
                self.organised = rest
            case "source":
                self.sources.append(rest)
            case _:
                raise ValueError(f"{self.path.name}: given: {what}")


def transcripts() -> list[Path]:
    """All files."""
    return sorted(FOLDER.glob("*/*.txt"))


def play(transcript: Transcript, database: Database) -> Iterator[tuple[str, str]]:
    """The lines as they are and as they come out. Equal pairs mean that the transcript holds."""
    settings = load(sources=tuple(transcript.sources), twilio_number="+358457000000", twilio_opt_out=transcript.opt_out)
    chat = Chat(
        database,
        settings,
        channel=transcript.channel,
        address="+358401234567" if transcript.channel == "sms" else "7001",
        clock=Clock(transcript.at),
        seed=1,
    )
    chat.codes = list(transcript.codes)
    chat.staff = lambda args: command(args, Desk(database, chat.house))
    for what in transcript.elections:
        kind, *changed = what.split()
        plan = elections.POLL if kind == "poll" else elections.budget()
        named = (pair.split("=") for pair in changed)
        elections.opened(database, chat.house.sealer, plan, **{name: value.replace("_", " ") for name, value in named})
    for what in transcript.events:
        name, *changed = shlex.split(what)
        with database.write() as db:
            events.given(db, chat.house, name, **dict(pair.split("=", 1) for pair in changed))
    if transcript.organised is not None:
        organised(database, transcript.channel, transcript.organised)
    own, parts = 0, 0
    pending: list[Seen] = []
    for line in transcript.lines:
        if line.startswith(("<", "#<")):
            if pending:
                seen = pending.pop(0)
                yield line, shown(seen, chat.person)
            else:
                yield line, ""
            continue
        if line.startswith("# ") and pending and pending[0].to == "staff":
            yield line, shown(pending.pop(0), chat.person)
            continue
        for seen in pending:  # said, but not written down
            yield "", shown(seen, chat.person)
        pending = []
        if line.startswith((">", "!")):
            yield line, line
            pending = chat.line(line)
            own += line.startswith(">")
            parts += sum(seen.parts for seen in pending)
        elif line.startswith("="):
            wanted = line[1:].strip()
            with database.read() as db:
                true = facts.all_facts(db, chat.house.sealer)
            yield line, line if wanted in true else "= " + " / ".join(sorted(true))
        else:
            yield line, line
    for seen in pending:
        yield "", shown(seen, chat.person)
    if transcript.messages is not None and own > transcript.messages:
        yield f"at most {transcript.messages} messages", f"{own} messages"
    if transcript.parts is not None and parts > transcript.parts:
        yield f"at most {transcript.parts} parts", f"{parts} parts"
