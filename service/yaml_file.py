"""YAML as the city writes it: values, the line of each, and what is wrong with the file itself, in Finnish.

All values are read as text and made into numbers and times by who asked: YAML's own guesses (`no` is false, 20:00 is
1200) never apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

LARGEST = 5_000_000
"""Bytes of a file that is read at all."""


class Unreadable(Exception):
    """The file can't be used; `lines` say why, one mistake each, in Finnish."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def read_text(path: Path) -> str:
    """A file's text. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable([f"Tiedostoa {path.name} ei voi lukea: se on liian suuri."])
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable([f"Tiedostoa {path.name} ei voi lukea: {_why(error)}."]) from error


def _why(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return "sitä ei ole"
    return "tallenna se UTF-8-muodossa" if isinstance(error, UnicodeDecodeError) else type(error).__name__


def compose(text: str) -> yaml.Node | None:
    """The tree of a text, None for an empty one. Raises Unreadable where it is no YAML or a key is there twice."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f"Rivi {error.problem_mark.line + 1}" if error.problem_mark else "Tiedosto"
        raise Unreadable(
            [f"{line}: YAML ei ole ehjä. Tarkista sisennykset, kaksoispisteet ja lainausmerkit."]
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(["Tiedosto ei ole YAML-tekstiä."]) from error
    twice = list(_twice(root))
    if twice:
        raise Unreadable(twice)
    return root


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """Reads no `*alias`: a few lines of them can stand for more than fits a memory, or for themselves."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise Unreadable([f"Rivi {mark.line + 1}: tähdellä alkava teksti kirjoitetaan lainausmerkkeihin."])
        return super().compose_node(parent, index)


def _twice(node: yaml.Node | None) -> Iterator[str]:
    """Keys that stand twice in one mapping: the later one would silently win."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            line = f"Rivi {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                yield f"{line}: kentän nimi on yksi sana."
                continue
            if key.value in seen:
                yield f"{line}: kenttä {key.value} on kaksi kertaa."
            seen.add(key.value)
            yield from _twice(child)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


def value(node: yaml.Node) -> Any:
    """Mappings, lists and texts; what is empty is as if its line were not there."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: made for key, child in node.value if (made := value(child)) is not None} or None
    if isinstance(node, yaml.SequenceNode):
        return [made for item in node.value if (made := value(item)) is not None]
    return None if node.tag.endswith(":null") else node.value.strip() or None


def line_of(root: yaml.Node, place: tuple[int | str, ...]) -> int:
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
