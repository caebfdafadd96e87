"""Files on the local Telegram: what people and the bot upload, until the network is stopped."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from PIL import Image

from meijan.demo.telegram_chats import Json, StoredFile

LARGEST_DOWNLOAD = 20_000_000  # https://core.telegram.org/bots/api#getfile
LARGEST_PHOTO = 10_000_000  # https://core.telegram.org/bots/api#sending-files
THUMBNAIL = 90


class NotAnImage(ValueError):
    """The bytes cannot be read as a picture."""


class Files:
    """By file_id, and by the path that getFile gives."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}

    def store(self, content: bytes, folder: str, ending: str, name: str = "") -> StoredFile:
        number = len(self.by_id)
        digest = hashlib.sha256(content).hexdigest()
        stored = StoredFile(
            id=f"AgAC{digest[:24]}{number}",
            unique_id=f"AQAD{digest[:12]}",
            path=f"{folder}/file_{number}.{ending}",
            content=content,
            name=name,
        )
        self.by_id[stored.id] = stored
        self.by_path[stored.path] = stored
        return stored

    def photo_sizes(self, content: bytes) -> tuple[StoredFile, list[Json]]:
        """Store a picture as Telegram shows it, the smallest size first. Raises NotAnImage.

        Unlike the real one the largest size keeps its bytes, EXIF included, so that tests can send what we
        must strip.
        """
        try:
            with Image.open(BytesIO(content)) as picture:
                width, height = picture.size
                small = picture.convert("RGB")
                small.thumbnail((THUMBNAIL, THUMBNAIL))
                buffer = BytesIO()
                small.save(buffer, "JPEG")
        except (OSError, ValueError, SyntaxError) as error:
            raise NotAnImage(str(error)) from error
        sizes = []
        if max(width, height) > THUMBNAIL:
            thumbnail = self.store(buffer.getvalue(), "photos", "jpg")
            sizes.append(_size(thumbnail, *small.size))
        full = self.store(content, "photos", "jpg")
        return full, [*sizes, _size(full, width, height)]


def _size(stored: StoredFile, width: int, height: int) -> Json:
    return described(stored) | {"width": width, "height": height}


def described(stored: StoredFile) -> dict[str, Any]:
    """What every kind of file has in the Bot API."""
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.content)}
