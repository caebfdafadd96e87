"""docs/dialogues.md from the code: `make docs` writes it, a test fails when it is not current.

Edges are the return annotations of the steps; questions are worded by the catalogue for an example city.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from dialogs import everywhere, talk
from dialogs.city import VoteView
from dialogs.kit import Say, Step, edges, steps
from dialogs.words import answers, oneshot, organising, slash
from meijan import example_election, example_events, example_organising, privacy_page, settings_page
from meijan.example_city import ExampleCity
from service.channel import Outbound

DIALOGUES = Path("docs/dialogues.md")

# values of the fields of steps, by name: each combination is worded once
EXAMPLES: dict[str, tuple[Any, ...]] = {
    "code": ("K7F2",),
    "hello": (True, False),
    "again": (False, True),
    "why": ("called", "missed"),
    "intent": ("vote",),
    "text": ("Voiko täällä äänestää?",),
    "election": ("budjetti-2027",),
    "choices": ((3,),),
    "chosen": ((), (3, 7)),
    "number": (3,),
    "numbers": ((),),
    "how": ("first", "changed", "same", "older", "found", "restored", "proved"),
    "found": (("R2T3",), ("R2T3", "R2T3")),
    "other": ("R2T3",),
    "about": ("events", "votes", "news"),
}
ABOUT_AN_EVENT = tuple(
    f"event.{name}"
    for name in ("card", "changed", "confirm", "feedback", "number", "offer", "party", "reminded", "words")
)
MORE: dict[str, dict[str, tuple[Any, ...]]] = {
    "idea.what": {"code": ("", "K7F2")},
    "idea.card": {"code": ("R2T3",)},
    "person.erase": {"code": ("4821",)},
    "vote.one": {"text": ("",)},
    **{name: {"number": (12,)} for name in ABOUT_AN_EVENT},
    "event.list": {
        "since": (None,),
        "until": (None,),
        "area": ("", "Haukivuori"),
        "kind": ("",),
        "after": (0,),
        "rewrites": (False,),
    },
    "event.join": {"number": (12,), "party": (None,), "needs": ("",)},
    "event.signed": {"number": (12,), "how": ("",)},
    "event.asked": {"number": (12,), "what": ("name", "needs"), "receipt": (True, False)},
    "event.which": {"numbers": ((14, 12),), "kinds": (("event.reminded", "event.reminded"),), "said": (True,)},
    **{
        f"organiser.{name}": {"number": (12,), "reason": ("liukas keli",), "start": (0,)}
        for name in ("code", "list", "told", "which")
    },
}
# steps that only one channel asks; the transcripts prove it
ONLY: dict[str, str] = {
    "contact.number": "telegram",
    "event.number": "telegram",
    "event.party": "telegram",
    "idea.after": "telegram",
    "idea.association": "telegram",
    "idea.card": "telegram",
    "idea.check": "telegram",
    "idea.instead": "telegram",
    "idea.place": "sms",
    "idea.rewrite": "telegram",
    "idea.similar": "telegram",
    "idea.where": "telegram",
    "person.before": "sms",
    "person.link": "telegram",
    "person.share": "telegram",
    "idea.whose": "telegram",
    "organiser.contact": "telegram",
    "topics.line": "sms",
    "vote.area": "telegram",
    "vote.confirm": "sms",
    "vote.contact": "telegram",
    "vote.eligible": "telegram",
}
UNASKED = ("contact.thread", "organiser.told")  # opened by a person's message, say nothing themselves


def dialogues() -> str:
    """The whole page."""
    groups: dict[str, list[type[Step]]] = {}
    for name in sorted(steps()):
        groups.setdefault(name.partition(".")[0], []).append(steps()[name])
    parts = [
        "# Dialogues",
        "Generated from the code by `make docs`; do not edit. Each arrow is one that the return annotation of a step"
        " names. *Stay* is an arrow to itself, *Done* ends, *Pass* leaves the question open for what another step or"
        " the global words make of the message.",
        f"An open question ends when it lasted as long as its row says, when {talk.DEEP} newer ones are open, or when"
        f" it is answered. TAKAISIN goes back as often as one likes, {talk.FAR} steps at most.",
        *(_dialogue(name, group) for name, group in groups.items()),
        _everywhere(),
    ]
    return "\n\n".join(parts) + "\n"


def _dialogue(name: str, group: list[type[Step]]) -> str:
    doc = inspect.getdoc(inspect.getmodule(group[0])) if len({c.__module__ for c in group}) == 1 else None
    head = [f"## {name}", *([doc.splitlines()[0]] if doc else []), "```mermaid\n" + _diagram(group) + "\n```"]
    return "\n\n".join([*head, _table(group), *(_questions(cls) for cls in group)])


# -- the diagram


def _diagram(group: list[type[Step]]) -> str:
    lines = ["stateDiagram-v2"]
    for cls in group:
        at = _id(cls.name)
        lines.append(f'    state "{cls.name}" as {at}')
        targets, others = edges(cls)
        to = dict.fromkeys([*([at] if "Stay" in others else []), *(_id(target.name) for target in targets)])
        lines += [f"    {at} --> {target}" for target in (*to, *(["[*]"] if "Done" in others else []))]
        if "Pass" in others:
            lines.append(f"    note right of {at} : may pass")
    away = {to.name for cls in group for to in edges(cls)[0]} - {cls.name for cls in group}
    return "\n".join([*lines, *(f'    state "{name}" as {_id(name)}' for name in sorted(away))])


def _id(name: str) -> str:
    return name.replace(".", "_")


# -- the table


def _table(group: list[type[Step]]) -> str:
    rows = ["| Step | What it is | Lasts | Kind | Fields |", "|---|---|---|---|---|"]
    for cls in group:
        kind = [word for word in ("free", "optional", "closed", "evergreen") if getattr(cls, word)]
        cells = (
            f"`{cls.name}`",
            " ".join((inspect.getdoc(cls) or "").split()),
            _lasts(cls.lasts),
            ", ".join(kind) or "–",
            ", ".join(f"`{f.name}`" for f in fields(cls)) or "–",  # type: ignore[arg-type]
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _lasts(length: timedelta) -> str:
    hours = int(length.total_seconds() // 3600)
    number, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


# -- the questions


def _questions(cls: type[Step]) -> str:
    lines = [f"### {cls.name}"]
    if cls.name in UNASKED:
        return "\n\n".join([*lines, "Nothing is asked."])
    for channel, title in (("sms", "SMS"), ("telegram", "Telegram")):
        if ONLY.get(cls.name, channel) != channel:
            lines.append(f"{title} does not ask this.")
            continue
        said: dict[str, None] = {}
        for city in cities(cls, ExampleCity(narrow=channel == "sms")):
            for step in examples(cls):
                if getattr(step, "why", "") == "called" and not city.narrow:
                    continue  # a bot can't be phoned
                said[_quoted(step.ask(city), city)] = None
        lines.append(f"{title}:")
        lines.append("\n\nor\n\n".join(said))
    return "\n\n".join(lines)


def cities(cls: type[Step], city: ExampleCity) -> Iterator[ExampleCity]:
    """The city as it must be for the step to be asked."""
    if cls.name.startswith("vote."):
        yield voting(city)
    elif cls.name.startswith("event."):
        yield from example_events.cities(cls.name, city)
    elif cls.name.startswith("organiser."):
        for asked in example_organising.ASKED:
            yield replace(city, happens=(example_organising.COFFEE,), organised=frozenset({12}), asked=asked)
    else:
        yield city


def voting(city: ExampleCity) -> ExampleCity:
    """The city with the example vote open and a ballot cast."""
    open_now = example_election.election(city.language, city.now)
    vote = VoteView((3, 7, 12), (3, 5, 9), "R2T3K7M4")
    return replace(city, votes=(open_now,), ballots={open_now.code: vote}, held=(3, 7, 12))


def examples(cls: type[Step]) -> Iterator[Step]:
    """The step with each combination of example values; a field without one is a KeyError."""
    values = {**EXAMPLES, **MORE.get(cls.name, {})}
    names = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    for chosen in product(*(values[name] for name in names)):
        yield cls(**dict(zip(names, chosen, strict=True)))


def _quoted(say: Say, city: ExampleCity) -> str:
    worded: Outbound = city.words.word(say, city.language, narrow=city.narrow)
    lines = worded.text.split("\n")
    if city.narrow:
        lines += [f"{choice.key} {choice.label}" for choice in worded.choices]
        lines += worded.tail.split("\n") if worded.tail else []
    else:
        buttons = [f"`[{choice.label}]`" for choice in worded.choices]
        if worded.wants_label:
            buttons.append(f"`[{worded.wants_label}]`")
        lines += ["", " ".join(buttons)] if buttons else []
    return ("  \n" if city.narrow else "\n").join(f"> {line}".rstrip() for line in lines)


# -- what works everywhere


def _everywhere() -> str:
    city = ExampleCity()
    parts = [
        "## Everywhere",
        "Taught words act at once, at any step; the same in free words is asked first.",
        "| Global word | Also |\n|---|---|",
        "| One-shot form | Also |\n|---|---|",
        "| An organiser's word, with the number of the event | Also |\n|---|---|",
        "| Telegram's command | Stands for |\n|---|---|",
        "| A guess | Asked as |\n|---|---|",
    ]
    words = {"stop": _entries(answers.STOP_ALONE), "start": sorted(answers.START)}
    for line in answers.GLOBAL.strip().splitlines():
        name, _, also = line.partition(" ")
        words.setdefault(name, []).extend(_entries(also))
    parts[2] += _rows((name, ", ".join(also)) for name, also in words.items())
    forms = (line.split() for line in oneshot.TABLE.strip().splitlines())
    parts[3] += _rows((form, ", ".join(also)) for form, *also in forms)
    orders = (line.split() for line in organising.TABLE.strip().splitlines())
    parts[4] += _rows((order, ", ".join(also)) for order, *also in orders)
    parts[5] += _rows((f"/{word}", stands) for word, stands in slash.WORDS.items())
    parts[6] += _rows((name, city.in_words(text)) for name, text in everywhere.GUESSES.items())
    return "\n\n".join(parts)


def _entries(table: str) -> list[str]:
    return [" ".join(entry.split()) for line in table.strip().splitlines() for entry in line.split("|")]


def _rows(pairs: Iterator[tuple[str, str]]) -> str:
    return "".join(f"\n| {name} | {rest} |" for name, rest in pairs)


def write() -> None:
    """Bring the page up to date."""
    DIALOGUES.write_text(dialogues(), encoding="utf-8")


if __name__ == "__main__":
    from meijan.texts import pages  # its messages are made of our examples

    write()
    settings_page.write()
    privacy_page.write()
    pages.write()
