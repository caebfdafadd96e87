"""Every setting, command and route is documented, and what is documented is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from dotenv import dotenv_values
from pydantic import SecretStr

from meijan.app import create
from meijan.cli import app as commands
from meijan.demo.phones import router as phones
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.privacy_page import privacy_page
from meijan.settings import Settings, load, strange
from meijan.settings_page import PAGE, settings_page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# -- settings


def test_settings_are_current() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_the_record_of_processing_is_current() -> None:
    assert (DOCS / "privacy.md").read_text(encoding="utf-8") == privacy_page(), "run `make docs`"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, known in Settings.model_fields.items() if not known.description] == []


def test_the_example_names_settings_that_are_there() -> None:
    example = dotenv_values(ROOT / ".env.example")
    assert strange(example) == []
    assert set(Settings.model_fields) >= {name.removeprefix("MEIJAN_").lower() for name in example}


def test_no_page_speaks_of_a_setting_that_is_not_there() -> None:
    spoken = {
        name
        for page in PAGES
        for name in re.findall(r"\bMEIJAN_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8"))
        if not name.startswith("MEIJAN_TEST_")
    }
    assert strange(spoken) == []


def test_a_setting_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named in the environment, or in `.env` as a unit of systemd would."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token").write_text("1:a\n")
    (tmp_path / ".env").write_text("MEIJAN_TELEGRAM_TOKEN_FILE=token\n")
    assert load().telegram_token.get_secret_value() == "1:a"
    (tmp_path / "other").write_text("2:b\n")
    monkeypatch.setenv("MEIJAN_TELEGRAM_TOKEN_FILE", "other")
    assert load().telegram_token.get_secret_value() == "2:b"


# -- commands


def leaves(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by what one types. (Typer has classes of its own, not those of click.)"""
    if not hasattr(group, "commands"):
        yield path, group
        return
    if group.invoke_without_command:
        yield path, group
    for name, command in group.commands.items():
        yield from leaves(command, f"{path} {name}")


LEAVES = dict(leaves(typer.main.get_command(commands), "meijan"))
ROWS = {
    re.sub(r" (\[|[A-Z-]{2}).*", "", row): row
    for row in re.findall(r"^\| `(meijan[^`]*)` \|", read("commands.md"), re.MULTILINE)
}


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_is_documented_with_its_options(path: str) -> None:
    assert path in ROWS, "a row in docs/commands.md"
    options = {name for given in LEAVES[path].params for name in given.opts if name.startswith("--")}
    assert options - {"--help"} == set(re.findall(r"--[a-z0-9-]+", ROWS[path]))


def test_no_command_is_documented_that_is_not_there() -> None:
    assert sorted(set(ROWS) - set(LEAVES)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_speaks_of_a_command_that_is_not_there(page: Path) -> None:
    words = {word for path in LEAVES for word in path.split()[1:2]} | {"outbox", "inbox", "idea", "keys"}
    spoken = re.findall(r"(?:`|\$ |bin/)meijan ([a-z-]+)", page.read_text(encoding="utf-8"))
    assert [word for word in spoken if word not in words] == []


# -- routes


def paths(routes: list[Any]) -> Iterator[str]:
    """All paths; FastAPI keeps those of an included router below it."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from paths(included.routes)
        else:
            yield route.path


def test_every_route_is_documented(tmp_path: Path) -> None:
    """A city's proxy is written from this list."""
    settings = load(
        database_url=f"sqlite:///{tmp_path}/meijan.db",
        public_url="https://kanava.example",
        telegram_token=SecretStr("1:a"),
        telegram_secret=SecretStr("hush"),
        twilio_account_sid="AC1",
        twilio_auth_token=SecretStr("t"),
        twilio_number="+358457000000",
    )
    app = create(settings)
    found = set(paths(app.routes))
    app.state.service.writer.close()
    app.state.service.database.close()
    documented = set(re.findall(r"^\| `(?:GET|POST) (/[^`]*)` \|", read("going-live.md"), re.MULTILINE))
    assert found == documented
    assert len(found) > 5


def test_phones_are_of_the_demo_alone() -> None:
    assert "/phones" in set(paths(phones(TelegramNetwork(), TwilioNetwork(), price=0.08).routes))
    assert "`/phones` is in `meijan demo` only" in read("going-live.md")


# -- links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


# -- what shows a promise


def test_what_delivery_names_is_there() -> None:
    """Every test, file and transcript of the table, so that a renamed or lost one is missed."""
    page = read("delivery.md")
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", page)
    missing = [
        f"{path}::{name}" for path, name in named if not re.search(rf"def {name}\(", (ROOT / path).read_text("utf-8"))
    ]
    assert missing == []
    assert len(named) > 50
    files = re.findall(r"`((?:bot|dialogs|meijan|service|sms|store)/[a-z_/]+\.(?:py|json))`", page)
    transcripts = [f"tests/transcripts/{name}.txt" for name in re.findall(r"`((?:sms|telegram)/[a-z_]+)`", page)]
    assert [path for path in [*files, *transcripts] if not (ROOT / path).exists()] == []
