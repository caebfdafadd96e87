"""The shape of the code: documented, short, and nothing personal in the clear. Exceptions are listed with a reason."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String

from dialogs import commands
from dialogs.kit import Command
from service.carry_out import CARRY
from service.opt_out import Word
from store.models import metadata
from store.models.report import Measure

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "dialogs", "locales", "meijan", "service", "sms", "staff", "store")
MIGRATIONS = "store/migrations/versions/"  # written by Alembic, kept as they were
FILES = [
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if MIGRATIONS not in path.as_posix()
]
MOST_LINES = 300
MOST_OF_A_FUNCTION = 40

LONG_FILES = {
    "dialogs/words/concepts.py": "one table, of what words mean",
    "dialogs/idea/guided.py": "the guided steps in the order in which they are asked",
    "dialogs/city.py": "the one view of the world that dialogues have",
    "dialogs/commands.py": "the one list of what a dialogue may ask to be done",
    "dialogs/kit.py": "the one vocabulary of all dialogues, read top to bottom",
    "dialogs/everywhere.py": "what every word and every guess leads to, in one place",
    "dialogs/talk.py": "one order of questions about a message: splitting it would hide the order",
    "dialogs/vote/cast.py": "a ballot's way from numbers to its receipt, and the questions on it",
    "meijan/app.py": "everything that runs, wired in one place",
    "meijan/chat.py": "the lines that steer a conversation, in one table",
    "meijan/demo/telegram_methods.py": "one short function a method of the Bot API",
    "service/carry_out.py": "one short function a command",
    "service/sender.py": "one loop and what may befall a row in it",
    "service/turn.py": "the ways a message may take through one transaction",
    "service/view.py": "one method for each thing that a dialogue may ask",
    "store/signups.py": "all statements about sign-ups and the line",
    "store/ideas.py": "all statements about ideas",
    "store/talk.py": "what came in, threads and calls: all statements about talk",
    "store/votes.py": "all statements about votes: who votes and what are kept apart in one place",
    "store/outbox.py": "all moves of a row of the outbox",
}
LONG_FUNCTIONS = {
    "dialogs/talk.py:_Turning.read": "the order in which a message is looked at, in one place",
    "service/events/telling.py:tell": "whether and how somebody is told, in one place",
    "store/votes.py:cast": "one ballot, in the order in which turnout and ballot are written",
    "store/votes.py:cut": "the one transaction that cuts ballots loose, in one place",
    "meijan/chat.py:Chat._act": "a table of the lines that steer, as a match",
    "meijan/cli.py:chat": "a loop over lines with its options",
}

# Columns of text that are not sealed, and why nobody can be known by them.
CODE = "a word of ours from a fixed list"
PLAIN = {
    "address.channel": CODE,
    "address.language": CODE,
    "address.reach": CODE,
    "ballot.area": "a part of the city from the settings, kept only if the voter tells it",
    "ballot.choices": "numbers of targets; whose they are only the election's key tells, and that goes at the count",
    "ballot.code": "drawn by chance",
    "ballot.previous": "as ballot.choices",
    "ballot_batch.checked_by": "the member of staff who did it",
    "ballot_batch.entered_by": "the member of staff who did it",
    "ballot_batch.sha256": "of a file",
    "ballot_batch.way": CODE,
    "call.outcome": "written by staff: what came of a call, without names",
    "call.state": CODE,
    "call_list.outcome": "written by staff, without names",
    "call_list.why": "the provider's code",
    "election.code": "public",
    "election.decision": "public: the board's",
    "election.kind": CODE,
    "election.plan": "public once open; written by staff",
    "election.plan_hash": "public",
    "election.result": "public once counted: numbers only",
    "election.state": CODE,
    "election_count.what": CODE,
    "election_picture.mime": "a type of file",
    "event.area": "of the event",
    "event.arranger": "public: an association or the city",
    "event.by": "the member of staff or the import that made it",
    "event.series": "the source's own",
    "event.source": CODE,
    "event.source_hash": "of a public page",
    "event.source_id": "the source's own",
    "event.state": CODE,
    "event.url": "public",
    "event.words": "public once published; written by staff or an association",
    "event_change.by": "the member of staff or the association",
    "event_change.what": CODE,
    "association.by": "the member of staff who did it",
    "association.name": "public",
    "organiser.added_by": "the member of staff who did it",
    "organiser_check.code": "drawn by chance, good for minutes",
    "event_notice.kind": CODE,
    "put_question.step": "the step's name and numbers of the public: what it is about, nothing of the person's",
    "reminder.kind": CODE,
    "reminder.outcome": CODE,
    "idea.area": "a part of the city from the settings",
    "idea.association": "an association's name; published with the idea",
    "idea.channel": CODE,
    "idea.code": "public",
    "idea.language": CODE,
    "idea.public_text": "public; written by staff",
    "idea.reason": "told to the giver and published; written by staff",
    "idea.source": "the word of a poster",
    "idea.state": CODE,
    "idea_change.by": "the member of staff who did it",
    "idea_change.reason": "as idea.reason",
    "idea_change.state": CODE,
    "idea_index.beginnings": "words of a public text",
    "idea_index.lemmas": "words of a public text",
    "idea_term.term": "a word of public texts",
    "consent_asked.about": CODE,
    "audit_check.by": "the member of staff who did it",
    "idea_undo.before": "the public columns of an idea, as they were",
    "idea_undo.outbox_ids": "numbers of ours",
    "feedback.closed_by": "the member of staff who did it",
    "audit_entry.who": "the member of staff who did it",
    "audit_entry.what": CODE,
    "audit_entry.on_what": "a kind and a code or number of ours",
    "audit_entry.why": "written by staff, without names",
    "broadcast.name": "written by staff, read by staff",
    "broadcast.state": CODE,
    "broadcast.topic": CODE,
    "broadcast.audience": "what fits many: codes and numbers of ours",
    "broadcast.words": "the city's own, sent to many",
    "broadcast.moment": "a time, or what it is relative to",
    "broadcast.by": "the member of staff who did it",
    "broadcast.asked_by": "the member of staff who did it",
    "broadcast.approved_by": "the member of staff who did it",
    "broadcast.frozen_hash": "of a broadcast",
    "broadcast.why": CODE,
    "broadcast_change.by": "the member of staff who did it",
    "broadcast_change.what": CODE,
    "broadcast_change.why": "written by staff to staff: what to change in the words, without names",
    "broadcast_recipient.channel": CODE,
    "broadcast_recipient.language": CODE,
    "broadcast_recipient.dropped": CODE,
    "canned_answer.title": "written by staff for many",
    "canned_answer.words": "written by staff for many",
    "canned_answer.by": "the member of staff who did it",
    "city_text.code": CODE,
    "city_text.language": CODE,
    "city_text.text": "the city's own, sent to all",
    "city_text.by": "the member of staff who did it",
    "consent.topic": CODE,
    "consent_change.topic": CODE,
    "consent_change.channel": CODE,
    "consent_change.wording": CODE,
    "consent_change.by": "the member of staff who did it",
    "erased.channel": CODE,
    "forgotten.day": "a date",
    "forgotten.what": CODE,
    "link_check.code": "drawn by chance, good for minutes",
    "person_job.kind": CODE,
    "form_draft.form": "a form and a number of ours",
    "idea.moved_to": "an authority",
    "passkey.name": "as a member of staff calls their own",
    "sign_in_step.kind": CODE,
    "sign_in_step.data": "chance that only one browser can use, for minutes",
    "staff_member.name": "a member of staff, not a resident",
    "staff_member.email": "a member of staff's at work",
    "staff_member.roles": CODE,
    "staff_member.by": "the member of staff who did it",
    "staff_session.how": CODE,
    "staff_session.agent": "the browser of a member of staff",
    "thread_note.by": "the member of staff who did it",
    "lease.holder": "a process",
    "lease.name": CODE,
    "mark.name": CODE,
    "measure.area": "a part of the city from the settings",
    "measure.channel": CODE,
    "measure.language": CODE,
    "measure.source": "the word of a poster",
    "measure.step": CODE,
    "measure.what": CODE,
    "media.channel": CODE,
    "media.kind": CODE,
    "media.mime": "a type of file",
    "media.state": CODE,
    "missed.guess": CODE,
    "outbox.channel": CODE,
    "outbox.error": "the provider's code or a sentence of ours, never its text: that may hold the number",
    "outbox.provider_id": "the SMS provider's id of the message; none is kept for Telegram, where it names the chat",
    "outbox.purpose": CODE,
    "outbox.ref": "drawn by chance",
    "outbox.state": CODE,
    "received.kind": CODE,
    "receipt_code.code": "drawn by chance; published without ballots",
    "redaction.channel": CODE,
    "redaction.provider_id": "the SMS provider's id of the message",
    "thread_message.by": "the first name of the member of staff; empty for the resident",
    "turnout.eligible": CODE,
    "turnout.identified": CODE,
    "turnout.way": CODE,
    "unread.why": CODE,
    "vote_check.code": "drawn by chance, told to the number only",
}


def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function and method with its qualified name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", child


def undocumented(file: str) -> Iterator[str]:
    """The module and what it offers at its top, where that has no docstring."""
    module = tree(file)
    if module.body and not ast.get_docstring(module):
        yield file
    for child in module.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            public = not child.name.startswith("_")
            if public and not ast.get_docstring(child):
                yield f"{file}:{child.lineno} {child.name}"


def test_all_that_is_offered_is_documented() -> None:
    """Modules, public classes and functions say what they are."""
    missing = [what for file in FILES for what in undocumented(file)]
    assert not missing, "\n".join(missing)


def test_files_are_short_or_say_why() -> None:
    """And a file that is short again leaves the list."""
    long = {file for file in FILES if len((ROOT / file).read_text(encoding="utf-8").splitlines()) > MOST_LINES}
    assert long == set(LONG_FILES)


def test_functions_are_short_or_say_why() -> None:
    """Counted from `def` to the last line, docstring included."""
    long = {
        f"{file}:{name}"
        for file in FILES
        for name, node in functions(tree(file))
        if (node.end_lineno or 0) - node.lineno + 1 > MOST_OF_A_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


# -- what is counted


COUNTS = re.compile(r"Count|(.*carrier|k)\.count")


def counted() -> set[str]:
    """The names of measures: the first argument of Count(…) and of the carrier's count(…), and `what` of others."""
    found: set[str] = set()
    for file in FILES:
        for node in ast.walk(tree(file)):
            if (
                isinstance(node, ast.Call)
                and node.args
                and re.fullmatch(r"Count|(.*carrier|k)\.count", _called(node.func))
            ):
                found |= _texts(node.args[0])
            elif isinstance(node, ast.Call) and _called(node.func) == "count":
                found |= {
                    str(k.value.value) for k in node.keywords if k.arg == "what" and isinstance(k.value, ast.Constant)
                }
    return found


