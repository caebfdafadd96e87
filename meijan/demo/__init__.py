"""The demo: local Telegram and Twilio networks with two phones in the browser, and demo data."""
