"""What anyone needs to recount: ballots without codes, codes without ballots, the count, and the sums of the files.

Together a ballot and its code would let votes be bought (VOTING.md, "Trust", 9): no file has both.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from service.elections.counting import receipts
from service.elections.plan import Plan, held
from service.elections.result import Decision, Result, read_decision
from service.notices import Refused
from service.spreadsheet import inert
from store import votes

SUMS = "SHA256SUMS"


def export(db: Connection, *, code: str) -> dict[str, bytes]:
    """The files of a counted election by name. Raises Refused; RuntimeError where they are not those of the count."""
    from service.elections import tallying  # numpy: only a count is worth its load

    row = votes.by_code(db, code=code)
    if row is None:
        raise Refused(f"Äänestystä {code} ei ole.")
    if not row.result:
        raise Refused(f"Äänestystä {code} ei ole vielä laskettu.")
    plan, result = held(row), Result.model_validate_json(row.result)
    box = votes.box(db, election_id=row.id)
    pb = tallying.pabulib(plan, box, result, draw=result.draw, seed=result.draw_seed).encode()
    codes = receipts(votes.receipt_codes(db, election_id=row.id)).encode()
    if (sha256(pb).hexdigest(), sha256(codes).hexdigest()) != (result.pb_sha256, result.receipts_sha256):
        raise RuntimeError("the ballots are not those that were counted")
    decision = read_decision(row.decision)
    files = {
        f"{code}.pb": pb,
        f"{code}.csv": _table(plan, result, decision).encode("utf-8-sig"),  # Excel takes it for cp1252 otherwise
        f"{code}.json": _everything(plan, row.plan_hash, result, decision).encode(),
        f"{code}-plan.json": row.plan.encode(),  # its sha256 is the hash that was frozen at opening
        "receipts.txt": codes,
    }
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return {**files, SUMS: sums.encode()}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _table(plan: Plan, result: Result, decision: Decision | None) -> str:
    output = io.StringIO()
    rows = csv.writer(output, delimiter=";", lineterminator="\r\n")
    rows.writerow(("numero", "kohde", "alue", "hinta", "ääniä", "laskenta", "vertailu", "päätös", "puuttui ääniä"))
    other = result.other.winners if result.other is not None else ()
    for target in plan.targets:
        number = target.number
        missing = result.missing.get(number)
        rows.writerow(
            (
                number,
                inert(target.title.fi),
                inert(target.area),
                "" if target.price is None else target.price,
                result.votes[number],
                _mark(number in result.winners),
                _mark(number in other),
                _mark(decision is not None and number in decision.chosen),
                "" if missing is None else missing,
            )
        )
    return output.getvalue()


def _mark(yes: bool) -> str:
    return "x" if yes else ""


def _everything(plan: Plan, plan_hash: str, result: Result, decision: Decision | None) -> str:
    return json.dumps(
        {
            "election": plan.as_json(),
            "plan_hash": plan_hash,
            "result": result.as_json(),
            "decision": decision.as_json() if decision is not None else None,
        },
        ensure_ascii=False,
        indent=1,
    )
