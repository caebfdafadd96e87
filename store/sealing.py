"""Encryption of what is personal, and the blind index that finds it.

AES-256-GCM with the table, the column and the row as associated data: a value copied to another row does not
open. A ring of keys: any may read, the newest writes. The index is HMAC-SHA256 under a key of its own, since a
plain hash of a whole number range is broken in seconds.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class SealBroken(Exception):
    """A sealed value does not open: its key is missing from the ring, or it was moved or changed."""


class BadKeys(ValueError):
    """The text of the key ring can't be read."""


@dataclass(frozen=True)
class KeyRing:
    """Keys as `name → 32 bytes`, the last is the newest; names are one byte long in the sealed value (0–255).

    `was` is the index key before the latest `reindexed`. People are found by `index` alone: two index keys at once
    would split a person. But a message that came before the change must still be known when it comes again.
    """

    seals: dict[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    default: bool = False  # the published keys of the demo
    was: bytes = field(default=b"", repr=False)

    @classmethod
    def new(cls) -> KeyRing:
        return cls({1: os.urandom(32)}, os.urandom(32))

    @classmethod
    def demo(cls) -> KeyRing:
        """Keys that everybody knows, for the demo and the tests. Production refuses them."""
        return cls({0: sha256(b"meijan demo seal").digest()}, sha256(b"meijan demo index").digest(), default=True)

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """The ring from `1:BASE64,2:BASE64,index:BASE64`, as `meijan keys new` prints it. Raises BadKeys."""
        seals: dict[int, bytes] = {}
        named = {"index": b"", "was": b""}
        items = [item for item in text.replace("\n", ",").split(",") if item.strip()]
        for place, item in enumerate(items, 1):
            name, _, value = item.strip().partition(":")
            try:
                key = base64.b64decode(value, validate=True)
                if len(key) != 32:
                    raise ValueError
                if name in named:
                    named[name] = key
                elif 0 < int(name) < 256:
                    seals[int(name)] = key
                else:
                    raise ValueError
            except ValueError:
                # not quoted: what stands before the colon, or where there is none, may be a key
                raise BadKeys(f"item {place} is not NUMBER:BASE64 of 32 bytes") from None
        if not seals or not named["index"]:
            raise BadKeys("the ring needs a numbered key and an index key")
        return cls(dict(sorted(seals.items())), named["index"], was=named["was"])

    def text(self) -> str:
        """The ring as `parse` reads it."""
        parts = [f"{name}:{base64.b64encode(key).decode()}" for name, key in self.seals.items()]
        parts.append(f"index:{base64.b64encode(self.index).decode()}")
        if self.was:
            parts.append(f"was:{base64.b64encode(self.was).decode()}")
        return ",".join(parts)

    def grown(self) -> KeyRing:
        """The ring with one more key, which writes from now on. Raises BadKeys where all names are taken."""
        name = max(self.seals) + 1
        if name > 255:
            raise BadKeys("the ring is full: leave out keys that seal nothing any more")
        return replace(self, seals={**self.seals, name: os.urandom(32)}, default=False)

    def reindexed(self) -> KeyRing:
        """The ring with a new index key, for `meijan keys reindex`."""
        return replace(self, index=os.urandom(32), was=self.index, default=False)


class Sealer:
    """Seals and opens values, and makes blind indexes and keyed hashes."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self._ciphers = {name: AESGCM(key) for name, key in ring.seals.items()}
        self._newest = max(ring.seals)

    def seal(self, text: str | bytes, where: str, row: int) -> bytes:
        """The sealed value: key name, nonce, ciphertext. `where` is "table.column", `row` the primary key."""
        nonce = os.urandom(_NONCE)
        data = text.encode() if isinstance(text, str) else text
        sealed = self._ciphers[self._newest].encrypt(nonce, data, f"{where}:{row}".encode())
        return bytes((self._newest,)) + nonce + sealed

    def open_bytes(self, sealed: bytes, where: str, row: int) -> bytes:
        """The bytes that were sealed there. Raises SealBroken."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise SealBroken(f"{where}: no key {sealed[0] if sealed else '-'}")
        try:
            return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], f"{where}:{row}".encode())
        except InvalidTag:
            raise SealBroken(where) from None

    def open(self, sealed: bytes, where: str, row: int) -> str:
        """The text that was sealed there. Raises SealBroken."""
        return self.open_bytes(sealed, where, row).decode()

    def blind(self, *parts: str) -> bytes:
        """A keyed hash of the parts, 16 bytes: finds a value without showing it."""
        return _keyed(self.ring.index, parts)

    def blind_was(self, *parts: str) -> bytes | None:
        """The same under the index key before this one, for as long as the ring has it."""
        return _keyed(self.ring.was, parts) if self.ring.was else None


def _keyed(key: bytes, parts: tuple[str, ...]) -> bytes:
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256")[:16]
