"""Settings: `MEIJAN_*` in the environment, in `.env`, or in files (`MEIJAN_*_FILE`). Secrets never print."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.house import AREAS, AUTHORITIES, NAMES
from service.opt_out import MODES
from service.staffing.post import WAYS, Post


def _split(value: object) -> object:
    """A list written with commas."""
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


AREA_BYTES = 40  # a Telegram button carries 64 with its step and question: dialogs.talk.button

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """All settings with their defaults. A channel without its settings is off and says so."""

    model_config = SettingsConfigDict(env_prefix="MEIJAN_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///var/meijan.db", description="sqlite:///PATH, or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    )
    public_url: str = Field(
        "", description="Where the world reaches us, https://…; without it Telegram is polled and no SMS comes in"
    )
    staff_url: str = Field(
        "", description="By which address staff reach the console, https://…; PUBLIC_URL, where it is the same"
    )
    oidc_issuer: str = Field(
        "", description="The city's own sign-in (OpenID Connect): its issuer, exactly as it calls itself; staff.md"
    )
    oidc_client_id: str = Field("", description="What the console is called there")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="What the console shows there")
    oidc_email_claim: str = Field("email", description="Which claim is the e-mail by which we know a member of staff")
    oidc_verified_claim: str = Field(
        "email_verified", description="Which claim must be true for that; empty where nobody chooses their own e-mail"
    )
    oidc_only: bool = Field(False, description="No passkeys; a link from the command line still opens, in an emergency")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, description="Port to listen on")
    keys: SecretStr = Field(SecretStr(""), description="Key ring from `meijan keys new`; required in production")
    keys_new: SecretStr = Field(SecretStr(""), description="The ring to come, for `meijan keys reindex` only")

    telegram_token: SecretStr = Field(SecretStr(""), description="The bot's token, from BotFather")
    telegram_secret: SecretStr = Field(
        SecretStr(""), description="What Telegram repeats with each update, A-Z a-z 0-9 _ -; needed with a PUBLIC_URL"
    )
    telegram_api: str = Field("https://api.telegram.org/bot", description="Base address of the Bot API, with /bot")
    telegram_rate: float = Field(25.0, description="Messages a second, at most")

    twilio_account_sid: str = Field("", description="The account, AC…")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Auth token; two with a comma during a rotation")
    twilio_number: str = Field("", description="Our number, +358…")
    twilio_messaging_service_sid: str = Field("", description="MG…, where a Messaging Service sends and receives")
    twilio_api: str = Field("https://api.twilio.com", description="Base address of Twilio's API")
    twilio_opt_out: str = Field("freed", description="Who answers STOP and the like: freed (we) or default (Twilio)")
    sms_rate: float = Field(1.0, description="Parts a second, at most")
    sms_regions: Words = Field(("FI",), description="Regions whose mobiles are answered; others are kept for people")
    sms_price: float = Field(0.08, description="Euros that a part costs the city")

    broadcast_people: int = Field(200, ge=0, description="A broadcast to more people needs a second person's approval")
    broadcast_euros: float = Field(50.0, ge=0, description="… and one that costs more euros")
    broadcast_daily_cap: float = Field(
        500.0, ge=0, description="Euros that broadcasts may cost in a day; then they pause, replies never do"
    )
    mail_host: str = Field("", description="The server by which staff hear by e-mail that something waits; empty: none")
    mail_port: int = Field(587, description="Its port")
    mail_tls: str = Field("starttls", description="starttls, tls, or none for a server on this machine")
    mail_user: str = Field("", description="Whom it knows us as, where it asks")
    mail_password: SecretStr = Field(SecretStr(""), description="With which password")
    mail_from: str = Field("", description="Whose mail it is: kanava@example.org")
    mail_to: Words = Field(
        (), description="Who hears, with commas; in service hours, at most hourly, only how much is new"
    )

    city_name_fi: str = Field(NAMES["fi"], description="Who writes, in Finnish")
    city_name_sv: str = Field(NAMES["sv"], description="… in Swedish")
    city_name_en: str = Field(NAMES["en"], description="… in English")
    areas: Words = Field(AREAS, description="Parts of the city, with commas")
    contact: str = Field("", description="How one reaches the city otherwise, on public pages: e-mail, telephone")
    privacy_officer: str = Field(
        "", description="The data protection officer, on the privacy notice: e-mail, telephone"
    )
    service_since: time = Field(time(9), description="When people begin to answer, on working days")
    service_until: time = Field(time(15), description="When they stop")
    closed_days: Words = Field((), description="More days on which nobody works, YYYY-MM-DD with commas")
    read_days: int = Field(10, ge=1, description="Working days until an idea is read")
    answer_days: int = Field(2, ge=1, description="Working days until a message is answered")
    texts: str = Field("", description="File of the city's own texts: texts.md")
    authorities: str = Field(
        "; ".join(f"{name}={what}" for name, what in AUTHORITIES.items()),
        description="To whom ideas can be handed that are not the city's to decide: NAME=WHAT; NAME=WHAT",
    )
    sources: Words = Field((), description="Source words of posters: TORI=menu,KIRJASTO=idea")

    log_level: str = Field("INFO", description="Least level that is logged: DEBUG, INFO, WARNING, ERROR")

    @field_validator("sms_regions", "areas", "sources", "closed_days", "mail_to", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return _split(value)

    @field_validator("areas")
    @classmethod
    def _areas(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for area in value:
            if len(area.encode()) > AREA_BYTES:
                raise ValueError(f"{area} is longer than {AREA_BYTES} bytes; a button could not carry it")
        return value

    @field_validator("closed_days")
    @classmethod
    def _days(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for day in value:
            date.fromisoformat(day)
        return value

    @model_validator(mode="after")
    def _city_sign_in(self) -> Settings:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError("MEIJAN_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET go together")
        if self.oidc_only and not self.oidc_issuer:
            raise ValueError("MEIJAN_OIDC_ONLY without MEIJAN_OIDC_ISSUER would let nobody in")
        if not self.oidc_issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")) and self.oidc_issuer:
            raise ValueError("MEIJAN_OIDC_ISSUER begins with https://")
        return self

    @field_validator("twilio_opt_out")
    @classmethod
    def _mode(cls, value: str) -> str:
        if value not in MODES:
            raise ValueError(f"one of {', '.join(MODES)}")
        return value

    @field_validator("mail_tls")
    @classmethod
    def _way(cls, value: str) -> str:
        if value not in WAYS:
            raise ValueError(f"one of {', '.join(WAYS)}")
        return value

    @property
    def mail(self) -> Post | None:
        """By whom and to whom mail leaves, where it is set up."""
        if not (self.mail_host and self.mail_from and self.mail_to):
            return None
        return Post(
            self.mail_host,
            self.mail_port,
            self.mail_from,
            self.mail_to,
            self.site,
            self.mail_tls,
            self.mail_user,
            self.mail_password.get_secret_value(),
        )

    @property
    def telegram(self) -> bool:
        """Whether Telegram is set up."""
        return bool(self.telegram_token.get_secret_value())

    @property
    def sms(self) -> bool:
        """Whether SMS is set up."""
        sender = self.twilio_number or self.twilio_messaging_service_sid
        return bool(self.twilio_account_sid and self.twilio_auth_token.get_secret_value() and sender)

    @property
    def site(self) -> str:
        """By which address browsers reach the console: by name, since passkeys refuse one of numbers."""
        return (self.staff_url or self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def names(self) -> dict[str, str]:
        return {"fi": self.city_name_fi, "sv": self.city_name_sv, "en": self.city_name_en}

    @property
    def handled(self) -> dict[str, str]:
        """Authority → what is theirs to decide."""
        pairs = (item.partition("=") for item in self.authorities.split(";") if item.strip())
        return {name.strip(): what.strip() for name, _, what in pairs}

    @property
    def source_words(self) -> dict[str, str]:
        """Source word → what it opens."""
        return {word: opens or "menu" for word, _, opens in (item.partition("=") for item in self.sources)}


def strange(names: Iterable[str]) -> list[str]:
    """Names that look like settings and are none: a slip of the pen would otherwise be a setting left out."""
    known = {f"MEIJAN_{name.upper()}" for name in Settings.model_fields}
    return sorted(
        name
        for name in names
        if name.startswith("MEIJAN_")
        and name.removesuffix("_FILE") not in known
        and not name.startswith("MEIJAN_TEST_")
    )


class BadSettings(Exception):
    """A setting can't be used; the text says which and why, never its value."""


def load(**given: object) -> Settings:
    """The settings of this process. `MEIJAN_X_FILE` names a file whose content is X. Raises BadSettings."""
    from_files: dict[str, object] = {}
    written = {**dotenv_values(".env"), **os.environ}
    for name in Settings.model_fields:
        path = written.get(f"MEIJAN_{name.upper()}_FILE")
        if path:
            try:
                from_files[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSettings(f"MEIJAN_{name.upper()}_FILE: {error.strerror}") from error
    try:
        return Settings(**{**from_files, **given})  # type: ignore[arg-type]
    except ValueError as error:
        lines = [_said(item["loc"], item["msg"]) for item in error.errors()]  # type: ignore[attr-defined]
        raise BadSettings("; ".join(lines)) from error


def _said(where: tuple[object, ...], what: str) -> str:
    """A fault of one setting with its name; one of several names them itself."""
    return f"MEIJAN_{str(where[0]).upper()}: {what}" if where else what.removeprefix("Value error, ")
