"""The schema of the database: bring it to head, tell whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from store.database import Database

_LOCK = 0x6D65696A  # replicas that start together migrate one after another
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the database to the newest schema; does nothing where it is there."""
    if at_head(database):
        return  # most starts: Alembic alone takes a fifth of a second to load
    from alembic import command
    from alembic.config import Config

    with database.write() as connection:
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """The schema that the database has, or None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


@cache
def revisions() -> tuple[str, ...]:
    """The schemas that this program knows, oldest first. A migration's file is named by its revision: 0001_words.py."""
    return tuple(sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def head() -> str:
    """The newest schema."""
    return revisions()[-1]


def at_head(database: Database) -> bool:
    """Whether the database has the newest schema."""
    with database.read() as connection:
        return revision(connection) == head()


def known(revision: str) -> bool:
    """Whether this program knows the schema: one that it does not know was made by a newer program."""
    return revision in revisions()
