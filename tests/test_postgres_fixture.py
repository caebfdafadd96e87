"""The PostgreSQL of the tests is a real one, and each database of its own."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.postgres import FreshDatabase, create_database, drop_database


def run(url: str, statement: str) -> list[object]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


def test_it_is_postgresql_and_knows_finnish_letters(fresh_postgres_database: FreshDatabase) -> None:
    url = fresh_postgres_database()
    assert url.startswith("postgresql+psycopg://")
    assert run(url, "select lower('ÄÄNESTÄ')") == ["äänestä"]
    assert int(str(run(url, "show server_version_num")[0])) >= 150000


def test_what_is_written_in_one_is_not_in_another(fresh_postgres_database: FreshDatabase) -> None:
    first, second = fresh_postgres_database(), fresh_postgres_database()
    run(first, "create table idea (code text)")
    assert run(first, "select to_regclass('idea') is not null") == [True]
    assert run(second, "select to_regclass('idea') is not null") == [False]


def test_a_copy_has_what_its_template_has(fresh_postgres_database: FreshDatabase) -> None:
    template = fresh_postgres_database()
    run(template, "create table idea as select 'K7F2' as code")
    copy = fresh_postgres_database(template)
    assert run(copy, "select code from idea") == ["K7F2"]


def test_a_database_goes_away_even_in_use(postgres_url: str) -> None:
    url = create_database(postgres_url)
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        drop_database(postgres_url, url)
        with pytest.raises(OperationalError):
            connection.execute(text("select 1"))
    engine.dispose()
