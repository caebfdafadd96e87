"""The registry of what is held names every column once, and every rule of it can be run."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from store.held import Keep, registry
from store.models import metadata

TABLES = sorted(metadata.tables)
NOBODYS = {
    "ballot": "under the election's own key; withdrawn before its owner goes",
    "turnout": "the same",
    "desk_code": "a code on a slip, whoever holds it",
    "feedback": "sent without an account",
    "redaction": "an id at the provider, until the text is gone there",
}
"""Of residents, personal, and not to be found by who is erased."""


def test_the_registry_is_of_our_tables() -> None:
    assert sorted(registry()) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_labelled_once(name: str) -> None:
    assert sorted(registry()[name].columns) == sorted(column.name for column in metadata.tables[name].columns)


@pytest.mark.parametrize("name", TABLES)
def test_what_is_personal_has_an_end(name: str) -> None:
    """Of a resident's: it goes with them; and either after some days, or the record says until when it stays."""
    held = registry()[name]
    assert held.keep or held.kept
    if held.about == "asukas" and held.personal and name not in NOBODYS:
        assert held.erase in ("delete", "loosen")


def _reaches(table: Table, keep: Keep) -> bool:
    column, _, at = keep.since.partition(".")
    if not at:
        return column in table.c
    (key,) = table.c[column].foreign_keys
    return at in key.column.table.c


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_names_columns_that_are_there(name: str) -> None:
    table = metadata.tables[name]
    held = registry()[name]
    for keep in held.keep:
        assert _reaches(table, keep), keep
        assert set(keep.blank) | set(keep.only) <= set(table.c.keys())
    assert set(held.blank) <= set(table.c.keys())
    assert bool(held.blank) <= (held.erase == "loosen")
