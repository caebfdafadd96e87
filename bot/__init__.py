"""The Telegram channel, over python-telegram-bot used as a library."""
