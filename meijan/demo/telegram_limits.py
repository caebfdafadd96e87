"""How often a bot may send: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass
class Limits:
    """Messages a second, in all and to one chat; 0 is no limit.

    Telegram names about 30 a second in all and about one a second in one chat, short bursts allowed; it tells
    neither the size of a burst nor how it computes `retry_after`. Here a burst is one second's worth in all
    and `chat_burst` in a chat, and one waits until the next would pass.
    """

    per_second: float = 0.0
    per_chat: float = 0.0
    chat_burst: float = 3.0
    _all: _Bucket = field(default_factory=lambda: _Bucket(math.inf, 0.0))
    _chats: dict[int, _Bucket] = field(default_factory=dict)

    @classmethod
    def like_telegram(cls) -> Limits:
        return cls(per_second=30, per_chat=1)

    def wait(self, chat_id: int) -> int:
        """0 if this message may pass now, else whole seconds to wait. A refused one counts for nothing."""
        if not self.per_second and not self.per_chat:
            return 0
        now = monotonic()
        wait = 0.0
        taken: list[_Bucket] = []
        if self.per_second:
            wait = max(wait, _missing(self._all, self.per_second, max(1.0, self.per_second), now))
            taken.append(self._all)
        if self.per_chat:
            bucket = self._chats.setdefault(chat_id, _Bucket(math.inf, now))
            wait = max(wait, _missing(bucket, self.per_chat, max(1.0, self.chat_burst), now))
            taken.append(bucket)
        if wait > 0:
            return math.ceil(wait)
        for bucket in taken:
            bucket.tokens -= 1
        return 0


def _missing(bucket: _Bucket, rate: float, most: float, now: float) -> float:
    """Fill a bucket up to now; seconds until it holds a token."""
    bucket.tokens = min(most, bucket.tokens + (now - bucket.at) * rate)
    bucket.at = now
    return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) / rate
