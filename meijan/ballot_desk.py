"""The ballots' desk: those of paper and of the web survey, and one-time codes; lines in Finnish."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from dialogs.words.codes import make_code
from meijan.desk import Desk
from meijan.election_desk import locked
from meijan.election_lines import STATES, WAYS
from service.elections import batches
from service.notices import Refused
from store import proofs
from store.models.votes import ElectionState
from store.votes import ElectionRow

MOST_CODES = 5000


def enter(desk: Desk, code: str, path: Path, *, way: str, by: str) -> list[str]:
    """Keep a file of ballots until a second person has entered them too."""

    def job(db: Connection, _row: ElectionRow) -> list[str]:
        batch = batches.enter(db, desk.house, code=code, path=path, way=way, by=by)
        return [
            f"Erä {batch.id}: {batch.n} lippua. Ne eivät ole vielä mukana.",
            f"Toinen ihminen syöttää samat: meijan election import-ballots {code} TIEDOSTO"
            f" --check {batch.id} --by NIMI",
        ]

    return locked(desk, code, "enter-ballots", job, by=by)


def check(desk: Desk, code: str, path: Path, *, batch: int, by: str) -> list[str]:
    """Count in a batch that a second person has entered alike."""

    def job(db: Connection, _row: ElectionRow) -> list[str]:
        made = batches.check(db, desk.house, code=code, batch_id=batch, path=path, by=by)
        return [f"Erä {batch} on mukana: {made.n} lippua, {WAYS[made.way]}. Syötti {made.entered_by}, tarkisti {by}."]

    return locked(desk, code, "check-ballots", job, by=by)


def drop(desk: Desk, code: str, batch: int) -> list[str]:
    """An unchecked batch goes."""

    def job(db: Connection, _row: ElectionRow) -> list[str]:
        batches.drop(db, desk.house, code=code, batch_id=batch)
        return [f"Erä {batch} on poistettu."]

    return locked(desk, code, "drop-ballots", job)


def codes(desk: Desk, code: str, n: int) -> list[str]:
    """New one-time codes, shown this once: only their keyed hashes are kept."""
    if not 1 <= n <= MOST_CODES:
        raise Refused(f"Koodeja tehdään kerralla 1-{MOST_CODES}.")

    def job(db: Connection, row: ElectionRow) -> list[str]:
        if row.state not in (ElectionState.DRAFT, ElectionState.OPEN):
            raise Refused(f"Äänestykseen {code} ei tehdä enää koodeja: se on {STATES[row.state]}.")
        chance = random.SystemRandom()
        made: dict[str, None] = {}
        while len(made) < n:
            made[make_code(chance, pairs=4)] = None
        proofs.add_desk_codes(db, sealer=desk.house.sealer, election_id=row.id, codes=tuple(made))
        return [f"{one[:4]}-{one[4:]}" for one in made]

    try:
        return locked(desk, code, "codes", job)
    except IntegrityError as error:
        raise Refused("Yksi koodeista oli jo olemassa. Yritä uudestaan.") from error
