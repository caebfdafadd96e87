"""`meijan event …` on each engine: what is said, who is told, what is asked first, and what is refused."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest

from meijan import terminal
from meijan.clock import Clock
from meijan.desk import Desk
from service.events.files import read_yaml
from service.house import House
from service.notices import Refused
from service.notices import body as outbound
from service.view import CityView
from sms.parts import count
from store import events, outbox, participants, people, signups
from store.database import Database
from store.models.events import EventState
from tests.event_desk.conftest import COFFEE, Joined, Meijan

LINE = "Kahvihetki, torstaina 26.11.2026 kello 13–15"


@pytest.fixture
def many(coffee: int, joined: Joined) -> int:
    """The coffee hour with three who can be told and one who can't; its number."""
    joined(coffee, "+358401111111")
    joined(coffee, "+358402222222", party=2)
    joined(coffee, "7001", channel="telegram")
    joined(coffee, "+358403333333", closed=True)
    return coffee


# -- made


def test_an_event_from_its_file_to_the_public(meijan: Meijan, file: Path, database: Database) -> None:
    assert meijan("list") == ["Ei tulevia tapahtumia. Menneet: meijan event list --all"]
    assert meijan("list --all") == ["Ei tapahtumia."]
    draft = f"1 {LINE} [luonnos] pääkirjasto, vapaana 10/10"
    assert meijan(f"create {file}") == ["Luonnoksia tallessa: 1", draft, "  Julkaise: meijan event publish 1"]
    assert meijan("list") == [draft]
    assert meijan("publish 1")[0] == f"1 {LINE} [julkaistu] pääkirjasto, vapaana 10/10"
    assert meijan("publish 1") == ["Tapahtuma on jo julkaistu. Sen numero on 1."]
    assert meijan("show 1")[-2:] == ["24.11.2026 10.00 tehty (Liisa)", "24.11.2026 10.00 julkaistu (Liisa)"]


def test_many_at_once_or_none(meijan: Meijan, tmp_path: Path, database: Database) -> None:
    """The second one can't be published, since it has no place: then the first one is not kept either."""
    item = "- " + COFFEE.replace("\n", "\n  ").rstrip() + "\n"
    path = tmp_path / "monta.yaml"
    path.write_text(item + item.replace("  place: pääkirjasto\n", ""), encoding="utf-8")
    assert meijan(f"create {path} --publish") == ["Tapahtumaa ei voi julkaista: paikka puuttuu (place)."]
    assert meijan("list --all") == ["Ei tapahtumia."]
    path.write_text(item + item.replace("Kahvihetki", "Iltakahvit"), encoding="utf-8")
    assert meijan(f"create {path} --publish")[0] == "Julkaistu: 2"
    assert [line.split()[0] for line in meijan("list")] == ["1", "2"]


def test_what_is_hardly_meant_is_remarked(meijan: Meijan, tmp_path: Path) -> None:
    path = tmp_path / "outo.yaml"
    text = COFFEE.replace("takes_signups: true\n", "area: Tampere\n").replace("2026-11-26", "2026-11-20")
    path.write_text(text, encoding="utf-8")
    assert [line for line in meijan(f"create {path}") if "Huomaa" in line] == [
        "  Huomaa: alue Tampere ei ole asetuksessa MEIJAN_AREAS: sitä ei voi hakea alueella.",
        "  Huomaa: paikkoja on rajattu, mutta takes_signups puuttuu: kukaan ei voi ilmoittautua.",
        "  Huomaa: tapahtuma on jo ohi.",
    ]


def test_a_file_with_mistakes_changes_nothing(meijan: Meijan, tmp_path: Path) -> None:
    path = tmp_path / "rikki.yaml"
    path.write_text(COFFEE + "capacity: 5\n", encoding="utf-8")
    assert meijan(f"create {path}") == ["Rivi 7: kenttä capacity on kaksi kertaa."]
    assert meijan("list --all") == ["Ei tapahtumia."]


