"""docs/events.md: its example is a file that `create` reads, and every key is explained."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from service.events import opendata
from service.events.draft import Draft
from service.events.files import read_yaml
from store import events
from store.database import Database
from tests.delivery.channels import a_house
from tests.events import opened

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")


def keys(title: str) -> set[str]:
    """What the first column of a table names, below a heading."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    return {name.removeprefix("events[]").lstrip(".") for row in rows for name in re.findall(r"`([^`]*)`", row)}


def test_the_example_can_be_read() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (draft,) = read_yaml(block, lambda name: len(name) <= 25)
    assert draft.takes_signups
    assert draft.capacity == 10


def test_every_key_of_the_file_is_explained() -> None:
    assert keys("1. The file") == set(Draft.model_fields)


def test_every_field_of_the_open_data_is_explained(database: Database) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with database.write() as db:
        opened(db, replace(a_house(), now=lambda: now))
        rows = events.announced(db, ended_after=now, limit=10)
    feed = json.loads(opendata.feed(rows, publisher="Mikkelin kaupunki", now=now))
    (event,) = feed.pop("events")
    assert keys("Open data") == set(feed) | set(event)
    assert all(f"`{name}`" in PAGE for name in event["signup"])
