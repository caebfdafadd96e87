"""Demo data: Mikkeli's participatory budget of 2024, as published ideas marked as demo and as an open vote.

Source of the titles and votes: Mikkelin kaupunki, kaupunkikehityslautakunta 19.3.2024 § 38, MliDno-2024-894.
"""

from __future__ import annotations

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from dialogs.words.codes import make_code
from service.calendar import HELSINKI
from service.elections.files import read_file
from service.elections.opening import open_now
from service.house import House
from sms.parts import count
from store import election_work, ideas, people, votes
from store.models.ideas import IdeaState

FILE = Path(__file__).with_name("mikkeli_2024.csv")
VOTE = Path(__file__).with_name("budjetti.yaml")
AREAS = {
    "Anttolaan": "Anttola",
    "Ristiina": "Ristiina",
    "Haukivuorelle": "Haukivuori",
    "Tuppuralan": "Tuppurala",
    "Suomenniemen": "Suomenniemi",
    "keskusta": "Keskusta",
}


def targets() -> list[tuple[str, int]]:
    """Title and published votes of each target."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["title"], int(row["votes"])) for row in csv.DictReader(file, delimiter=";")]


def load(db: Connection, house: House) -> int:
    """Put the targets in as published ideas of demo residents; nothing if there are ideas already. How many."""
    if ideas.published(db, sealer=house.sealer) is not None:
        return 0
    chance = Random(2024)  # noqa: S311 - demo codes
    now = house.now()
    found = targets()
    for n, (title, voted) in enumerate(reversed(found)):
        at = now - timedelta(days=len(found) - n)
        met = people.meet(db, sealer=house.sealer, channel="demo", value=f"demo-{n}", now=at)
        text = f"{title} (esimerkki vuodelta 2024, {voted} ääntä)"
        code = make_code(chance)
        ideas.keep(
            db,
            sealer=house.sealer,
            code=code,
            resident_id=met.resident_id,
            address_id=None,
            channel="demo",
            language="fi",
            text=text,
            sure=True,
            source="demo",
            origin=None,
            now=at,
        )
        row = ideas.by_code(db, sealer=house.sealer, code=code)
        assert row is not None
        area = next((area for word, area in AREAS.items() if word in title), "")
        if area:
            ideas.mend(db, sealer=house.sealer, code=code, resident_id=met.resident_id, area=area)
        ideas.move(db, idea=row, state=IdeaState.ASSESSED, by="demo", now=at, public_text=text, keys=house.terms.keys)
    return len(found)


def open_vote(db: Connection, house: House) -> str:
    """Open the example budget for four weeks from now, if it is not there; its code."""
    draft = read_file(VOTE)
    plan = draft.plan
    if votes.by_code(db, code=plan.code) is not None:
        return plan.code
    now = house.now().astimezone(HELSINKI)
    closes = datetime.combine(now.date() + timedelta(weeks=4), time(20), HELSINKI)
    plan = plan.model_copy(update={"opens": now, "closes": closes, "decides": closes.date() + timedelta(weeks=2)})
    election_id = votes.create(
        db, code=plan.code, kind=plan.kind, plan=plan.as_json(), opens_at=plan.opens, closes_at=closes, now=now
    )
    election_work.keep_pictures(db, election_id=election_id, pictures=draft.pictures)
    open_now(db, house, row=votes.lock(db, code=plan.code), count=count)
    return plan.code
