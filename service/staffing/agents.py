"""A browser's name as people know it, from what it says of itself (User-Agent): enough to tell sessions apart."""

from __future__ import annotations

# the first that is found: Edge and Opera call themselves Chrome too, Chrome calls itself Safari, Android Linux
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name(agent: str) -> str:
    """ "Firefox, Windows"; "" where it says nothing that we know."""
    found = (next((said for mark, said in table if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
