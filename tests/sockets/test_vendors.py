"""What goes over the wires keeps to the vendors' own descriptions: the 24 sample updates in, every call out."""

from __future__ import annotations

from meijan.demo.faults import Fault
from tests import conformance
from tests.sockets import journal, said
from tests.sockets.city import VEIKKO, City
from tests.sockets.forged import post_update


async def test_the_sample_updates(city: City) -> None:
    """Each is taken, once; nobody is answered twice, and nothing is sent that the Bot API does not know."""
    samples = conformance.shared("telegram_update_samples.json")
    assert len(samples) == 24
    for number in (7001, 4503599627370495):
        city.telegram.person(number, "Aino", started=True)
    for sample in samples:
        if sample["spec_ok"]:
            conformance.check_update(sample["update"])
        assert await post_update(city, sample["update"]) == 200, sample["note"]
        await city.rest()
    before = (city.received, city.outbox())
    for sample in samples:
        assert await post_update(city, sample["update"]) == 200, sample["note"]
    await city.rest()
    assert (city.received, city.outbox()) == before
    assert journal.check(city.telegram, city.sms) > 20


async def test_every_kind_of_call(city: City) -> None:
    """A conversation that leads to each method that we use; those that were refused are checked as well."""
    conformance.shared("telegram_bot_api_10.1.json")
    conformance.shared("twilio_messages_only.json")
    aino, channel = city.aino, city.service.telegram
    assert channel is not None
    city.telegram.faults.fail_next(Fault.TOO_MANY, only="sendMessage")
    city.telegram.faults.retry_after = 0
    city.sms.hold_queue()
    city.sms.faults.fail_next(Fault.TAKEN_HANG_UP)
    city.sms.text(VEIKKO, "OHJE")
    city.telegram.write(aino, "/idea <b>Penkki</b> & rantaan")
    await city.told(aino, said.WHERE)
    city.telegram.send_photo(aino, b"x")
    city.telegram.tap(aino, aino.last.id, "roska", forged=True)
    city.telegram.write(aino, "Soittakaa minulle")
    await city.told(aino, said.NUMBER)
    await city.until(lambda: ("sms", "sent") in city.outbox())
    city.sms.release_queue()
    await channel.set_commands({"": [("ohje", "Ohje")], "fi": [("idea", "Anna idea")]})
    await channel.webhook_info()
    await channel.delete_webhook()
    await city.until(lambda: "getFile" in {call.name for call in city.telegram.journal})
    journal.check(city.telegram, city.sms)
    called = {call.name for call in city.telegram.journal}
    assert called >= {"getMe", "setWebhook", "deleteWebhook", "getWebhookInfo", "setMyCommands", "getFile"}
    assert called >= {"sendMessage", "answerCallbackQuery"}
    assert {call.name for call in city.sms.journal} >= {"create", "list"}
