"""Voting. Nothing is open to vote on before elections exist, and we say so."""

from __future__ import annotations

from dialogs.city import City
from dialogs.kit import Done, Say, T


def begin(city: City) -> Done:
    """ÄÄNESTÄ."""
    return Done(Say(T("There is no vote now. You can give an idea to the city: write IDEA and your idea.")))
