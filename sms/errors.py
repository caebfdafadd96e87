"""What a Twilio error means for us: the table is `errors.json`, after twilio.com/docs/api/errors.

A code is `permanent` (this address never takes it), `blocked` (its owner does not want us to), `retry` (not
sent, try later, not before `after` seconds), `unknown` (may have been taken) or `ours` (staff must act).
Twilio splits and adds codes (its changelog of 10.7.2024 warns of it), so the HTTP status decides about those
we do not know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final

from service.channel import SendError


@dataclass(frozen=True, slots=True)
class Meaning:
    """`kind` as above; `why` is for staff, in English; `after` seconds for retry."""

    kind: str
    why: str
    after: float = 0


TABLE: Final = {
    code: Meaning(row["class"], row["why"], row.get("after", 0))
    for code, row in json.loads(files("sms").joinpath("errors.json").read_text(encoding="utf-8")).items()
}


def meaning(code: str, status: int = 0) -> Meaning:
    """Of an error code, or else of the HTTP status of the answer that carried it."""
    if code in TABLE:
        return TABLE[code]
    if status == 429:
        return TABLE["20429"]
    if status >= 500 or status in (0, 408) or status < 300:
        return Meaning("unknown", f"no word on code {code}, HTTP {status}")
    return Meaning("ours", f"refused with code {code}, HTTP {status}")


def failure(code: str, status: int = 0, *, after: float = 0) -> SendError:
    """The SendError of an answer. `after`: seconds the provider asked us to wait."""
    known = meaning(code, status)
    # A proxy's 5xx can carry any code; only a 4xx proves that the message was not taken.
    kind = "unknown" if status >= 500 and known.kind != "retry" else known.kind
    return SendError(
        code,
        permanent=kind in ("permanent", "blocked"),
        blocked=kind == "blocked",
        unknown=kind == "unknown",
        ours=kind == "ours",
        retry_after=timedelta(seconds=after or known.after) if kind == "retry" else None,
    )
