"""An election opens only when it is complete, and says all that it lacks at once."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from meijan.clock import Clock
from service.elections.opening import look, open_now
from service.elections.plan import Plan, Rule, Target
from service.house import House
from service.notices import Refused
from service.words import Words
from sms.parts import count
from store import votes
from store.database import Database
from store.models.votes import ElectionState

NOW = datetime(2027, 1, 20, tzinfo=UTC)


def found(plan: Plan, town: House, **more: object) -> tuple[str, ...]:
    return look(plan.model_copy(update=more), town, count=count, now=NOW).faults


def test_the_example_may_open(plan: Plan, town: House) -> None:
    """And has nothing to mend but titles that are Finnish only."""
    seen = look(plan, town, count=count, now=NOW)
    assert seen.faults == ()
    assert seen.warnings == tuple(
        f"{language} puuttuu, sanomme suomeksi: targets.title (14 kohdetta)." for language in ("sv", "en")
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"budget": None}, "budget puuttuu"),
        ({"rule": None}, "rule puuttuu"),
        ({"section": " "}, "section puuttuu"),
        ({"decider": None}, "decider puuttuu"),
        ({"decides": None}, "decides puuttuu"),
        ({"decides": date(2027, 2, 27)}, "decides on ennen"),
        ({"eligibility": None}, "eligibility puuttuu"),
        ({"targets": ()}, "vähintään 2"),
        ({"choose": 6}, "choose on enintään 5"),
        ({"rule": Rule.GREEDY_THRESHOLD}, "threshold kuuluu"),
        ({"threshold": 5}, "threshold kuuluu"),
    ],
)
def test_each_thing_that_it_lacks(plan: Plan, town: House, more: dict[str, object], told: str) -> None:
    faults = [fault for fault in found(plan, town, **more) if "Lyhennä" not in fault]  # six names are long, too
    assert len(faults) == 1, faults
    assert told in faults[0]


def test_it_does_not_open_when_its_time_has_gone(plan: Plan, town: House) -> None:
    late = look(plan, town, count=count, now=plan.closes).faults
    assert late == ("closes on jo mennyt: 28.2.2027 kello 20.00.",)
    assert look(plan, town, count=count, now=plan.closes - timedelta(seconds=1)).faults == ()


def replaced(plan: Plan, number: int, **more: object) -> tuple[Target, ...]:
    return tuple(t.model_copy(update=more) if t.number == number else t for t in plan.targets)


def test_each_target_needs_a_price(plan: Plan, town: House) -> None:
    assert found(plan, town, targets=replaced(plan, 3, price=None)) == ("kohde 3: price puuttuu.",)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_names_fit_a_text_message(plan: Plan, town: House, language: str) -> None:
    """25 characters of GSM-7 in each language; [ costs two."""
    good = dict.fromkeys(("fi", "sv", "en"), "Penkit")
    for name, told in (
        ("x" * 26, "on 26 merkkiä"),
        ("[" * 13, "on 26 merkkiä"),
        ("Šakkipöytä", "ei mahdu tekstiviestin"),
    ):
        faults = found(plan, town, targets=replaced(plan, 3, short_name=Words(**{**good, language: name})))
        assert len(faults) == 1
        assert f"kohde 3: short_name.{language} {told}" in faults[0]
    assert found(plan, town, targets=replaced(plan, 3, short_name=Words(**{**good, language: "x" * 25}))) == ()


def many(n: int) -> tuple[Target, ...]:
    """Targets with names as long as they may be."""
    return tuple(
        Target(number=i, title=Words(fi="Penkki"), short_name=Words(fi=f"{'Penkki rannalle':<22}{i:03}"), price=100)
        for i in range(1, n + 1)
    )


def test_the_list_fits_three_messages(plan: Plan, town: House) -> None:
    assert found(plan, town, targets=many(12)) == ()
    faults = found(plan, town, targets=many(17))
    assert [fault.split(" on ")[0] for fault in faults] == [
        f"kohteiden lista ({language})" for language in ("fi", "sv", "en")
    ]


def test_every_receipt_fits_one_message(plan: Plan, town: House) -> None:
    """Five of the longest names do not."""
    faults = found(plan, town, targets=many(12), choose=5)
    assert len(faults) == 3
    assert all("Lyhennä pisimpiä nimiä" in fault for fault in faults)


def test_all_that_is_missing_is_told_at_once(database: Database, town: House, plan: Plan, clock: Clock) -> None:
    """And nothing is opened."""
    bare = plan.model_copy(update={"budget": None, "rule": None, "section": "", "eligibility": None})
    with database.write() as db:
        votes.create(
            db, code="vajaa", kind="budget", plan=bare.as_json(), opens_at=bare.opens, closes_at=bare.closes, now=NOW
        )
    with database.write() as db, pytest.raises(Refused) as refused:
        open_now(db, town, row=votes.lock(db, code="vajaa"), count=count)
    assert str(refused.value).splitlines() == [
        "Äänestystä vajaa ei voi avata:",
        "- budget puuttuu: paljonko rahaa jaetaan, euroina.",
        "- rule puuttuu: miten äänet lasketaan.",
        "- section puuttuu: pykälä, jossa säännöstä päätettiin.",
        "- eligibility puuttuu: kerro, kuka saa äänestää.",
    ]
    with database.write() as db:
        assert votes.lock(db, code="vajaa").state is ElectionState.DRAFT


def test_opening_freezes_the_plan(database: Database, town: House, draft: str) -> None:
    """Under the hash of what is kept; it opens once."""
    with database.write() as db:
        open_now(db, town, row=votes.lock(db, code=draft), count=count)
    with database.write() as db:
        row = votes.lock(db, code=draft)
        assert row.state is ElectionState.OPEN
        assert row.plan_hash == sha256(row.plan.encode()).hexdigest()
        with pytest.raises(Refused, match="ei ole luonnos"):
            open_now(db, town, row=row, count=count)
