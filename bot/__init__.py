"""The Telegram channel, over python-telegram-bot used as a library."""

import logging
import os

# A RetryAfter with a timedelta is opt-in in python-telegram-bot 22; without it building one warns each time.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# The token is part of every address that we call: no library may write addresses or bodies into a log.
for _library in ("httpx", "httpcore", "aiohttp", "telegram"):
    logging.getLogger(_library).setLevel(logging.WARNING)
