"""Events in a file: YAML as staff write it → drafts, and back. Every mistake with its line, in Finnish.

A file has one event or a list of them. Docs: docs/events.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError

from service.events.draft import Draft
from service.events.times import BadTime, days, midnight_after, read_time, written
from service.mistakes import said
from service.words import LANGUAGES, SHORT
from service.yaml_file import Unreadable, compose, line_of, read_text, value

TIMES = ("starts", "ends", "signup_opens", "signup_closes")
Fits = Callable[[str], bool]
"""Whether a name has at most SHORT characters that a text message can carry."""


def read_file(path: Path, fits: Fits) -> list[Draft]:
    """The events of a file, in its order. Raises Unreadable with all mistakes of all of them."""
    return read_yaml(read_text(path), fits)


def read_yaml(text: str, fits: Fits) -> list[Draft]:
    """The events of a text. Raises Unreadable."""
    root = compose(text)
    nodes = root.value if isinstance(root, yaml.SequenceNode) else [root]
    if not nodes or not all(isinstance(node, yaml.MappingNode) for node in nodes):
        raise Unreadable(["Rivi 1: tiedostossa on rivejä, kuten title: Kahvihetki"])
    drafts: list[Draft] = []
    faults: list[str] = []
    for place, node in enumerate(nodes, 1):
        which = f"{place}. tapahtuma: " if len(nodes) > 1 else ""
        draft, found = _draft(node, fits)
        faults += [f"Rivi {line}: {which}{what}" for line, what in found]
        drafts += [draft] if draft is not None else []
    if faults:
        raise Unreadable(faults)
    return drafts


def _draft(node: yaml.MappingNode, fits: Fits) -> tuple[Draft | None, list[tuple[int, str]]]:
    """An event, or its mistakes with their lines."""
    raw: dict[str, Any] = value(node) or {}
    bad = _read_times(raw)
    faults = [(line_of(node, (name,)), f"{name} {what}.") for name, what in bad.items()]
    try:
        draft = Draft.model_validate(raw)
    except ValidationError as error:
        found = [fault for fault in error.errors() if fault["loc"][:1] not in [(name,) for name in bad]]
        return None, sorted([*faults, *((line_of(node, fault["loc"]), said(fault)) for fault in found)])
    faults += [(line_of(node, place), what) for place, what in _names(draft, fits)]
    return (draft, []) if not faults else (None, faults)


def _read_times(raw: dict[str, Any]) -> dict[str, str]:
    """Texts become times in place, whole days end at midnight; what is no time is taken out and told by field."""
    bad: dict[str, str] = {}
    day = None
    for name in TIMES:
        if not isinstance(text := raw.get(name), str):
            continue
        try:
            raw[name] = read_time(text, day if name == "ends" else None)
        except (BadTime, OverflowError) as error:
            bad[name] = str(error)
            del raw[name]
        if name == "starts" and name in raw:
            day = raw[name].date()
    if str(raw.get("all_day")).lower() == "true" and isinstance(starts := raw.get("starts"), datetime):
        last = raw.get("ends", starts)
        if "ends" not in bad and isinstance(last, datetime):
            raw["ends"] = midnight_after(last.date())
    return bad


def _names(draft: Draft, fits: Fits) -> list[tuple[tuple[str, ...], str]]:
    """Names that no text message can carry, with their places."""
    words = draft.name or draft.title
    if all(fits(words.of(language)) for language in LANGUAGES):
        return []
    if draft.name is None:
        return [(("title",), f"name puuttuu: kirjoita lyhyt nimi, enintään {SHORT} merkkiä.")]
    long = [language for language in LANGUAGES if not fits(words.of(language))]
    return [
        (("name", language), f"name.{language} on enintään {SHORT} merkkiä, joita tekstiviesti osaa.")
        for language in long
        if getattr(words, language)
    ]


# -- back


def to_yaml(events: Sequence[tuple[int | None, Draft]]) -> str:
    """A file of events; their numbers are comments, since a number is given and never chosen."""
    made = []
    for number, draft in events:
        text = yaml.safe_dump([_fields(draft)], allow_unicode=True, sort_keys=False, width=100)
        made.append((f"# numero {number}\n" if number is not None else "# luonnos\n") + text)
    return "\n".join(made)


def _fields(draft: Draft) -> dict[str, Any]:
    """What differs from what goes without saying."""
    fields: dict[str, Any] = {}
    for name, field in Draft.model_fields.items():
        found = getattr(draft, name)
        if found == field.default:
            continue
        if name in TIMES:
            fields[name] = written(found)
        elif hasattr(found, "model_dump"):
            words = found.model_dump(exclude_defaults=True)
            fields[name] = words["fi"] if set(words) == {"fi"} else words
        else:
            fields[name] = found
    if draft.all_day:
        first, last = days(draft.starts, draft.ends)
        fields |= {"starts": first.isoformat(), "ends": last.isoformat()}
    return fields
