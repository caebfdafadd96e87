"""Real data beside the checkout, not part of the project: `../shared/data`, or MEIJAN_SHARED_DATA."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("MEIJAN_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")


def shared(name: str) -> Any:
    """A JSON file of the shared data; the test is skipped where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name} in the shared data")
    return json.loads(path.read_text(encoding="utf-8"))
