"""What a city allows its broadcasts, and what the channels can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """`people` and `euros`: above either a second person approves. `daily_cap` in euros; `price` of a part of an SMS.

    `rates`: messages a second by channel, 0 for no limit.
    """

    people: int = 200
    euros: float = 50.0
    daily_cap: float = 500.0
    price: float = 0.08
    rates: Mapping[str, float] = field(default_factory=lambda: {"sms": 1.0, "telegram": 25.0})
