"""The election's file: YAML as the city writes it → a plan and pictures; every mistake with its line, in Finnish.

All values are read as text and made into numbers and times by the plan: YAML's own guesses (`no` is false, 20:00 is
1200) never apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError

from service.elections.mistakes import said
from service.elections.plan import Plan
from service.media import clean_picture

LARGEST = 20_000_000
"""Bytes of a picture file that is read at all."""


class Unreadable(Exception):
    """The file can't be used; `lines` say why, one mistake each, in Finnish."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class IdeaFacts(NamedTuple):
    """What a target takes from the idea that it comes from, where its own field is empty."""

    title: str
    area: str


@dataclass(frozen=True)
class Draft:
    """A file that has been read: `pictures` are JPEGs without EXIF by the targets' numbers."""

    plan: Plan
    pictures: Mapping[int, bytes]


def _no_ideas(_code: str) -> IdeaFacts | None:
    return None


def read_file(path: Path, idea: Callable[[str], IdeaFacts | None] = _no_ideas) -> Draft:
    """The election of a file with the pictures beside it. `idea` finds an idea by its code. Raises Unreadable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable([f"Tiedostoa {path.name} ei voi lukea: {_why(error)}."]) from error
    root = _compose(text)
    plan = _plan(root, idea)
    return Draft(plan, _pictures(plan, path.parent, root))


def _why(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return "sitä ei ole"
    return "tallenna se UTF-8-muodossa" if isinstance(error, UnicodeDecodeError) else type(error).__name__


# -- YAML


def _compose(text: str) -> yaml.MappingNode:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f"Rivi {error.problem_mark.line + 1}" if error.problem_mark else "Tiedosto"
        raise Unreadable(
            [f"{line}: YAML ei ole ehjä. Tarkista sisennykset, kaksoispisteet ja lainausmerkit."]
        ) from error
    except yaml.YAMLError as error:
        raise Unreadable(["Tiedosto ei ole YAML-tekstiä."]) from error
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(["Rivi 1: tiedostossa on rivejä, kuten code: budjetti-2027"])
    twice = list(_twice(root))
    if twice:
        raise Unreadable(twice)
    return root


def _twice(node: yaml.Node) -> Iterator[str]:
    """Keys that stand twice in one mapping: the later one would silently win."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield f"Rivi {key.start_mark.line + 1}: kenttä {key.value} on kaksi kertaa."
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


def _value(node: yaml.Node) -> Any:
    """Mappings, lists and texts; what is empty is as if its line were not there."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: made for key, value in node.value if (made := _value(value)) is not None} or None
    if isinstance(node, yaml.SequenceNode):
        return [made for item in node.value if (made := _value(item)) is not None]
    return None if node.tag.endswith(":null") else node.value.strip() or None


def _line(root: yaml.Node, place: tuple[int | str, ...]) -> int:
    """The line of a value, or of the nearest thing around one that is missing."""
    node, line = root, root.start_mark.line
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1


# -- the plan


def _plan(root: yaml.MappingNode, idea: Callable[[str], IdeaFacts | None]) -> Plan:
    raw: dict[str, Any] = _value(root) or {}
    faults = _fill(raw, root, idea)
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        faults += [f"Rivi {_line(root, fault['loc'])}: {said(fault)}" for fault in error.errors()]
        raise Unreadable(faults) from error
    if faults:
        raise Unreadable(faults)
    return plan


def _fill(raw: dict[str, Any], root: yaml.MappingNode, idea: Callable[[str], IdeaFacts | None]) -> list[str]:
    """Numbers in the order of the file where no target has one; title and area from the idea. Returns mistakes."""
    targets = raw.get("targets")
    if not isinstance(targets, list) or not all(isinstance(target, dict) for target in targets):
        return []
    if all("number" not in target for target in targets):
        for number, target in enumerate(targets, 1):
            target["number"] = str(number)
    faults = []
    for place, target in enumerate(targets):
        if not isinstance(code := target.get("idea"), str):
            continue
        target["idea"] = code = code.upper()
        if (facts := idea(code)) is None:
            faults.append(f"Rivi {_line(root, ('targets', place, 'idea'))}: ideaa {code} ei ole hyväksytty.")
            continue
        target.setdefault("title", facts.title)
        target.setdefault("area", facts.area)
    return faults


def _pictures(plan: Plan, folder: Path, root: yaml.MappingNode) -> dict[int, bytes]:
    made: dict[int, bytes] = {}
    faults: list[str] = []
    for place, target in enumerate(plan.targets):
        if not target.picture:
            continue
        line = f"Rivi {_line(root, ('targets', place, 'picture'))}: kuva {target.picture}"
        try:
            path = folder / target.picture
            if path.stat().st_size > LARGEST:
                faults.append(f"{line} on liian suuri, yli {LARGEST // 1_000_000} megatavua.")
                continue
            made[target.number] = clean_picture(path.read_bytes())
        except OSError:
            faults.append(f"{line} puuttuu. Kuvan paikka on tämän tiedoston vieressä.")
        except ValueError:
            faults.append(f"{line} ei ole kuva, jonka osaamme lukea.")
    if faults:
        raise Unreadable(faults)
    return made
