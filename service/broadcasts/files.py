"""A broadcast in a file: YAML as staff write it. Every mistake with its line, in Finnish. Docs: docs/broadcasts.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.broadcasts.audience import Audience
from service.broadcasts.moment import Moment
from service.events.times import BadTime, read_time
from service.mistakes import said
from service.words import Words
from service.yaml_file import Unreadable, compose, line_of, read_text, value

FIELDS = ("name", "to", "words", "when")


@dataclass(frozen=True)
class Written:
    """A broadcast as its file says it."""

    name: str
    audience: Audience
    words: Words
    moment: Moment


def read_file(path: Path) -> Written:
    """The broadcast of a file. Raises Unreadable with all mistakes."""
    return read_yaml(read_text(path))


def read_yaml(text: str) -> Written:
    """The broadcast of a text. Raises Unreadable."""
    root = compose(text)
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(["Rivi 1: tiedostossa on rivejä, kuten name: Kahvihetken muistutus"])
    raw: dict[str, Any] = value(root) or {}
    faults = [f"Rivi {line_of(root, (name,))}: {name} ei ole kenttä." for name in raw if name not in FIELDS]
    name = raw.get("name", "")
    if not isinstance(name, str) or not name:
        faults.append("name puuttuu: anna lähetykselle nimi, jonka vain henkilöstö näkee.")
    made: dict[str, Any] = {}
    for field, read in (("to", _audience), ("words", Words.model_validate), ("when", _moment)):
        try:
            made[field] = read(raw.get(field, {}))
        except ValidationError as error:
            faults += [_fault(root, field, one) for one in error.errors()]
        except (BadTime, ValueError) as error:
            faults.append(f"Rivi {line_of(root, (field,))}: {field} {error}.")
    if faults:
        raise Unreadable(faults)
    return Written(name, made["to"], made["words"], made["when"])


def _fault(root: yaml.Node, field: str, one: ErrorDetails) -> str:
    place = one["loc"]
    bare: ErrorDetails = {**one, "loc": (field, *place)}
    return f"Rivi {line_of(root, (field, *place))}: {said(bare)}"


def _audience(raw: Any) -> Audience:
    if isinstance(raw, dict):
        lists = {name: [raw[name]] for name in ("areas", "languages", "channels") if isinstance(raw.get(name), str)}
        raw = {**raw, **lists}
    return Audience.model_validate(raw)


def _moment(raw: Any) -> Moment:
    """`heti` or nothing, a time, or a mapping with `event` or `election`."""
    if raw in ({}, "heti"):
        return Moment()
    if isinstance(raw, str):
        return Moment(kind="at", at=read_time(raw))
    if not isinstance(raw, dict):
        raise ValueError("on aika, heti, tai event tai election sisennettynä")
    fields = {**raw, "kind": "event" if "event" in raw else "closing"}
    if isinstance(clock := raw.get("clock"), str):
        hour, _, minute = clock.replace(":", ".").partition(".")
        fields["clock"] = time(int(hour), int(minute or 0))
    return Moment.model_validate(fields)
