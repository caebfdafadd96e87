"""Similar ideas: how long a search takes among many, and how often it finds the same idea in other words.

    python -m bench.similar                                   # 50,000 ideas, both databases: docs/similar.md
    python -m bench.similar --ideas 5000 --database sqlite    # a short one, which leaves the page as it is

Beside the search of the service stand FTS5 and tsvector over the same terms. The ideas are invented (bench/invented),
and the paraphrases are those of tests/ideas/paraphrases.tsv: each published idea is looked for by what another person
wrote of the same thing. An invented idea that has half the words of a published one could be the same and is left out.
Times are of the whole search, the base forms of the text included; CPU is that of the program and of the server's
process together, which other programs on the machine do not lengthen.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, text

from bench.crash import new_database
from bench.invented import invented
from bench.report import SIMILAR, write
from bench.report import table as table_of
from service import voikko
from service.terms import Terms
from store import people, similar
from store.database import Database
from store.models.ideas import Idea, IdeaState
from store.sealing import KeyRing, Sealer
from store.similar import Keys
from store.sql import dialect, table

PAIRS = Path("tests/ideas/paraphrases.tsv")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LETTER = 12  # invented ideas in one text: as long as anybody writes
SEARCHES = 1000
VACUUMS = 5  # tries
GOES = 3  # each text so often, all others in between; the middle counts, or a burst of another program would be the p99
IDEAS = 50_000
DATABASES = ("sqlite", "postgres")


@dataclass(frozen=True)
class Pair:
    """A published idea, and the same in the words of somebody else."""

    published: str
    written: str


def pairs(path: Path = PAIRS) -> list[Pair]:
    """Our own paraphrases, written before the search was."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t")]


def others(wanted: Iterable[str], seed: int = 1) -> Iterator[str]:
    """Invented ideas of which none could be a wanted one."""
    plain = Terms()
    known = [set(plain.keys(one).beginnings) for one in wanted]
    for one in invented(seed):
        words = set(plain.keys(one).beginnings)
        if all(2 * len(words & other) < len(other) for other in known):
            yield one


def publish(db: Connection, texts: Iterable[str], terms: Terms) -> list[int]:
    """Published ideas of one resident, and their ids. Only what a search reads is filled."""
    sealer = Sealer(KeyRing.demo())
    met = people.meet(db, sealer=sealer, channel="demo", value="bench", now=NOW)
    ids: list[int] = []
    for one in texts:
        row_id = len(ids) + 1  # two drawn by chance in one millisecond may be alike: here that would happen
        row = {
            "id": row_id,
            "code": f"{len(ids):04x}",
            "resident_id": met.resident_id,
            "channel": "demo",
            "language": "fi",
            "state": IdeaState.ASSESSED,
            "sealed_text": b"",
            "public_text": one,
            "created_at": NOW,
            "published_at": NOW,
        }
        db.execute(table(Idea).insert(), row)
        similar.put(db, idea_id=row_id, keys=terms.keys(one))
        ids.append(row_id)
    return ids


@dataclass(frozen=True)
class Measured:
    """Hits among the first and the first three, of so many; times in milliseconds, `cpu` the p99 of processor time."""

    first: int
    three: int
    of: int
    median: float
    p99: float
    longest: float
    cpu: float


Search = Callable[[Connection, Keys], list[int]]


def ours(db: Connection, keys: Keys) -> list[int]:
    """The search of the service."""
    return [one.idea_id for one in similar.find(db, keys=keys)]


def full_text(db: Connection, keys: Keys) -> list[int]:
    """Any of the same terms by the database's own full text, ranked by its own rule (bm25 and ts_rank)."""
    terms = dict.fromkeys(term for word in keys.words for term in word.lemmas or (word.beginning,))
    if dialect(db) == "sqlite":
        query = " OR ".join(f'"{term}"' for term in terms)
        found = text("SELECT rowid FROM full_text WHERE terms MATCH :query ORDER BY rank LIMIT 3")
    else:
        query = " | ".join(f"'{term}'" for term in terms)
        found = text(
            "SELECT idea_id FROM full_text WHERE terms @@ CAST(:query AS tsquery)"
            " ORDER BY ts_rank(terms, CAST(:query AS tsquery), 1) DESC LIMIT 3"
        )
    return list(db.execute(found, {"query": query}).scalars()) if terms else []


def fill_full_text(db: Connection) -> None:
    """The terms of the index once more, as the database's full text wants them."""
    stored = "trim(beginnings || ' ' || coalesce(lemmas, ''))"
    if dialect(db) == "sqlite":
        statements = [
            "CREATE VIRTUAL TABLE full_text USING fts5(terms, tokenize=\"unicode61 tokenchars '*'\")",
            f"INSERT INTO full_text (rowid, terms) SELECT idea_id, {stored} FROM idea_index",
        ]
    else:
        statements = [
            "CREATE TABLE full_text (idea_id bigint PRIMARY KEY, terms tsvector)",
            f"INSERT INTO full_text SELECT idea_id, array_to_tsvector(string_to_array({stored}, ' ')) FROM idea_index",
            "CREATE INDEX full_text_terms ON full_text USING gin (terms)",
        ]
    for statement in statements:
        db.execute(text(statement))


