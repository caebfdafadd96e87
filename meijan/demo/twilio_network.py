"""A local Twilio: phones on one side, the REST API and signed webhooks over real sockets on the other.

    network = TwilioNetwork(account_sid="AC…", auth_token="…", number="+358457000000")
    client.api.base_url = await network.start()
    network.messaging_url = "http://127.0.0.1:8000/sms#rc=3&rp=ct,5xx"
    network.text("+358401234567", "Hei")       # a signed POST is on its way; `settled` waits for it
    await network.until(lambda: network.phone("+358401234567").messages[-1].body.startswith("Hei!"))

Deliveries to the service run side by side, as with the real one: only `settled` between two texts makes sure
of their order. Acts of people are in twilio_phones.py, checks of requests in twilio_api.py, states and
callbacks in twilio_delivery.py, time-outs and repeats in twilio_webhook.py.
"""

from __future__ import annotations

from meijan.demo import twilio_numbers as numbers
from meijan.demo.faults import Fault
from meijan.demo.local_http import Answer, Request, Response
from meijan.demo.local_network import Call, as_json
from meijan.demo.twilio_api import PATH, ApiError, not_found
from meijan.demo.twilio_messages import Json, Sms
from meijan.demo.twilio_phones import TwilioPhones
from meijan.demo.twilio_service import ACCOUNT, SERVICE


class TwilioNetwork(TwilioPhones):
    """The whole of it: the REST API, and phones behind it."""

    def name_of(self, request: Request) -> str:
        path = PATH.fullmatch(request.path)
        if path is None:
            kinds = {"number": numbers.PATH, "account": ACCOUNT, "service": SERVICE}
            return next((name for name, known in kinds.items() if known.fullmatch(request.path)), "other")
        single = path[2] is not None
        match request.method:
            case "POST":
                return "update" if single else "create"
            case "GET":
                return "fetch" if single else "list"
            case _:
                return "delete"

    def params_of(self, request: Request) -> Json:
        return request.form() if request.method == "POST" else request.arguments()

    def spared(self, name: str) -> bool:
        return name != "create"

    def refusal(self, fault: Fault, name: str) -> Response:
        match fault:
            case Fault.TOO_MANY:
                return ApiError(429, 20429, "Too Many Requests").response()
            case Fault.FORBIDDEN:
                return ApiError(403, 20003, "Permission Denied").response()
            case _:
                return ApiError(500, 20500, "An internal server error has occurred").response()

    def answer(self, name: str, request: Request) -> Answer:
        params = self.params_of(request)
        path = PATH.fullmatch(request.path)
        try:
            if path is None:
                found = self._number(request, params) if name == "number" else self._service(request, params)
                return self._noted(name, params, request, 200, found)
            self.api.check_access(request, path[1])
            if name == "create":
                return self._created(params, request)
            if name == "list":
                return self._noted(name, params, request, 200, self.api.list(request))
            sms = self.api.find(request, path[2])
            if name == "delete":
                self.api.delete(sms)
                return self._noted(name, params, request, 204, None)
            if name == "update":
                self.api.update(sms, params)
            return self._noted(name, params, request, 200, sms.resource)
        except ApiError as error:
            self._noted(name, params, request, error.status, {"code": error.code, "message": str(error)})
            return error.response()

    def _number(self, request: Request, params: Json) -> Json:
        """The IncomingPhoneNumber resource. Raises ApiError."""
        path = numbers.PATH.fullmatch(request.path)
        if path is None:
            raise not_found(request.path)
        self.api.check_access(request, path[1])
        if path[2] is None:
            return self.numbers.page(request)
        if path[2] != self.numbers.sid:
            raise not_found(request.path)
        if request.method == "POST":
            self.numbers.update(params)
        return self.numbers.resource()

    def _service(self, request: Request, params: Json) -> Json:
        """The account itself or its Messaging Service. Raises ApiError."""
        if not (ACCOUNT.fullmatch(request.path) or SERVICE.fullmatch(request.path)):
            raise not_found(request.path)
        self.api.check_access(request, self.account_sid)
        found = self.service.answer(request, params)
        if found is None:
            raise not_found(request.path)
        return found

    def _created(self, params: Json, request: Request) -> Answer:
        sms = self.api.create(params)
        resource = sms.resource  # as it is now: on its way it changes
        response = self._noted("create", params, request, 201, resource)
        if sms.callback and self.faults.happens(self.faults.callbacks_early):
            return self._created_late(sms, response)
        self.deliveries.carry(sms)
        return response

    async def _created_late(self, sms: Sms, response: Response) -> Response:
        """Status callbacks arrive before the create call has returned."""
        await self.deliveries.travel(sms)
        return response

    def _noted(self, name: str, params: Json, request: Request, status: int, body: Json | None) -> Response:
        if self._journal_on:
            call = Call(name, params, self.clock(), status, body, request.path, request.method)
            self.note(call)
        return Response(status, b"" if body is None else as_json(body))
