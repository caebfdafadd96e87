"""Dates and times as people write them: `1.12. klo 18`, `huomenna`, `ensi tiistaina`, `viikonloppuna`.

Own code, because dateparser silently reads `1.12. klo 18` as the year 2118 (FINNISH.md). Years are guessed by
distance: a day more than half a year behind is meant to come. Whatever is read, answer with weekday and date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from dialogs.words.folding import fold, word_list

HALF_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class When:
    """A day (`first` is `last`) or a stretch of days, with a time of day if one was said.

    `ambiguous`: two people could read it in two ways (`ensi tiistaina`, a weekday beside a date
    of another, a time without a day). `until` is the end in `klo 9-15`.
    """

    first: date
    last: date
    at: time | None = None
    until: time | None = None
    ambiguous: bool = False


_Span = tuple[date, date, bool]

_MONTHS = """
tammikuu januari january | helmikuu februari february | maaliskuu mars march | huhtikuu april
toukokuu maj may | kesäkuu juni june | heinäkuu juli july | elokuu augusti august
syyskuu september | lokakuu oktober october | marraskuu november | joulukuu december
"""
_MONTH = {
    fold(word): number
    for number, words in enumerate(_MONTHS.strip().replace("\n", "|").split("|"), 1)
    for word in words.split()
}
_WEEKDAYS = """
maanant måndag monday | tiista tisdag tuesday | keskiviik keskiv keskviik onsdag wednesday
torsta torsdag thursday | perjant pertsi fredag friday | lauant lauvant lördag saturday
sunnunt sunnunn söndag sunday
"""
_WEEKDAY = {
    fold(stem): number
    for number, stems in enumerate(_WEEKDAYS.strip().replace("\n", "|").split("|"))
    for stem in stems.split()
}
_SHORT_WEEKDAY = {name: number for number, name in enumerate("ma ti ke to pe la su".split())}  # noqa: SIM905
_DAYS_AWAY = {
    -1: "eilen | igår | yesterday",
    0: "tänään | tännään | tänä päivänä | tänä iltana | tänä aamuna | idag | i dag | ikväll | today",
    1: "huomenna | huomena | huomenaamulla | huomen | huomisaamuna | imorgon | i morgon | tomorrow",
    2: "ylihuomenna | ylihuomena | ylihuomen | i övermorgon | övermorgon",
    7: "viikon päästä | viikon kuluttua | om en vecka | in a week",
    14: "kahden viikon päästä | parin viikon päästä | kahen viikon päästä | kahden viikon kuluttua",
}
_AWAY = {words: days for days, table in _DAYS_AWAY.items() for words in word_list(table)}
_HOLIDAYS = {
    "jouluaatto": (24, 12),
    "joulupäivä": (25, 12),
    "tapaninpäivä": (26, 12),
    "uudenvuodenaatto": (31, 12),
    "uudenvuodenpäivä": (1, 1),
    "loppiai": (6, 1),
    "vappuaatto": (30, 4),
    "vappu": (1, 5),
    "itsenäisyyspäivä": (6, 12),
}
_HOLIDAY = {fold(stem): day for stem, day in _HOLIDAYS.items()}

_BESIDE = word_list("""
klo | kello | kl | at | on | the | den | på | se | sopii | sopisi | käy | kävis | aikaan | noin | n | kiitos
pvm | päivänä | illalla | iltana | ilta | aamulla | aamuna | aamupäivällä | iltapäivällä | päivällä | yöllä
puolenpäivän | jälkeen | vaikka | vaikkapa | joskus | ehkä | tulevana | tuleva | tänä | tämän
ensi | nyt | heti | in | kuussa | kväll | morning | evening
""")
"""Words that may stand beside a date."""

_EVENING = re.compile(r"\b(?:illalla|iltana|iltapaivalla|ip|pm|kvallen)\b")
_HOUR = r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?"
_TIME = re.compile(rf"\b(?:klo|kello|kl|at)\b\.?\s*{_HOUR}(?!\d)(?:\s*[-–]\s*{_HOUR}(?!\d))?(?:\s*(?:pm|am)\b)?")
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_HALF_PAST = re.compile(r"\bpuoli\s+(yksi|kaksi|kolme|nelja|viisi|kuusi|seitseman|kahdeksan|yhdeksan|kymmenen)\b")
_HALVES = "yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan kymmenen".split()  # noqa: SIM905
_NEXT = r"(?:(ensi|ens|seuraavana|next|nasta|tulevana|tuleva|tana|talla|tassa|this|kommande)\s+)?"


def when(text: str, *, today: date) -> When | None:
    """What day the whole message means, seen from `today`; None when it says anything else."""
    left = fold(text[:100])
    at, until, left = _take_time(left)
    spans: list[_Span] = []
    for pattern, read in _READERS:
        match = pattern.search(left)
        span = read(match, today) if match else None
        if match and span:
            spans.append(span)
            left = f"{left[: match.start()]} {left[match.end() :]}"
    if any(word not in _BESIDE for word in re.findall(r"[^\W_]+", left)) or not (spans or at):
        return None
    if not spans:
        return When(today, today, at, until, ambiguous=True)
    first, last, unsure = spans[0]
    clash = any(other[0] != first for other in spans[1:]) and not _weekday_fits(first, spans[1:])
    return When(first, last, at, until, ambiguous=unsure or clash)


def _weekday_fits(first: date, others: list[_Span]) -> bool:
    return all(other[0].weekday() == first.weekday() for other in others)


def _take_time(left: str) -> tuple[time | None, time | None, str]:
    """The time of day, the end of it, and the text without them."""
    late = 12 if _EVENING.search(left) else 0
    match = _TIME.search(left) or _CLOCK.search(left)
    if match:
        groups = (*match.groups(), None, None)
        rest = f"{left[: match.start()]} {left[match.end() :]}"
        return _time(groups[0], groups[1], late), _time(groups[2], groups[3], late), rest
    match = _HALF_PAST.search(left)
    if match:
        hour = _HALVES.index(match[1]) or 12
        return (
            time(hour + late if hour < 12 else hour, 30),
            None,
            f"{left[: match.start()]} {left[match.end() :]}",
        )
    return None, None, left


def _time(hour: str | None, minute: str | None, late: int) -> time | None:
    if hour is None:
        return None
    hours = int(hour) + (late if int(hour) < 12 else 0)
    return time(hours % 24, int(minute or 0))


def _day(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day in the given year, or in the year that fits best from today."""
    if year is not None and year < 100:
        year += 2000
    for guess in [year] if year is not None else [today.year, today.year + 1]:
        try:
            found = date(guess, month, day)
        except ValueError:
            continue
        if year is not None or found >= today - HALF_YEAR:
            return found
    return None


