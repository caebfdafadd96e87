"""The `meijan` command, also as `python -m meijan`."""

from __future__ import annotations

import gc


def main() -> None:
    """Load the commands and run the one that is asked for."""
    # thousands of classes come in and none of them is garbage: looking for some takes a fifth of the time to start
    gc.disable()
    from meijan.cli import main as run

    gc.enable()
    run()


if __name__ == "__main__":
    main()
