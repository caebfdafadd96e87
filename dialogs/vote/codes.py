"""One-time codes from a desk: `KOODI K7F2-M3P4`, also with the ballot behind it: `KOODI K7F2 M3P4 3 7 12`."""

from __future__ import annotations

import re

from dialogs.words.codes import read_code

LENGTH = 8
_FORM = re.compile(r"^\s*(?:koodi|koodini|kod|min kod|code|my code)\b[\s:.-]*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_SIGNS = re.compile(r"[\s-]*([A-Za-z0-9])")


def desk_code(text: str, *, bare: bool = False) -> tuple[str, str] | None:
    """The code and what follows it, or None. `bare`: a code was asked for, so it need not be announced."""
    found = _FORM.match(text[:200])
    if found is None and not bare:
        return None
    rest = found["rest"] if found is not None else text[:200]
    signs, at = "", 0
    while len(signs) < LENGTH:
        sign = _SIGNS.match(rest, at)
        if sign is None:
            return None
        signs, at = signs + sign[1].upper(), sign.end()
    code, after = read_code(signs, lengths=(LENGTH,)), rest[at:]
    if code is None or after[:1].isalnum() or (found is None and after.strip()):
        return None  # a longer word or number; a bare code is the whole message
    return code, after.strip(" .,:;-")
