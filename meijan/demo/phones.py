"""/phones: a Telegram-like chat and a basic phone side by side in the browser."""

from __future__ import annotations

from fastapi import APIRouter

from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork


def router(telegram: TelegramNetwork, twilio: TwilioNetwork, *, price: float) -> APIRouter:
    """The page and its data; `price` is euros a part."""
    return APIRouter()
