"""The browser of the tests draws real pages and reaches nothing beyond this machine."""

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from tests.browser import watch_outside


async def test_a_page_is_drawn(page: Page) -> None:
    await page.goto("data:text/html,<button onclick=\"this.textContent='Kiitos'\">Lähetä</button>")
    await page.get_by_role("button").click()
    assert await page.get_by_role("button").inner_text() == "Kiitos"


async def test_a_server_in_the_same_loop_answers(page: Page) -> None:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text=f"<h1>Hei {request.path}</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/mikkeli", hello)
    async with TestServer(app) as server:
        await page.goto(str(server.make_url("/mikkeli")))
        assert await page.locator("h1").inner_text() == "Hei /mikkeli"


async def test_another_machine_is_out_of_reach_and_noticed(browser: Browser) -> None:
    context = await browser.new_context()
    outside = watch_outside(context)
    page = await context.new_page()
    addresses = ["http://192.0.2.1/y.png", "http://example.com/x.png"]
    failed: list[str | None] = []
    page.on("requestfailed", lambda request: failed.append(request.failure))
    await page.set_content("".join(f'<img src="{address}">' for address in addresses), wait_until="load")
    await context.close()
    assert sorted(outside) == addresses
    assert failed == ["net::ERR_NAME_NOT_RESOLVED"] * len(addresses)
