"""Migrations lead to the tables of the models, and are named so that their order is known without Alembic."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from store import schema
from store.database import Database
from store.models import metadata


def test_revisions_are_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert schema.head() == scripts.get_current_head()
    assert list(schema.revisions()) == [script.revision for script in scripts.walk_revisions()][::-1]


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.read() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_an_older_schema_is_seen(database: Database) -> None:
    assert schema.at_head(database)
    with database.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not schema.at_head(database)
    assert not schema.known("0000")


def test_an_empty_database_has_no_schema(sqlite_url: str) -> None:
    database = Database(sqlite_url.replace("meijan.db", "empty.db"))
    with database.read() as db:
        assert schema.revision(db) is None
    database.close()


@pytest.mark.parametrize("times", [1, 2])
def test_bringing_it_up_again_changes_nothing(sqlite_url: str, times: int) -> None:
    database = Database(sqlite_url.replace("meijan.db", "fresh.db"))
    for _ in range(times):
        schema.upgrade(database)
    with database.read() as db:
        assert schema.revision(db) == schema.head()
    database.close()
