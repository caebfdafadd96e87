"""Typst as a function: a template, values and pictures → a tagged PDF or a PNG.

A PDF is PDF/UA-1 (ISO 14289-1): Typst refuses one whose pictures have no words, so no paper can forget them. What the
city wrote reaches a template as values, never as markup. Typst and its fonts come from PyPI and need no network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TEMPLATES = Path(__file__).with_name("templates")
_PPI = 72  # a point of the template is a pixel


def pdf(template: Path, values: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A paper. `pictures` are files by the names that `values` call them by."""
    return _compiled(template, values, pictures or {}, format="pdf", pdf_standards="ua-1")


def png(template: Path, values: Mapping[str, Any]) -> bytes:
    """A picture of one page, one pixel a point."""
    return _compiled(template, values, {}, format="png", ppi=_PPI)


def _compiled(template: Path, values: Mapping[str, Any], pictures: Mapping[str, bytes], **how: Any) -> bytes:
    import typst  # 80 MB on disk, and only who prints waits for it

    with TemporaryDirectory(prefix="meijan-") as folder:
        root = Path(folder)
        for source in (TEMPLATES / "common.typ", template):
            (root / source.name).write_bytes(source.read_bytes())
        for name, data in pictures.items():
            (root / name).write_bytes(data)
        (root / "values.json").write_text(json.dumps(values), encoding="utf-8")
        made = typst.compile(
            root / template.name,
            root=root,
            font_paths=[Path(str(files("ttf_opensans"))) / "ttf"],
            ignore_system_fonts=True,
            **how,
        )
    assert isinstance(made, bytes)
    return made
