"""`python -m meijan`."""

from meijan.cli import main

main()