def _one(found: date | None, *, unsure: bool = False) -> _Span | None:
    return (found, found, unsure) if found else None


def _numeric(match: re.Match[str], today: date) -> _Span | None:
    day, month, year = match.groups()
    return _one(_day(int(day), int(month), int(year) if year else None, today))


def _iso(match: re.Match[str], today: date) -> _Span | None:
    year, month, day = map(int, match.groups())
    return _one(_day(day, month, year, today))


def _numeric_range(match: re.Match[str], today: date) -> _Span | None:
    first_day, first_month, last_day, last_month, year = match.groups()
    last = _day(int(last_day), int(last_month), int(year) if year else None, today)
    if last is None:
        return None
    first = _day(int(first_day), int(first_month or last_month), last.year, today)
    if first is not None and first > last:
        first = _day(first.day, first.month, last.year - 1, today)
    return (first, last, False) if first else None


def _named_month(match: re.Match[str], today: date) -> _Span | None:
    """`5. joulukuuta`, and `joulukuussa` for the whole month."""
    month = next(number for stem, number in _MONTH.items() if match[2].startswith(stem))
    if match[1]:
        return _one(_day(int(match[1]), month, int(match[3]) if match[3] else None, today))
    first = date(today.year + (month < today.month), month, 1)
    return first, _month_end(first), False


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _away(match: re.Match[str], today: date) -> _Span | None:
    return _one(today + timedelta(days=_AWAY[" ".join(match[0].split())]))


def _weekday(match: re.Match[str], today: date) -> _Span | None:
    """The nearest such day from today on; `ensi` is next week's, and unsure."""
    number = next(value for stem, value in _WEEKDAY.items() if match[2].startswith(stem))
    return _coming(number, match[1], today)


def _short_weekday(match: re.Match[str], today: date) -> _Span | None:
    return _coming(_SHORT_WEEKDAY[match[1]], None, today)


