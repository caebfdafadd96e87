"""Calendar files, read by another program: times over both changes of clocks, states, whole days, hostile texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.calendar import HELSINKI
from service.events.ical import VTIMEZONE, ics, uid
from store.models.events import EventState
from tests.event_desk import reading
from tests.event_desk.facts import at, row

ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


def test_one_event_is_told_whole() -> None:
    (found,) = reading.events(ics([row()], site="https://kanava.example", number="+358457000000"))
    assert {name: found[name].value for name in ("UID", "SEQUENCE", "STATUS", "GEO", "URL")} == {
        "UID": "7000000000000001@tapahtumat.meijan",
        "SEQUENCE": "2",
        "STATUS": "CONFIRMED",
        "GEO": "61.6886;27.2723",
        "URL": "https://kanava.example/tapahtumat/12",
    }
    assert found["SUMMARY"] == ({"LANGUAGE": "fi"}, "Kahvihetki ja yhteislaulua")
    assert reading.said(found["LOCATION"].value) == "Pääkirjasto, Mikkeli-sali, Raatihuoneenkatu 6, 50100 Mikkeli"
    told = reading.said(found["DESCRIPTION"].value)
    assert "Voit tulla yksin; kahvi, pulla ja seura ovat ilmaisia." in told
    assert "Ilmoittaudu tekstiviestillä numeroon +358457000000: ILMO 12" in told
    assert found["DTSTAMP"].value == found["LAST-MODIFIED"].value == "20261124T080000Z"


def test_in_another_language_what_is_not_translated_is_marked_as_finnish() -> None:
    (swedish,) = reading.events(ics([row()], language="sv"))
    assert swedish["SUMMARY"] == ({"LANGUAGE": "sv"}, "Kaffestund")
    (english,) = reading.events(ics([row(words={"title": {"fi": "Kahvit"}})], language="en"))
    assert english["SUMMARY"] == ({"LANGUAGE": "fi"}, "Kahvit")


@pytest.mark.parametrize(
    ("state", "status", "summary"),
    [
        (EventState.CANCELLED, "CANCELLED", "PERUTTU: Kahvihetki ja yhteislaulua"),
        (EventState.POSTPONED, "TENTATIVE", "SIIRTYY: Kahvihetki ja yhteislaulua"),
    ],
)
def test_what_is_off_says_so(state: EventState, status: str, summary: str) -> None:
    (found,) = reading.events(ics([row(state=state)], number="+358457000000"))
    assert (found["STATUS"].value, found["SUMMARY"].value) == (status, summary)
    assert "ILMO" not in found["DESCRIPTION"].value


def test_a_draft_is_in_no_calendar() -> None:
    assert reading.events(ics([row(state=EventState.DRAFT), row()])) != []
    assert len(reading.events(ics([row(state=EventState.DRAFT), row()]))) == 1


def test_whole_days_are_days() -> None:
    (found,) = reading.events(
        ics([row(all_day=True, starts_at=at("2026-12-12", "00:00"), ends_at=at("2026-12-14", "00:00"))])
    )
    assert found["DTSTART"] == ({"VALUE": "DATE"}, "20261212")
    assert found["DTEND"] == ({"VALUE": "DATE"}, "20261214"), "the day after the last one"


def test_a_moment_has_no_end() -> None:
    (found,) = reading.events(ics([row(ends_at=at("2026-11-26", "13:00"))]))
    assert "DTEND" not in found


def test_the_zone_is_finland_s_hour_by_hour() -> None:
    """Its rules, as dateutil reads them, against those of the system, through four changes of clocks."""
    zone = reading.zone(ics([]))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2028:
        local = moment.astimezone(HELSINKI)
        wall = local.replace(tzinfo=None)
        if not local.fold:
            assert wall.replace(tzinfo=zone).utcoffset() == local.utcoffset(), local
        moment += timedelta(hours=1)


def test_a_zone_without_its_winter_is_seen() -> None:
    """That the test above can fail."""
    zone = reading.zone(VTIMEZONE.replace("+0200", "+0300").encode())
    assert datetime(2026, 12, 1, tzinfo=zone).utcoffset() != datetime(2026, 12, 1, tzinfo=HELSINKI).utcoffset()


@pytest.mark.parametrize(
    "starts",
    [
        at("2026-10-25", "02:30"),
        at("2026-10-25", "03:30"),
        at("2026-10-25", "03:30", fold=1),
        at("2026-10-25", "04:00"),
        at("2027-03-28", "02:59"),
        at("2027-03-28", "04:00"),
        at("2026-07-01", "12:00"),
    ],
)
def test_times_at_a_change_of_clocks_are_the_same_moments(starts: datetime) -> None:
    ends = (starts.astimezone(UTC) + timedelta(hours=2)).astimezone(HELSINKI)
    data = ics([row(starts_at=starts, ends_at=ends)])
    (found,) = reading.events(data)
    zone = reading.zone(data)
    assert reading.moment(found["DTSTART"], zone).astimezone(UTC) == starts.astimezone(UTC)
    assert reading.moment(found["DTEND"], zone).astimezone(UTC) == ends.astimezone(UTC)


@given(title=ANY, text=ANY, url=ANY, arranger=ANY)
def test_no_text_breaks_out_of_its_line(title: str, text: str, url: str, arranger: str) -> None:
    """Titles come from imports: none may end its property, whatever is in it."""
    hostile = row(words={"title": {"fi": title}, "text": {"fi": text}}, url=url, arranger=arranger)
    (found,) = reading.events(ics([hostile]))
    assert set(found) <= {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "GEO",
        "DESCRIPTION", "URL",
    }  # fmt: skip


def test_a_line_in_a_title_is_no_property() -> None:
    (found,) = reading.events(ics([row(words={"title": {"fi": "Kahvit\r\nEND:VEVENT\nX-EVIL:1; a, b\\"}})]))
    assert reading.said(found["SUMMARY"].value) == "Kahvit\nEND:VEVENT\nX-EVIL:1; a, b\\"


def test_the_name_in_calendars_stays() -> None:
    """When the number is another event's, and when the time is another."""
    assert uid(row()) == uid(row(number=None, starts_at=at("2027-01-01"), sequence=9))


def test_the_whole_calendar_is_the_same_until_something_changes() -> None:
    first = ics([row(), row(id=2, number=13)], name="Mikkelin kaupunki")
    assert ics([row(), row(id=2, number=13)], name="Mikkelin kaupunki") == first
    assert ics([row(), row(id=2, number=13, sequence=3)], name="Mikkelin kaupunki") != first
    assert "X-WR-CALNAME:Mikkelin kaupunki" in reading.unfolded(first)
