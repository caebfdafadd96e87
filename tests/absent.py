"""What a test does when a program it needs is not on the machine."""

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Skip the test with one line; fail it in CI, where a skipped suite would pass unseen."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