@pytest.mark.parametrize(
    "line",
    [
        "show 12",
        "publish 12",
        "move 12 2026-12-01",
        "cancel 12 --reason x",
        "attend 12 3",
        "poster 12",
        "participants 12",
    ],
)
def test_an_event_that_is_not_there(meijan: Meijan, line: str) -> None:
    assert meijan(line) == ["Tapahtumaa 12 ei ole. Luettele: meijan event list --all"]


# -- told


def test_cancelling_says_first_whom_it_tells(meijan: Meijan, many: int, database: Database, town: House) -> None:
    assert meijan(f'cancel {many} --reason "liukas keli"') == [
        f"12 {LINE}",
        "Tapahtuma perutaan. Syy: liukas keli.",
        "Viesti lähtee 3 ihmiselle: 2 tekstiviestillä, 1 Telegramissa.",
        "Soittolistalle tulee 1: heille ei saa lähettää viestiä.",
        "Mitään ei tehty. Jos haluat tämän, lisää --yes",
    ]
    with database.read() as db:
        row = events.by_number(db, number=many)
        assert row is not None
        assert row.state is EventState.PUBLISHED
    assert meijan(f'cancel {many} --reason "liukas keli" --yes') == [
        f"12 {LINE} [peruttu] pääkirjasto",
        "Kerrotaan 3 ihmiselle: 2 tekstiviestillä, 1 Telegramissa.",
        "Viestit lähtevät heti.",
        "Soita 1 ihmiselle, joita viesti ei tavoita: meijan outbox call-list",
    ]
    with database.read() as db:
        ((due, _why, _since),) = outbox.call_list(db)
        assert due.address(town.sealer) == "+358403333333"
        assert "liukas keli" in outbound.validate_json(due.body(town.sealer)).text


def test_at_night_it_says_when_they_leave(meijan: Meijan, many: int, clock: Clock) -> None:
    clock.set("2026-11-24T21:00")
    lines = meijan(f'move {many} "27.11.2026 10.00" --yes')
    assert "Viestit lähtevät 25.11.2026 kello 8.00: yöllä on hiljaista." in lines


def test_a_move_keeps_the_length(meijan: Meijan, coffee: int, database: Database) -> None:
    """By the clock on the wall: over the night of the change too."""
    moved = "12 Kahvihetki, lauantaina 27.3.2027 kello 22.30 – sunnuntaina 28.3.2027 kello 0.30 [julkaistu]"
    assert meijan(f'move {coffee} "2027-03-27 22:30"')[0].startswith(moved)
    assert meijan(f'move {coffee} "2027-03-28 02:00"')[0].startswith("12 Kahvihetki, sunnuntaina 28.3.2027 kello 2–4")
    assert meijan(f'move {coffee} "1.12.2026 10.00" 11.30 --place tori') == [
        "12 Kahvihetki, tiistaina 1.12.2026 kello 10–11.30 [julkaistu] tori, vapaana 10/10",
        "Kenellekään ei lähde viestiä.",
    ]
    assert meijan(f"move {coffee} huomenna") == ["Alku on aika, esimerkiksi 2026-11-26 13:00."]


def test_postponed_until_a_new_time_is_known(meijan: Meijan, many: int) -> None:
    lines = meijan(f"postpone {many} --yes")
    assert lines[0].startswith(f"12 {LINE} [siirretty, aika avoin]")
    assert lines[-1] == "Kun uusi aika on tiedossa: meijan event move 12 AIKA"
    assert "[julkaistu]" in meijan(f'move {many} "3.12.2026 13.00" --yes')[0]


def test_an_edit_tells_of_another_time_and_of_nothing_else(meijan: Meijan, many: int, tmp_path: Path) -> None:
    path = tmp_path / "muutos.yaml"
    as_made = COFFEE.replace("pääkirjasto", "{fi: pääkirjasto, sv: huvudbiblioteket, en: main library}")
    path.write_text(as_made + "text: Tervetuloa!\n", encoding="utf-8")
    assert meijan(f"edit {many} {path}")[1] == "Kenellekään ei lähde viestiä."
    path.write_text(as_made.replace("13:00", "12:00"), encoding="utf-8")
    assert meijan(f"edit {many} {path}")[-1] == "Mitään ei tehty. Jos haluat tämän, lisää --yes"
    assert meijan(f"edit {many} {path} --yes")[1] == "Kerrotaan 3 ihmiselle: 2 tekstiviestillä, 1 Telegramissa."


