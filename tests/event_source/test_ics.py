"""iCalendar: zones, whole days, series with their exceptions, and what is no calendar at all."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meijan.event_import import _units
from service.calendar import HELSINKI
from service.events.source import ics
from service.events.source.content import NotCalendar
from service.events.source.found import Found, Item, Passed, Reading, Refusal, Stands
from service.events.source.survey import survey
from service.events.source.zones import zone
from tests.event_source.conftest import AREAS, NOW

OUTLOOK = """BEGIN:VTIMEZONE
TZID:Mukautettu
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of events that are written as their lines."""
    parts = [f"BEGIN:VEVENT\n{lines}\nEND:VEVENT" for lines in events]
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *head.splitlines(), *parts, "END:VCALENDAR", ""]).encode()


def items(raw: bytes) -> list[Item]:
    def lines() -> Iterable[bytes]:
        return BytesIO(raw)

    reading = Reading(NOW, AREAS, _units)
    return list(ics.read(lines, survey(lines), reading))


def when(item: Item) -> str:
    """Start and end here; or why there are none."""
    if isinstance(item, Refusal):
        return item.why
    if not isinstance(item, Found) or item.draft is None:
        return str(item.stands if isinstance(item, Found) else item)
    local = item.draft.starts.astimezone(HELSINKI), item.draft.ends.astimezone(HELSINKI)
    return f"{local[0]:%-d.%-m. %H:%M}-{local[1]:%-d.%-m. %H:%M}" + (" päivä" if item.draft.all_day else "")


def one(lines: str, head: str = "") -> Item:
    found = items(calendar("UID:a@b\nSUMMARY:Kahvihetki\n" + lines, head=head))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        ("DTSTART:20261126T110000Z\nDTEND:20261126T130000Z", "", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART:20261126T130000\nDURATION:PT1H30M", "", "26.11. 13:00-26.11. 14:30"),
        ("DTSTART:20261126T130000", "", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART:20261126T120000", "X-WR-TIMEZONE:Europe/Stockholm", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART;TZID=Europe/Stockholm:20261126T120000", "", "26.11. 13:00-26.11. 15:00"),
        ('DTSTART;TZID="FLE Standard Time":20261126T130000', "", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART;TZID=/example.org/2026/Europe/Helsinki:20261126T130000", "", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART;TZID=Mukautettu:20261126T130000", OUTLOOK, "26.11. 13:00-26.11. 15:00"),
        ("DTSTART;TZID=Mukautettu:20270726T130000", OUTLOOK, "26.7. 13:00-26.7. 15:00"),
        ("DTSTART;TZID=Kuu/Meri:20261126T130000", "", "aikavyöhyke on outo: Kuu/Meri"),
        ("DTSTART;TZID=../../etc/passwd:20261126T130000", "", "aikavyöhyke on outo: ../../etc/passwd"),
        ("DTSTART;VALUE=DATE:20261126", "", "26.11. 00:00-27.11. 00:00 päivä"),
        ("DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261129", "", "26.11. 00:00-29.11. 00:00 päivä"),
        ("DTSTART;VALUE=DATE:20270328\nDTEND;VALUE=DATE:20270329", "", "28.3. 00:00-29.3. 00:00 päivä"),
        ("DTSTART:20270328T023000\nDTEND:20270328T043000", "", "28.3. 02:30-28.3. 04:30"),
        ("DTSTART:20270328T003000Z\nDURATION:PT1H", "", "28.3. 02:30-28.3. 04:30"),
        ("DTSTART:20261126T130000\nDTEND:20261126T120000", "", "se päättyy ennen kuin alkaa"),
        ("DTSTART:20261126T130000\nDURATION:-PT1H", "", "se päättyy ennen kuin alkaa"),
        ("DTSTART:20261126T130000\nDURATION:P400D", "", "se kestää yli vuoden"),
        ("DTSTART:20261126T130000\nDURATION:kaksi tuntia", "", "kesto ei ole kesto: kaksi tuntia"),
        ("DTSTART:20261126T130000\nDURATION:20261126", "", "kesto ei ole kesto: 20261126"),
        ("DTSTART:20261126T130000\nDTEND:99991231T120000", "", "päättymisaika on vuonna 9999"),
        ("DTSTART:00010101T000000Z", "", "alkamisaika on vuonna 1"),
        ("DTSTART:99991231T235959Z", "", "alkamisaika on vuonna 9999"),
        ("DTSTART:19990101T120000Z", "", "alkamisaika on vuonna 1999"),
        ("DTSTART:20261326T130000", "", "alkamisaika ei ole aika: 20261326T130000"),
        ("DTSTART:huomenna", "", "alkamisaika ei ole aika: huomenna"),
        ("LOCATION:Kirjasto", "", "alkamisaika puuttuu"),
        ("DTSTART:20261123T110000Z", "", "over"),
        ("DTSTART:20261126T110000Z\nCLASS:PRIVATE", "", "unpublished"),
        ("DTSTART:20261126T110000Z\nSTATUS:CANCELLED", "", "cancelled"),
        ("DTSTART:20261126T110000Z\nSTATUS:TENTATIVE", "", "26.11. 13:00-26.11. 15:00"),
        ("DTSTART:20261126T110000Z", "METHOD:CANCEL", "cancelled"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Timezone")
def test_times(lines: str, head: str, expected: str) -> None:
    assert when(one(lines, head)) == expected


def test_texts_are_unfolded_before_they_are_decoded() -> None:
    """A fold counts octets: it may divide an "ä", and escapes are the file's and not ours."""
    text = "SUMMARY:Pääkirjaston kahvit\\, pullat\\nja\\; muut".encode()
    at = text.index("ä".encode()) + 1
    raw = calendar("UID:a@b\nDTSTART:20261126T110000Z\nLOCATION:Otavan opisto\\, Otavantie 2\nGEO:61.65;27.06")
    raw = raw.replace(b"UID:a@b", b"UID:a@b\r\n" + text[:at] + b"\r\n " + text[at:])
    (found,) = items(raw)
    assert isinstance(found, Found)
    assert found.draft is not None
    assert found.title == "Pääkirjaston kahvit, pullat ja; muut"
    assert found.draft.place is not None
    assert found.draft.address is not None
    assert (found.draft.place.fi, found.draft.address.fi) == ("Otavan opisto", "Otavantie 2")
    assert (found.draft.latitude, found.draft.longitude, found.draft.area) == (61.65, 27.06, "Otava")


