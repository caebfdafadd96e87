"""The count: when it may be, what it brings, that it goes on after a crash, and the way from there to the public."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select

import store.database
from meijan import election_desk
from meijan.clock import Clock
from meijan.desk import Desk
from service import tally
from service.channel import Outbound
from service.elections import tallying
from service.elections.plan import Plan
from service.elections.result import Result, draw_order
from service.house import House
from service.notices import Refused
from service.reconcile import NAME
from service.tally import pabulib
from store import election_work, ideas, marks, votes
from store.database import Database
from store.models.ideas import IdeaState
from store.models.outbox import Outbox
from store.models.votes import ElectionState
from store.sql import table
from store.votes import Box
from tests.election_desk.conftest import EXAMPLE, Cast, Meijan
from tests.election_desk.test_commands import accepted

CODE = "budjetti-2027"
Came = list[tuple[str, tuple[int, ...]]]


@pytest.fixture
def came(meijan: Meijan, cast: Cast) -> Came:
    """150 ballots in the example, which has closed."""
    meijan(f"create {EXAMPLE}")
    meijan(f"open {CODE}")
    found = cast(CODE, 150)
    meijan(f"close {CODE}")
    return found


@pytest.fixture
def counted(meijan: Meijan, came: Came, clock: Clock) -> Came:
    """The same, counted."""
    clock.set("+1h")
    said = meijan(f"count {CODE}")
    assert said[0] == f"Äänestys {CODE} on laskettu. Kukaan ei voi enää yhdistää ääntä ihmiseen.", said
    return came


def result(database: Database) -> Result:
    with database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        return Result.model_validate_json(row.result)


def state(database: Database) -> ElectionState:
    with database.write() as db:
        return votes.lock(db, code=CODE).state


# -- when


def test_an_hour_is_waited_for_late_messages(meijan: Meijan, came: Came, database: Database, clock: Clock) -> None:
    """Or not, when somebody says so, who is told what that means."""
    clock.set("+59min")
    assert meijan(f"count {CODE}") == [
        "Odotamme vielä viestejä, jotka tulivat ajoissa operaattorille. Laske aikaisintaan 10.2. kello 13.00."
    ]
    assert state(database) is ElectionState.CLOSED
    said = meijan(f"count {CODE} --now")
    assert said[1] == "Laskettu heti: ajoissa lähetetty viesti, joka tulee vielä, ei ole mukana."
    assert meijan(f"count {CODE}") == [f"Äänestys {CODE} on jo laskettu."]


def test_not_before_the_provider_was_asked(meijan: Meijan, came: Came, database: Database, clock: Clock) -> None:
    """What reached it in time must have been fetched, also where nobody wants to wait."""
    with database.write() as db:
        closes = votes.lock(db, code=CODE).closes_at
        marks.put(db, name=NAME, at=closes - timedelta(seconds=1))
    clock.set("+2h")
    for line in (f"count {CODE}", f"count {CODE} --now"):
        assert meijan(line)[0].startswith("Emme ole vielä hakeneet kaikkia tekstiviestejä Twiliosta.")
    with database.write() as db:
        marks.put(db, name=NAME, at=closes)
    assert meijan(f"count {CODE}")[0].endswith("ihmiseen.")


def test_not_while_it_is_open(meijan: Meijan) -> None:
    meijan(f"create {EXAMPLE}")
    for _ in range(2):
        assert meijan(f"count {CODE} --now") == [
            f"Äänestystä {CODE} ei voi vielä laskea. Sulje se ensin: meijan election close {CODE}"
        ]
        meijan(f"open {CODE}")


def test_not_while_a_batch_waits(meijan: Meijan, came: Came, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("valinnat\n1 2\n", encoding="utf-8")
    meijan(f"import-ballots {CODE} {path} --by Aino")
    assert meijan(f"count {CODE} --now")[0].startswith("Toinen ihminen ei ole vielä tarkistanut näitä: ")


# -- what


def test_the_count_is_that_of_the_ballots(counted: Came, database: Database, plan: Plan) -> None:
    """Votes, turnout by way, the plan that was frozen; both rules; a lot that follows from the receipts."""
    found = result(database)
    ballots = [choices for _voter, choices in counted]
    assert found.votes == {t.number: Counter(n for b in ballots for n in b)[t.number] for t in plan.targets}
    assert found.ballots == sum(row.n for row in found.turnout) == len(ballots)
    assert {row.way for row in found.turnout} == {"sms", "telegram"}
    assert (found.rule.value, found.add1) == ("equal-shares", "city")
    assert found.other is not None
    assert found.other.rule.value == "greedy"
    price = {t.number: t.price or 0 for t in plan.targets}
    for count in (found, found.other):
        assert 0 < sum(price[n] for n in count.winners) == count.spent <= 50_000
        assert set(count.missing) == set(price) - set(count.winners)
        assert tuple(step.number for step in count.steps if step.why == "chosen") == count.winners
        assert {step.number for step in count.steps} == set(price)
    with database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        assert found.plan_hash == row.plan_hash == sha256(row.plan.encode()).hexdigest()
        codes = votes.receipt_codes(db, election_id=row.id)
    assert len(set(codes)) == len(ballots)
    assert found.draw == draw_order(tuple(price), sha256("".join(f"{c}\n" for c in codes).encode()).hexdigest())


def test_nobody_sees_a_number_before(meijan: Meijan, came: Came, clock: Clock) -> None:
    """Closed and not counted: turnout only."""
    shown = "\n".join(meijan(f"show {CODE}"))
    assert "Äänestäneitä: 150" in shown
    assert "Laskenta" not in shown
    clock.set("+1h")
    meijan(f"count {CODE}")
    assert "Laskenta (equal-shares): " in "\n".join(meijan(f"show {CODE}"))


def test_nobody_voted(meijan: Meijan, database: Database) -> None:
    meijan(f"create {EXAMPLE}")
    meijan(f"open {CODE}")
    meijan(f"close {CODE}")
    assert "Ääniä laskettu: 0" in meijan(f"count {CODE} --now")
    assert result(database).winners == ()


def test_a_poll_is_won_by_the_most_votes(meijan: Meijan, database: Database, town: House, tmp_path: Path) -> None:
    """Both where two are level: there is no money that could not be shared."""
    path = tmp_path / "kysely.yaml"
    names = "\n".join(f"  - {{title: {name}, short_name: {name}}}" for name in ("Kirjakeidas", "Lukutupa", "Sanala"))
    path.write_text(
        f"code: {CODE}\nkind: poll\ntitle: Nimi\nopens: 2027-02-01 08:00\ncloses: 2027-02-28 20:00\n"
        f"identity: open\ntargets:\n{names}\n",
        encoding="utf-8",
    )
    meijan(f"create {path}")
    meijan(f"open {CODE}")
    with database.write() as db:
        for n, choice in enumerate((1, 2, 2, 3, 3)):
            votes.cast(
                db,
                sealer=town.sealer,
                election_id=votes.lock(db, code=CODE).id,
                voter=f"address:sms:{n}",
                choices=(choice,),
                way="sms",
                identified="address",
                at=town.now(),
                draw=town.receipt,
            )
    meijan(f"close {CODE}")
    assert "Laskenta (greedy): 2 Lukutupa, 3 Sanala" in meijan(f"count {CODE} --now")
    assert result(database).missing == {1: 1}
    assert meijan(f"decide {CODE} --date 2027-02-10") == [
        "Päätös on kirjattu: 2 Lukutupa, 3 Sanala",
        f"Julkaise: meijan election publish {CODE}",
    ]


# -- a count that was broken off, a text that is found


def test_a_count_that_was_killed_after_the_cut_goes_on(
    meijan: Meijan, came: Came, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is decided before what the old rows left is erased and searched for."""
    clock.set("+1h")

    class Killed(BaseException):
        pass

    def dies(*_tables: str) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(database, "scrub", dies)
        with pytest.raises(Killed):
            meijan(f"count {CODE}")
    assert state(database) is ElectionState.COUNTED
    before = result(database)
    assert meijan(f"decide {CODE} --date 2027-02-10 --section '§ 5'") == [
        f"Laskennan viimeinen tarkistus puuttuu. Tee se: meijan election count {CODE}"
    ]
    assert meijan(f"count {CODE}")[0].endswith("ihmiseen.")
    assert result(database) == before


