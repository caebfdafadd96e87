"""The election's file: YAML as the city writes it → a plan and pictures; every mistake with its line, in Finnish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError

from service.elections.plan import Plan
from service.media import clean_picture
from service.mistakes import said
from service.yaml_file import Unreadable, compose, line_of, read_text, value

TARGETS = ("targets", "kohde")
LARGEST = 20_000_000
"""Bytes of a picture file that is read at all."""


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
    root = compose(read_text(path))
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(["Rivi 1: tiedostossa on rivejä, kuten code: budjetti-2027"])
    plan = _plan(root, idea)
    return Draft(plan, _pictures(plan, path.parent, root))


# -- the plan


def _plan(root: yaml.MappingNode, idea: Callable[[str], IdeaFacts | None]) -> Plan:
    raw: dict[str, Any] = value(root) or {}
    faults = _fill(raw, root, idea)
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        faults += [f"Rivi {line_of(root, fault['loc'])}: {said(fault, TARGETS)}" for fault in error.errors()]
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
            faults.append(f"Rivi {line_of(root, ('targets', place, 'idea'))}: ideaa {code} ei ole hyväksytty.")
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
        line = f"Rivi {line_of(root, ('targets', place, 'picture'))}: kuva {target.picture}"
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
