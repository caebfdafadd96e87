"""What a reader takes for one character, measured in UTF-16 units.

Twilio's calculator (npm sms-segments-calculator 1.3.0) never splits a grapheme cluster between two parts of
an SMS, and finds clusters with grapheme-splitter 1.0.4, which is UAX #29 of Unicode 10. We count as it does:
an emoji sequence that Unicode joined later is several clusters here too. CR LF is two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

# GraphemeBreakProperty.txt of Unicode 10: E_Base and E_Base_GAZ; Glue_After_Zwj and E_Base_GAZ; Prepend.
_EMOJI_BASE = (
    "\u261d\u26f9\u270a-\u270d\U0001f385\U0001f3c2-\U0001f3c4\U0001f3c7\U0001f3ca-\U0001f3cc\U0001f442\U0001f443"
    "\U0001f446-\U0001f450\U0001f466-\U0001f469\U0001f46e\U0001f470-\U0001f478\U0001f47c\U0001f481-\U0001f483"
    "\U0001f485-\U0001f487\U0001f4aa\U0001f574\U0001f575\U0001f57a\U0001f590\U0001f595\U0001f596"
    "\U0001f645-\U0001f647\U0001f64b-\U0001f64f\U0001f6a3\U0001f6b4-\U0001f6b6\U0001f6c0\U0001f6cc"
    "\U0001f918-\U0001f91c\U0001f91e\U0001f91f\U0001f926\U0001f930-\U0001f939\U0001f93d\U0001f93e"
    "\U0001f9d1-\U0001f9dd"
)
_GLUE = (
    "\u2640\u2642\u2695\u2696\u2708\u2764\U0001f308\U0001f33e\U0001f373\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb"
    "\U0001f3ed\U0001f466-\U0001f469\U0001f48b\U0001f4bb\U0001f4bc\U0001f527\U0001f52c\U0001f5e8\U0001f680\U0001f692"
)
_PREPEND = (
    "\u0600-\u0605\u06dd\u070f\u08e2\u0d4e\U000110bd\U000111c2\U000111c3\U00011a3a\U00011a86-\U00011a89\U00011d46"
)
_MODIFIER = "[\U0001f3fb-\U0001f3ff]"
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_L, _V, _T, _SYLLABLE = (
    "[\u1100-\u115f\ua960-\ua97c]",
    "[\u1160-\u11a7\ud7b0-\ud7c6]",
    "[\u11a8-\u11ff\ud7cb-\ud7fb]",
    "[\uac00-\ud7a3]",
)

# Marks that do not lean on the letter before them (Other), and those outside categories M that do.
_ALOOF = {
    point
    for first, last in (
        *((0x102B, 0x102C), (0x1038, 0x1038), (0x1062, 0x1064), (0x1067, 0x106D), (0x1083, 0x1083)),
        *((0x1087, 0x108C), (0x108F, 0x108F), (0x109A, 0x109C), (0x1A61, 0x1A61), (0x1A63, 0x1A64)),
        *((0xAA7B, 0xAA7B), (0xAA7D, 0xAA7D)),
    )
    for point in range(first, last + 1)
}
_LEANING = {
    *map(ord, "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"),
    *range(0xE0020, 0xE0080),
    *range(0xE0100, 0xE01F0),
}
_CONTROL = (
    "\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_LATIN = "[\x20-\x7e\xa0-\xac\xae-\u02ff]"  # characters with no part in any rule, tried first


def _ranges(points: Iterable[int]) -> str:
    """The inside of a character class for ascending code points."""
    runs = [list(run) for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return "".join(f"\\U{run[0][1]:08x}-\\U{run[-1][1]:08x}" for run in runs)


@cache
def _cluster() -> re.Pattern[str]:
    """The pattern of one cluster, built when first needed: it asks the character database for every mark."""
    marks = (point for point in range(0x300, 0x1E900) if unicodedata.category(chr(point))[0] == "M")
    leaning = sorted({*marks, *_LEANING} - _ALOOF)
    # One class for each half: `re` gives a set within the BMP a table, a mixed one a slow list.
    low, high = (
        _ranges(p for p in leaning if p < 0x10000),
        _ranges(p for p in leaning if p >= 0x10000),
    )
    lean = f"(?:[{low}]|[{high}])"
    hangul = f"(?:{_L}*(?:{_SYLLABLE}|{_V}){_V}*{_T}*|{_L}+|{_T}+)"
    person = f"[{_EMOJI_BASE}]{lean}*{_MODIFIER}?"
    core = f"(?:{_LATIN}|{hangul}|{_FLAG}{{2}}|{person}|[^{_CONTROL}])"
    joined = f"(?<=\u200d)(?:(?=[{_GLUE}]){person}|[{_GLUE}])"
    follower = f"(?!{_LATIN})(?:{lean}|{joined})"
    return re.compile(f"[{_PREPEND}]*{core}(?:{follower})*|.", re.DOTALL)


def units(text: str) -> int:
    """UTF-16 units of a text; a lone surrogate is one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clusters(text: str) -> Iterator[str]:
    """The grapheme clusters of a text, in order; joined they are the text."""
    return (match.group() for match in _cluster().finditer(text))


def cut(text: str, limit: int) -> str:
    """The longest beginning of whole clusters within `limit` UTF-16 units.

    Here sequences joined after Unicode 10 stay whole too: nothing ends beside a joiner or before a skin tone.
    """
    if len(text) * 2 <= limit or units(text) <= limit:
        return text
    kept, used = 0, 0
    for cluster in clusters(text):
        used += units(cluster)
        if used > limit:
            break
        kept += len(cluster)
    while kept and (text[kept - 1] == "\u200d" or re.match(_MODIFIER, text[kept:])):
        kept -= len(list(clusters(text[:kept]))[-1])
    return text[:kept]