WEEKLY = "UID:a@b\nSUMMARY:Kahvihetki\nLOCATION:Kirjasto\nDTSTART;TZID=Europe/Helsinki:20260107T130000\nDURATION:PT2H\n"


def test_a_series_keeps_its_hour_over_the_changes_of_the_clock() -> None:
    found = items(calendar(WEEKLY + "RRULE:FREQ=WEEKLY;INTERVAL=9"))
    assert [when(item) for item in found if isinstance(item, Found)][:3] == [
        "20.1. 13:00-20.1. 15:00",
        "24.3. 13:00-24.3. 15:00",
        "26.5. 13:00-26.5. 15:00",
    ]
    assert {item.series for item in found if isinstance(item, Found)} == {"a@b"}


def test_times_are_taken_out_added_moved_and_cancelled() -> None:
    series = WEEKLY + (
        "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z\nEXDATE;TZID=Europe/Helsinki:20261202T130000\n"
        "EXDATE;VALUE=DATE:20261223\nRDATE;TZID=Europe/Helsinki:20261205T100000"
    )
    moved = "UID:a@b\nRECURRENCE-ID:20261209T110000Z\nSUMMARY:Kahvit\nDTSTART:20261210T110000Z\nDTEND:20261210T120000Z"
    off = "UID:a@b\nRECURRENCE-ID;TZID=Europe/Helsinki:20261216T130000\nSUMMARY:Kahvit\nSTATUS:CANCELLED"
    found = {item.source_id: when(item) for item in items(calendar(series, moved, off)) if isinstance(item, Found)}
    assert found == {
        "a@b/2026-11-25": "25.11. 13:00-25.11. 15:00",
        "a@b/2026-12-05": "5.12. 10:00-5.12. 12:00",
        "a@b/2026-12-09": "10.12. 13:00-10.12. 14:00",
        "a@b/2026-12-16": "cancelled",
        "a@b/2026-12-30": "30.12. 13:00-30.12. 15:00",
    }


def test_a_period_is_taken_by_its_start() -> None:
    found = items(calendar(WEEKLY + "RDATE;VALUE=PERIOD;TZID=Europe/Helsinki:20261205T100000/PT1H"))
    assert [when(item) for item in found] == ["5.12. 10:00-5.12. 12:00"]


