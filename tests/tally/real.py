"""Real elections beside the checkout (tests/sms/data.py says where); tests skip those that are not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from service.tally import Election
from service.tally.pabulib import read
from tests.sms.data import FOLDER

OFFICIAL = (
    "Netherlands_Assen_2024",
    "Poland_Czestochowa_2024_Rakow",
    "Poland_Krakow_2025_Biezanow-Prokocim",
    "Poland_Swiecie_2023",
    "Poland_Warszawa_2019_Targowek_FabrycznyElsnerow_i_Utrata",
    "Poland_Warszawa_2023_Wilanow",
    "Poland_Warszawa_2026_Mokotow",
)
ALL = (*OFFICIAL, "Netherlands_Amsterdam_309")


def path(name: str) -> Path:
    """The file, or a skip."""
    file = FOLDER / "pb" / f"{name}.pb"
    if not file.exists():
        pytest.skip(f"no pb/{file.name} in the shared data")
    return file


@cache
def _read(file: Path) -> Election:
    return read(file.read_bytes())


def real(name: str) -> Election:
    """The election, read once a session."""
    return _read(path(name))