def test_at_a_terminal_a_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Tapahtuma perutaan."]
    assert terminal.sure(lines, yes=True, asks=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(Refused, match="lisää --yes"):
        terminal.sure(lines, yes=False, asks=True)
    for answer, expected in (("k", True), ("", False), ("e", False), ("kyllä", True)):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("typer.prompt", lambda *_args, answer=answer, **more: answer or more["default"])
        assert terminal.sure(lines, yes=False, asks=True) is expected


# -- seats and people


def test_seats_in_both_directions(meijan: Meijan, many: int, joined: Joined) -> None:
    assert meijan(f"capacity {many} 3") == [
        f"12 {LINE} [julkaistu] pääkirjasto, vapaana 0/3, luvattu 2 liikaa",
        "Paikkoja on luvattu 2 enemmän kuin mahtuu. Ketään ei poisteta.",
    ]
    joined(many, "+358404444444")
    assert meijan(f"capacity {many} 6") == [
        f"12 {LINE} [julkaistu] pääkirjasto, vapaana 0/6",
        "Jonosta kysytään 1 ihmiselle, tulevatko he.",
    ]
    assert meijan(f"capacity {many} kaikki")[0] == f"12 {LINE} [julkaistu] pääkirjasto, paikkoja kaikille"
    assert "paikat ovat luku tai kaikki" in " ".join(meijan(f"capacity {many} kymmenen"))


def test_numbers_are_shown_where_their_owners_let_them(
    meijan: Meijan, coffee: int, joined: Joined, database: Database, town: House, clock: Clock
) -> None:
    assert meijan(f"participants {coffee}") == [f"12 {LINE}", "Kukaan ei ole ilmoittautunut."]
    joined(coffee, "+358401111111", party=2, needs="pyörätuoli")
    joined(coffee, "+358402222222")
    with database.write() as db:
        row = events.by_number(db, number=coffee)
        assert row is not None
        first = participants.listed(db, sealer=town.sealer, event_id=row.id)[0]
        signups.mend(db, sealer=town.sealer, signup_id=first.signup_id, now=town.now(), shows_number=True, name="Aino")
    assert meijan(f"participants {coffee}") == [
        f"12 {LINE}",
        "Tulossa 3, jonossa 0.",
        "1. Aino, paikkoja 2, tarpeet: pyörätuoli, +358401111111",
        "2. nimeä ei kysytty, paikkoja 1",
    ]


def test_whose_number_is_somebody_else_s_is_seen_and_not_told(
    meijan: Meijan, coffee: int, joined: Joined, database: Database, town: House
) -> None:
    """ "Väärä numero" parts a sign-up from the number: what follows would reach a stranger, so it reaches nobody."""
    joined(coffee, "+358401111111")
    lost = joined(coffee, "+358402222222")
    with database.write() as db:
        row = events.by_number(db, number=coffee)
        assert row is not None
        second = participants.listed(db, sealer=town.sealer, event_id=row.id)[1]
        signups.mend(db, sealer=town.sealer, signup_id=second.signup_id, now=town.now(), shows_number=True, name="Eino")
        people.unlink(db, address_id=lost, now=town.now())
    assert meijan(f"participants {coffee}")[-1] == "2. Eino, paikkoja 1, numero ei ole enää hänen"
    assert meijan(f'cancel {coffee} --reason "Liukas keli" --yes')[1:] == [
        "Kerrotaan 1 ihmiselle: 1 tekstiviestillä.",
        "Viestit lähtevät heti.",
        "Numero ei ole enää hänen: 1 ihmiselle ei voi kertoa. Katso: meijan event participants 12",
    ]
    with database.read() as db:
        assert outbox.call_list(db) == [], "a stranger is not phoned either"


def test_feedback_is_counted_and_read_without_who_wrote_it(
    meijan: Meijan, coffee: int, joined: Joined, database: Database, town: House
) -> None:
    assert meijan(f"feedback {coffee}") == [f"12 {LINE}", "Palautetta ei ole."]
    given = ((5, "Mukavaa!\nKiitos"), (4, ""), (5, "Ahdas sali"), (None, ""))
    for n, _given in enumerate(given):
        joined(coffee, f"+3584011111{n:02}")
    with database.write() as db:
        row = events.by_number(db, number=coffee)
        assert row is not None
        listed = participants.listed(db, sealer=town.sealer, event_id=row.id)
        for one, (stars, words) in zip(listed, given, strict=True):
            signups.mend(db, sealer=town.sealer, signup_id=one.signup_id, now=town.now(), name="Aino")
            signups.rate(
                db, sealer=town.sealer, signup_id=one.signup_id, stars=stars, words=words or None, now=town.now()
            )
    assert meijan(f"feedback {coffee}") == [
        f"12 {LINE}",
        "Vastauksia 3, keskiarvo 4,7 (5: 2, 4: 1, 3: 0, 2: 0, 1: 0).",
        "- Ahdas sali",
        "- Mukavaa! Kiitos",
    ]
    assert any("palaute luettu" in line for line in meijan(f"show {coffee}"))


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_list_for_a_spreadsheet_holds_no_formula(
    meijan: Meijan, coffee: int, joined: Joined, database: Database, town: House, tmp_path: Path, name: str
) -> None:
    joined(coffee, "+358401111111", needs=name)
    with database.write() as db:
        row = events.by_number(db, number=coffee)
        assert row is not None
        first = participants.listed(db, sealer=town.sealer, event_id=row.id)[0]
        signups.mend(db, sealer=town.sealer, signup_id=first.signup_id, now=town.now(), name=name, shows_number=True)
    path = tmp_path / "lista.csv"
    assert meijan(f"participants {coffee} --csv {path}")[0] == f"Valmis: {path}"
    with path.open(encoding="utf-8-sig", newline="") as opened:
        head, cells = list(csv.reader(opened, delimiter=";"))
    assert head[1:6] == ["nimi", "paikkoja", "jonossa", "tarpeet", "puhelin"]
    assert cells[1] == cells[4] == f"'{name}"
    assert cells[5] == "'+358401111111"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_who_was_there_is_counted_afterwards(meijan: Meijan, coffee: int, clock: Clock) -> None:
    assert meijan(f"attend {coffee} 9") == ["Tapahtuma ei ole vielä alkanut."]
    clock.set("2026-11-26T15:30")
    assert meijan(f"attend {coffee} 9") == [f"Kirjattu: 12 {LINE}, paikalla 9."]
    assert "Paikalla oli: 9" in meijan(f"show {coffee}")


# -- files


def test_what_is_exported_is_what_create_reads(
    meijan: Meijan, coffee: int, file: Path, tmp_path: Path, joined: Joined
) -> None:
    """Drafts are in the staff's file alone, people in none."""
    joined(coffee, "+358401111111", needs="pyörätuoli")
    meijan(f"create {file}")
    folder = tmp_path / "vienti"
    assert meijan(f"export {folder}") == [
        "Kansiossa vienti: tapahtumat.yaml, tapahtumat.json, tapahtumat.ics. Tapahtumia 2, julkisia 1."
    ]
    text = (folder / "tapahtumat.yaml").read_text(encoding="utf-8")
    assert len(read_yaml(text, lambda name: count(name).units <= 25)) == 2
    assert "\n".join(meijan("export --yaml")) + "\n" == text
    everything = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "401111111" not in everything
    assert "pyörätuoli" not in everything
    assert (folder / "tapahtumat.ics").read_bytes().count(b"BEGIN:VEVENT") == 1
    assert "on jo tallessa" in meijan(f"create {folder / 'tapahtumat.yaml'}")[0], "read, and known again"


def test_drafts_are_nobody_s(desk: Desk, meijan: Meijan, file: Path, database: Database, town: House) -> None:
    """A draft has its number, for posters and commands, and residents do not find it by that."""
    meijan(f"create {file}")
    with database.write() as db:
        met = people.meet(db, sealer=town.sealer, channel="sms", value="+358405555555", now=town.now())
        assert CityView(db, town, met, town.now(), "+358405555555").event(1) is None
