"""The floor: bare FastAPI routes that parse the same input and send one fixed reply; nothing is kept or understood.

Authentication, parsing and the client are ours, so what is above the floor is what storing and understanding cost.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, Request, Response

from bot.parse import Me, read
from bot.send import TelegramChannel
from meijan import logs
from meijan.app import sms_settings, telegram_settings
from meijan.settings import load
from service.channel import Choice, Delivery, Outbound
from sms import inbound, signature
from sms.send import SmsChannel

REPLY = Outbound(
    "Kiitos! Ideasi on tallessa.\n\nOnko tämä oma ideasi vai yhdistyksen?",
    (Choice("1", "Oma ideani", "idea.whose.3:own"), Choice("2", "Yhdistyksen idea", "idea.whose.3:association")),
)
SHORT = Outbound("Kiitos! Ideasi on tallessa. Sen tunnus on K7F2. Kerromme sinulle, mitä sille tapahtuu.")

settings = load()
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

if settings.telegram:
    its = telegram_settings(settings)
    telegram = TelegramChannel(its)
    me = Me(its.bot_id)

    @app.post("/telegram")
    async def take_update(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), its.secret.encode()):
            return Response(status_code=403)
        found = read(json.loads(await request.body()), me, now=datetime.now(UTC)).inbound
        if found is not None:
            await telegram.send(Delivery("ref", found.address, REPLY))
        return Response()


if settings.sms:
    account = sms_settings(settings)
    sms = SmsChannel(account)

    @app.post("/sms")
    async def take_sms(request: Request) -> Response:
        form = await request.form()
        signed = request.headers.get("x-twilio-signature")
        if not signature.valid(account.auth_tokens, f"{account.public_url}/sms", form, signed):
            return Response(status_code=403)
        found = inbound.message(
            sid=str(form["MessageSid"]),
            sender=str(form["From"]),
            body=str(form["Body"]),
            media=str(form["NumMedia"]),
            at=datetime.now(UTC),
            regions=account.regions,
        )
        if found is not None:
            await sms.send(Delivery("ref", found.address, SHORT))
        return Response("<Response/>", media_type="text/xml")


if __name__ == "__main__":
    logs.set_up("WARNING")
    uvicorn.run(app, port=settings.port, log_config=None, access_log=False, proxy_headers=False, server_header=False)
