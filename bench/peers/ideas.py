"""What both peers keep: ideas and dialogue state in one SQLite file, synchronous FULL, one commit a turn.

The driver is called in the event loop: for one process that is the fastest way, and the most that can be said for them.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

AREAS = ("Keskusta", "Rantakylä", "Tuppurala", "Otava", "Anttola", "Haukivuori", "Ristiina", "Suomenniemi")
WHAT = "Mikä on ideasi? Kirjoita se yhteen viestiin. Voit lähettää myös kuvan tai ääniviestin."
WHERE = "Kiitos! Ideasi on tallessa.\n\nMihin osaan kaupunkia ideasi kuuluu? Voit myös kirjoittaa paikan."
WHOSE = "Onko tämä oma ideasi vai yhdistyksen?"
CHECK = "Tarkista ideasi:\n\n{text}\n\nPaikka: {area}\n\nJulkaisemme idean ilman nimeäsi."
THANKS = "Kiitos! Ideasi on tallessa. Sen tunnus on {code}. Luemme idean viimeistään tiistaina 8.12."
OWN, ASSOCIATION = "Oma ideani", "Yhdistyksen idea"
SEND, MEND, DROP = "Lähetä idea", "Muuta tekstiä", "Älä lähetä"

_TABLES = """
CREATE TABLE IF NOT EXISTS seen (update_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS idea (
    id INTEGER PRIMARY KEY, code TEXT UNIQUE, chat INTEGER, text TEXT, area TEXT DEFAULT '', own INTEGER DEFAULT 1,
    state TEXT DEFAULT 'unfinished'
);
CREATE INDEX IF NOT EXISTS idea_chat ON idea (chat);
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT);
"""


class Ideas:
    """The file. Nothing is committed before `commit`."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.executescript(_TABLES)

    def _write(self, sql: str, *values: Any) -> None:
        if not self.db.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(sql, values)

    def fresh(self, update_id: int) -> bool:
        """Whether the update has not had its turn."""
        if self.db.execute("SELECT 1 FROM seen WHERE update_id = ?", (update_id,)).fetchone():
            return False
        self._write("INSERT INTO seen VALUES (?)", update_id)
        return True

    def keep(self, chat: int, text: str) -> str:
        code = secrets.token_hex(4)
        self._write("INSERT INTO idea (code, chat, text) VALUES (?, ?, ?)", code, chat, text)
        return code

    def set(self, code: str, column: str, value: Any) -> None:
        assert column in ("area", "own", "state")
        self._write(f"UPDATE idea SET {column} = ? WHERE code = ?", value, code)

    def read(self, code: str) -> tuple[str, str]:
        found: tuple[str, str] = self.db.execute("SELECT text, area FROM idea WHERE code = ?", (code,)).fetchone()
        return found

    def save(self, key: str, value: Any) -> None:
        """Dialogue state as JSON."""
        self._write("INSERT OR REPLACE INTO state VALUES (?, ?)", key, json.dumps(value))

    def load(self, key: str) -> Any:
        found = self.db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return json.loads(found[0]) if found else None

    def commit(self) -> None:
        if self.db.in_transaction:
            self.db.execute("COMMIT")