def test_a_count_is_not_through_while_somebody_still_sees_the_old_rows(
    meijan: Meijan, came: Came, database: Database, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump or a forgotten transaction keeps them on disk. When it ends, the same command ends the count."""
    monkeypatch.setattr(store.database, "BUSY_SECONDS", 0.2)
    clock.set("+1h")
    another = Database(database.url.render_as_string(hide_password=False), pool=1)
    quick = Desk(Database(database.url.render_as_string(hide_password=False), pool=2), desk.house, "Liisa")
    with another.engine.connect() as reader:
        if not database.sqlite:
            reader.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.exec_driver_sql("SELECT count(*) FROM ballot")
        with pytest.raises(Refused, match="joku lukee tietokantaa pitkään"):
            election_desk.count(quick, CODE, at_once=False, also=[])
    another.close()
    assert state(database) is ElectionState.COUNTED
    assert meijan(f"count {CODE}")[0].endswith("ihmiseen.")
    quick.database.close()


def test_a_late_vote_that_comes_during_the_count_is_in_it(
    meijan: Meijan, came: Came, database: Database, clock: Clock, town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted anew; as many have voted as there are ballots."""
    clock.set("+1h")
    real, times = tallying.counted, []

    def slow(*args: Any) -> Any:
        times.append(len(times))
        if len(times) == 1:
            with database.write() as db:
                row = votes.lock(db, code=CODE)
                votes.cast(
                    db,
                    sealer=town.sealer,
                    election_id=row.id,
                    voter="number:+358409999999",
                    choices=(14,),
                    way="sms",
                    identified="number",
                    at=row.closes_at - timedelta(minutes=1),
                    draw=town.receipt,
                )
        return real(*args)

    monkeypatch.setattr(tallying, "counted", slow)
    meijan(f"count {CODE}")
    assert len(times) == 2
    assert result(database).ballots == len(came) + 1


def test_a_ballot_in_a_log_fails_the_count(
    meijan: Meijan, came: Came, database: Database, clock: Clock, tmp_path: Path
) -> None:
    """Nothing is counted; without it, it is."""
    clock.set("+1h")
    log = tmp_path / "loki" / "meijan.log"
    log.parent.mkdir()
    log.write_text('{"text": "Äänesi: 3 Kukkivat puut puistoihin, 7 Hiihtoreitti Ristiinaan."}\n', encoding="utf-8")
    refused = meijan(f"count {CODE} --also {log.parent}")
    assert refused[0].startswith("Laskenta keskeytyi: ")
    assert refused[0].endswith(str(log))
    assert state(database) is ElectionState.CLOSED
    log.write_text("3 Kukkivat puut puistoihin\n7 Hiihtoreitti Ristiinaan\n", encoding="utf-8")  # a list tells nothing
    assert meijan(f"count {CODE} --also {log.parent}")[0].endswith("ihmiseen.")


def test_a_path_that_is_not_there_is_told(meijan: Meijan, came: Came, tmp_path: Path) -> None:
    """Rather than searched and found clean."""
    assert meijan(f"count {CODE} --now --also {tmp_path / 'ei'}") == [f"Polkua ei ole: {tmp_path / 'ei'}"]


def test_a_mark_that_is_left_on_disk_fails_the_count(
    meijan: Meijan, came: Came, database: Database, clock: Clock, tmp_path: Path
) -> None:
    """What joined voters and ballots, in a copy that somebody made: the count stands, but goes no further."""
    clock.set("+1h")
    backup = tmp_path / "backup"
    backup.mkdir()
    with database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
        old = election_work.marks(db, election_id=row.id)
    assert len(old) == 301
    (backup / "copy.db").write_bytes(b"x" * 1000 + old[200] + b"y" * 1000)
    assert meijan(f"count {CODE} --also {backup}")[0].endswith("copy.db")
    assert state(database) is ElectionState.COUNTED
    assert meijan(f"decide {CODE} --date 2027-02-10 --section '§ 5'")[0].startswith("Laskennan viimeinen tarkistus")


# -- the board


def test_the_board_decides_with_a_reason_for_each_deviation(meijan: Meijan, counted: Came, database: Database) -> None:
    winners = result(database).winners
    left_out, loser = winners[-1], next(n for n in range(1, 15) if n not in winners)
    chosen = " ".join(str(n) for n in (*winners[:-1], loser))
    decide = f"decide {CODE} --date 2027-02-10 --section 'Elinympäristölautakunta § 31' --chosen '{chosen}'"
    assert meijan(decide) == [
        f'Kohde {number} {how}. Kirjoita syy: --reason "{number}=SYY"'
        for number, how in sorted(
            ((left_out, "jäi pois, vaikka voitti"), (loser, "on päätöksessä, vaikka laskenta ei valinnut sitä"))
        )
    ]
    kept = winners[0]
    reasons = f"--reason '{left_out}=Liian kallis' --reason '{loser}=Alueella ei ole muuta'"
    assert meijan(f"{decide} {reasons} --reason '{kept}=Turha'") == [
        f"Kohde {kept} ei poikkea laskennasta: syy on turha."
    ]
    assert meijan(f"decide {CODE} --date 2027-02-11 --chosen '99'")[:3] == [
        "Kohdetta 99 ei ole.",
        "Päätöksen päivä on vasta tulossa.",
        "Pykälä puuttuu: --section",
    ]
    assert meijan(f"{decide} {reasons}")[0].startswith("Päätös on kirjattu: ")
    assert meijan(f"{decide} {reasons}")[0].startswith(f"Äänestyksestä {CODE} ei voi nyt kirjata päätöstä")
    with database.read() as db:
        row = votes.by_code(db, code=CODE)
        assert row is not None
    decision = json.loads(row.decision)
    assert decision["reasons"] == {str(left_out): "Liian kallis", str(loser): "Alueella ei ole muuta"}


def test_published_only_after_the_decision(meijan: Meijan, counted: Came, database: Database) -> None:
    """And once."""
    refused = [f"Äänestystä {CODE} ei voi nyt julkaista: sen pitää olla päätetty, eikä vielä julkaistu."]
    assert meijan(f"publish {CODE}") == refused
    meijan(f"decide {CODE} --date 2027-02-10 --section '§ 31'")
    assert meijan(f"publish {CODE}") == [f"Tulos on julkaistu: /tulokset/{CODE}"]
    assert meijan(f"publish {CODE}") == refused
    assert state(database) is ElectionState.PUBLISHED


def test_those_who_proposed_a_target_are_told(
    meijan: Meijan, database: Database, desk: Desk, town: House, clock: Clock, cast: Cast, tmp_path: Path
) -> None:
    """When the vote opens, and what became of it: chosen, or not and why."""
    accepted(database, town, "K7F2", "Penkkejä rantaraitille")
    accepted(database, town, "R2T3", "Lisää valoja pyöräteille")
    text = EXAMPLE.read_text(encoding="utf-8")
    for code in ("K7F2", "R2T3"):
        text = text.replace("price: 4000\n", f"price: 4_000\n    idea: {code}\n", 1)
    path = tmp_path / "vaali.yaml"
    path.write_text(text, encoding="utf-8")
    meijan(f"create {path}")
    meijan(f"open {CODE}")
    assert said(database, desk) == [
        "Ideastasi K7F2 voi nyt äänestää. Sen numero on 7. Äänestä: ÄÄNESTYS",
        "Ideastasi R2T3 voi nyt äänestää. Sen numero on 10. Äänestä: ÄÄNESTYS",
    ]
    cast(CODE, 150)
    meijan(f"close {CODE}")
    meijan(f"count {CODE} --now")
    winners = result(database).winners
    chosen = (set(winners) | {7}) - {10}
    reasons = "".join(f" --reason '{n}=Sopii alueelle'" for n in sorted(chosen ^ set(winners)))
    numbers = " ".join(map(str, sorted(chosen)))
    meijan(f"decide {CODE} --date 2027-02-10 --section '§ 31' --chosen '{numbers}'{reasons}")
    told = said(database, desk)[-2:]
    assert told[0] == "Hyviä uutisia! Kaupunki toteuttaa ideasi K7F2. Kiitos sinulle!"
    assert told[1].startswith("Ideasi R2T3 oli mukana äänestyksessä. Se sai näin monta ääntä: ")
    assert ("Syy: Sopii alueelle" in told[1]) is (10 in winners)
    with database.read() as db:
        states = {
            code: found.state
            for code in ("K7F2", "R2T3")
            if (found := ideas.by_code(db, sealer=town.sealer, code=code))
        }
    assert states == {"K7F2": IdeaState.CHOSEN, "R2T3": IdeaState.ASSESSED}


def said(database: Database, desk: Desk) -> list[str]:
    """The texts of the outbox, in their order."""
    rows_of, read = table(Outbox), TypeAdapter(Outbound)
    with database.read() as db:
        rows = db.execute(select(rows_of.c.id, rows_of.c.sealed).order_by(rows_of.c.id)).all()
    return [read.validate_json(desk.house.sealer.open(row.sealed, "outbox.sealed", row.id)).text for row in rows]


# -- exports


def test_the_exports_recount_to_the_same(meijan: Meijan, counted: Came, database: Database, tmp_path: Path) -> None:
    """Sums of all files hold; the ballots are all there and no code with them; the plan is the frozen one."""
    folder = tmp_path / "vienti"
    meijan(f"export {CODE} {folder}")
    found = result(database)
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert {name: sha256((folder / name).read_bytes()).hexdigest() for name in sums} == sums
    assert sums[f"{CODE}.pb"] == found.pb_sha256
    assert sums["receipts.txt"] == found.receipts_sha256
    assert sums[f"{CODE}-plan.json"] == found.plan_hash
    recounted = tally.count(election := pabulib.read((folder / f"{CODE}.pb").read_bytes()), election.meta["rule"])
    assert election.meta["date_end"] == "10.02.2027"  # the day on which it was closed by hand
    assert tuple(map(int, recounted.winners)) == found.winners
    assert sorted(tuple(sorted(map(int, b.choices))) for b in election.ballots for _ in range(b.voters)) == sorted(
        choices for _voter, choices in counted
    )
    codes = (folder / "receipts.txt").read_text().split()
    for name in (f"{CODE}.pb", f"{CODE}.csv", f"{CODE}.json", f"{CODE}-plan.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not [code for code in codes if code in text]
    everything = json.loads((folder / f"{CODE}.json").read_text(encoding="utf-8"))
    assert Result.model_validate(everything["result"]) == found


def test_nothing_is_exported_before_the_count(meijan: Meijan, came: Came, tmp_path: Path) -> None:
    assert meijan(f"export {CODE} {tmp_path / 'x'}") == [f"Äänestystä {CODE} ei ole vielä laskettu."]
    assert not (tmp_path / "x").exists()


def test_without_a_frozen_rule_few_ballots_are_counted_greedily(plan: Plan) -> None:
    """Below a hundred; a frozen rule wins whatever their number."""
    free = plan.model_copy(update={"rule": None})
    for n, rule in ((99, "greedy"), (100, "equal-shares")):
        box = Box(tuple((((i % 14) + 1,), "") for i in range(n)))
        draw = tuple(range(1, 15))
        assert tallying.counted(free, box, draw).chosen.rule.value == rule
        assert tallying.counted(plan, box, draw).chosen.rule.value == "equal-shares"
