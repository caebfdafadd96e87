"""The two phones in a real browser: journeys, accessibility, and what the page must not do."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from tests.phones.hands import Hands

pytestmark = pytest.mark.browser
IDEA = "Penkkejä rantaraitille. Mie en jaksa kävellä matkaa yhtä soittoa. T. Aino Virtanen"


async def test_an_idea_by_text_message(hands: Hands) -> None:
    await hands.answered(IDEA, "Onko tämä idea kaupungille? Vastaa 1, jos on.", after=0)
    await hands.answered("1", "Missä paikka on? Voit vastata, jos haluat.", after=1)
    await hands.answered("sataman ja sairaalan välillä", "Kiitos! Lisäsimme paikan ideaasi.", after=2)
    await hands.text("Kiitos")
    await hands.demo.twilio.settled()
    # texts go out in order: were there an answer to the thanks, it would be the fourth
    await hands.answered("OHJE", "TIETOSUOJA", after=3)
    await expect(hands.page.locator("#sms-log .takes").first).to_have_text("82/160 GSM-71 osa1 viestin hinta")
    await expect(hands.page.locator("#bill")).to_contain_text("0,32")


async def test_a_guided_idea_in_the_chat(hands: Hands) -> None:
    await hands.page.get_by_role("button", name="Aloita").press("Enter")
    await hands.says("Mitä haluat tehdä?", after=0)
    await hands.tap("Anna idea", then="Mikä on ideasi?")
    await hands.write("Valoja pyörätielle Tuppuralaan")
    await hands.says("Kiitos! Ideasi on tallessa.", after=2)
    await hands.tap("Tuppurala", then="yhdistyksen")
    await hands.tap("Oma ideani", then="Tarkista ideasi")
    await hands.tap("Lähetä idea", then="Sen tunnus on")


async def test_a_picture_a_place_and_an_edit_in_the_chat(hands: Hands) -> None:
    page = hands.page
    await hands.write("IDEA penkki satamaan")
    await hands.says("Kiitos! Ideasi on tallessa.", after=0)
    await page.get_by_role("button", name="Liitä").press("Enter")
    await page.get_by_role("button", name="Valmis kuva: rikkinäinen penkki").press("Enter")
    await expect(page.get_by_role("img", name="Kuva, jonka lähetit")).to_be_visible()
    await hands.says("Lisäsimme kuvan", after=1)
    await page.get_by_role("button", name="Muokkaa viestiä: IDEA penkki satamaan").press("Enter")
    field = page.get_by_label("Viesti älypuhelimesta")
    await expect(field).to_have_value("IDEA penkki satamaan")
    await field.press("End")
    await page.keyboard.type(" ja torille")
    await page.keyboard.press("Enter")
    await expect(page.locator("#chat-log .mine").first).to_contain_text("IDEA penkki satamaan ja torille")
    await expect(page.locator("#chat-log .mine").first).to_contain_text("muokattu")


async def test_somebody_new_takes_a_phone(hands: Hands) -> None:
    people = hands.page.locator("#chat-people input")
    before = await people.count()
    await hands.page.locator("#chat-new").press("Enter")
    await expect(people).to_have_count(before + 1)
    await expect(people.last).to_be_checked()
    await expect(hands.bubbles).to_have_count(0)
    await expect(hands.page.get_by_role("button", name="Aloita")).to_be_visible()


async def test_a_call_is_refused(hands: Hands) -> None:
    await hands.page.get_by_role("button", name="Soita kaupungin numeroon").press("Enter")
    await expect(hands.page.locator("#sms-log")).to_contain_text("Puhelua ei yhdistetty. Se ei maksanut mitään.")


async def test_history_outlives_a_reload(hands: Hands) -> None:
    await hands.answered("OHJE", "IDEA", after=0)
    await hands.open()
    await expect(hands.texts).to_have_count(1)


async def test_keys_write_digits_and_letters(hands: Hands) -> None:
    page, field = hands.page, hands.page.get_by_label("Viesti näppäinpuhelimesta")
    for key in ("1", "2"):
        await page.locator(f".n{key}").press("Enter")
    await expect(field).to_have_value("12")
    await page.get_by_role("button", name="Pyyhi").click()
    await page.locator(".nhash").click()
    for _ in range(3):  # a, b, c
        await page.locator(".n2").click()
    await expect(field).to_have_value("1c")
    await expect(page.locator("#sms-count")).to_have_text("2/160")


async def test_words_of_people_are_never_markup(hands: Hands) -> None:
    evil = "<img src=x onerror=alert(1)> & <b>hei</b>"
    await hands.text(evil)
    await hands.write(evil)
    await expect(hands.page.locator("#sms-log .mine")).to_contain_text(evil)
    await expect(hands.page.locator("#chat-log .mine")).to_contain_text(evil)
    assert await hands.page.locator(".sms img, .bubble img, .bubble b").count() == 0


async def test_blocked_and_unblocked(hands: Hands) -> None:
    await hands.write("Hei")
    for label, state in (("Estä botti", "estetty"), ("Poista botin esto", "Mikkelin kaupungin botti")):
        await hands.page.get_by_role("button", name="Keskustelun valinnat").press("Enter")
        await hands.page.get_by_role("button", name=label).press("Enter")
        await expect(hands.page.locator("#bot-state")).to_have_text(state)


async def test_faults_are_switched_on_and_mended(hands: Hands) -> None:
    page, faults = hands.page, hands.demo.twilio.faults
    await page.get_by_text("Verkon viat").click()
    await page.get_by_role("group", name="Tekstiviestit").get_by_label("On hidas: 2 sekuntia joka viestissä").check()
    await expect(page.locator("#mischief")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('#mischief').dataset.state === 'kept'")
    assert faults.latency == 2.0
    await page.get_by_role("button", name="Korjaa kaikki").click()
    await page.wait_for_function("() => document.querySelector('#mischief').dataset.state === 'kept'")
    assert faults.latency == 0.0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_accessible(hands: Hands, scheme: str) -> None:
    page = hands.page
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await hands.answered("Hei", "Vastaa numero", after=0)
    await hands.write("Hei")
    await hands.says("Mitä haluat tehdä?", after=0)
    await page.get_by_text("Verkon viat").click()
    await page.get_by_role("button", name="Liitä").click()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_no_sideways_scrolling(hands: Hands, width: int) -> None:
    await hands.page.set_viewport_size({"width": width, "height": 800})
    await hands.answered("Hei", "Vastaa numero", after=0)
    assert await hands.page.evaluate("document.documentElement.scrollWidth") == width


async def test_another_site_cannot_act(hands: Hands, browser: Browser) -> None:
    request, address = hands.page.request, hands.address
    act = f"{address}/keypad/7001/call"
    assert (await request.post(act, data={})).status == 403
    assert (await request.post(act, headers={"X-Phones": "1", "Sec-Fetch-Site": "cross-site"}, data={})).status == 403
    page = await request.get(address)
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    for path in ("/static/..%2Fphones.py", "/static/phones.py", "/files/photos/none"):
        assert (await request.get(address + path)).status == 404
