"""What may go wrong on the way, on request: faults of a local network, settable while it runs.

A fault hits either the next calls (`fail_next`) or a share of all calls (`share`). Random choices come from
one seeded generator, so a run with faults can be repeated.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Fault(StrEnum):
    """What happens to one API call. The first word says whether the network took the message."""

    TOO_MANY = "too many"  # refused with 429
    FORBIDDEN = "forbidden"  # refused with 403
    SERVER_ERROR = "server error"  # refused with a 5xx: not taken
    SILENT = "silent"  # not taken, never answered: the caller times out
    HANG_UP = "hang up"  # not taken, the connection is closed
    TAKEN_ERROR = "taken, server error"  # taken, yet answered with a 5xx
    TAKEN_SILENT = "taken, silent"  # taken, never answered: the caller times out
    TAKEN_HANG_UP = "taken, hang up"  # taken, the connection is closed before the answer


TAKEN = frozenset({Fault.TAKEN_ERROR, Fault.TAKEN_SILENT, Fault.TAKEN_HANG_UP})


class Mishap(StrEnum):
    """What happens to one message that a person sends to us."""

    DOUBLE = "double"  # delivered twice under the same id
    LATE = "late"  # held back until the next one has been delivered
    LOST = "lost"  # SMS only: never delivered, seen in the provider's list alone


@dataclass
class Faults:
    """Settable at run time: `network.faults.latency = 0.2`, or a new `Faults` altogether.

    Shares are probabilities 0–1. `only` names the calls that `share` may hit (Telegram: methods; Twilio:
    "create", "list", "fetch", "update", "delete"); empty means every call that hands a message over.
    """

    share: dict[Fault, float] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    latency: float = 0.0  # seconds before each answer
    retry_after: int = 1  # seconds, what a requested 429 asks for
    incoming: dict[Mishap, float] = field(default_factory=dict)
    hold: float = 0.5  # seconds that a late message waits at most for the next one
    callbacks_early: float = 0.0  # status callbacks sent before the create call is answered
    callbacks_double: float = 0.0
    callbacks_shuffled: float = 0.0  # the last state may be told before the first
    seed: int | None = None  # a number makes a run repeatable, ids included

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - faults, not secrets
        self._next: deque[tuple[Fault, str]] = deque()
        self._next_incoming: deque[Mishap] = deque()

    def fail_next(self, fault: Fault, calls: int = 1, only: str = "") -> None:
        """The next `calls` calls (of one method, where `only` names it) meet this fault."""
        self._next.extend([(fault, only)] * calls)

    def mishap_next(self, mishap: Mishap, messages: int = 1) -> None:
        """The next messages from people meet this mishap."""
        self._next_incoming.extend([mishap] * messages)

    def clear(self) -> None:
        """No more faults, also none of those that still waited for their call."""
        self._next.clear()
        self._next_incoming.clear()
        self.share = {}
        self.incoming = {}
        self.latency = 0.0

    def take(self, call: str, spared: bool = False) -> Fault | None:
        """The fault of this call, if any. A spared call is hit only where it is named."""
        for position, (fault, only) in enumerate(self._next):
            if only == call or not (only or spared):
                del self._next[position]
                return fault
        if self.share and (call in self.only or not (self.only or spared)):
            return self._draw(self.share)
        return None

    def take_incoming(self) -> Mishap | None:
        """The mishap of this message, if any."""
        if self._next_incoming:
            return self._next_incoming.popleft()
        return self._draw(self.incoming) if self.incoming else None

    def happens(self, probability: float) -> bool:
        return probability > 0 and self.random.random() < probability

    def _draw(self, shares: dict[T, float]) -> T | None:
        point = self.random.random()
        for what, share in shares.items():
            point -= share
            if point < 0:
                return what
        return None
