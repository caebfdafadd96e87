"""Who took part and how, as numbers that pick nobody out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from service.elections.result import Result
from service.print.words import Words

HIDDEN = 5
"""Fewer than this are not shown (JOURNEYS.md, rule 12)."""
LATE = "refused:late"


@dataclass(frozen=True)
class Told:
    """A number of the report with its words; `n` is worded: few are not told apart."""

    what: str
    n: str
    width: float = 0.0


def turnout(result: Result, _: Words) -> tuple[Told, ...]:
    """By way and by how the voter was known, the most used first; few are told together with the next ones."""
    found: Counter[str] = Counter()
    for row in result.turnout:
        found[_way(row.way, row.identified, _)] += row.n
    lines = sorted(found.items(), key=lambda line: (-line[1], line[0]))
    together = 0
    while lines and (lines[-1][1] < HIDDEN or 0 < together < HIDDEN):
        together += lines.pop()[1]
    if together:
        lines.append((_("Other ways together") if lines else _("All ways together"), together))
    most = max((n for _what, n in lines), default=0)
    return tuple(Told(what, few(n, _), round(100 * n / most, 2)) for what, n in lines)


def _way(way: str, identified: str, _: Words) -> str:
    ways = {
        "sms": _("Text message"),
        "telegram": _("Telegram"),
        "desk": _("At a service point"),
        "web": _("Web survey"),
        "paper": _("Paper ballot"),
    }
    known = {
        "number": _("own number"),
        "contact": _("shared number"),
        "code": _("one-time code"),
        "address": _("own account"),
        "batch": _("entered by two people"),
    }
    return f"{ways.get(way, way)}, {known.get(identified, identified)}"


def few(n: int, _: Words) -> str:
    """A number that tells nobody who it was."""
    return _.number(n) if n >= HIDDEN or n == 0 else _("fewer than {n}", n=str(HIDDEN))


def counts(result: Result, _: Words) -> list[Told]:
    """What else is counted; of these a resident may be in several."""
    helped = sum(row.n for row in result.turnout if row.helped)
    named = [
        (_("Were helped by staff"), helped),
        (_("Changed their vote"), result.counts.get("changed", 0)),
        (_("Took their old vote back"), result.counts.get("restored", 0)),
        (_("Withdrew their vote"), result.counts.get("withdrawn", 0)),
        (_("Said that the vote was not theirs; it was removed"), result.counts.get("disputed", 0)),
        (_("Came after the vote had ended; not counted"), result.counts.get("late", 0) + result.counts.get(LATE, 0)),
        (_("Were asked for a code and did not answer; not counted"), result.counts.get("unanswered", 0)),
    ]
    if result.eligible:
        named += [
            (_("Answered yes to the question about who votes"), result.eligible.get("yes", 0)),
            (_("Answered no to the question about who votes"), result.eligible.get("no", 0)),
        ]
    refused = sorted((key, n) for key, n in result.counts.items() if key.startswith("refused:") and key != LATE)
    named += [(_refused(key, _), n) for key, n in refused]
    return [Told(what, few(n, _)) for what, n in named]


def _refused(key: str, _: Words) -> str:
    why = {
        "too_many": _("too many targets"),
        "unknown": _("a number that is no target"),
        "unclear": _("numbers that could not be read for certain"),
        "older": _("an older message than the vote that stands"),
        "code": _("a code that does not fit"),
        "paper": _("a paper ballot that could not be read"),
        "web": _("an answer of the web survey that could not be read"),
    }
    name = key.removeprefix("refused:")
    return _("Refused: {why}", why=why.get(name, name))
