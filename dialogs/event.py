"""Events. None are listed before events exist, and we say so."""

from __future__ import annotations

from dialogs.city import City
from dialogs.kit import Done, Say, T


def begin(city: City) -> Done:
    """TAPAHTUMAT."""
    return Done(Say(T("There are no events now. You can give an idea to the city: write IDEA and your idea.")))
