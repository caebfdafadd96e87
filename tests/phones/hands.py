"""What a person does with the two phones, by keyboard, and what they see."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from meijan.demo.run import Demo


@dataclass
class Hands:
    """A page with both phones, and the demo behind it."""

    page: Page
    demo: Demo
    address: str

    async def open(self) -> None:
        await self.page.goto(self.address)
        await expect(self.page.get_by_text("Yhteys toimii")).to_be_visible()
        await expect(self.page.locator("#sms-people").get_by_text("Aino")).to_be_visible()

    async def hold(self, phone: str, person: int) -> None:
        """Give the phone to a person, by keyboard."""
        radio = self.page.locator(f"#{phone}-people input[value='{person}']")
        await radio.focus()
        await self.page.keyboard.press("Space")
        await expect(radio).to_be_checked()

    # --- the basic phone ---------------------------------------------------------------------------

    @property
    def texts(self) -> Locator:
        """Text messages of the city on the screen."""
        return self.page.locator("#sms-log .sms.theirs")

    async def text(self, words: str) -> None:
        """Type a text message and send it."""
        field = self.page.get_by_label("Viesti näppäinpuhelimesta")
        await field.focus()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")
        await expect(field).to_have_value("")

    async def answered(self, words: str, answer: str, *, after: int) -> None:
        """Send a text; the city's next text, number `after` + 1, has this answer in it."""
        await self.text(words)
        await expect(self.texts).to_have_count(after + 1)
        await expect(self.texts.last).to_contain_text(answer)

    # --- the smartphone ----------------------------------------------------------------------------

    @property
    def bubbles(self) -> Locator:
        """Messages of the bot on the screen."""
        return self.page.locator("#chat-log .message.theirs")

    async def write(self, words: str) -> None:
        """Type into the chat and send."""
        field = self.page.get_by_label("Viesti älypuhelimesta")
        await field.focus()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")
        await expect(field).to_have_value("")

    async def tap(self, label: str, *, then: str) -> None:
        """Press a button under the newest message by keyboard; the bot's next words have `then` in them."""
        before = await self.bubbles.count()
        await self.bubbles.last.get_by_role("button", name=label).press("Enter")
        await self.says(then, after=before)

    async def says(self, words: str, *, after: int) -> None:
        """The bot's message number `after` + 1 has these words in it."""
        await expect(self.bubbles.nth(after)).to_contain_text(words)
