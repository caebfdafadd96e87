"""A mail to staff, and the server that takes it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

TIMEOUT = 20.0  # seconds that the provider may take for each answer
WAYS = ("starttls", "tls", "none")


@dataclass(frozen=True)
class Post:
    """By whom mail leaves, and to whom. `way`: one of WAYS; "none" is for a server on this machine."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    site: str
    way: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


def message(post: Post, n: int, now: datetime) -> EmailMessage:
    """The mail. There is a number in it and an address, and nothing else."""
    made = EmailMessage()
    made["Subject"] = f"Työjonossa {n} {'uusi' if n == 1 else 'uutta'}"
    made["From"], made["To"] = post.sender, ", ".join(post.to)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=post.sender.rpartition("@")[2].rstrip(">") or None)
    made["Auto-Submitted"] = "auto-generated"  # nobody's holiday answers it (RFC 3834)
    what = "uusi asia" if n == 1 else "uutta asiaa"
    made.set_content(f"Työjonossa on {n} {what}. Avaa hallinta: {post.site}/staff/\n")
    return made


def send(post: Post, made: EmailMessage) -> None:
    """Give it to the provider; blocks. Raises OSError and smtplib.SMTPException; without TLS it does not go."""
    safely = ssl.create_default_context()
    if post.way == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(post.host, post.port, timeout=TIMEOUT, context=safely)
    else:
        server = smtplib.SMTP(post.host, post.port, timeout=TIMEOUT)
    with server:
        if post.way == "starttls":
            server.starttls(context=safely)
        if post.user:
            server.login(post.user, post.password)
        server.send_message(made)
