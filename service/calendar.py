"""When people work here: service hours, Finnish holidays, promises, and the hours in which we keep quiet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

HELSINKI = ZoneInfo("Europe/Helsinki")
QUIET = (time(20), time(8))  # nothing of our own accord from eight in the evening to eight in the morning
EVENING = time(19, 30)  # what many are told at once is not begun later: all of it must leave before eight
LEAST = timedelta(hours=2)  # a call is promised for today only with so much of the service hours left


@cache
def public_holidays() -> HolidayBase:
    """Finland's public holidays. Loading them takes 0.2 s: the library loads those of every country."""
    import holidays

    return holidays.country_holidays("FI")


@dataclass(frozen=True)
class ServiceCalendar:
    """Weekdays within service hours, without Finnish public holidays and their eves that offices keep."""

    since: time = time(9)
    until: time = time(15)
    closed: frozenset[date] = field(default_factory=frozenset)
    _known: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)  # a promise asks for ten days

    def works(self, day: date) -> bool:
        """Whether somebody is at work that day."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._works(day)
        return known

    def _works(self, day: date) -> bool:
        eves = (day.month, day.day) in ((12, 24), (12, 31)) or self._midsummer_eve(day)
        return day.weekday() < 5 and day not in public_holidays() and not eves and day not in self.closed

    @staticmethod
    def _midsummer_eve(day: date) -> bool:
        return day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25

    def next_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, days: int) -> date:
        """The working day that is `days` working days after `day`."""
        for _ in range(days):
            day = self.next_day(day)
        return day

    def call_slot(self, now: datetime) -> tuple[date, time, time]:
        """When we can promise to phone: today while two hours of service are left, else the next working day."""
        local = now.astimezone(HELSINKI)
        today = local.date()
        if self.works(today):
            end = local.replace(hour=self.until.hour, minute=self.until.minute, second=0, microsecond=0)
            if local + LEAST <= end:
                since = max(self.since, time(min(23, local.hour + 1)))
                return today, since, self.until
        return self.next_day(today), self.since, self.until

    def reads_again(self, now: datetime) -> datetime:
        """The next moment at which somebody reads: now, within service hours. Local time."""
        local = now.astimezone(HELSINKI)
        if self.works(local.date()) and local.time() < self.until:
            if local.time() >= self.since:
                return local
            return datetime.combine(local.date(), self.since, HELSINKI)
        return datetime.combine(self.next_day(local.date()), self.since, HELSINKI)


def quiet(at: datetime) -> bool:
    """Whether we keep quiet then, by the clock on the wall."""
    start, end = QUIET
    return not end <= at.astimezone(HELSINKI).time() < start


def before_quiet(at: datetime) -> datetime:
    """`at`, or half past seven before the quiet hours that it falls in or is close to; by the clock on the wall."""
    local = at.astimezone(HELSINKI)
    if QUIET[1] <= local.time() <= EVENING:
        return at
    day = local.date() if local.time() > EVENING else local.date() - timedelta(days=1)
    return datetime.combine(day, EVENING, HELSINKI).astimezone(at.tzinfo)


def not_quiet(now: datetime) -> datetime:
    """`now`, or eight in the morning where now is quiet; by the clock on the wall, whatever the clock changes do."""
    local = now.astimezone(HELSINKI)
    start, end = QUIET
    if local.time() >= start:
        local = datetime.combine(local.date() + timedelta(days=1), end, HELSINKI)
    elif local.time() < end:
        local = datetime.combine(local.date(), end, HELSINKI)
    return local.astimezone(now.tzinfo)
