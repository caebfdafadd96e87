"""In how many parts a text travels, as Twilio counts it. Apart from `sms.parts`: each checks the other.

Rules: https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding and Twilio's own calculator
(github.com/TwilioDevEd/message-segment-calculator): 160 or 153 septets, 70 or 67 UTF-16 units; what takes two
units never straddles two parts. SmartEncoded is off.
"""

from __future__ import annotations

import re

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = frozenset("|^€{}[]~\\\f")
GSM7 = re.compile("[" + re.escape("".join(sorted(BASIC | ESCAPED))) + "]*")
_ESCAPED_ONES = re.compile("[" + re.escape("".join(sorted(ESCAPED))) + "]")
# what the calculator keeps whole: an emoji with its modifiers and joined parts, a letter with its marks
_CLUSTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|\r\n|."
    "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d.[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]*)*)",
    re.DOTALL,
)


def segments(text: str) -> int:
    """Parts of a text; an empty one takes one."""
    if GSM7.fullmatch(text):
        if len(text) <= 160 and len(text) + len(_ESCAPED_ONES.findall(text)) <= 160:
            return 1
        return _parts([2 if character in ESCAPED else 1 for character in text], 160, 153)
    clusters = [len(cluster.encode("utf-16-le")) // 2 for cluster in _CLUSTER.findall(text)]
    return _parts(clusters, 70, 67)


def _parts(widths: list[int], single: int, each: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > each and used:
            parts, used = parts + 1, 0
        used += width
    return parts
