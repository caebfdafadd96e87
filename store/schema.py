"""The schema of the database: bring it to head, tell whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.database import Database

_LOCK = 0x6D65696A  # replicas that start together migrate one after another


def config() -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return made


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to the newest schema; does nothing where it is there."""
    with database.write() as connection:
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, revision)


def revision(connection: Connection) -> str | None:
    """The schema that the database has, or None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest schema."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise RuntimeError("there are no migrations")
    return found


def at_head(database: Database) -> bool:
    """Whether the database has the newest schema."""
    with database.read() as connection:
        return revision(connection) == head()


def known(revision: str) -> bool:
    """Whether this program knows the schema: one that it does not know was made by a newer program."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(config()).walk_revisions())