METHODS: dict[str, Search] = {"ours": ours, "full text": full_text}


def measure(db: Connection, terms: Terms, ids: list[int], search: Search, searches: int = SEARCHES) -> Measured:
    """Look for each paraphrase, then for texts of every length."""
    first = three = 0
    wanted = pairs()
    for pair, right in zip(wanted, ids, strict=False):
        found = search(db, terms.keys(pair.written))
        first += found[:1] == [right]
        three += right in found
    more = invented(99)
    texts = [pair.written for pair in wanted]
    texts += [" ".join(islice(more, LETTER if n % 20 == 0 else 1)) for n in range(searches - len(texts))]
    goes: list[list[tuple[float, float]]] = [[] for _ in texts]
    cpu = processor(db)
    for _ in range(GOES):
        for one, times in zip(texts, goes, strict=True):
            begun, used = time.perf_counter(), cpu()
            search(db, terms.keys(one))
            times.append((1000 * (time.perf_counter() - begun), (cpu() - used) / 1e6))
    took, busy = (sorted(statistics.median(time[n] for time in times) for times in goes) for n in (0, 1))
    at = int(0.99 * len(took))
    return Measured(first, three, len(wanted), statistics.median(took), took[at], took[-1], busy[at])


def processor(db: Connection) -> Callable[[], int]:
    """A clock: nanoseconds of processor time of this thread, and of the server's process that serves it (Linux)."""
    if dialect(db) == "sqlite":
        return time.thread_time_ns
    served = Path(f"/proc/{db.execute(text('SELECT pg_backend_pid()')).scalar_one()}/schedstat")
    return lambda: time.thread_time_ns() + int(served.read_text(encoding="ascii").split()[0])


def row(database: str, words: str, search: str, found: Measured) -> list[str]:
    """A row of the table."""
    hits = [f"{n} of {found.of}" for n in (found.first, found.three)]
    times = (found.median, found.p99, found.longest, found.cpu)
    return [database, words, search, *hits, *(f"{one:.1f}" for one in times)]


def main() -> None:
    """Measure; a whole run is written into the page."""
    options = argparse.ArgumentParser()
    options.add_argument("--ideas", type=int, default=IDEAS)
    options.add_argument("--database", choices=DATABASES, action="append")
    chosen = options.parse_args()
    databases = tuple(chosen.database or DATABASES)
    wanted = [pair.published for pair in pairs()]
    texts = [*wanted, *islice(others(wanted), chosen.ideas - len(wanted))]
    methods = {"beginnings": Terms()}
    if (lemmas := voikko.lemmas()) is not None:
        methods["Voikko"] = Terms(lemmas)
    rows = [
        row(kind, method, search, found)
        for kind in databases
        for method, terms in methods.items()
        for search, found in _one(kind, texts, terms)
    ]
    head = ["database", "words by", "search", "hit@1", "hit@3", "median ms", "p99 ms", "longest ms", "p99 ms of CPU"]
    about = f"{chosen.ideas} published ideas, {SEARCHES} searches, each {GOES} times (the middle counts)."
    said = f"{about}\n\n{table_of(head, rows)}"
    if chosen.ideas == IDEAS and databases == DATABASES and "Voikko" in methods:
        write("similar", said, to=SIMILAR)
    else:
        print(said)


def _one(kind: str, texts: list[str], terms: Terms) -> list[tuple[str, Measured]]:
    """Both searches in one new database."""
    with new_database(kind) as url:
        database = Database(url, pool=1)
        try:
            with database.write() as db:
                ids = publish(db, texts, terms)
                fill_full_text(db)
            if not database.sqlite:
                _vacuum(database)
            with database.read() as db:
                return [(name, measure(db, terms, ids, search)) for name, search in METHODS.items()]
        finally:
            database.close()


def _vacuum(database: Database) -> None:
    """What autovacuum does on a server in use; without it every count looks into the table for each row.

    A vacuum passes by rows that some other process may still not see, an autovacuum that runs for one; so again and
    again until it is done.
    """
    visible = text("SELECT relallvisible = relpages FROM pg_class WHERE relname = 'idea_term'")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(VACUUMS):
            connection.execute(text("CHECKPOINT"))
            connection.execute(text("VACUUM ANALYZE"))
            if connection.execute(visible).scalar_one():
                return
    raise RuntimeError("the index was not vacuumed")


if __name__ == "__main__":
    main()