def _called(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _texts(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if ast.unparse(node) == "command.what":  # what a dialogue counts by Count(…)
        return set()
    assert ast.unparse(node) == "f'provider_{word}'", f"{ast.unparse(node)}: name its values here"
    return {f"provider_{word}" for word in Word if word}


def in_table(page: str, number: int) -> set[str]:
    """The first column of a table of a page."""
    tables: list[set[str]] = []
    for line in [*page.splitlines(), ""]:
        if line.startswith("|---"):
            tables.append(set())
        elif (match := re.match(r"\| `([^`]+)` \|", line)) and tables:
            tables[-1].add(match[1])
    return tables[number]


def test_measures_are_documented() -> None:
    """docs/measures.md names what is counted and every column, and nothing that is not."""
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert in_table(page, 0) == counted()
    assert in_table(page, 1) == set(Measure.model_fields)


# -- what is asked to be done


def test_every_command_is_carried_out() -> None:
    """A dialogue can't ask for something that nobody does."""
    asked = {c for _name, c in inspect.getmembers(commands, inspect.isclass) if issubclass(c, Command)} - {
        Command,
        commands.Ballot,
    }
    assert asked == set(CARRY)


# -- what is kept


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_texts_are_sealed_or_say_why_not(table: str) -> None:
    """A new column of text is sealed, or gets a line in PLAIN that says why nobody can be known by it."""
    texts = {f"{table}.{c.name}" for c in metadata.tables[table].columns if "String" in type(c.type).__name__}
    texts |= {f"{table}.{c.name}" for c in metadata.tables[table].columns if isinstance(c.type, String)}
    assert texts == {name for name in PLAIN if name.startswith(f"{table}.")}
