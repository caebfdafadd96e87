"""`meijan backup` and `meijan restore`: a copy of the database, and back again without those who were erased since.

SQLite is copied by itself while it is in use (VACUUM INTO), PostgreSQL by its own pg_dump and pg_restore. A copy holds
sealed values: without the key ring it opens nothing, so the ring is kept elsewhere. Beside each copy lies the list of
who was erased until then, as keyed hashes: the newest list serves every older copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from meijan.serving import check_keys
from service.house import House
from service.notices import Refused
from service.people import erasing as people_erasing
from store import erasing, leases, schema
from store.database import Database
from store.erasing import ErasedRow

MOST_SECONDS = 3600.0


def backup(database: Database, to: Path) -> None:
    """Copy the database into a new file that only its owner may read. Raises Refused."""
    if to.exists():
        raise Refused(f"Tiedosto {to} on jo olemassa. Anna toinen nimi.")
    if not to.parent.is_dir():
        raise Refused(f"Kansiota {to.parent} ei ole.")
    before = os.umask(0o077)
    try:
        copy(database, to)
        with database.read() as db:
            listed(to).write_text(_as_text(erasing.erased_since(db)), encoding="utf-8")
    finally:
        os.umask(before)


def copy(database: Database, to: Path) -> None:
    """The copy itself, of whatever version the database is. Raises Refused."""
    if not database.sqlite:
        _run("pg_dump", database.url, "--format=custom", "--no-owner", f"--file={to}")
        return
    with database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("VACUUM INTO ?", (str(to),))


def listed(copy: Path) -> Path:
    """Where the list of who was erased lies beside a copy."""
    return copy.with_name(f"{copy.name}.erased")


def _as_text(rows: Sequence[ErasedRow]) -> str:
    return "".join(f"{channel} {blind.hex()} {at.isoformat()}\n" for channel, blind, at in rows)


def read_erased(path: Path) -> list[ErasedRow]:
    """A list as it lies beside a copy. Raises Refused."""
    try:
        parts = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
        return [(channel, bytes.fromhex(blind), datetime.fromisoformat(at)) for channel, blind, at in parts]
    except (OSError, ValueError) as error:
        raise Refused(f"Luetteloa {path} ei voi lukea.") from error


def restore(database: Database, source: Path, house: House, *, erased: Sequence[ErasedRow] = ()) -> int:
    """Put a copy in the place of the database, bring it to the newest schema and erase again who was erased; how many.

    Who was erased is known from the database as it is, where it can be read, and from `erased`. Raises Refused, and
    BadSettings where the key ring is not the copy's.
    """
    if not source.is_file():
        raise Refused(f"Tiedostoa {source} ei löydy.")
    known = [*erased, *_erased_now(database)]
    if database.sqlite:
        _restore_sqlite(database, source)
    else:
        _restore_postgres(database, source)
    database.engine.dispose()
    schema.upgrade(database)
    check_keys(database, house.sealer.ring)
    with database.write() as db:
        erasing.remember(db, rows=known)
        gone = people_erasing.replay(db, house)
    database.truncate_log()
    return gone


def _erased_now(database: Database) -> list[ErasedRow]:
    """Who was erased, by the database that is to go; nothing where there is none."""
    if database.sqlite and not Path(str(database.url.database)).exists():
        return []
    schema.upgrade(database)
    with database.read() as db:
        if any(lease.holder and lease.until > datetime.now(UTC) for lease in leases.all_leases(db)):
            raise Refused("Palvelu on käynnissä. Pysäytä se ensin.")
        return erasing.erased_since(db)


def _restore_sqlite(database: Database, source: Path) -> None:
    """Page by page into the file, so that its log goes with it. Raises Refused for a file that is no copy of ours."""
    target = Path(str(database.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    database.engine.dispose()
    copied = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    try:
        copied.execute("SELECT count(*) FROM alembic_version").fetchone()
        if copied.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Refused(f"Varmuuskopio {source} on rikki.")
        into = sqlite3.connect(target)
        try:
            copied.backup(into)
        finally:
            into.close()
    except sqlite3.DatabaseError as error:
        raise Refused(f"{source} ei ole palvelun varmuuskopio.") from error
    finally:
        copied.close()


def _restore_postgres(database: Database, source: Path) -> None:
    """Into an empty schema beside the old one, which goes when the copy is whole: a copy of an older version has
    fewer tables. Raises Refused, and then all is as before.
    """
    _sql(database, "ALTER SCHEMA public RENAME TO before_restore", "CREATE SCHEMA public")
    try:
        _run("pg_restore", database.url, "--no-owner", "--single-transaction", str(source))
    except BaseException:
        _sql(database, "DROP SCHEMA public CASCADE", "ALTER SCHEMA before_restore RENAME TO public")
        raise
    _sql(database, "DROP SCHEMA before_restore CASCADE")


def _sql(database: Database, *statements: str) -> None:
    with database.write() as db:
        for statement in statements:
            db.exec_driver_sql(statement)


def _run(program: str, url: URL, *arguments: str) -> None:
    """A program of PostgreSQL's over our database. The password goes by the environment: no process list shows that."""
    found = shutil.which(program)
    if found is None:
        raise Refused(f"Ohjelmaa {program} ei ole. Asenna PostgreSQL:n asiakasohjelmat.")
    given = url.translate_connect_args(database="dbname", username="user")
    environment = {**os.environ, **({"PGPASSWORD": str(given.pop("password"))} if "password" in given else {})}
    where = " ".join(f"{name}={_quoted(value)}" for name, value in {**given, **_options(url)}.items())
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, the arguments are ours
        [found, f"--dbname={where}", *arguments], env=environment, capture_output=True, text=True, timeout=MOST_SECONDS
    )
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise Refused(f"{program} ei onnistunut: {why[-1] if why else done.returncode}")


def _options(url: URL) -> dict[str, str]:
    """What stands behind the ? of the address, as libpq takes it: host of a socket and the like."""
    return {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}


def _quoted(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
