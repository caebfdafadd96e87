"""Likes that a phone sends as text: `Tykkäsi: "…"`, `Liked “…”`, `👍 to "…"`, `Reagoi 👍 viestiin "…"`.

Apple and Google Messages write them in the phone's language when the other end has plain SMS. What they
quote is a message of ours, so a `LOPETA` in it is our own word and never a command.
"""

import re
import unicodedata

_MARKS = "\"'«»“”„‟‘’‚"
_VERB = """
tykkäsi tykkäs rakasti inhosi ei·tykännyt nauroi korosti kyseenalaisti reagoi poisti vastasi·viestiin
gillade älskade ogillade skrattade betonade ifrågasatte reagerade tog·bort
liked loved disliked laughed·at emphasized emphasised questioned reacted removed
"""
_VERBS = "|".join(verb.replace("·", " ") for verb in _VERB.split())
_LIKE = re.compile(rf"(?:{_VERBS})\b[^\n]{{0,60}}?[:\s]\s*[{_MARKS}]", re.IGNORECASE)
_EMOJI_LIKE = re.compile(rf"[^\w\s]{{1,8}}\s*(?:to|viestiin|till|på)\s*[{_MARKS}]", re.IGNORECASE)
_MARK = re.compile(f"[{_MARKS}]")
_UNSEEN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200a-\u200f\u2060\ufeff]")


def without_unseen(text: str) -> str:
    """The text without skin tones and the joiners and thin spaces that phones put around emoji."""
    return _UNSEEN.sub("", text)


def quotes_us(text: str) -> bool:
    """Whether the message is a like or another reaction that quotes a message of ours."""
    if not _MARK.search(text[:300]):
        return False
    head = without_unseen(unicodedata.normalize("NFC", text[:300])).strip()
    return bool(_LIKE.match(head) or _EMOJI_LIKE.match(head))
