"""Pictures and voice messages: fetched after the turn, re-encoded without what a camera writes into them, sealed."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import structlog
from PIL import Image, ImageOps, UnidentifiedImageError

from service.channel import Busy, SendError
from service.house import House
from service.sender import Sender
from service.writer import Writer
from store import ideas

log = structlog.get_logger()

EVERY = 5.0
TRIES = 6
SIDE = 2048  # pixels; enough to see a broken bench by
BOMB = 60_000_000  # pixels; beyond that nothing is decoded


def clean_picture(data: bytes) -> bytes:
    """The picture as a JPEG without EXIF (place, time, camera), turned the right way up. Raises ValueError."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > BOMB:
                raise ValueError("too many pixels")
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture") from error
    picture.thumbnail((SIDE, SIDE))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=85)
    return output.getvalue()


class Fetcher:
    """Fetches what is wanted while its sender holds the channel."""

    def __init__(self, sender: Sender, writer: Writer, house: House) -> None:
        self.sender, self.writer, self.house = sender, writer, house

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                if self.sender.holding and self.sender.opened:
                    await self.once()
            except Busy:
                log.warning("media_waits", channel=self.sender.channel.name)
            await asyncio.sleep(EVERY)

    async def once(self) -> int:
        """Fetch what is due; how many were kept."""
        name, now = self.sender.channel.name, self.house.now()
        due = await self.writer.write(lambda db: ideas.media_due(db, sealer=self.house.sealer, channel=name, now=now))
        kept = 0
        for media_id, kind, ref, tries in due:
            kept += await self._one(media_id, kind, ref, tries)
        return kept

    async def _one(self, media_id: int, kind: str, ref: str, tries: int) -> bool:
        try:
            data = await self.sender.channel.fetch(ref)
            mime = "audio/ogg"
            if kind == "photo":
                data, mime = await asyncio.to_thread(clean_picture, data), "image/jpeg"
        except (SendError, ValueError) as error:
            final = isinstance(error, ValueError) or error.permanent or tries + 1 >= TRIES
            due_at = None if final else self.house.now() + timedelta(seconds=5 * 2**tries)
            log.warning("media_failed", kind=kind, final=final, error=type(error).__name__)
            await self.writer.write(lambda db: ideas.media_failed(db, media_id=media_id, due_at=due_at))
            return False
        await self.writer.write(
            lambda db: ideas.media_kept(db, sealer=self.house.sealer, media_id=media_id, data=data, mime=mime)
        )
        return True
