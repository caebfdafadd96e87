"""The count: after the hour for late messages, what tells a ballot is blanked, the ballots are counted and cut loose.

In this order: texts blanked and searched for; counted; both tables rewritten and the key deleted, in one transaction;
what the old rows left on disk erased; searched for once more. A count that was killed after the transaction goes on
from the erasing when it is asked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.elections import forgetting, search
from service.elections.plan import Plan, held
from service.elections.result import SHOWN_FROM, Result, TurnoutRow, draw_order
from service.house import House
from service.notices import Refused
from service.reconcile import NAME as RECONCILED
from store import election_work, marks, outbox, proofs, votes
from store.database import Database
from store.models.votes import ElectionState
from store.votes import HOLD, Box, ElectionRow

if TYPE_CHECKING:
    from service.elections import tallying

ERASED = (
    "election", "turnout", "ballot", "receipt_code", "proof", "vote_check", "desk_code", "ballot_batch", "redaction",
    "outbox", "received", "unread", "missed", "thread_message", "conversation",
)  # fmt: skip
"""Tables whose old rows may tell a ballot or a voter."""


def count(database: Database, house: House, *, code: str, at_once: bool = False, also: Sequence[Path] = ()) -> Result:
    """Count a closed election, or finish a count that was broken off. Raises Refused where it can't be or fails.

    `at_once`: without the hour for late messages. `also`: logs and exports, files or folders, to be searched too.
    """
    with database.write() as db:
        row = _countable(db, house, votes.lock(db, code=code), at_once)
        plan = held(row)
        if row.state is ElectionState.CLOSED:
            _blank(db, house, row, plan)
    old: list[bytes] = []
    if row.state is ElectionState.CLOSED:
        _refuse_found(search.in_files(also, forgetting.receipt(plan), ()))
        old = _cut(database, house, row, plan)
    if not database.scrub(*ERASED):
        raise Refused(
            "Äänet on laskettu, mutta vanhoja rivejä ei voinut poistaa levyltä: joku lukee tietokantaa pitkään."
            f" Aja uudestaan: meijan election count {code}"
        )
    _search(database, plan, old, also)
    with database.write() as db:
        row = votes.lock(db, code=code)
        votes.note(db, election_id=row.id, what=search.CLEAN)
    return Result.model_validate_json(row.result)


# -- may it be counted?


def _countable(db: Connection, house: House, row: ElectionRow, at_once: bool) -> ElectionRow:
    if row.state is ElectionState.COUNTED:
        if search.passed(db, election_id=row.id):
            raise Refused(f"Äänestys {row.code} on jo laskettu.")
        return row
    if row.state is not ElectionState.CLOSED:
        raise Refused(f"Äänestystä {row.code} ei voi vielä laskea. Sulje se ensin: meijan election close {row.code}")
    now, ready = house.now(), row.closes_at + HOLD
    if now < ready and not at_once:
        raise Refused(
            f"Odotamme vielä viestejä, jotka tulivat ajoissa operaattorille. Laske aikaisintaan {_clock(ready)}."
        )
    reconciled = marks.get(db, name=RECONCILED)
    # no mark: no text messages come to this service, so none can be missing
    if reconciled is not None and reconciled < row.closes_at:
        raise Refused(
            "Emme ole vielä hakeneet kaikkia tekstiviestejä Twiliosta."
            f" Haettu {_clock(reconciled)} asti. Hae: meijan reconcile"
        )
    waiting = [b for b in election_work.batches(db, sealer=house.sealer, election_id=row.id) if not b.checked_by]
    if waiting:
        named = ", ".join(f"{batch.id} ({batch.n} lippua, {batch.entered_by})" for batch in waiting)
        raise Refused(f"Toinen ihminen ei ole vielä tarkistanut näitä: {named}.")
    return row


def _clock(at: datetime) -> str:
    return f"{at.astimezone(HELSINKI):%-d.%-m. kello %-H.%M}"


# -- blanking and searching


def _blank(db: Connection, house: House, row: ElectionRow, plan: Plan) -> None:
    """All texts that tell a ballot, in the transaction that holds the election; they go at the provider, too."""
    now = house.now()
    sent = outbox.blank_secret(db, sealer=house.sealer, now=now, all_of_them=True)
    for channel in {channel for channel, _id in sent}:
        ids = [provider_id for of, provider_id in sent if of == channel]
        votes.redact(db, channel=channel, provider_ids=ids, due_at=now)
    since = row.opens_at - timedelta(days=1)
    forgetting.blank(db, sealer=house.sealer, plan=plan, since=since)
    left = forgetting.left(db, sealer=house.sealer, plan=plan, since=since)
    _refuse_found([*left, *search.in_tables(db, forgetting.receipt(plan), ())])


def _search(database: Database, plan: Plan, old: Sequence[bytes], also: Sequence[Path]) -> None:
    pattern = forgetting.receipt(plan)
    with database.read() as db:
        found = search.in_tables(db, pattern, old)
    _refuse_found([*found, *search.in_files([*search.files(database), *also], pattern, old)])


def _refuse_found(found: Sequence[str]) -> None:
    if found:
        raise Refused(
            "Laskenta keskeytyi: jossakin on vielä tieto siitä, mitä joku äänesti. Poista se ja laske uudestaan."
            f" Paikat: {', '.join(found)}"
        )


# -- the count itself


def _cut(database: Database, house: House, row: ElectionRow, plan: Plan) -> list[bytes]:
    """Count and cut ballots loose; the marks that joined them before. A vote that reconcile brings in makes it anew."""
    from service.elections import tallying  # numpy: only a count is worth its load

    while True:
        with database.read() as db:
            box = votes.box(db, election_id=row.id)
            codes = election_work.codes(db, election_id=row.id)
        counted = tallying.counted(plan, box, draw_order(_numbers(plan), _receipts_sha(codes)))
        with database.write() as db:
            votes.lock(db, code=row.code)
            same = votes.box(db, election_id=row.id) == box and election_work.codes(db, election_id=row.id) == codes
            if not same:
                continue
            old = election_work.marks(db, election_id=row.id)
            result = _result(db, row, plan, box, codes, counted)
            votes.cut(db, election_id=row.id, result=result.as_json(), now=house.now())
            return old


def _numbers(plan: Plan) -> tuple[int, ...]:
    return tuple(target.number for target in plan.targets)


def receipts(codes: Sequence[str]) -> str:
    """receipts.txt: one code a line, in their order."""
    return "".join(f"{code}\n" for code in sorted(codes))


def _receipts_sha(codes: Sequence[str]) -> str:
    return sha256(receipts(codes).encode()).hexdigest()


def _result(
    db: Connection, row: ElectionRow, plan: Plan, box: Box, codes: Sequence[str], counted: tallying.Counted
) -> Result:
    from service.elections import tallying  # numpy: only a count is worth its load

    seed = _receipts_sha(codes)
    draw = draw_order(_numbers(plan), seed)
    pb = tallying.pabulib(plan, box, counted.chosen, draw=draw, seed=seed)
    held = proofs.waiting_checks(db, election_id=row.id)
    turnout = votes.turnout(db, election_id=row.id)
    if sum(turnout.values()) != len(box.ballots):
        raise RuntimeError(f"{sum(turnout.values())} have voted, and there are {len(box.ballots)} ballots")
    areas = Counter(area for _choices, area in box.ballots if area)
    shown = sorted(area for area, n in areas.items() if n >= SHOWN_FROM)
    return Result(
        **counted.chosen.model_dump(),
        votes={number: box.votes()[number] for number in _numbers(plan)},
        budget=plan.budget if plan.kind == "budget" else None,
        other=counted.other,
        ballots=len(box.ballots),
        turnout=tuple(TurnoutRow(way=w, identified=i, helped=h, n=n) for (w, i, h), n in sorted(turnout.items())),
        counts=votes.noted(db, election_id=row.id) | ({"unanswered": held} if held else {}),
        eligible=election_work.eligible(db, election_id=row.id),
        areas={area: _of_area(box, plan, area) for area in shown},
        area_ballots={area: areas[area] for area in shown},
        plan_hash=row.plan_hash,
        pb_sha256=sha256(pb.encode()).hexdigest(),
        receipts_sha256=seed,
        draw_seed=seed,
        draw=draw,
    )


def _of_area(box: Box, plan: Plan, area: str) -> dict[int, int]:
    found = Counter(number for choices, of in box.ballots if of == area for number in choices)
    return {number: found[number] for number in _numbers(plan)}
