"""Floods: a bucket per address, generous, since a group home shares a phone.

The generic cell rate algorithm (ITU-T I.371): one number, the time until which the address has used up its share.
It lives with the talk that every turn reads and writes anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

BURST = 60  # messages at once
EVERY = 6.0  # seconds for one more
_SHARE = BURST * EVERY


@dataclass(frozen=True)
class Bucket:
    """`until` in seconds of the epoch; `told` once the flood has been answered."""

    until: float = 0.0
    told: bool = False

    def one_more(self, now: datetime) -> tuple[Bucket, bool]:
        """The bucket after one more message, and whether that was too much."""
        at = now.timestamp()
        until = max(self.until, at) + EVERY
        if until - at > _SHARE:
            return self, True  # what is too much does not make the wait longer
        return Bucket(until, self.told and until - at > _SHARE / 2), False

    def answered(self) -> Bucket:
        """The one answer has been given."""
        return Bucket(self.until, True)

    def frozen(self) -> list[float]:
        """As JSON."""
        return [round(self.until, 1), float(self.told)]

    @classmethod
    def thawed(cls, saved: object) -> Bucket:
        """From JSON; a fresh one where there is none."""
        if isinstance(saved, list) and len(saved) == 2:
            return cls(float(saved[0]), bool(saved[1]))
        return cls()
