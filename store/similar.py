"""Published ideas that resemble a text: TF-IDF over an index of terms, the same statements on both databases.

The full-text searches of SQLite and PostgreSQL rank by different rules, and both read every idea that has any word of
the text: among 50,000 that took them 120 and 450 ms (docs/similar.md). Here the rarest terms lead: at most `MOST`
postings are read, and what they lead to is ranked by all terms. A term's weight is its inverse document frequency
(Spärck Jones 1972), over a root of the text's length (`LENGTH`).

Only published texts are here (`ideas.move` sees to it), so nothing is sealed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Select, TableValuedAlias, bindparam, cast, func, select

from store.models.ideas import PUBLIC, Idea, IdeaIndex, IdeaTerm
from store.sql import dialect, table

MOST = 1000  # postings that are read for one search; a term that stands in so many ideas is counted no further
POOL = 100  # ideas that are ranked by all terms
LENGTH = 0.3  # the power of a text's length; 0.5 buries long ideas under short ones: docs/similar.md

_idea, _index, _term = table(Idea), table(IdeaIndex), table(IdeaTerm)


@dataclass(frozen=True)
class Word:
    """A word of a text by its two kinds of terms; `lemmas` is empty for a word that is not known."""

    beginning: str
    lemmas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keys:
    """The words of a text. `lemmatised` False: nobody has looked for base forms."""

    words: tuple[Word, ...]
    lemmatised: bool

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(word.beginning for word in self.words))

    @property
    def lemmas(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(lemma for word in self.words for lemma in word.lemmas))


@dataclass(frozen=True)
class Similar:
    """A published idea that resembles a text; `score` orders those of one search and means nothing else."""

    idea_id: int
    code: str
    score: float


# -- writing

_put, _put_terms = _index.insert(), _term.insert()
_terms_of = select(_index.c.beginnings, _index.c.lemmas).where(_index.c.idea_id == bindparam("idea"))
_remove = _index.delete().where(_index.c.idea_id == bindparam("idea"))
_remove_terms = _term.delete().where(
    _term.c.idea_id == bindparam("idea"), _term.c.term.in_(bindparam("terms", expanding=True))
)


def put(db: Connection, *, idea_id: int, keys: Keys) -> None:
    """Index a published text in the place of what was there. The caller holds the idea's row."""
    remove(db, idea_id=idea_id)
    lemmas = " ".join(keys.lemmas) if keys.lemmatised else None
    db.execute(_put, {"idea_id": idea_id, "beginnings": " ".join(keys.beginnings), "lemmas": lemmas})
    kinds = (keys.beginnings, keys.lemmas)
    rows = [{"term": term, "idea_id": idea_id, "weight": len(kind) ** -LENGTH} for kind in kinds for term in kind]
    if rows:
        db.execute(_put_terms, rows)


def remove(db: Connection, *, idea_id: int) -> None:
    """Nothing of the idea is left in the index."""
    row = db.execute(_terms_of, {"idea": idea_id}).one_or_none()
    if row is None:
        return
    db.execute(_remove_terms, {"idea": idea_id, "terms": [*row.beginnings.split(), *(row.lemmas or "").split()]})
    db.execute(_remove, {"idea": idea_id})


_bare = select(_index.c.idea_id).where(_index.c.lemmas.is_(None)).limit(1)
_count_bare = select(func.count()).select_from(_index).where(_index.c.lemmas.is_(None))


def without_lemmas(db: Connection) -> int:
    """How many published ideas were indexed where there was no Voikko."""
    found: int = db.execute(_count_bare).scalar_one()
    return found


# -- finding


