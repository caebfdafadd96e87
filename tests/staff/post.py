"""A mail server on this machine: as much of SMTP (RFC 5321) as a client needs to give it a mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class PostOffice:
    """What came; `refuses`: it answers every mail with 451, as a full or broken one does."""

    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        writer.write(b"220 post\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == "QUIT":
                break
            if word == "DATA" and not self.refuses:
                writer.write(b"354 go on\r\n")
                data = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                self.mails.append(message_from_bytes(data, policy=default))  # type: ignore[arg-type]
            elif word == "RCPT":
                self.to.append(line)
            writer.write(b"451 not now\r\n" if self.refuses and word == "MAIL" else b"250 well\r\n")
        writer.close()


@asynccontextmanager
async def post_office(**how: bool) -> AsyncIterator[PostOffice]:
    """A server that listens."""
    office = PostOffice(**how)  # type: ignore[arg-type]
    server = await asyncio.start_server(office.talk, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office