def test_a_zone_is_what_this_file_means_by_its_name() -> None:
    """Another file may mean another by the same: the library remembers the first that it saw."""
    stockholm = OUTLOOK.replace("+0200", "+0100").replace("+0300", "+0200")
    moment = "DTSTART;TZID=Mukautettu:20261126T120000"
    assert [when(one(moment, head)) for head in (OUTLOOK, stockholm, "")] == [
        "26.11. 12:00-26.11. 14:00",
        "26.11. 13:00-26.11. 15:00",
        "aikavyöhyke on outo: Mukautettu",
    ]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("RRULE:FREQ=SECONDLY", "toistoa SECONDLY emme osaa"),
        ("RRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY", "toistosääntöjä on monta: niitä emme osaa"),
        ("RRULE:FREQ=WEEKLY\nEXRULE:FREQ=DAILY", "toistosääntöjä on monta: niitä emme osaa"),
        ("RRULE:FREQ=WEEKLY\nEXDATE:hups", "alkamisaika ei ole aika: hups"),
        ("RRULE:FREQ=WEEKLY;UNTIL=hups", "toistosääntö ei ole ehjä"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20261209T110000Z",
         "muutosta, joka koskee kaikkia myöhempiä kertoja, emme osaa"),
    ],
)  # fmt: skip
def test_series_that_we_do_not_follow(lines: str, why: str) -> None:
    assert [when(item) for item in items(calendar(WEEKLY + lines))] == [why]


def test_a_series_is_taken_a_year_ahead() -> None:
    found = items(calendar(WEEKLY + "RRULE:FREQ=DAILY"))
    assert 365 <= len(found) <= 368


def test_the_newest_of_two_versions_counts() -> None:
    def version(sequence: int, day: int) -> str:
        return f"UID:a@b\nSUMMARY:Kahvihetki\nSEQUENCE:{sequence}\nDTSTART:202611{day}T110000Z"

    found = items(calendar(version(2, 27), version(1, 26)))
    assert [when(item) for item in found] == ["27.11. 13:00-27.11. 15:00", "twice"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", None),
        (b"<html>", "alku ei ole BEGIN:VCALENDAR"),
        (calendar("UID:a")[:-30], "tiedosto katkeaa kesken"),
        (calendar("UID:a\nSUMMARY:K\xe4".replace("ä", "X")) + b"X:\xe4\xff\n", "teksti ei ole UTF-8-muodossa"),
        (calendar("\n".join(["BEGIN:X"] * 50)), "osia on liian monta sisäkkäin"),
        (b"BEGIN:VCALENDAR\nX:" + b"a" * 300_000, "rivi on liian pitkä"),
    ],
)
def test_no_calendar(raw: bytes, why: str | None) -> None:
    if why is None:
        assert items(raw) == []
        return
    with pytest.raises(NotCalendar, match=why):
        items(raw)


def test_an_event_without_an_id_is_refused_and_one_with_noise_is_read() -> None:
    found = items(calendar("SUMMARY:Ilman", "UID:b\nsummary;language=fi:Kahvi\n???\nDTSTART:20261126T110000Z"))
    assert [when(item) for item in found] == ["tunnus (UID) puuttuu tai on liian pitkä", "26.11. 13:00-26.11. 15:00"]


def test_names_of_zones() -> None:
    assert zone("Europe/Helsinki") == zone("(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius") == HELSINKI
    assert zone("Europe") is None
    assert zone("") is None


TIMES = ["20261126T110000Z", "20261126T130000", "20261126", "00010101T000000", "99991231"]
RULES = ["FREQ=DAILY;COUNT=3", "FREQ=WEEKLY", "FREQ=YEARLY;BYDAY=-1SU"]
NAMES = [
    "UID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXDATE",
    "RDATE",
    "RECURRENCE-ID",
    "SUMMARY",
    "SEQUENCE",
    "GEO",
]
NAMES += ["GEO", "STATUS", "BEGIN", "END", "LOCATION", "URL", "DTSTART;TZID=Europe/Helsinki", "DTSTART;VALUE=DATE"]
VALUES = [*TIMES, *RULES, "a@b", "PT1H", "P1D", "VEVENT", "VTIMEZONE", "CANCELLED", "1;2", ":"]


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=12)), max_size=12))
def test_whatever_comes_is_items_or_no_calendar(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{name}:{value}" for name, value in lines)
    try:
        found = items(calendar("UID:z\nSUMMARY:K\nDTSTART:20261126T110000Z\n" + text).replace(b"\r", b""))
    except (NotCalendar, UnicodeEncodeError):
        return
    assert all(isinstance(item, Found | Refusal | Passed) for item in found)
    assert all(item.stands in Stands for item in found if isinstance(item, Found))