def find(db: Connection, *, keys: Keys, shared: int = 1, limit: int = 3, but: int = 0) -> list[Similar]:
    """The published ideas most like a text, the best first; `but` is left out.

    They have at least `shared` words in common with it, or all that either has. A word that is known is looked up by
    its base forms if every idea has been indexed by them; else by its beginning, so that ideas of both kinds are found.
    """
    lemmatised = keys.lemmatised and db.execute(_bare).first() is None
    words = dict.fromkeys(word.lemmas if lemmatised and word.lemmas else (word.beginning,) for word in keys.words)
    of = {term: word for word in reversed(words) for term in word}
    counts, ideas = _frequencies(db, sorted(of))
    if not counts:
        return []
    idf = {term: math.log1p(ideas / n) for term, n in counts.items()}
    ids = _candidates(db, _leading(words, counts), idf)
    found: list[Similar] = []
    for row in db.execute(_ranked(dialect(db)), {"ids": ids, "but": but}).all():
        kinds = [text.split() for text in (row.beginnings, row.lemmas) if text]
        common = [idf.keys() & kind for kind in kinds]
        if len({of[term] for terms in common for term in terms}) >= min(shared, len(words), len(kinds[0])):
            parts = (
                sum(idf[t] for t in terms) * len(kind) ** -LENGTH for kind, terms in zip(kinds, common, strict=True)
            )
            found.append(Similar(row.idea_id, row.code, sum(parts)))
    return sorted(found, key=lambda one: (-one.score, -one.idea_id))[:limit]


def _each(name: str, values: str) -> TableValuedAlias:
    """The values of a parameter as rows, so that one statement does for any number of them.

    They come as JSON, which the databases take apart by functions of different names.
    """
    apart = func.json_each if name == "sqlite" else func.json_array_elements_text
    return apart(bindparam(values, type_=JSON)).table_valued("value").alias(values)


@cache
def _ranked(name: str) -> Select[Any]:
    """The terms of the candidates, of those that are public."""
    ids = _each(name, "ids")
    return (
        select(_index.c.idea_id, _index.c.beginnings, _index.c.lemmas, _idea.c.code)
        .join_from(ids, _index, _index.c.idea_id == cast(ids.c.value, BigInteger))
        .join(_idea, _idea.c.id == _index.c.idea_id)
        .where(_index.c.idea_id != bindparam("but"), _idea.c.state.in_(PUBLIC))
    )


def _frequencies(db: Connection, terms: Sequence[str]) -> tuple[dict[str, int], int]:
    """In how many ideas each term stands, without those in none, and how many ideas there are; at most `MOST`."""
    counted = db.execute(_counts(dialect(db)), {"terms": terms}).all()
    return {term: n for term, n in counted if n}, db.execute(_ideas).scalar_one()


_ideas = select(func.count()).select_from(select(_index.c.idea_id).limit(MOST).subquery())


@cache
def _counts(name: str) -> Select[Any]:
    """In how many ideas each term stands."""
    terms = _each(name, "terms")
    some = select(_term.c.idea_id).where(_term.c.term == terms.c.value).limit(MOST).correlate(terms).subquery()
    return select(terms.c.value, select(func.count()).select_from(some).correlate(terms).scalar_subquery())


def _leading(words: Iterable[tuple[str, ...]], counts: dict[str, int]) -> list[str]:
    """The terms whose postings are read: of each word the rarest, then the next rarest, as far as `MOST` allows."""
    by_word = [sorted((counts[term], term) for term in word if term in counts) for word in words]
    leading: dict[str, int] = {}
    for _rank, n, term in sorted((rank, *one) for terms in by_word for rank, one in enumerate(terms)):
        if not leading or sum(leading.values()) + n <= MOST:
            leading[term] = n
    return list(leading)


def _candidates(db: Connection, leading: list[str], idf: dict[str, float]) -> list[int]:
    """The ideas to which the leading terms lead, those that these fit best; to a common one only the newest lead."""
    scores: dict[int, float] = defaultdict(float)
    for term, idea_id, weight in db.execute(_postings, {"terms": leading}).all():
        scores[idea_id] += idf[term] * weight
    return [idea_id for _score, idea_id in nlargest(POOL, ((score, idea_id) for idea_id, score in scores.items()))]


_postings = (
    select(_term.c.term, _term.c.idea_id, _term.c.weight)
    .where(_term.c.term.in_(bindparam("terms", expanding=True)))
    .order_by(_term.c.idea_id.desc())
    .limit(MOST)
)