def _coming(number: int, which: str | None, today: date) -> _Span | None:
    if which in {"ensi", "ens", "seuraavana", "next", "nasta"}:
        return _one(today + timedelta(days=7 - today.weekday() + number), unsure=True)
    return _one(today + timedelta(days=(number - today.weekday()) % 7))


def _weekend(match: re.Match[str], today: date) -> _Span | None:
    later = match[1] in {"ensi", "ens", "seuraavana", "next", "nasta"}
    sunday = today + timedelta(days=6 - today.weekday() + 7 * later)
    return max(today, sunday - timedelta(days=1)), sunday, later


def _week(match: re.Match[str], today: date) -> _Span | None:
    monday = today - timedelta(days=today.weekday())
    if match[1] in {"ensi", "ens", "seuraavalla", "next", "nasta", "tulevalla"}:
        return monday + timedelta(days=7), monday + timedelta(days=13), False
    return today, monday + timedelta(days=6), False


def _month(match: re.Match[str], today: date) -> _Span | None:
    if match[1] in {"ensi", "ens", "next", "nasta"}:
        first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
        return first, _month_end(first), False
    return today, _month_end(today.replace(day=1)), False


def _holiday(match: re.Match[str], today: date) -> _Span | None:
    day, month = next(value for stem, value in _HOLIDAY.items() if match[0].startswith(stem))
    return _one(_day(day, month, None, today))


def _any_of(stems: dict[str, int] | dict[str, tuple[int, int]]) -> str:
    return "|".join(sorted(stems, key=len, reverse=True))


_WEEK = r"\b(ensi|ens|talla|seuraavalla|tulevalla|next|this|nasta)\s+(?:viikolla|viikko|vkolla|week|vecka)\b"
_MONTH_AWAY = r"\b(ensi|ens|tassa|next|this|nasta)\s+(?:kuussa|kuu|kuuta|month|manad)\b"
_READERS: list[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Span | None]]] = [
    (re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"), _iso),
    (
        re.compile(r"(?<![\d.])(\d{1,2})\.?(?:(\d{1,2})\.?)?\s*[-–]\s*(\d{1,2})\.(\d{1,2})\.?(\d{4})?(?![\d])"),
        _numeric_range,
    ),
    (re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d\d)(?![\d:.])|\.|(?![\d.]))"), _numeric),
    (
        re.compile(rf"(?:\b(\d{{1,2}})\.?\s*)?\b((?:{_any_of(_MONTH)})\w{{0,4}})(?:\s+(\d{{4}}))?\b"),
        _named_month,
    ),
    (re.compile(r"\b(?:" + "|".join(sorted(_AWAY, key=len, reverse=True)) + r")\b"), _away),
    (re.compile(rf"\b(?:{_any_of(_HOLIDAY)})\w{{0,3}}\b"), _holiday),
    (re.compile(rf"\b{_NEXT}(?:viikonlop\w*|viikonlopp\w*|weekend|helgen|i helgen)\b"), _weekend),
    (re.compile(_WEEK), _week),
    (re.compile(_MONTH_AWAY), _month),
    (
        re.compile(rf"\b{_NEXT}((?:{_any_of(_WEEKDAY)})\w{{0,5}})(?:\s?-?(?:aamu|ilta|iltapaiva)(?:na|ksi)?)?\b"),
        _weekday,
    ),
    (re.compile(r"\b(ma|ti|ke|to|pe|la|su)\b(?!\w)"), _short_weekday),
]

_NUMERIC_SURE = re.compile(r"\d\.\s?\d{1,2}\.(?:\s|$|\d{4})|\d{4}-\d\d-\d\d|\d:\d\d")
_WORD = re.compile(r"[^\W\d_]{3}")
_STEMS = sorted(
    {name[:4] for name in (*_MONTH, *_WEEKDAY, *_HOLIDAY, *_AWAY, "ensi", "ens", "talla", "viik", "week", "klo")}
)
_HINT = re.compile(r"\d|\b(?:" + "|".join(_STEMS) + ")")
"""A message without any of these is not looked at further."""


def looks_like_date(text: str) -> bool:
    """Whether a message with nothing pending is a date or a time: `24.12.` is, `3.7.12` and `3.7` are not."""
    folded = fold(text[:100])
    if not (_HINT.search(folded) and (_NUMERIC_SURE.search(folded) or _WORD.search(folded))):
        return False
    return when(text, today=date(2026, 1, 1)) is not None
