"""/saavutettavuus: how accessible the service is, by the model that the law gives (306/2019), and a form for feedback.

Open to everybody, as the law wants it. The form keeps what was written, whatever is wrong with it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service import feedback
from staff.console import Console
from staff.policy import OPEN
from staff.view import page, redirect, root_of, words_of

REVIEWED = date(2026, 11, 24)
"""When the statement was last looked over: at a change of the pages, and once a year."""
LEAST = 5
"""Characters that say something."""


def router() -> APIRouter:
    """The statement and its form."""
    routes = APIRouter()

    @routes.get("/saavutettavuus", dependencies=[OPEN])
    async def statement(request: Request) -> Response:
        return _shown(request)

    @routes.post("/saavutettavuus", dependencies=[OPEN])
    async def give(
        request: Request,
        palaute: Annotated[str, Form()] = "",
        yhteys: Annotated[str, Form()] = "",
        kotisivu: Annotated[str, Form()] = "",
    ) -> Response:
        _ = words_of(request)
        text, contact = palaute.strip(), yhteys.strip()
        wrong = {}
        if len(text) < LEAST:
            wrong["palaute"] = _("Write what did not work. A few words are enough.")
        elif len(text) > feedback.MOST:
            wrong["palaute"] = _("Your text is too long. Write at most {most} characters.", most=str(feedback.MOST))
        if len(contact) > feedback.MOST_OF_CONTACT:
            wrong["yhteys"] = _("That is too long. Write an e-mail address or a telephone number.")
        if wrong:
            return _shown(request, text=palaute, contact=yhteys, wrong=wrong, status=422)
        console: Console = request.app.state.console
        thanks = _("Thank you! We read your feedback. If you asked for an answer, you get it within 14 days.")
        if kotisivu:  # a field that people do not see: a program filled it in
            return redirect(request, f"{root_of(request)}/saavutettavuus", thanks)
        taken = await console.write(lambda db: feedback.give(db, console.house, text=text, contact=contact))
        if not taken:
            wrong["palaute"] = _("Very much feedback is coming in now. Your text is still here: send it in an hour.")
            return _shown(request, text=palaute, contact=yhteys, wrong=wrong, status=429)
        return redirect(request, f"{root_of(request)}/saavutettavuus", thanks)

    return routes


def _shown(
    request: Request, *, text: str = "", contact: str = "", wrong: dict[str, str] | None = None, status: int = 200
) -> Response:
    console: Console = request.app.state.console
    _ = words_of(request)
    return page(
        request,
        "accessibility.html",
        status=status,
        number=console.house.number,
        contact_of_city=console.options.contact,
        reviewed=REVIEWED,
        text=text,
        contact=contact,
        wrong=wrong or {},
        error=_("Your feedback was not sent yet. Look at the fields below.") if wrong else "",
    )
