"""Test lines as tables: one entry between two bars."""


def each(table: str) -> list[str]:
    """The entries of a table, in order."""
    return [entry.strip() for entry in table.replace("\n", "|").split("|") if entry.strip()]
