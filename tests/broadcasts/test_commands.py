"""`meijan broadcast …`: from a file to its end, and who may do what."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from meijan.cli import command
from meijan.desk import Desk
from service.broadcasts import clock
from service.broadcasts.files import read_yaml
from service.writer import Writer
from service.yaml_file import Unreadable
from store import staff
from store.database import Database
from store.models.staff import Role
from tests.broadcasts.conftest import Town, local

FILE = """\
name: Kahvihetken muistutus
to: {topic: events, channels: sms}
words: {fi: "Mikkelin kaupunki: {tapahtuma} {aika}.", sv: "S:t Michels stad: {tapahtuma} {aika}."}
when: {event: 12, days: 1, clock: "15.00"}
"""
Meijan = Callable[[str], list[str]]


@pytest.fixture
def town(sqlite_url: str) -> Town:
    return Town(Database(sqlite_url))


@pytest.fixture
def meijan(town: Town) -> Meijan:
    """A line after `meijan broadcast`; what it prints."""
    for name, roles in (("Liisa", [Role.WRITER]), ("Matti", [Role.APPROVER]), ("Aku", [Role.MODERATOR])):
        town.do(lambda db, n=name, r=roles: staff.add(db, name=n, email=None, roles=r, by="test", now=town.at))  # type: ignore[misc]
    return lambda line: command(["broadcast", *shlex.split(line)], Desk(town.database, town.house)).splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kirje.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_from_a_file_to_its_end(meijan: Meijan, town: Town, file: Path) -> None:
    town.event("2026-11-27T13:00")
    town.crowd(3)
    town.person(channel="telegram")
    assert meijan("list") == ["Ei avoimia lähetyksiä. Kaikki: --all"]
    draft = "1 Kahvihetken muistutus [luonnos] tapahtumat, 26.11.2026 kello 15.00"
    assert meijan(f"create {file} --by Liisa") == [draft, "Katso: meijan broadcast preview 1"]
    assert meijan(f"preview {file}") == meijan("preview 1")
    assert meijan("preview 1") == [
        "Vastaanottajia: 3",
        "  tekstiviesti: 3",
        "  suomi: 3",
        "Ei saa viestiä, toinen kanava: 1",
        "-- tekstiviesti, suomi, 3, osia 1:",
        "Mikkelin kaupunki: Kahvihetki perjantaina 27.11. kello 13.",
        "Ei viestejä: LOPETA",
        "Hinta: enintään 0,24 € (3 tekstiviestin osaa).",
        "Lähtee 26.11.2026 kello 15.00.",
        "Huomaa: fi: viestin loppuun tulee: Ei viestejä: LOPETA",
        "Huomaa: sv: viestin loppuun tulee: Inga fler meddelanden: SLUTA",
    ]
    assert meijan("approve 1 --by Matti --yes") == ["Tätä ei voi tehdä nyt: lähetys 1 on luonnos."]
    assert meijan("ask 1 --by Liisa")[0] == draft.replace("luonnos", "odottaa hyväksyntää")
    assert meijan("approve 1 --by Matti")[-1] == "Mitään ei tehty. Jos haluat tämän, lisää --yes"
    assert meijan("approve 1 --by Matti --yes")[0] == draft.replace("luonnos", "hyväksytty")
    town.tick("2026-11-26T15:00")
    assert meijan("list") == [draft.replace("luonnos", "lähtee")]
    town.send(most=1)
    assert meijan("pause 1 --by Matti")[0] == "Lähetys 1 on tauolla. Jonosta otettiin takaisin 2."
    assert meijan("status 1")[:3] == [
        draft.replace("luonnos", "tauolla: ihminen pani tauolle"),
        "tekstiviesti: lähetetty 1, perillä 0, jäljellä 2",
        "Hinta tähän asti: 0,08 € (1 osaa)",
    ]
    assert meijan("resume 1 --by Liisa") == [draft.replace("luonnos", "lähtee")]
    assert meijan("cancel 1 --by Liisa --yes") == ["Lähetys 1 on peruttu. Jonosta otettiin takaisin 0."]
    assert meijan("status 1 --follow")[-2:] == [
        "26.11.2026 kello 15.00 jatkettu (Liisa)",
        "26.11.2026 kello 15.00 peruttu (Liisa)",
    ]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("send 1 --by Kukaan --yes", "Käyttäjää Kukaan ei ole tai hänen tunnuksensa on suljettu."),
        ("send 1 --by Aku --yes", "Käyttäjä Aku ei saa tehdä tätä. Siihen tarvitaan rooli: viestijä."),
        ("approve 1 --by Liisa --yes", "Käyttäjä Liisa ei saa tehdä tätä. Siihen tarvitaan rooli: hyväksyjä."),
        ("ask 1 --by Matti", "Käyttäjä Matti ei saa tehdä tätä. Siihen tarvitaan rooli: viestijä."),
        ("pause 1 --by Aku", "Käyttäjä Aku ei saa tehdä tätä. Siihen tarvitaan rooli: viestijä tai hyväksyjä."),
        ("cancel 1 --by Aku --yes", "Käyttäjä Aku ei saa tehdä tätä."),
        ("status 9", "Lähetystä 9 ei ole."),
        ("retry 1 --by Liisa", "Tätä ei voi tehdä nyt: lähetys 1 on luonnos."),
    ],
)
def test_what_is_refused(meijan: Meijan, town: Town, line: str, refusal: str) -> None:
    town.person()
    town.draft()
    assert meijan(line)[0].startswith(refusal)


def test_a_small_one_is_sent_alone(meijan: Meijan, town: Town) -> None:
    town.person()
    town.draft()
    assert meijan("send 1 --by Liisa --yes")[-1] == "Seuraa: meijan broadcast status 1 --follow"
    assert town.state(1)[0] == "approved"


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", ["Rivi 1: tiedostossa on rivejä, kuten name: Kahvihetken muistutus"]),
        (FILE.replace("name:", "nimi:"), ["Rivi 1: nimi ei ole kenttä.", "name puuttuu: anna lähetykselle nimi"]),
        (FILE.replace("topic: events", "topic: kissat"), ["Rivi 2: to.topic on jokin näistä: events, votes tai news."]),
        (FILE.replace('fi: "Mikk', 'xx: "Mikk'), ["Rivi 3: words.fi puuttuu.", "Rivi 3: words.xx ei ole kenttä."]),
        (FILE.replace("days: 1", "days: yksi"), ["Rivi 4: when.days on kokonaisluku"]),
        (FILE.replace("15.00", "25.00"), ["Rivi 4: when "]),
        (FILE.split("when")[0] + "when: eilen\n", ["Rivi 4: when on aika, esimerkiksi"]),
        (FILE.split("when")[0] + "when: [1]\n", ["Rivi 4: when on aika, heti, tai event tai election sisennettynä."]),
    ],
)
def test_a_file_with_mistakes(text: str, mistakes: list[str]) -> None:
    with pytest.raises(Unreadable) as found:
        read_yaml(text)
    assert len(found.value.lines) == len(mistakes), found.value.lines
    for line, start in zip(found.value.lines, mistakes, strict=True):
        assert line.startswith(start), line


def test_times_of_a_file() -> None:
    base = FILE.split("when")[0]
    assert read_yaml(base).moment.kind == "now"
    assert read_yaml(base + "when: heti\n").moment.kind == "now"
    assert read_yaml(base + "when: 2026-12-01 12:00\n").moment.at == local("2026-12-01T12:00")
    closing = read_yaml(base + "when: {election: budjetti-2027, hours: 3}\n").moment
    assert (closing.kind, closing.election, closing.hours) == ("closing", "budjetti-2027", 3)


async def test_the_job_of_the_clock(town: Town) -> None:
    """All of it as the service runs it: begun, fed in batches by the room that there is, the sender woken."""
    town.limit(rates={"sms": 1.0})
    town.crowd(50)
    number = town.approved()
    woken: list[str] = []

    class Sender:
        def wake(self) -> None:
            woken.append("sms")

    writer = Writer(town.database)
    job = clock.Broadcasts(writer, town.house, {"sms": Sender()})  # type: ignore[dict-item]
    await job.tick()
    assert (town.state(number)[0], len(town.put()), woken) == ("sending", 30, ["sms"])
    await job.tick()
    assert (len(town.put()), woken) == (30, ["sms"])
    town.send(most=30)
    await job.tick()
    assert len(town.put()) == 50
    town.send()
    await job.tick()
    assert town.state(number)[0] == "done"
    writer.close()
